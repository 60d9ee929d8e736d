"""A linear-chain CRF over features of the same kinds, what the nets have to beat; by python-crfsuite."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kit.corpus import LETTERS

from .corpus import Example
from .net import features

Chances = Callable[[Sequence[Example]], list[NDArray[np.float64]]]
"""Answers -> the chance of each label for the sentences of each."""


def train(examples: Sequence[Example], iterations: int = 40) -> Chances:
    """By L-BFGS, with a little of both penalties."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"c1": 0.1, "c2": 1.0, "max_iterations": iterations, "feature.minfreq": 8})
    for answer, rows in zip(examples, features(examples), strict=True):
        trainer.append(with_neighbours(rows), [LETTERS[label] for label in answer.labels])
    tagger = pycrfsuite.Tagger()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "crf")
        trainer.train(path)
        tagger.open(path)

    def chances(answers: Sequence[Example]) -> list[NDArray[np.float64]]:
        known = set(tagger.labels())
        found = []
        for rows in features(answers):
            tagger.set(with_neighbours(rows))
            each = [[tagger.marginal(x, at) if x in known else 0.0 for x in LETTERS] for at in range(len(rows))]
            found.append(np.array(each))
        return found

    return chances


def with_neighbours(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Each row, and what kind of thing is said, and by whom, in the sentences before and after."""
    kinds = [[name for name in row if name.startswith(("k=", "s=", "sk"))] for row in rows]
    return [
        [*row, *(f"{by:+d}{name}" for by in (-1, 1) if 0 <= at + by < len(kinds) for name in kinds[at + by])]
        for at, row in enumerate(rows)
    ]
