"""What is left out or mended while a transcript is read, counted and told in one line for each kind."""

from __future__ import annotations

from collections.abc import Sequence


class Notes:
    """Collects while a file is read; `lines` tells it."""

    def __init__(self) -> None:
        self._lines: dict[str, None] = {}
        self._counts: dict[tuple[str, str], int] = {}

    def add(self, line: str) -> None:
        """Something that is told once."""
        self._lines[line] = None

    def count(self, one: str, many: str, times: int = 1) -> None:
        """Something of which there may be more: told as "1 time clipped" or "3 times clipped"."""
        if times:
            self._counts[one, many] = self._counts.get((one, many), 0) + times

    @property
    def lines(self) -> Sequence[str]:
        """One line for each kind."""
        counted = [f"{n} {one if n == 1 else many}" for (one, many), n in self._counts.items()]
        return (*self._lines, *counted)
