"""Talk without its pauses: what pace is measured against."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from starclock.speech import Answer, Interval


def runs(answer: Answer, pause: float) -> tuple[Interval, ...]:
    """Stretches of talk between silences of at least `pause` seconds, in time order.

    From the sound where there is any. A transcript alone has only its word times, which hide pauses: good enough
    to compare stretches of one answer, not to say how much of it was silence.
    """
    sound = answer.attempt.sound
    voiced: Sequence[Interval] = sound.speech if sound and sound.speech else answer.words
    found: list[Interval] = []
    for stretch in voiced:
        if found and stretch.start - found[-1].end < pause:
            found[-1] = Interval(found[-1].start, max(found[-1].end, stretch.end))
        else:
            found.append(Interval(stretch.start, stretch.end))
    return tuple(found)


class Talk:
    """Seconds of talk in any stretch, in logarithmic time.

    >>> Talk([Interval(0, 2), Interval(3, 5)]).within(1, 4)
    2.0
    """

    def __init__(self, stretches: Sequence[Interval]) -> None:
        self._ends = [stretch.end for stretch in stretches]
        self._stretches = stretches
        self._sums = [0.0, *accumulate(stretch.seconds for stretch in stretches)]

    def within(self, start: float, end: float) -> float:
        """Seconds of it between two times."""
        return max(0.0, self._until(end) - self._until(start))

    def _until(self, time: float) -> float:
        whole = bisect_right(self._ends, time)
        part = time - self._stretches[whole].start if whole < len(self._stretches) else 0.0
        return self._sums[whole] + max(0.0, part)
