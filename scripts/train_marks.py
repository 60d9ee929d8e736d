#!/usr/bin/env python3
"""Learns from answers that readers marked what each sentence does, and which fault costs an answer most.

    train_marks.py             writes marks.npz and faults.npz of src/starclock/advice
    train_marks.py --check     leaves one hand out at a time and prints how often each mark and fault is right

scripts/corpus/hands.jsonl holds answers written for this; scripts/corpus/spots.jsonl says for these and for some of the
authors' answers which sentences show which mark, and the one fault that costs most (the corpus' README says how they
were marked, and by whom). A fault is learned from marks as they are found in answers of hands left out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from advice_page import attempt
from kit.corpus import FOLDER, unmarked
from kit.places import PACKAGE
from kit.tables import table
from starclock.advice import _faults
from starclock.advice._faults import FAULTS, Fault
from starclock.advice._marks import MARKS, features
from starclock.advice._story import Story
from starclock.pipeline import review
from starclock.settings import Settings

RIDGE = 3000.0
"""Penalty on the weights of columns of mean 0 and variance 1."""
OTHERS = 0.3
"""How much an answer of the authors counts, most of which are good, for the faults."""
FAULT_PENALTY = 10.0
NONE = 1.0
"""Taken from the logarithm of odds that nothing is wrong: fewer of the answers that are practised are ready."""
LEAST = 6
"""Sentences with a mark without which none is learned."""
CHANCES = (0.7, 0.5, 0.3)

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Known:
    """An answer: the hand that wrote it, its fault, its features [shape=(sentences, n)] and marks"
    " [shape=(sentences, marks)]."""

    hand: str
    story: Story
    fault: Fault
    features: NDArray[np.float32]
    marks: Numbers


def read() -> Iterator[Known]:
    """The marked answers. Raises ValueError where an answer falls into other sentences than when it was marked."""
    answers = {row["id"]: row for row in _lines("hands.jsonl")}
    for row in _lines("spots.jsonl"):
        hand, _, name = row["answer"].partition(":")
        told = answers[name] if hand.startswith("hand") else _of_author(hand, name)
        story = Story(review(attempt(told)), Settings())
        if len(story.told) != row["sentences"]:
            raise ValueError(f"{row['answer']} has {len(story.told)} sentences and had {row['sentences']}")
        yield Known(hand, story, row["fault"], features(story), marks(row["spots"], len(story.told)))


def marks(spots: dict[str, list[int]], sentences: int) -> Numbers:
    """One where a sentence shows a mark [shape=(sentences, marks)]."""
    table = np.zeros((sentences, len(MARKS)))
    for column, mark in enumerate(MARKS):
        table[spots.get(mark, []), column] = 1
    return table


def _lines(name: str) -> Iterator[dict[str, Any]]:
    return map(json.loads, (FOLDER / name).read_text(encoding="utf-8").splitlines())


def _of_author(letter: str, name: str) -> dict[str, Any]:
    return next(_bare(row) for row in _lines(f"author_{letter}.jsonl") if row["id"] == name)


def _bare(row: dict[str, Any]) -> dict[str, Any]:
    segments = [{**segment, "text": unmarked(segment["text"])} for segment in row["segments"]]
    return {**row, "segments": segments}


def learn(told: Sequence[Known]) -> tuple[Numbers, list[Numbers]]:
    """Weights of the features and, last, the bias, a column a mark, that score logarithms of odds; and for each answer
    the chances of its marks by what was learned from the other hands.

    Least squares on all marks at once; then, on the answers left out, one slope and shift a mark make chances of it.
    """
    rows = np.concatenate([one.features for one in told])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-3
    hands = sorted({one.hand for one in told})
    sums = {hand: _sums([one for one in told if one.hand == hand], mean, spread) for hand in hands}
    whole = (
        np.sum([square for square, _ in sums.values()], axis=0),
        np.sum([product for _, product in sums.values()], axis=0),
    )
    left = {
        hand: _weights(whole[0] - square, whole[1] - product, mean, spread) for hand, (square, product) in sums.items()
    }
    scores = [_scored(one, left[one.hand]) for one in told]
    weights = _weights(*whole, mean, spread)
    every, truth = np.concatenate(scores), np.concatenate([one.marks for one in told])
    lines = np.array([_chance(every[:, column], truth[:, column]) for column in range(len(MARKS))])
    weights *= lines[:, 0]
    weights[-1] += lines[:, 1]
    return weights, [1 / (1 + np.exp(-(score * lines[:, 0] + lines[:, 1]))) for score in scores]


def _sums(told: Sequence[Known], mean: Numbers, spread: Numbers) -> tuple[Numbers, Numbers]:
    """What least squares needs of some answers: columns times columns, and columns times marks."""
    rows = np.concatenate([one.features for one in told])
    columns = np.concatenate([(rows - mean) / spread, np.ones((len(rows), 1), np.float32)], axis=1)
    return columns.T @ columns, columns.T @ np.concatenate([one.marks for one in told]).astype(np.float32)


def _weights(square: Numbers, product: Numbers, mean: Numbers, spread: Numbers) -> Numbers:
    """The weights of features as they are, with the bias."""
    square = square.copy()
    square[np.diag_indices(len(square) - 1)] += RIDGE
    found = np.linalg.solve(square, product).astype(float)
    weights = found[:-1] / spread[:, None]
    return np.concatenate([weights, found[-1:] - mean @ weights])


