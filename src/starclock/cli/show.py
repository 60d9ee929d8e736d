"""A report on stdout, for people or for programs."""

from __future__ import annotations

from starclock.cli.debriefing import Beside
from starclock.cli.output import say, say_json
from starclock.report import Report


def show(
    report: Report,
    as_json: bool = False,
    everything: bool = False,
    more: str = "",
    debrief: Beside | None = None,
    against: str = "",
) -> None:
    """`everything` shows the measures that are well too; `more` is the command that shows the whole report.

    debrief : what the report adds for the question that was asked and the story that was told
    against : what changed since the attempt before in this sitting, where there was one
    The debrief leaves out what is equal for every answer to the question where that was read a moment ago, and where
    it would leave no room for what is said first.
    """
    # Each form loads only what it needs: rich alone takes longer than all of the JSON.
    if as_json:
        from starclock.renderers.json import render

        say_json(render(report, {"practice": debrief.values} if debrief else None))
        return
    from starclock.renderers import terminal

    step = f"The transcript and all measures: {more}" if more else ""
    beside = "" if debrief is None else debrief.again if against else debrief.text
    added = _added(beside, against)
    if debrief and not everything and not terminal.holds(report, step, _lines(added)):
        added = _added(debrief.again, against)
    terminal.show(report, everything, step, _lines(added))
    if added:
        say(added)


def _added(*parts: str) -> str:
    """What stands under the report: a blank line before each part, and a line's end behind the last."""
    return "".join(f"\n{part}\n" for part in parts if part).removesuffix("\n")


def _lines(text: str) -> int:
    """How many lines a text takes when it is printed."""
    return text.count("\n") + 1 if text else 0
