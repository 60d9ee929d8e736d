"""A report on stdout, for people or for programs."""

from __future__ import annotations

from starclock.cli.output import say_json
from starclock.renderers import terminal
from starclock.renderers.json import render
from starclock.report import Report


def show(report: Report, as_json: bool = False, everything: bool = False, more: str = "") -> None:
    """`everything` shows the measures that are well too; `more` is the command that shows the whole report."""
    if as_json:
        say_json(render(report))
    else:
        terminal.show(report, everything, f"The transcript and all measures: {more}" if more else "")
