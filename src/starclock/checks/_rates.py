"""Events a minute, in the whole answer and in each phase, with the count they come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from starclock.report import Measure, Target
from starclock.speech import PHASES, Answer

SHORTEST = 10.0
"""Seconds of talk below which a rate a minute is chance."""


def per_minute(
    name: str,
    times: Sequence[float],
    answer: Answer,
    unit: str = "/min",
    target: Target | None = None,
    advice: str | None = None,
) -> Iterator[Measure]:
    """times : seconds at which the event happened. A phase that is too short is left out, an answer told why."""
    seconds = answer.talk_seconds
    if seconds < SHORTEST:
        yield Measure(name, None, unit, target, reason=f"only {seconds:.0f} s of talk: too short for a rate")
        return
    minutes = seconds / 60
    yield Measure(name, len(times) / minutes, unit, target, advice=advice, count=len(times), exposure=minutes)
    for phase in PHASES:
        minutes = answer.seconds_of(phase) / 60
        if minutes * 60 >= SHORTEST:
            count = sum(answer.phase_at(time) == phase for time in times)
            yield Measure(name, count / minutes, unit, target, phase=phase, count=count, exposure=minutes)
