"""How much a rate of speaking varies by itself: the same speaker, other words, and no wish to be faster.

A listener hears two tempos apart from 5 % on (Quene 2007), but an answer of a minute varies by more than that
from its own words: some runs of words are long or hold pauses, some are quick. How much so is read from the
answer, run by run, and leans on what is usual where the answer has few of them. The rate of n words then varies
by `varies / sqrt(n)` of itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from starclock.speech import Word

HEARD = 0.018
"""One standard deviation that makes 5 % the least difference of two values told as real: 1.96 * sqrt(2) * 0.018."""
_RUN = 12
"""Words that are timed together: about as long as tempo stays in one mood."""
_SLACK = 1.15
"""Read from a dozen runs, the variation is itself uncertain (Student's t for it: 1.1), and the next answer's words
are other words."""
_USUAL, _WEIGHT = 0.7, 8
"""What one word's time varies by, as a share of itself, in talk with word times by hand; runs that this is worth."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """varies : standard deviation of the time of one word with its pause, as a share of it, were words independent."""

    varies: float = _USUAL

    def share(self, words: float) -> float:
        """Standard deviation of the rate of so many words, as a share of it; never less than a listener hears."""
        return max(HEARD, _SLACK * self.varies / math.sqrt(max(words, 1.0)))


def tempo_of(words: Sequence[Word]) -> Tempo:
    """
    >>> even = [Word(n * 0.4, n * 0.4 + 0.3, "word") for n in range(400)]
    >>> 0 < tempo_of(even).varies < tempo_of(even[:40]).varies < tempo_of([]).varies
    True
    """
    runs = [words[at + _RUN].start - words[at].start for at in range(0, len(words) - _RUN, _RUN)]
    if len(runs) < 2 or sum(runs) <= 0:
        return Tempo()
    mean = sum(runs) / len(runs)
    # The variance over n - 1 degrees of freedom, pooled with the usual variance as a prior of so many more.
    own = _RUN * sum((seconds / mean - 1) ** 2 for seconds in runs)
    return Tempo(math.sqrt((own + _WEIGHT * _USUAL**2) / (len(runs) - 1 + _WEIGHT)))
