"""The command that looks back over weeks: progress."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from shutil import get_terminal_size

import click

from starclock.cli.context import Context
from starclock.cli.notices import notice
from starclock.cli.output import say_json
from starclock.cli.page_options import page_options
from starclock.compare.weeks import look_back
from starclock.errors import LibraryError
from starclock.renderers.weeks import progress_dict, progress_text


@click.command()
@click.option("--weeks", type=click.IntRange(1, 520), default=8, show_default=True, help="How far to look back.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@page_options(sound=False)
def progress(weeks: int, as_json: bool, html: Path | None, opened: bool) -> None:
    """The weeks at a glance: how often you practiced, what gets closer to its target, what waits to be told again."""
    context = Context()
    heads = context.library.heads(notice)
    if not heads:
        raise LibraryError(f"no attempts yet in {context.library.folder}: record one with `starclock record`")
    width = get_terminal_size().columns if sys.stdout.isatty() else None
    summaries = context.summaries(heads)
    seen = look_back(summaries, date.today(), weeks)
    if as_json:
        say_json(json.dumps(progress_dict(seen), ensure_ascii=False))
    elif html or opened:
        # Imported only here: the weeks on the screen must not wait for the page.
        from starclock.cli.pages import write_progress

        write_progress(seen, summaries, html, opened)
    else:
        click.echo(progress_text(seen, width))
