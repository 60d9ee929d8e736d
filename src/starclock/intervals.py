"""STRETCHES OF TIME, and what can be said of many of them. Pure; every time in seconds.

    speech         ├────┤ ├──┤             ├──────┤
    merged(.., 1)  ├─────────┤             ├──────┤       silences under 1 s closed
    gaps(.., w)              ├─────────────┤              what is left of w
    extent         ├──────────────────────────────┤
    w              ├──────────────────────────────┤
    Covered(..).within(start, end)                        seconds of speech between two times

The model is pyannote.core, where `merged` is called `Timeline.support`.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar

Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time `start <= end`, in seconds.

    >>> Interval(1.0, 2.5).seconds
    1.5
    >>> Interval(1, 3).overlap(Interval(2, 9))
    1.0

    Raises ValueError for times that are negative, not finite, or run backwards.
    """

    start: float
    end: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.start) and math.isfinite(self.end)):
            raise ValueError(f"not a time: {self.start}..{self.end}")
        if self.start < 0:
            raise ValueError(f"negative time: {self.start}")
        if self.end < self.start:
            raise ValueError(f"time runs backwards: {self.start}..{self.end}")

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.end - self.start

    @property
    def middle(self) -> float:
        """The time halfway, in seconds."""
        return (self.start + self.end) / 2

    def overlap(self, other: Interval) -> float:
        """Seconds that both share."""
        return max(0.0, float(min(self.end, other.end) - max(self.start, other.start)))

    def intersection(self, other: Interval) -> Interval | None:
        """The stretch that both share, None where they share no time.

        >>> Interval(1, 3).intersection(Interval(2, 9)), Interval(1, 3).intersection(Interval(3, 9))
        (Interval(start=2, end=3), None)
        """
        return Interval(max(self.start, other.start), min(self.end, other.end)) if self.overlap(other) > 0 else None

    def contains(self, time: float) -> bool:
        """Whether a time (seconds) lies in it, its ends included."""
        return self.start <= time <= self.end


def extent(stretches: Sequence[Interval]) -> Interval:
    """From the start of the first to the end of the last, in time order.

    >>> extent([Interval(1, 2), Interval(5, 9)])
    Interval(start=1, end=9)

    Raises IndexError where there is none.
    """
    return Interval(stretches[0].start, stretches[-1].end)


def merged(stretches: Iterable[Interval], gap: float = 0.0) -> tuple[Interval, ...]:
    """Stretches that overlap, touch, or lie less than `gap` seconds apart made one; in time order.

    >>> merged([Interval(0, 1), Interval(1.5, 2), Interval(4, 5)], gap=1)
    (Interval(start=0, end=2), Interval(start=4, end=5))
    """
    return tuple(Interval(start, end) for start, end in merged_spans(((s.start, s.end) for s in stretches), gap))


def merged_spans(spans: Iterable[tuple[Number, Number]], gap: float = 0) -> list[tuple[Number, Number]]:
    """`merged` for starts and ends in any unit: frames of sound, letters of a text.

    >>> merged_spans([(5, 9), (0, 6), (20, 22)])
    [(0, 9), (20, 22)]
    """
    whole: list[tuple[Number, Number]] = []
    for start, end in sorted(spans):
        if whole and (start <= whole[-1][1] or start - whole[-1][1] < gap):
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole


def gaps(stretches: Iterable[Interval], within: Interval) -> tuple[Interval, ...]:
    """What lies between stretches in time order, from the start of `within` to its end.

    >>> gaps([Interval(1, 2), Interval(3, 4)], Interval(0, 4))
    (Interval(start=0, end=1), Interval(start=2, end=3))
    """
    between, at = [], within.start
    for stretch in stretches:
        if (until := min(stretch.start, within.end)) > at:
            between.append(Interval(at, until))
        at = max(at, stretch.end)
    if at < within.end:
        between.append(Interval(at, within.end))
    return tuple(between)


class Covered:
    """How many seconds of stretches lie between two times; each question costs a search, not a walk.

    >>> Covered([Interval(0, 2), Interval(3, 5)]).within(1, 4)
    2.0

    stretches : in time order, not overlapping
    """

    def __init__(self, stretches: Sequence[Interval]) -> None:
        self._stretches = stretches
        self._ends = [stretch.end for stretch in stretches]
        self._sums = [0.0, *accumulate(stretch.seconds for stretch in stretches)]

    def within(self, start: float, end: float) -> float:
        """Seconds of them from `start` to `end` (seconds)."""
        return max(0.0, self._until(end) - self._until(start))

    def _until(self, time: float) -> float:
        whole = bisect_right(self._ends, time)
        part = time - self._stretches[whole].start if whole < len(self._stretches) else 0.0
        return self._sums[whole] + max(0.0, part)
