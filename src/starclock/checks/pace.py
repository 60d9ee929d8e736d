"""Speech rate: words a minute, pauses included, whole, in each phase, and from the start to the end."""

from __future__ import annotations

from collections.abc import Iterator

from starclock.checks import Check
from starclock.checks._rates import SHORTEST
from starclock.report import Measure
from starclock.settings import Settings
from starclock.speech import PHASES, Answer, Interval

NOISE = 0.018
"""Share of a rate that a repeat varies by: from it on, two rates 5 % apart differ, the least that listeners can
hear (Quene 2007: 1.96 * sqrt(2) * 0.018 = 0.05)."""
_THIRD = 15.0
"""Seconds of talk that a third of an answer must have to be compared with another."""


def _run(answer: Answer, settings: Settings) -> Iterator[Measure]:
    band = settings.band("speech rate")
    seconds = answer.talk_seconds
    if seconds < SHORTEST:
        reason = f"only {seconds:.0f} s of talk: too short for a rate"
        yield Measure("speech rate", None, band.unit, band.target, reason=reason)
        yield Measure("pace drift", None, "%", reason=reason)
        return
    rate = len(answer.words) * 60 / seconds
    advice = (
        "Slow down where it matters: leave a silent second after each number."
        if band.high is not None and rate > band.high
        else "Leave out what you would not miss, and say the rest a little faster."
    )
    yield Measure("speech rate", rate, band.unit, band.target, spread=rate * NOISE, advice=advice)
    for phase in PHASES:
        seconds = answer.seconds_of(phase)
        if seconds >= SHORTEST:
            rate = sum(answer.phase_at(word.middle) == phase for word in answer.words) * 60 / seconds
            yield Measure("speech rate", rate, band.unit, band.target, phase=phase, spread=rate * NOISE)
    yield _drift(answer)


def _drift(answer: Answer) -> Measure:
    """How much faster (+) or slower (-) the last third of the answer is than the first."""
    if answer.talk_seconds < answer.span.seconds:
        why = "the microphone gave no sound for a while" if answer.gaps else "it is not one voice all through"
        return Measure("pace drift", None, "%", reason=why)
    third = answer.span.seconds / 3
    if third < _THIRD:
        return Measure("pace drift", None, "%", reason="too short to compare its end with its start")
    first, last = (_words_in(answer, answer.span.start + part * third, third) for part in (0, 2))
    if not first:
        return Measure("pace drift", None, "%", reason="nothing was said in its first third")
    return Measure("pace drift", (last / first - 1) * 100, "%", spread=100 * NOISE * 2)


def _words_in(answer: Answer, start: float, seconds: float) -> int:
    return len(answer.words_in(Interval(start, start + seconds)))


CHECK = Check(
    about="words a minute, pauses included; how the end differs from the start",
    source="speaking-rate feedback was called most useful by speakers (MACH, MIT, N = 90)",
    run=_run,
    measures=("speech rate", "pace drift"),
    english=False,
)
