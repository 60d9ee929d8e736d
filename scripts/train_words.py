#!/usr/bin/env python3
"""Learns what rules do not reach from our own marked answers (scripts/corpus): where a number
counts as evidence (quantified), and where a deed of "we" or "they" hides the speaker (team_subject).

    train_words.py [--authors abcdef]     writes src/starclock/checks/quantified.json and team_subject.json
    train_words.py --check                leaves one author out at a time and prints P, R, F1
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Callable, Iterator

from kit import logistic
from kit.answers import Marked, read_marked
from kit.places import PACKAGE
from kit.tables import Hits, table
from starclock.checks import quantified, team_subject
from starclock.english.lines import line_of
from starclock.english.numbers import numbers
from starclock.speech import Word

VIEWS = 2
"""Every candidate is learned from twice, with and without its phase."""
RARE = 3
"""A feature seen fewer times is not learned."""

Candidate = tuple[tuple[Word, ...], list[str]]
Sample = tuple[list[str], bool]


def numbers_of(answer: Marked) -> Iterator[Candidate]:
    """Every number of an answer: its words and features."""
    for sentence in answer.sentences:
        line = line_of(sentence.words)
        for number in numbers(line.said):
            first, last = line.tokens[number.first][0].word, line.tokens[number.last][1].word
            yield sentence.words[first : last + 1], list(quantified.features(sentence, line, number))


def deeds_of(answer: Marked) -> Iterator[Candidate]:
    """Every deed of others in an answer: its words and features."""
    for one in team_subject.placed_deeds(answer.sentences):
        if one.deed.who != "i":
            first, last = one.said[one.deed.subject].word, one.said[one.deed.group.last].word
            yield one.sentence.words[first : last + 1], list(team_subject.features(one))


MODELS: dict[str, tuple[str, Callable[[Marked], Iterator[Candidate]]]] = {
    "quantified": ("m", numbers_of),
    "team_subject": ("w", deeds_of),
}
LEAST = {"quantified": quantified.LEAST, "team_subject": team_subject.LEAST}


def samples(answer: Marked, model: str) -> list[Sample]:
    """Every candidate of an answer with its features and whether the author marked it."""
    letter, candidates = MODELS[model]
    every = answer.attempt.words
    gold = {every[i] for mark in answer.marks if mark.letter == letter for i in range(mark.first, mark.last + 1)}
    rows = []
    for words, names in candidates(answer):
        wanted = not gold.isdisjoint(words)
        # Once more without its phase: the other features must carry their own weight, phases may be wrong.
        rows += [(names, wanted), ([name for name in names if "phase" not in name], wanted)]
    return rows


def learn(rows: list[Sample]) -> dict[str, float]:
    """Weights of the features, and of "", the bias."""
    seen = Counter(name for names, _ in rows for name in names)
    known = [name for name, times in seen.items() if times >= RARE]
    return logistic.fit([names for names, _ in rows], [wanted for _, wanted in rows], known, penalty=VIEWS)


def judged(weights: dict[str, float], rows: list[Sample], least: float) -> Hits:
    """How right the weights are on rows, at the chance 0..1 from which the check counts."""
    at, hits = math.log(least / (1 - least)), Hits()
    for names, wanted in rows:
        reported = sum(weights.get(name, 0.0) for name in [*names, ""]) > at
        hits.judge(reported, wanted)
    return hits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--authors", default="abcdef", help="letters of those who set every mark")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    for model in MODELS:
        rows = {
            author: [row for answer in read_marked(author) for row in samples(answer, model)]
            for author in options.authors
        }
        if options.check:
            tested = []
            for left_out in rows:
                weights = learn([row for author in rows if author != left_out for row in rows[author]])
                tested.append([left_out, *judged(weights, rows[left_out], LEAST[model]).figures(), len(weights)])
            table("author left out | P | R | F1 | weights", tested, model)
        else:
            weights = learn([row for of_author in rows.values() for row in of_author])
            target = PACKAGE / "checks" / f"{model}.json"
            target.write_text(json.dumps(dict(sorted(weights.items())), indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
