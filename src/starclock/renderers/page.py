"""Report or Comparison -> one self-contained HTML page: no network, every text escaped, sound inside it.

The page says in a policy of its own that it may load nothing; its audio is a data URI, or a file beside it
where embedding would make the page too heavy for a browser.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starclock.renderers import drifts, numbers
from starclock.renderers.recorded import gaps
from starclock.report import Comparison, Measure, Report
from starclock.speech import PHASES, Answer, PhaseName, Sentence
from starclock.writing.clock import clock
from starclock.writing.numbers import number

if TYPE_CHECKING:
    from jinja2 import Environment

HEAVY = 30_000_000
"""Bytes of audio from which on it stays a file beside the page."""
_TIMING = ("situation", "task", "action", "result", "total")
_LONGEST_MARK = 8.0
"""Seconds; what is said of a whole passage stands in the list, not under each of its words."""
_COLUMNS = 6
"""Attempts that get a column each; of more, the first and the last."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words of a sentence, and the number of the finding they belong to."""

    text: str
    finding: int | None
    strength: bool = False


def embedded(audio: Path) -> str:
    """A FLAC file as something a page can play without loading it."""
    return "data:audio/flac;base64," + b64encode(audio.read_bytes()).decode("ascii")


def render(report: Report, audio: str | None = None) -> str:
    """`audio` : a data URI, or the name of a file beside the page; None where there is none."""
    answer = report.answer
    seconds = max(answer.attempt.seconds, answer.span.end) or 1.0
    transcript = [
        {"phase": phase, "lines": [_line(sentence, report) for sentence in run]}
        for phase, run in groupby(answer.sentences, key=lambda s: s.phase)
    ]
    return _filled(
        "page.html",
        title=answer.attempt.question or answer.attempt.name or "Your answer",
        attempt=answer.attempt,
        report=report,
        audio=audio,
        longest=max([1.0, *(max(t.seconds, t.target) for t in report.timing if t.name != "total")]),
        phases=[
            {
                "phase": p.phase,
                "start": p.start,
                "end": p.end,
                "left": round(100 * p.start / seconds, 2),
                "width": round(100 * p.seconds / seconds, 2),
            }
            for p in answer.phases
        ],
        transcript=transcript,
        phase_names=PHASES,
        by_phase=_by_phase(report.measures),
    )


def render_comparison(comparison: Comparison, ends: Sequence[Answer] = (), audio: Sequence[str | None] = ()) -> str:
    """`ends` : the first and the last answer, `audio` theirs, so that a phase of both can be heard."""
    timing = [c for c in comparison.changes if c.name in _TIMING and c.phase is None]
    others = [c for c in comparison.changes if c not in timing]
    real = [c for c in others if c.real]
    count = len(comparison.attempts)
    shown = list(range(count)) if count <= _COLUMNS else [0, count - 1]
    heard = [(answer, source) for answer, source in zip(ends, audio, strict=True) if source]
    return _filled(
        "comparison.html",
        title=next((a.question for a in comparison.attempts if a.question), "Attempts side by side"),
        comparison=comparison,
        timing=timing,
        real=real,
        rest=[c for c in others if not c.real],
        compared=sum(c.real is not None for c in others),
        drifts=[
            (drift.fact, drifts.drift_text(drift, [f"attempt {n}" for n in range(1, count + 1)]))
            for drift in comparison.drift
        ],
        shown=shown,
        columns=["First" if i == 0 else "Last" if i == count - 1 else str(i + 1) for i in shown],
        curve=count > 2,
        voices=[
            {"id": f"voice-{n}", "label": f"{which}: {answer.attempt.name or answer.attempt.id}", "source": source}
            for n, (which, (answer, source)) in enumerate(zip(("First", "Last"), heard, strict=False))
        ],
        hear=[
            {"phase": phase, "first": _stretches(ends[0], phase, 0), "last": _stretches(ends[1], phase, 1)}
            for phase in PHASES
        ]
        if len(heard) == 2
        else [],
    )


def _stretches(answer: Answer, phase: PhaseName, voice: int) -> str:
    return ";".join(f"voice-{voice} {p.start:.2f} {p.end:.2f}" for p in answer.phases if p.phase == phase)


def _line(sentence: Sentence, report: Report) -> dict[str, Any]:
    """A sentence in pieces: words of one finding together, the others as they stand."""
    near = [
        (n, finding)
        for n, finding in enumerate(report.findings)
        if finding.source == "transcript" and finding.seconds <= _LONGEST_MARK and finding.overlap(sentence) > 0
    ]
    near.sort(key=lambda numbered: numbered[1].seconds)  # of marks within marks the shortest says most

    def marked(middle: float) -> int | None:
        return next((n for n, finding in near if finding.contains(middle)), None)

    pieces = [
        _Piece(" ".join(w.text for w in words), n, n is not None and report.findings[n].strength)
        for n, words in groupby(sentence.words, key=lambda w: marked(w.middle))
    ]
    return {"start": sentence.start, "end": sentence.end, "pieces": pieces}


def _by_phase(measures: Sequence[Measure]) -> dict[str, dict[str, Measure]]:
    table: dict[str, dict[str, Measure]] = {}
    for measure in measures:
        if measure.phase and measure.value is not None:
            table.setdefault(measure.name, {})[measure.phase] = measure
    return table


def _filled(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "clock": clock,
        "gaps": gaps,
        "number": number,
        "aim": numbers.aim,
        "spark": numbers.spark,
        "change_name": numbers.change_name,
        "sentence": lambda text: text[:1].upper() + text[1:],
    }
    return environment
