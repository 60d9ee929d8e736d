"""Phases against their targets: the numbers the report opens with."""

from __future__ import annotations

from starclock.asked import asked
from starclock.report import Timing, Verdict
from starclock.settings import TOLERANCE, Range, Targets
from starclock.speech import DRILL, PHASES, Answer

__all__ = ["TOLERANCE", "missing", "timing_of", "verdict"]

DRILL_SECONDS = 90.0
"""For one scene of a story, told in a drill."""
_SCRAP = 1.0
"""Less than this many seconds is no phase but a stray sentence end."""


def timing_of(answer: Answer, targets: Targets) -> tuple[Timing, ...]:
    """Situation, task, action, result, then the total from the first word to the last.

    A drill is no full story: its phases are timed but have no target, and what is not told is not missing. Nor is the
    answer to a question that asks for no full story (see `asked`).
    """
    if DRILL in answer.attempt.tags:
        phases = [Timing(phase, answer.seconds_of(phase), 0.0, "on target") for phase in PHASES]
        whole = DRILL_SECONDS, Targets().scaled(DRILL_SECONDS).total_range
    elif not asked(answer.attempt.question).timed:
        phases = [Timing(phase, answer.seconds_of(phase), 0.0, "on target") for phase in PHASES]
        return (*phases, Timing("total", answer.span.seconds, 0.0, "on target"))
    else:
        phases = [
            Timing(phase, seconds, targets.of(phase), verdict(seconds, meant), meant)
            for phase in PHASES
            for seconds, meant in [(answer.seconds_of(phase), targets.range_of(phase))]
        ]
        whole = targets.total, targets.total_range
    seconds = answer.span.seconds
    return (*phases, Timing("total", seconds, whole[0], verdict(seconds, whole[1]), whole[1]))


def verdict(seconds: float, meant: Range) -> Verdict:
    """
    >>> [verdict(s, (22.5, 37.5)) for s in (0, 10, 31, 60)]
    ['missing', 'short', 'on target', 'long']
    """
    if missing(seconds):
        return "missing"
    low, high = meant
    if seconds < low:
        return "short"
    return "long" if seconds > high else "on target"


def missing(seconds: float) -> bool:
    """Whether so few seconds of a phase count as none of it."""
    return seconds < _SCRAP
