"""How good a labelling is, by words and by seconds."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from kit.corpus import LETTERS
from starclock.speech import PHASES

from .corpus import Units

PLACE = dict(zip(LETTERS, (0, 1, 2, 3, 3, 4), strict=True))
"""Letter of the corpus -> S, T, A, R with lesson, outside."""
OUTSIDE = 4
SPEED = 2.5
"""Words a second, where an answer has no clock."""


@dataclass(frozen=True, slots=True)
class Score:
    """Of one answer: words right and told, and the error of each phase in seconds."""

    right: int
    told: int
    errors: tuple[float, ...]


def score(gold: Sequence[int], mine: Sequence[int], seconds: Sequence[float]) -> Score:
    """Of words, each with its true place, the one it was given and the seconds until the next; none counts that is
    told outside the story."""
    told = [(g, m, s) for g, m, s in zip(gold, mine, seconds, strict=True) if g != OUTSIDE]
    off = [sum(s * ((g == p) - (m == p)) for g, m, s in told) for p in range(len(PHASES))]
    return Score(sum(g == m for g, m, _ in told), len(told), tuple(map(abs, off)))


def labelled(units: Units, places: Sequence[int]) -> Score:
    """Places of the sentences against the letter of each word."""
    gold = [PLACE[letter] for letters in units.letters for letter in letters]
    mine = [place for place, words in zip(places, units.sentences, strict=True) for _ in words]
    return score(gold, mine, [1 / SPEED] * len(gold))


def summed(scores: Sequence[Score]) -> tuple[float, float]:
    """Accuracy over all words, mean error of a phase in seconds."""
    right = sum(s.right for s in scores) / sum(s.told for s in scores)
    return right, statistics.fmean(error for s in scores for error in s.errors)
