"""Report -> Summary: every number of a report as a measure that knows how much it varies by itself."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from starclock.compare.tempo import HEARD, Tempo, tempo_of
from starclock.report import Measure, Report, Said, Summary, Timing
from starclock.speech import Answer, PhaseName, Sentence

_UNKNOWN_EDGE, _LEAST_EDGE = 3.0, 2.0
"""Seconds a boundary may be off where nobody estimated it, and at least where a model did."""
_DOUBT, _FROM_OTHERS = 1.65, 0.5
"""Errors come in runs, so a phase may be off by more than its own doubtful seconds, and by its share of the others'.
Set on our own corpus, each author left out of the training, checked on outside answers (docs/figures/attempts.md)."""
_SPOKEN_EDGE = 0.3
"""Seconds the first and last word, or a boundary that the speaker set, may be off."""
_RATES = ("words/min", "syllables/min", "syllables/s")
_ONCE = {"balance"}
"""Said once of the whole answer or not at all: not so many a minute."""
_PLAIN = ("numbers as evidence", "situation sentences")
"""Plain counts, by the rule for counts."""
_COUNTED = ("probable filled pauses",)
"""Counted over the whole answer: as a rate, answers of unlike length can be compared."""
_WIDER = {"I share": 1.5, "we share": 1.5, "they share": 1.5, "mean pause": 1.25}
"""By what the standard errors of these fall short, which take their parts for independent and many: deeds of one
sentence have one doer, and a long pause among a few weighs much. Set with `scripts/bench_noise.py`."""
_FEW = 20.0
"""Percent points that "all" or "none" of a few deeds may be off: their own standard error would be 0."""


def summarize(report: Report, counted: Iterable[str] = ()) -> Summary:
    """`counted` : names of the findings that were looked for; those of which none were found count 0."""
    attempt = report.answer.attempt
    tempo = tempo_of(attempt.words)
    own = tuple(replace(_noisy(m, report.answer, tempo), at=None, advice=None) for m in report.measures)
    named = {m.name for m in own} | {m.name.replace(" ", "-").removesuffix("s") for m in own} | _ONCE
    minutes = report.answer.talk_seconds / 60
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


def _noisy(measure: Measure, answer: Answer, tempo: Tempo) -> Measure:
    """With the noise that a check alone cannot know."""
    value, phase = measure.value, measure.phase
    if value is None:
        return measure
    if measure.unit in _RATES:
        return replace(measure, spread=max(measure.spread or 0.0, value * tempo.share(_words(answer, phase))))
    if measure.name == "pace drift":  # one third of the answer against another
        return replace(measure, spread=(100 + value) * math.sqrt(2) * tempo.share(len(answer.words) / 3))
    if measure.name in _COUNTED and (minutes := _minutes(answer, phase)):
        return replace(measure, value=value / minutes, unit="/min", count=round(value), exposure=minutes)
    if measure.name in _PLAIN or measure.name.startswith("numbers: "):
        return replace(measure, spread=math.sqrt(value))
    if measure.name == "response latency":
        return replace(measure, spread=_SPOKEN_EDGE)
    if measure.name in _WIDER and measure.spread is not None:
        least = _FEW if measure.unit == "%" and value in (0, 100) else 0.0
        return replace(measure, spread=max(least, measure.spread * _WIDER[measure.name]))
    if measure.name == "time to first own action":
        edge = _UNKNOWN_EDGE if measure.spread is None else max(_LEAST_EDGE, measure.spread)
        return replace(measure, spread=math.hypot(value * HEARD, edge))
    return measure


def _words(answer: Answer, phase: PhaseName | None) -> int:
    if phase is None:
        return len(answer.words)
    return sum(len(s.words) for s in answer.sentences if s.phase == phase)


def _minutes(answer: Answer, phase: PhaseName | None) -> float:
    return (answer.talk_seconds if phase is None else answer.seconds_of(phase)) / 60


def _timing(report: Report) -> Iterator[Measure]:
    for row in report.timing:
        if row.verdict is None:
            yield Measure(row.name, None, "s", row.band, reason=row.reason)
            continue
        seconds = 0.0 if row.verdict == "missing" else row.seconds
        yield Measure(row.name, seconds, "s", row.band, spread=_spread(row, report.answer))


def _spread(row: Timing, answer: Answer) -> float:
    """How far the seconds may be off: what no listener would notice, the edges, and the sentences in doubt.

    A boundary's own uncertainty is not enough: what goes wrong is mostly whole runs of sentences called another phase.
    """
    tempo = row.seconds * HEARD
    if row.name == "total" or all(phase.source == "speaker" for phase in answer.phases):
        return math.hypot(tempo, _SPOKEN_EDGE, _SPOKEN_EDGE)
    own = _doubtful(s for s in answer.sentences if s.phase == row.name)
    others = _doubtful(s for s in answer.sentences if s.phase != row.name)
    return math.hypot(tempo, _LEAST_EDGE, _DOUBT * own, _DOUBT * _FROM_OTHERS * others)


def _doubtful(sentences: Iterable[Sentence]) -> float:
    """Seconds that are expected to belong to another phase than the sentences were given."""
    return sum(s.seconds * (1 - s.confidence) for s in sentences if s.confidence is not None)
