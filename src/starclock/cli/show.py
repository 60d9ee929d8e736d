"""A report on stdout, for people or for programs."""

from __future__ import annotations

from starclock.cli.output import say, say_json
from starclock.practice.debrief import Debrief
from starclock.renderers import terminal
from starclock.renderers.json import render
from starclock.renderers.practice import debrief_dict, debrief_text
from starclock.report import Report


def show(
    report: Report, as_json: bool = False, everything: bool = False, more: str = "", debrief: Debrief | None = None
) -> None:
    """`everything` shows the measures that are well too; `more` is the command that shows the whole report.

    debrief : what the report adds for the question that was asked and the story that was told
    """
    if as_json:
        say_json(render(report, {"practice": debrief_dict(debrief)} if debrief else None))
        return
    added = f"\n{debrief_text(debrief)}" if debrief else ""
    below = added.count("\n") + 1 if added else 0
    terminal.show(report, everything, f"The transcript and all measures: {more}" if more else "", below)
    if added:
        say(added)
