#!/usr/bin/env python3
"""Learns what rules do not reach from our own marked answers (scripts/corpus/hand_?.jsonl): where a number
counts as evidence (quantified), and where a deed of "we" or "they" hides the speaker (team_subject).

    train_words.py [--hands abcdef] [--folder DIR]     writes src/starclock/checks/<name>.json
    train_words.py --check                             leaves one hand out at a time and prints P, R, F1

Logistic regression, L2; weights below 0.03 are not written.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from bench_words import ROOT, Marked, read_corpus
from starclock.checks import quantified, team_subject
from starclock.checks._lines import line_of
from starclock.english.numbers import numbers
from starclock.speech import Word

VIEWS = 2
"""Every candidate is learned from twice, with and without its phase."""

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
    for one in team_subject.told(answer.sentences):
        if one.deed.who != "i":
            first, last = one.said[one.deed.subject].word, one.said[one.deed.group.last].word
            yield one.sentence.words[first : last + 1], list(team_subject.features(one))


MODELS: dict[str, tuple[str, Callable[[Marked], Iterator[Candidate]]]] = {
    "quantified": ("m", numbers_of),
    "team_subject": ("w", deeds_of),
}
LEAST = {"quantified": quantified.LEAST, "team_subject": team_subject.LEAST}


def samples(answer: Marked, model: str) -> list[Sample]:
    """Every candidate of an answer with its features and whether the hand marked it."""
    letter, candidates = MODELS[model]
    gold = {answer.attempt.words[i] for kind, a, b in answer.marks if kind == letter for i in range(a, b + 1)}
    rows = []
    for words, names in candidates(answer):
        wanted = not gold.isdisjoint(words)
        # Once more without its phase: the other features must carry their own weight, phases may be wrong.
        rows += [(names, wanted), ([name for name in names if "phase" not in name], wanted)]
    return rows


def learn(rows: list[Sample], penalty: float = 1.0, rare: int = 3) -> dict[str, float]:
    """Weights of the logistic loss with L2; features seen less than `rare` times are left out."""
    seen = Counter(name for names, _ in rows for name in names)
    known = sorted(name for name, times in seen.items() if times >= rare)
    place = {name: i for i, name in enumerate(known)}
    spots = [(row, place[name]) for row, (names, _) in enumerate(rows) for name in set(names) if name in place]
    at = np.array(spots).T
    table = csr_matrix((np.ones(len(spots)), (at[0], at[1])), (len(rows), len(known)))
    goal = np.array([wanted for _, wanted in rows], float)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        each, base = weights[:-1], weights[-1]
        score = table @ each + base
        slip = 1 / (1 + np.exp(-score)) - goal
        cost = np.logaddexp(0, score).sum() - goal @ score + penalty * VIEWS * (each @ each)
        return float(cost), np.append(table.T @ slip + 2 * penalty * VIEWS * each, slip.sum())

    fitted = minimize(loss, np.zeros(len(known) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    weights = {name: round(float(w), 2) for name, w in zip([*known, ""], fitted, strict=True)}
    return {name: w for name, w in sorted(weights.items()) if abs(w) >= 0.03 or name == ""}


def judged(weight: dict[str, float], rows: list[Sample], least: float) -> tuple[float, float, float]:
    """Precision, recall, F1 of the weights on rows, at the chance from which the check counts."""
    at = math.log(least / (1 - least))
    count = Counter((sum(weight.get(n, 0.0) for n in [*names, ""]) > at, wanted) for names, wanted in rows)
    precision = count[True, True] / max(1, count[True, True] + count[True, False])
    recall = count[True, True] / max(1, count[True, True] + count[False, True])
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=ROOT / "scripts" / "corpus")
    parser.add_argument("--hands", default="abcdef")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    for model in MODELS:
        rows = {
            hand: [row for answer in read_corpus(options.folder, hand, False) for row in samples(answer, model)]
            for hand in options.hands
        }
        if options.check:
            for held in rows:
                weight = learn([row for hand in rows if hand != held for row in rows[hand]])
                figures = judged(weight, rows[held], LEAST[model])
                print(model, held, *(f"{figure:.3f}" for figure in figures), len(weight))
        else:
            weight = learn([row for hand in rows for row in rows[hand]])
            target = ROOT / "src" / "starclock" / "checks" / f"{model}.json"
            target.write_text(json.dumps(weight, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
