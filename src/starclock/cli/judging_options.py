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
TARGETS = click.option(
    "--targets",
    metavar="S/T/A/R",
    help="Seconds meant for Situation/Task/Action/Result, 30/15/90/45 unless your settings say otherwise; or for the"
    " whole answer: 60, 90, 120; or ranges: `guide` is 30-45/15-30/60-90/30-60, as coaches give them.",
)
ROLE = click.option("--role", type=click.Choice(["ic", "em"]), help="Judge as engineer (ic: I-led) or manager (em).")
