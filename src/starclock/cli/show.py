"""What the commands put on the screen: a report on stdout, progress and notices on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from starclock.progress import Progress, silent
from starclock.report import Report


def show(report: Report, as_json: bool = False, everything: bool = False) -> None:
    """The report, for people or for programs; `everything` shows the measures that are well too."""
    if as_json:
        from starclock.renderers.json import render

        click.echo(render(report))
        return
    from starclock.renderers import terminal

    terminal.show(report, everything)


def notice(message: str) -> None:
    """Something to know that stops nothing."""
    click.echo(message, err=True)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar with the time left on a terminal's stderr; silent elsewhere."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description:<24}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, int] = {}

        def tell(done: float, total: float, what: str) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)  # type: ignore[arg-type]

        yield tell
