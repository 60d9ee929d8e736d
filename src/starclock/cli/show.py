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
    against : what changed since the attempt before in this sitting, where there was one; then the debrief leaves out
        what was read a moment ago
    """
    # Each form loads only what it needs: rich alone takes longer than all of the JSON.
    if as_json:
        from starclock.renderers.json import render

        say_json(render(report, {"practice": debrief.values} if debrief else None))
        return
    from starclock.renderers import terminal

    beside = "" if debrief is None else debrief.again if against else debrief.text
    added = "".join(f"\n{part}" for part in (beside, against) if part)
    below = added.count("\n") + 1 if added else 0
    terminal.show(report, everything, f"The transcript and all measures: {more}" if more else "", below)
    if added:
        say(added)