def _scored(one: Known, weights: Numbers) -> Numbers:
    return np.asarray(one.features @ weights[:-1] + weights[-1])


def _chance(score: Numbers, truth: Numbers) -> tuple[float, float]:
    """Slope and shift that make a logarithm of odds of a score (Platt 1999); a mark too rare to be learned never"
    " shows."""
    if truth.sum() < LEAST:
        return 0.0, -9.0

    def loss(line: Numbers) -> float:
        odds = line[0] * score + line[1]
        return float(np.logaddexp(0, odds).sum() - truth @ odds)

    slope, shift = minimize(loss, np.array([5.0, -3.0]), method="Nelder-Mead").x
    return float(slope), float(shift)


def learn_faults(told: Sequence[Known], chances: Sequence[Numbers]) -> tuple[Numbers, Numbers]:
    """Weights of the features of an answer and, last, the bias, a column a fault; and the chances of the faults for
    each answer of a hand by what was learned from the others [shape=(answers, faults)], 0 for those of authors.

    chances : of the marks of each answer, by what was learned from the other hands
    """
    for one, marks in zip(told, chances, strict=True):
        one.story.marks = marks.astype(np.float32)
    rows = np.array([_faults.features(one.story) for one in told], float)
    truth = np.array([FAULTS.index(one.fault) for one in told])
    counts = np.array([1.0 if one.hand.startswith("hand") else OTHERS for one in told])
    left = np.zeros((len(told), len(FAULTS)))
    for hand in sorted({one.hand for one in told if one.hand.startswith("hand")}):
        out = np.array([one.hand == hand for one in told])
        weights = _softmax(rows[~out], truth[~out], counts[~out])
        left[out] = _shares(rows[out] @ weights[:-1] + weights[-1])
    return _softmax(rows, truth, counts), left


def _softmax(rows: Numbers, truth: NDArray[np.int_], counts: Numbers) -> Numbers:
    """Multinomial logistic regression on columns of mean 0 and variance 1."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-3
    columns = np.concatenate([(rows - mean) / spread, np.ones((len(rows), 1))], axis=1)
    wanted = np.eye(len(FAULTS))[truth]

    def loss(flat: Numbers) -> tuple[float, Numbers]:
        weights = flat.reshape(-1, len(FAULTS))
        shares = _shares(columns @ weights)
        shrunk = np.concatenate([weights[:-1], np.zeros((1, len(FAULTS)))])
        cost = -counts @ np.log(shares[np.arange(len(truth)), truth] + 1e-12) + FAULT_PENALTY / 2 * (shrunk**2).sum()
        return float(cost), (columns.T @ ((shares - wanted) * counts[:, None]) + FAULT_PENALTY * shrunk).ravel()

    start = np.zeros(columns.shape[1] * len(FAULTS))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x.reshape(-1, len(FAULTS))
    weights = found[:-1] / spread[:, None]
    bias = found[-1:] - mean @ weights
    bias[0, FAULTS.index("none")] -= NONE
    return np.concatenate([weights, bias])


def _shares(scores: Numbers) -> Numbers:
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def check_faults(told: Sequence[Known], chances: Numbers) -> None:
    """Prints how often the likeliest fault is the right one, on the answers of the hands."""
    mine = np.array([one.hand.startswith("hand") for one in told])
    truth = np.array([FAULTS.index(one.fault) for one in told])[mine]
    told_of = chances[mine].argmax(axis=1)
    rows = []
    for column, fault in enumerate(FAULTS):
        is_so, said = truth == column, told_of == column
        second = np.argsort(-chances[mine], axis=1)[:, 1] == column
        if is_so.any():
            rows.append(
                (
                    fault,
                    int(is_so.sum()),
                    int((is_so & said).sum()),
                    int((is_so & (said | second)).sum()),
                    int((said & ~is_so).sum()),
                )
            )
    right = float((truth == told_of).mean())
    table(
        "fault | answers | likeliest | among two | falsely likeliest",
        rows,
        title=f"faults: {right:.0%} of {len(truth)} right",
    )


def check(told: Sequence[Known], chances: Sequence[Numbers]) -> None:
    """Prints how often each mark is right on hands that it was not learned from."""
    given, truth = np.concatenate(chances), np.concatenate([one.marks for one in told])
    rows = []
    for column, mark in enumerate(MARKS):
        is_so = truth[:, column] > 0
        row: list[object] = [mark.replace("_", " "), int(is_so.sum())]
        for least in CHANCES:
            said = given[:, column] > least
            row.append(f"{is_so[said].mean():.2f} / {said[is_so].mean():.2f}" if said.any() else "-")
        rows.append(tuple(row))
    heads = " | ".join(f"from {least}: right / found" for least in CHANCES)
    table(f"mark | sentences | {heads}", rows, title=f"{len(told)} answers, {len(truth)} sentences")


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    checking = parser.parse_args().check
    told = list(read())
    weights, chances = learn(told)
    fault_weights, faults = learn_faults(told, chances)
    if checking:
        check(told, chances)
        check_faults(told, faults)
    else:
        np.savez_compressed(PACKAGE / "advice" / "marks.npz", weights=weights.astype(np.float16))
        np.savez_compressed(PACKAGE / "advice" / "faults.npz", weights=fault_weights.astype(np.float32))


if __name__ == "__main__":
    main()
