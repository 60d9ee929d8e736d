"""What practice shows after speaking: a drill, and the debrief of a mock interview."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from starclock.checks.specificity import ENOUGH, PARTS, details
from starclock.practice.schedule import LONG, SECONDS, SHORT, DrillCard
from starclock.renderers.plans import when_due
from starclock.report import Report
from starclock.writing.clock import clock
from starclock.writing.excerpts import excerpt


def drill_text(report: Report, card: DrillCard, now: datetime) -> str:
    """What was told of one scene, part by part, its time, and when the card comes back."""
    return "\n".join(["", *_scene(report), "", f"This card comes back {when_due(card, now)} ({card.why}).", ""])


def _scene(report: Report) -> Iterator[str]:
    found = details(report.answer)
    told = sum(each is not None for each in found.values())
    seconds = report.answer.attempt.seconds
    length = "too short" if seconds < SHORT else "too long" if seconds > LONG else "in time"
    judged = "specific" if told >= ENOUGH else "partly specific" if told == ENOUGH - 1 else "thin"
    yield f"  {clock(seconds)} of {clock(SECONDS)}, {length}; {told} of {len(PARTS)} parts: {judged}"
    yield ""
    for part, finding in found.items():
        what = f"“{excerpt(finding.text.split(), 14)}”" if finding else f"missing: {PARTS[part]}"
        yield f"  {part:<9} {what}"


def debrief_text(answers: Sequence[tuple[str, Report]], carried: str = "") -> str:
    """All answers of a mock interview: how soon, how long, where specific, where thin.

    answers : each question with the report of its answer, the first the anchor
    carried : which story of the bank would have carried the anchor, as a sentence; "" where none is known
    """
    lines = ["", "Debrief", ""]
    thin: list[str] = []
    for number, (question, report) in enumerate(answers, 1):
        latency = report.measure("response latency")
        first = (
            f"first word after {latency.value:.1f} s" if latency and latency.value is not None else "start not measured"
        )
        found = details(report.answer)
        missing = [part for part, finding in found.items() if finding is None]
        told = len(PARTS) - len(missing)
        judged = "specific" if told >= ENOUGH else "thin"
        lines.append(f"  {number}  {question}")
        lines.append(f"     {clock(report.answer.talk_seconds)}, {first}; {judged} ({told} of {len(PARTS)} parts)")
        if missing:
            lines.append(f"     without {', '.join(missing)}")
        if told < ENOUGH:
            thin.append(str(number))
    anchor = answers[0][1]
    if anchor.first:
        lines += ["", f"  First thing to change in answer 1: {anchor.first[0].advice}"]
    if thin:
        lines += [
            "",
            f"  Thin: {', '.join(thin)}. Tell each again in 90 seconds: one moment, what you decided, what happened.",
        ]
    else:
        lines += ["", "  No answer was thin."]
    if carried:
        lines.append(f"  {carried}")
    return "\n".join([*lines, ""])
