"""Report -> the JSON that other programs read. Its shape is fixed ("format": 1); fields may be added.

Times are rounded here, once, to 3 decimals.
"""

from __future__ import annotations

import json
from typing import Any

from starclock.report import Advice, Finding, Measure, Report
from starclock.speech import Attempt

FORMAT = 1


def render(report: Report) -> str:
    """One line of JSON."""
    return json.dumps(as_dict(report), ensure_ascii=False, allow_nan=False)


def as_dict(report: Report) -> dict[str, Any]:
    answer = report.answer
    return {
        "format": FORMAT,
        "attempt": attempt_dict(answer.attempt),
        "words": [
            {"text": w.text, **_span(w.start, w.end), "probability": _round(w.probability)} for w in answer.words
        ],
        "sentences": [
            {
                "text": s.text,
                **_span(s.start, s.end),
                "phase": s.phase,
                "confidence": _round(s.confidence),
                **({"part": s.part} if s.part else {}),
                "source": s.source,
            }
            for s in answer.sentences
        ],
        "phases": [
            {
                "phase": p.phase,
                **_span(p.start, p.end),
                "seconds": _round(p.seconds),
                "confidence": _round(p.confidence),
                "source": p.source,
                "uncertainty": _round(p.uncertainty),
            }
            for p in answer.phases
        ],
        "timing": {
            t.name: {"seconds": _round(t.seconds), "target": _round(t.target), "verdict": t.verdict}
            for t in report.timing
        },
        "findings": [_finding(f) for f in report.findings],
        "measures": [_measure(m) for m in report.measures],
        "first": [_advice(a) for a in report.first],
    }


def attempt_dict(attempt: Attempt) -> dict[str, Any]:
    return {
        "id": attempt.id,
        "recorded_at": attempt.recorded_at,
        "question": attempt.question,
        "story": attempt.story,
        "audio": attempt.audio,
        "seconds": _round(attempt.seconds),
        "recognizer": attempt.recognizer,
        "model": attempt.model,
        "verbatim": attempt.verbatim,
        "rough": attempt.rough,
        "language": attempt.language,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "check": finding.check,
        **_span(finding.start, finding.end),
        "text": finding.text,
        "phase": finding.phase,
        "message": finding.message,
        "source": finding.source,
        "strength": finding.strength,
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "name": measure.name,
        "value": _round(measure.value),
        "unit": measure.unit,
        "target": list(measure.target) if measure.target else None,
        "reason": measure.reason,
        "phase": measure.phase,
        "at": _span(measure.at.start, measure.at.end) if measure.at else None,
    }


def _advice(advice: Advice) -> dict[str, Any]:
    about = advice.about
    told = _finding(about) if isinstance(about, Finding) else _measure(about)
    return {**told, "advice": advice.advice, "why": advice.why, "drill": advice.drill}


def _span(start: float, end: float) -> dict[str, float | None]:
    return {"start": _round(start), "end": _round(end)}


def _round(number: float | None) -> float | None:
    return None if number is None else round(number, 3)
