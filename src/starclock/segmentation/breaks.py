"""Where a sentence ends in words without full stops: a small network on the words around each gap.

Trained by scripts/train_phases.py on the corpus, without capitals and punctuation and with recognition errors.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from starclock.segmentation.features import plain
from starclock.segmentation.phase_weights import BreakNet, load
from starclock.segmentation.word_vectors import word_rows, word_vectors

WINDOW = 5
"""Words seen to either side of a gap."""


def chances_of_break(words: Sequence[str]) -> list[float]:
    """The chance (0..1) that a sentence ends after each word."""
    return chances_by(load().breaks, words)


def chances_by(net: BreakNet, words: Sequence[str]) -> list[float]:
    """As `chances_of_break`, by a given net."""
    if not words:
        return []
    own = net.embedding[[net.rows.get(plain(word), 0) for word in words]]
    padded = np.concatenate(
        [
            np.pad(word_vectors()[1][word_rows(words)], ((WINDOW, WINDOW), (0, 0))),
            np.concatenate([net.embedding[:1]] * WINDOW + [own] + [net.embedding[:1]] * WINDOW),
        ],
        axis=1,
    )
    around = np.concatenate([padded[at : at + len(words)] for at in range(1, 2 * WINDOW + 1)], axis=1)
    hidden = np.maximum(around @ net.inner + net.inner_bias, 0)
    found: list[float] = (1 / (1 + np.exp(-(hidden @ net.outer + net.outer_bias)))).tolist()
    return found
