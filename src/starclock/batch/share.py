"""How far many recordings are, as one bar. Each counts by the size of its file: how long it is, nobody knows yet."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from starclock.progress import Progress

_READY = 0.1
"""Share of the work that is done when a recording is read and the voice in it found."""


class Share:
    """Adds up what is done of several files.

    share = Share(names, progress)
    listen(Path(name), recognizer, share.of(name))    # in any thread
    share.done(name)

    names : all of them; one that is not there counts as nothing
    """

    def __init__(self, names: Sequence[str], progress: Progress) -> None:
        self._what = f"hearing {len(names)} files"
        self._progress = progress
        self._sizes = {name: _size(name) for name in names}
        self._all = sum(self._sizes.values())
        self._shares = dict.fromkeys(names, 0.0)
        self._done = 0.0
        self._lock = threading.Lock()

    def of(self, name: str) -> Progress:
        """What to tell about one of them."""

        def tell(done: float, total: float, what: str) -> None:
            share = done / total if total else 0.0
            self._tell(name, _READY + (1 - _READY) * share if what == "transcribing" else _READY / 2 * share)

        return tell

    def done(self, name: str) -> None:
        """Nothing is left to do for this one."""
        self._tell(name, 1.0)

    def _tell(self, name: str, share: float) -> None:
        with self._lock:
            more = max(0.0, share - self._shares[name])
            self._shares[name] += more
            self._done += more * self._sizes[name]
            self._progress(self._done, self._all, self._what)


def _size(name: str) -> int:
    try:
        return Path(name).stat().st_size
    except (OSError, ValueError):
        return 0
