"""Report -> Summary: every number of a report as a measure that knows how much it varies by itself."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from starclock.report import Measure, Report, Said, Summary, Timing
from starclock.speech import Answer, Interval, Phase

TEMPO = 0.018
"""One standard deviation that makes 5 % the least difference of two values told as real: the just-noticeable
difference in tempo (Quene 2007). 1.96 * sqrt(2) * 0.018 = 0.05."""
_UNKNOWN_EDGE = 3.0
"""Seconds a phase boundary may be off where nobody estimated it."""
_SPOKEN_EDGE = 0.3
"""Seconds the first and last word, or a boundary that the speaker set, may be off."""


def summarize(report: Report, counted: Iterable[str] = ()) -> Summary:
    """`counted` : names of the findings that were looked for; those of which none were found count 0."""
    attempt = report.answer.attempt
    own = tuple(replace(m, at=None, advice=None) for m in report.measures)
    named = {m.name for m in own}
    minutes = report.answer.span.seconds / 60
    found = Counter(f.check for f in report.findings)
    rates = (_rate(name, found[name], minutes) for name in counted if name not in named)
    return Summary(
        attempt=replace(attempt, words=(), sound=None, corrections=(), rulings=()),
        measures=(*_timing(report), *own, *rates),
        said=tuple(Said(s.start, s.end, s.text, s.phase) for s in report.answer.sentences),
    )


def _rate(name: str, count: int, minutes: float) -> Measure:
    if not minutes:
        return Measure(name, None, "/min", reason="nothing was said")
    return Measure(name, count / minutes, "/min", count=count, exposure=minutes)


def _timing(report: Report) -> Iterator[Measure]:
    for row in report.timing:
        seconds = 0.0 if row.verdict == "missing" else row.seconds
        yield Measure(row.name, seconds, "s", row.band, spread=_spread(row, report.answer))


def _spread(row: Timing, answer: Answer) -> float:
    """Where the edges may lie, and what no listener would notice."""
    tempo = row.seconds * TEMPO
    if row.name == "total":
        return math.hypot(tempo, _SPOKEN_EDGE, _SPOKEN_EDGE)
    edges = [
        edge
        for phase, following in zip(answer.phases, (*answer.phases[1:], None), strict=True)
        if phase.phase == row.name
        for edge in (_edge(phase), _end(phase, following, answer.span))
    ]
    return math.hypot(tempo, *edges) if edges else _UNKNOWN_EDGE


def _edge(phase: Phase) -> float:
    if phase.uncertainty is not None:
        return phase.uncertainty
    return _SPOKEN_EDGE if phase.source == "speaker" else _UNKNOWN_EDGE


def _end(phase: Phase, following: Phase | None, span: Interval) -> float:
    if following is not None:
        return _edge(following)
    return _SPOKEN_EDGE if phase.end >= span.end - _SPOKEN_EDGE else _UNKNOWN_EDGE
