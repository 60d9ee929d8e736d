"""What the scripts share: where things lie, the labelled answers, words on a clock, tables, learning, cost of a run."""
