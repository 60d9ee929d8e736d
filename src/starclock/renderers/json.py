"""Report or Comparison -> the JSON that other programs read. Its shape is fixed ("format": 1); fields may be added.

Times are rounded here, once, to 3 decimals.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starclock.report import Advice, Change, Comparison, Drift, Finding, Measure, Report, Said
from starclock.speech import Attempt, Channels

FORMAT = 1


def render(report: Report, more: Mapping[str, Any] | None = None) -> str:
    """One line of JSON, with `more` fields behind those of the report."""
    return json.dumps({**as_dict(report), **(more or {})}, ensure_ascii=False, allow_nan=False)


def as_dict(report: Report) -> dict[str, Any]:
    """A report as `--json` prints it."""
    answer = report.answer
    return {
        "format": FORMAT,
        "attempt": attempt_dict(answer.attempt),
        "words": [
            {"text": w.text, **span(w.start, w.end), "probability": rounded(w.probability)} for w in answer.words
        ],
        "sentences": [
            {
                "text": s.text,
                **span(s.start, s.end),
                "phase": s.phase,
                "confidence": rounded(s.confidence),
                **({"part": s.part} if s.part else {}),
                "source": s.source,
            }
            for s in answer.sentences
        ],
        "asides": [{"text": a.text, **span(a.start, a.end), "speaker": a.speaker} for a in answer.attempt.asides],
        "phases": [
            {
                "phase": p.phase,
                **span(p.start, p.end),
                "seconds": rounded(p.seconds),
                "confidence": rounded(p.confidence),
                "source": p.source,
                "uncertainty": rounded(p.uncertainty),
            }
            for p in answer.phases
        ],
        "timing": {
            t.name: {
                "seconds": rounded(t.seconds),
                "target": rounded(t.target),
                "verdict": t.verdict,
                **({"reason": t.reason} if t.reason else {}),
            }
            for t in report.timing
        },
        "findings": [_finding(f) for f in report.findings],
        "measures": [_measure(m) for m in report.measures],
        "first": [_advice(a) for a in report.first],
        "praise": _advice(report.praise) if report.praise else None,
    }


def render_comparison(comparison: Comparison) -> str:
    """One line of JSON."""
    return json.dumps(comparison_dict(comparison), ensure_ascii=False, allow_nan=False)


def comparison_dict(comparison: Comparison) -> dict[str, Any]:
    """A comparison as `--json` prints it."""
    wording = comparison.wording
    return {
        "format": FORMAT,
        "attempts": [attempt_dict(attempt) for attempt in comparison.attempts],
        "verdict": comparison.verdict,
        "keep": comparison.keep,
        "course": list(comparison.course),
        "changes": [change_dict(change) for change in comparison.changes],
        "wording": {
            "overlap": rounded(wording.overlap),
            "verbatim": [said.text for said in wording.verbatim],
            "series": [rounded(overlap) for overlap in wording.series],
            "reading": wording.reading,
        },
        "drift": [_drift(drift) for drift in comparison.drift],
        "points": {
            "vanished": [_quote(said) for said in comparison.vanished],
            "appeared": [_quote(said) for said in comparison.appeared],
        },
        "names": [list(name) for name in comparison.names],
        "cautions": list(comparison.cautions),
    }


def change_dict(change: Change) -> dict[str, Any]:
    """One measure over the attempts."""
    return {
        "name": change.name,
        "phase": change.phase,
        "unit": change.unit,
        "values": [rounded(value) for value in change.values],
        "before": rounded(change.before),
        "after": rounded(change.after),
        "real": change.real,
        "nearer": change.nearer,
        "reason": change.reason,
        "target": list(change.target) if change.target else None,
        "best": change.best,
        "trend": change.trend,
        "kind": change.kind,
        "lasting": change.lasting,
    }


def _drift(drift: Drift) -> dict[str, Any]:
    return {
        "fact": drift.fact,
        "values": list(drift.values),
        "meant": list(drift.meant),
        "sentences": [_quote(said) if said else None for said in drift.sentences],
        "card": drift.card,
    }


def _quote(said: Said) -> dict[str, Any]:
    return {"text": said.text, **span(said.start, said.end), "phase": said.phase}


def attempt_dict(attempt: Attempt) -> dict[str, Any]:
    """The facts of an attempt, without its words and sound."""
    return {
        "id": attempt.id,
        "recorded_at": attempt.recorded_at,
        "question": attempt.question,
        "story": attempt.story,
        "audio": attempt.audio,
        "seconds": rounded(attempt.seconds),
        "recognizer": attempt.recognizer,
        "model": attempt.model,
        "verbatim": attempt.verbatim,
        "language": attempt.language,
        "channels": _channels(attempt.channels),
        "gaps": [span(gap.start, gap.end) for gap in attempt.sound.gaps] if attempt.sound else [],
        "remarks": list(attempt.remarks),
    }


def _channels(channels: Channels | None) -> dict[str, Any] | None:
    if channels is None:
        return None
    return {"used": list(channels.used), "of": channels.of, "source": channels.source}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "check": finding.check,
        **span(finding.start, finding.end),
        "text": finding.text,
        "phase": finding.phase,
        "message": finding.message,
        "source": finding.source,
        "strength": finding.strength,
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "name": measure.name,
        "value": rounded(measure.value),
        "unit": measure.unit,
        "target": list(measure.target) if measure.target else None,
        "reason": measure.reason,
        "phase": measure.phase,
        "at": span(measure.at.start, measure.at.end) if measure.at else None,
    }


def _advice(advice: Advice) -> dict[str, Any]:
    about = advice.about
    told = _finding(about) if isinstance(about, Finding) else _measure(about)
    return {**told, "advice": advice.advice, "why": advice.why, "drill": advice.drill, "cost": rounded(advice.cost)}


def span(start: float, end: float) -> dict[str, float | None]:
    """A stretch of time, in seconds."""
    return {"start": rounded(start), "end": rounded(end)}


def rounded(number: float | None) -> float | None:
    """To three decimals, in whatever unit it has: times to the millisecond."""
    return None if number is None else round(number, 3)
