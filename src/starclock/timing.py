"""Phases against their targets: the numbers the report opens with."""

from __future__ import annotations

from starclock.report import Timing, Verdict
from starclock.settings import Targets
from starclock.speech import PHASES, Answer

TOLERANCE = 0.25
"""Share of the target that still counts as on target: 30 s is met by 22.5 to 37.5 s."""
_SCRAP = 1.0
"""Less than this many seconds is no phase but a stray sentence end."""


def timing_of(answer: Answer, targets: Targets) -> tuple[Timing, ...]:
    """Situation, task, action, result, then the total from the first word to the last."""
    rows = []
    for phase in PHASES:
        seconds, target = answer.seconds_of(phase), targets.of(phase)
        rows.append(Timing(phase, seconds, target, verdict(seconds, target)))
    seconds = answer.span.seconds
    return (*rows, Timing("total", seconds, targets.total, verdict(seconds, targets.total)))


def verdict(seconds: float, target: float) -> Verdict:
    """
    >>> [verdict(s, 30) for s in (0, 10, 31, 60)]
    ['missing', 'short', 'on target', 'long']
    """
    if missing(seconds):
        return "missing"
    if seconds < target * (1 - TOLERANCE):
        return "short"
    return "long" if seconds > target * (1 + TOLERANCE) else "on target"


def missing(seconds: float) -> bool:
    return seconds < _SCRAP
