"""The command that looks back over weeks: progress."""

from __future__ import annotations

import json
import sys
from datetime import date
from shutil import get_terminal_size

import click

from starclock.cli.context import Context
from starclock.cli.notices import notice
from starclock.cli.output import say_json
from starclock.compare.weeks import look_back
from starclock.errors import LibraryError
from starclock.renderers.weeks import progress_dict, progress_text


@click.command()
@click.option("--weeks", type=click.IntRange(1, 520), default=8, show_default=True, help="How far to look back.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def progress(weeks: int, as_json: bool) -> None:
    """The weeks at a glance: how often you practiced, what gets closer to its target, what waits to be told again."""
    context = Context()
    heads = context.library.heads(notice)
    if not heads:
        raise LibraryError(f"no attempts yet in {context.library.folder}: record one with `starclock record`")
    width = get_terminal_size().columns if sys.stdout.isatty() else None
    seen = look_back(context.summaries(heads), date.today(), weeks)
    if as_json:
        say_json(json.dumps(progress_dict(seen), ensure_ascii=False))
    else:
        click.echo(progress_text(seen, width))
