"""Phases against their targets: the numbers the report opens with."""

from __future__ import annotations

import math
from dataclasses import replace

from starclock.asked import asked
from starclock.report import Target, Timing, Verdict
from starclock.settings import TOLERANCE, Targets
from starclock.speech import DRILL, PHASES, Answer

__all__ = ["TOLERANCE", "UNHEARD", "missing", "timing_of", "verdict"]

DRILL_SECONDS = 90.0
"""For one scene of a story, told in a drill."""
UNHEARD = "part of it may have been said while the microphone gave no sound"
"""Why a phase has no verdict."""
_SCRAP = 1.0
"""Less than this many seconds is no phase but a stray sentence end."""


def timing_of(answer: Answer, targets: Targets) -> tuple[Timing, ...]:
    """Situation, task, action, result, then the total from the first word to the last.

    A drill is no full story: its phases are timed but have no target, and what is not told is not missing. Nor is the
    answer to a question that asks for no full story (see `asked`). What may have been told while the microphone gave
    nothing is not judged: it may be missing, or only unheard.
    """
    if DRILL in answer.attempt.tags:
        phases = [Timing(phase, answer.seconds_of(phase), 0.0, "on target") for phase in PHASES]
        whole = DRILL_SECONDS, Targets().scaled(DRILL_SECONDS).total_range
    elif not asked(answer.attempt.question).timed:
        phases = [Timing(phase, answer.seconds_of(phase), 0.0, "on target") for phase in PHASES]
        return (*phases, Timing("total", answer.talk_seconds, 0.0, "on target"))
    else:
        phases = [
            _judged(
                Timing(phase, answer.seconds_of(phase), targets.of(phase), None, targets.range_of(phase), UNHEARD),
                answer.hidden(phase),
            )
            for phase in PHASES
        ]
        whole = targets.total, targets.total_range
    total = Timing("total", answer.talk_seconds, whole[0], None, whole[1], UNHEARD)
    return (*phases, _judged(total, sum(gap.seconds for gap in answer.gaps)))


def _judged(timing: Timing, hidden: float) -> Timing:
    """With its verdict, where `hidden` seconds that nobody heard could not change it."""
    meant = timing.band or (0.0, math.inf)
    heard, most = verdict(timing.seconds, meant), verdict(timing.seconds + hidden, meant)
    if heard in ("missing", "short") and most != heard:
        return timing
    return replace(timing, verdict=heard, reason=None)


def verdict(seconds: float, meant: Target) -> Verdict:
    """
    >>> [verdict(s, (22.5, 37.5)) for s in (0, 10, 31, 60)]
    ['missing', 'short', 'on target', 'long']
    """
    if missing(seconds):
        return "missing"
    low, high = meant
    if low is not None and seconds < low:
        return "short"
    return "long" if high is not None and seconds > high else "on target"


def missing(seconds: float) -> bool:
    """Whether so few seconds of a phase count as none of it."""
    return seconds < _SCRAP
