"""How things are written out and read in again: times, numbers and bands, excerpts, files. One way for each.

clock.py      72.4 -> "1:12"; "1:12", "1m12s" and "72" -> 72.0
numbers.py    1.25 -> "1.25"; (None, 5) -> "up to 5"; (2, "attempt") -> "2 attempts"
excerpts.py   many words -> the first of them and an ellipsis
files.py      a file is written whole or not at all
disk.py       what went wrong with a disk, and what to do
texts.py      what a terminal would obey is written out; values as messages quote them
"""
