"""What commands say on stderr while they work: notices, and how far a long work is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from starclock.cli.output import say
from starclock.progress import Progress, silent


def notice(message: str) -> None:
    """Something to know that stops nothing."""
    say(message, err=True)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar for each work, with the time left, on a terminal's stderr; silent elsewhere.

    A `total` of 0 is not known: then the bar shows that something moves, and the seconds done.
    """
    if not sys.stderr.isatty():
        yield silent
        return
    # Imported only where there is a bar to draw, so that a list on a pipe does not wait for rich.
    from rich.console import Console
    from rich.progress import BarColumn, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description:<24}"),
        BarColumn(),
        TaskProgressColumn(text_format_no_percentage="{task.completed:>3.0f} s"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(done: float, total: float, what: str) -> None:
            if what not in tasks:
                for task in bar.tasks:  # what went before is over, whether or not it knew its end
                    bar.update(task.id, total=task.completed)
                tasks[what] = bar.add_task(what, total=None)
            bar.update(tasks[what], completed=done, total=total or None)

        yield tell
