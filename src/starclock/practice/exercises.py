"""Exercises on an answer that was told: a phase again, shorter, from another angle, catching own fillers. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starclock.compare.phrasing import missing_points
from starclock.intervals import Interval
from starclock.report import Report, Said
from starclock.speech import PhaseName

LADDER = (180.0, 120.0, 60.0, 30.0)
"""Seconds of each rung: the same story in ever less time."""
ANGLES = {
    "outcome": "begin with what changed, then tell how it came about",
    "customer": "begin with who had the problem and what it cost them",
    "investigation": "begin with what was puzzling and how you found the cause",
}
"""What comes first when a story is told from another angle."""
EARLY, LATE = 0.3, 1.5
"""Seconds around a filler in which a key counts for it: one presses after it, seldom before its end."""


@dataclass(frozen=True, slots=True)
class Stitched:
    """A phase told again, in the place of what it was. All in seconds.

    before, now : of the phase; total_before, total_now : of the whole answer, with the one and the other
    """

    phase: PhaseName
    before: float
    now: float
    total_before: float
    total_now: float


def stitched(whole: Report, again: Report, phase: PhaseName) -> Stitched:
    """The whole answer with `again` as its phase: the pauses around it count with the rest, as they were."""
    before, now = whole.seconds(phase).seconds, again.answer.talk_seconds
    total = whole.seconds("total").seconds
    return Stitched(phase, before, now, total, total - before + now)


@dataclass(frozen=True, slots=True)
class Kept:
    """What of the first telling a shorter one still has.

    points : sentences of the first telling; lost : those that the shorter one has nowhere
    """

    points: int
    lost: tuple[Said, ...]

    @property
    def survived(self) -> int:
        """How many are still told."""
        return self.points - len(self.lost)


def kept(first: Report, shorter: Report) -> Kept:
    """What of the first telling survives in a shorter one, by what the sentences say and not by their words."""
    points = _said(first)
    return Kept(len(points), tuple(missing_points(points, _said(shorter))))


def _said(report: Report) -> tuple[Said, ...]:
    return tuple(Said(s.start, s.end, s.text, s.phase) for s in report.answer.sentences if s.phase and len(s.words) > 3)


@dataclass(frozen=True, slots=True)
class Caught:
    """Keys pressed while listening against the fillers that were found.

    hits, missed : fillers; extra : seconds of keys at which there was none
    """

    hits: tuple[Interval, ...]
    missed: tuple[Interval, ...]
    extra: tuple[float, ...]


def caught(fillers: Sequence[Interval], keys: Sequence[float]) -> Caught:
    """Each key counts for the nearest filler that no other key has, within EARLY and LATE.

    keys : seconds at which one was pressed

    >>> found = caught([Interval(1.0, 1.3), Interval(5.0, 5.4)], [1.9, 9.0])
    >>> [len(each) for each in (found.hits, found.missed, found.extra)]
    [1, 1, 1]
    """
    left, hits, extra = sorted(fillers, key=lambda each: each.start), list[Interval](), list[float]()
    for key in sorted(keys):
        near = [each for each in left if each.start - EARLY <= key <= each.end + LATE]
        if near:
            left.remove(near[0])
            hits.append(near[0])
        else:
            extra.append(key)
    return Caught(tuple(hits), tuple(left), tuple(extra))
