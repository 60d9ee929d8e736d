"""Locks that die with their owner: how starclocks that run side by side leave each other's work alone.

A claim is a file `NAME.lock` that the operating system locks for the process that made it. However that process
ends, the system opens the lock; so what lies beside an open lock was left behind and may be finished or removed,
and what lies beside a closed one belongs to somebody at work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from starclock.errors import LibraryError
from starclock.writing.files import PRIVATE_FILE

if TYPE_CHECKING:
    from filelock import BaseFileLock

PATIENCE = 30.0
"""Seconds to wait for another starclock that is writing; each write takes some hundredths of one."""


def claimed(path: Path) -> BaseFileLock | None:
    """The claim on `path` (its lock lies beside it, as NAME.lock); None where somebody has it. Raises OSError."""
    # Only what writes needs it, and a list should not wait for its import.
    from filelock import FileLock, Timeout

    lock = FileLock(f"{path}.lock", mode=PRIVATE_FILE)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return None
    return lock


def released(lock: BaseFileLock) -> None:
    """Ends a claim whose work is done, and removes its file."""
    # While it is still locked: whoever waits for this very file then sees that it is gone, and makes a new one.
    with suppress(OSError):  # Windows removes no open file, and there the lock removes it itself
        Path(lock.lock_file).unlink(missing_ok=True)
    lock.release()


@contextmanager
def waited_for(lock: BaseFileLock) -> Iterator[None]:
    """Holds a lock for a moment, after whoever has it now. Raises LibraryError after PATIENCE, OSError."""
    from filelock import Timeout

    try:
        lock.acquire(timeout=PATIENCE, poll_interval=0.01)
    except Timeout:
        raise LibraryError(
            f"another starclock has been writing to {Path(lock.lock_file).parent} for {PATIENCE:.0f} s, so nothing"
            " was changed: wait until it is done, or end it, and try again"
        ) from None
    try:
        yield
    finally:
        lock.release()
