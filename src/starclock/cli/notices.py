"""What commands say on stderr while they work: notices, and how far a long work is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from threading import Lock

from starclock.cli.output import say


def notice(message: str) -> None:
    """Something to know that stops nothing."""
    say(message, err=True)


class Bar:
    """Progress, shown or not. It is told from any thread."""

    def __call__(self, done: float, total: float, what: str) -> None:
        """See `Progress`: seconds, or whatever the work counts. Here nobody is watching."""

    @contextmanager
    def paused(self) -> Iterator[None]:
        """No bar on the screen meanwhile: something else is printed."""
        yield


@contextmanager
def progress_bar() -> Iterator[Bar]:
    """A bar for each work, with the time left, on a terminal's stderr; silent elsewhere.

    A `total` of 0 is not known: then the bar shows that something moves, and the seconds done.
    """
    if not sys.stderr.isatty():
        yield Bar()
        return
    with _Late() as bar:
        yield bar


class _Late(Bar):
    """Nothing until there is something to show: most lists are ready before a bar would be loaded."""

    def __init__(self) -> None:
        self._one = Lock()
        self._bar: Bar | None = None
        self._over = False
        self._shown = ExitStack()

    def __enter__(self) -> _Late:
        return self

    def __exit__(self, *problem: object) -> None:
        with self._one:
            self._over = True
        self._shown.close()

    def __call__(self, done: float, total: float, what: str) -> None:
        with self._one:
            if not (self._bar or self._over):  # a thread may still tell something when all is over
                self._bar = self._shown.enter_context(_drawn())
        if self._bar:
            self._bar(done, total, what)

    @contextmanager
    def paused(self) -> Iterator[None]:
        with self._bar.paused() if self._bar else nullcontext():
            yield


@contextmanager
def _drawn() -> Iterator[Bar]:
    # Imported only where there is a bar to draw: it takes as long to load as a list takes to show.
    from rich.console import Console
    from rich.progress import BarColumn, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Drawn

    class Shown(Bar):
        def __init__(self, drawn: Drawn) -> None:
            self._drawn = drawn
            self._tasks: dict[str, TaskID] = {}

        def __call__(self, done: float, total: float, what: str) -> None:
            if what not in self._tasks:
                for task in self._drawn.tasks:  # what went before is over, whether or not it knew its end
                    self._drawn.update(task.id, total=task.completed)
                self._tasks[what] = self._drawn.add_task(what, total=None)
            self._drawn.update(self._tasks[what], completed=done, total=total or None)

        @contextmanager
        def paused(self) -> Iterator[None]:
            self._drawn.stop()
            yield
            self._drawn.start()

    columns = (
        TextColumn("{task.description:<24}"),
        BarColumn(),
        TaskProgressColumn(text_format_no_percentage="{task.completed:>3.0f} s"),
        TimeRemainingColumn(),
    )
    with Drawn(*columns, console=Console(stderr=True), transient=True) as drawn:
        yield Shown(drawn)
