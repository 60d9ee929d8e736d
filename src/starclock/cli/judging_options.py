"""The options of commands that judge: what is meant, for whom, and how much of it is shown."""

from __future__ import annotations

import click

FULL = click.option(
    "--full",
    "--all",
    "everything",
    is_flag=True,
    help="Show all of it: every measure, what was flagged, the transcript.",
)
TARGETS = click.option("--targets", metavar="S/T/A/R", help="Seconds meant for each phase. Default 30/15/90/45.")
ROLE = click.option("--role", type=click.Choice(["ic", "em"]), help="Judge as engineer (ic: I-led) or manager (em).")
