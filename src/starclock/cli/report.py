"""The command that shows a report again: report."""

from __future__ import annotations

from pathlib import Path

import click

from starclock.cli.context import Context
from starclock.cli.debriefing import debrief
from starclock.cli.judging_options import FULL, ROLE, TARGETS
from starclock.cli.page_options import Where, page_options
from starclock.cli.show import show
from starclock.renderers.exports import KINDS
from starclock.settings import Role
from starclock.writing.texts import visible


@click.command()
@click.argument("attempt", default="last")
@click.option("--json", "as_json", is_flag=True, help="Print the JSON report.")
@FULL
@TARGETS
@ROLE
@page_options()
@click.option(
    "--export",
    "kind",
    type=click.Choice(list(KINDS)),
    help="Print it for other programs: captions, a table, label tracks for Audacity or Praat.",
)
def report(
    attempt: str,
    as_json: bool,
    everything: bool,
    targets: str | None,
    role: Role | None,
    html: Path | None,
    opened: bool,
    where: Where,
    kind: str | None,
) -> None:
    """Show the report of a kept ATTEMPT again: an id, the start of one, `last` (the default) or `last~1`."""
    context = Context(targets, role)
    made = context.report(attempt)
    if html or opened:
        # Imported only here: a report on the screen must not wait for what makes pages.
        from starclock.cli.pages import write_page

        write_page(made, context.library.audio_of(made.answer.attempt), html, opened, where)
    elif kind:
        click.echo(KINDS[kind](made), nl=False)
    else:
        more = f"starclock report {visible(attempt)} --full"
        show(made, as_json, everything, more, debrief(made, context))
