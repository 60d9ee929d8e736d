"""What practice shows after speaking: a drill, the debrief of a mock interview, the exercises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from starclock.checks.specificity import ENOUGH, PARTS, details
from starclock.practice.exercises import Caught, Kept, Stitched
from starclock.practice.schedule import LONG, SECONDS, SHORT, DrillCard
from starclock.renderers.plans import when_due
from starclock.report import Finding, Report
from starclock.settings import Targets
from starclock.writing.clock import clock
from starclock.writing.excerpts import excerpt
from starclock.writing.numbers import counted

_LOST = 4
"""Points left out that are quoted; the others are counted."""


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


def stitched_text(made: Stitched, whole: Report, again: Report, targets: Targets) -> str:
    """A phase told again beside what it was, and the whole answer with it."""
    name, numbers = made.phase.capitalize(), ("quantified",)
    before = sum(f.check in numbers and f.phase == made.phase for f in whole.findings)
    now = sum(f.check in numbers for f in again.findings)
    low, high = targets.range_of(made.phase)
    judged = "within" if low <= made.now <= high else "under" if made.now < low else "over"
    part, whole_meant = clock(targets.of(made.phase)), clock(targets.total)
    lines = [
        "",
        f"  {name:<10} {clock(made.before)} before, {clock(made.now)} now: {judged} ({part} meant)",
        f"  {'Whole':<10} {clock(made.total_before)} before, {clock(made.total_now)} with it ({whole_meant} meant)",
        f"  {'Numbers':<10} {before} before, {now} now",
    ]
    return "\n".join([*lines, ""])


def rung_text(seconds: float, report: Report, made: Kept | None) -> str:
    """One rung of the ladder: its time, and what of the first telling is still in it."""
    spoken = report.answer.talk_seconds
    lines = ["", f"  {seconds:.0f} s rung: {clock(spoken)}" + (", over it" if spoken > 1.1 * seconds else "")]
    if made is not None:
        lines += _survival(made)
    return "\n".join([*lines, ""])


def angle_text(first: Report, made: Report, survived: Kept) -> str:
    """The same story from another angle: its time, how it began, when its result came, what of it is still told."""
    begun = next((each for each in made.answer.sentences if each.phase), None)
    result = next((phase.start for phase in made.answer.phases if phase.phase == "result"), None)
    before, now = clock(first.answer.talk_seconds), clock(made.answer.talk_seconds)
    lines = ["", f"  {now} from this angle, {before} before"]
    if begun:
        lines.append(f"  You began: “{excerpt(begun.text.split(), 14)}”")
    lines.append(f"  The result begins at {clock(result)}" if result is not None else "  No result was heard")
    return "\n".join([*lines, *_survival(survived), ""])


def _survival(made: Kept) -> list[str]:
    """What of the first telling is still told, and what is not."""
    if not made.lost:
        return [f"  all of the {counted(made.points, 'point')} survived"]
    lines = [f"  {made.survived} of {counted(made.points, 'point')} survived; left out:"]
    lines += [f"    “{excerpt(said.text.split(), 14)}”" for said in made.lost[:_LOST]]
    return lines if len(made.lost) <= _LOST else [*lines, f"    and {len(made.lost) - _LOST} more"]


def caught_text(made: Caught, found: Sequence[Finding]) -> str:
    """Which of one's own fillers were heard, and which were not."""
    lines = ["", f"  You caught {len(made.hits)} of {counted(len(found), 'filler')}."]
    if made.missed:
        names = {(each.start, each.end): each.text for each in found}
        told = (f"{clock(each.start)} “{names.get((each.start, each.end), '')}”" for each in made.missed)
        lines.append(f"  Missed: {', '.join(told)}")
    if made.extra:
        lines.append(f"  {counted(len(made.extra), 'key')} where none was found: {', '.join(map(clock, made.extra))}")
    return "\n".join([*lines, ""])
