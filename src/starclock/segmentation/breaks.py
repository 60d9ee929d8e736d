"""Where a sentence ends in words without full stops: a logistic regression on the words around each gap.

Trained by scripts/train_phases.py on the corpus, without capitals and punctuation and with recognition errors.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from starclock.segmentation.features import plain
from starclock.segmentation.weights import load


def gap_features(words: Sequence[str], at: int) -> list[str]:
    """What stands around the gap after word `at` of plain `words`."""

    def word(offset: int) -> str:
        place = at + offset
        return words[place] if 0 <= place < len(words) else "."

    a2, a1, b1, b2, b3 = map(word, (-1, 0, 1, 2, 3))
    return [
        f"a1={a1}", f"a2={a2}", f"b1={b1}", f"b2={b2}", f"b3={b3}",
        f"ab={a1} {b1}", f"aa={a2} {a1}", f"bb={b1} {b2}", f"b_b={b1} {b3}",
        f"aab={a2} {a1} {b1}", f"abb={a1} {b1} {b2}", f"bbb={b1} {b2} {b3}",
    ]  # fmt: skip


def chances_of_break(words: Sequence[str]) -> list[float]:
    """The chance (0..1) that a sentence ends after each word."""
    said = [plain(word) for word in words]
    weights, bias = load().breaks
    scores = (bias + sum(weights.get(f, 0.0) for f in gap_features(said, at)) for at in range(len(said)))
    return [1 / (1 + math.exp(-score)) for score in scores]
