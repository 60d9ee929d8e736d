"""Report -> at most three things shown first, the most useful first."""

from __future__ import annotations

from starclock.report import Advice, Finding, Measure, Report
from starclock.settings import Settings

MOST = 3


def choose(report: Report, settings: Settings) -> tuple[Advice, ...]:
    """What cost the answer most, measured in seconds off target, then findings with advice of their own."""
    off = settings.off
    measures = [m for m in report.measures if m.advice and m.name not in off and m.side in ("below", "above")]
    findings = [f for f in report.findings if f.advice and not f.strength]
    abouts: list[Finding | Measure] = [*measures, *findings]
    return tuple(Advice(about, about.advice or "") for about in abouts[:MOST])
