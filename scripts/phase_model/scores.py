"""How good a labelling is, by words and by seconds."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from kit.corpus import LETTERS
from starclock.speech import PHASES

from .corpus import Example

PLACE = dict(zip(LETTERS, (0, 1, 2, 3, 3, 4), strict=True))
"""Letter of the corpus -> S, T, A, R with lesson, outside."""
OUTSIDE = 4
SPEED = 2.5
"""Words a second, where an answer has no clock."""


@dataclass(frozen=True, slots=True)
class Score:
    """Of one answer: words right and words counted, and the error of each phase in seconds."""

    right: int
    counted: int
    errors: tuple[float, ...]


def score(gold: Sequence[int], mine: Sequence[int], seconds: Sequence[float]) -> Score:
    """Of words, each with its true place, the one it was given and the seconds until the next; none counts that is
    told outside the story."""
    counted = [(g, m, s) for g, m, s in zip(gold, mine, seconds, strict=True) if g != OUTSIDE]
    off = [sum(s * ((g == p) - (m == p)) for g, m, s in counted) for p in range(len(PHASES))]
    return Score(sum(g == m for g, m, _ in counted), len(counted), tuple(map(abs, off)))


def score_example(example: Example, places: Sequence[int]) -> Score:
    """Places of the sentences against the letter of each word."""
    gold = [PLACE[letter] for letters in example.letters for letter in letters]
    mine = [place for place, words in zip(places, example.sentences, strict=True) for _ in words]
    return score(gold, mine, [1 / SPEED] * len(gold))


def summed(scores: Sequence[Score]) -> tuple[float, float]:
    """Accuracy over all words, mean error of a phase in seconds."""
    right = sum(s.right for s in scores) / sum(s.counted for s in scores)
    return right, statistics.fmean(error for s in scores for error in s.errors)
