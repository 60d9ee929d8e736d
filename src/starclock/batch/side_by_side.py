"""Slow work on many things, a few at a time in threads; results come in the order of the things.

The work leaves Python most of the time (decoding, transforms, CTranslate2), so threads keep every core busy and share
what is loaded. While one recording is transcribed the next are read and listened to, and when it is down to its last
clip, clips of the next take the free places.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from starclock.progress import Progress

T = TypeVar("T")
R = TypeVar("R")

AT_ONCE = min(4, os.cpu_count() or 2) + 1
"""Recordings in work: one for each clip that is heard at a time, and one that is made ready meanwhile. Each needs
memory of its own."""


_M_ARENA_MAX, _ARENAS = -8, 2
"""glibc's number of that setting, from its malloc.h; and its value."""


def _share_memory() -> None:
    """Where glibc gives memory out: lets all threads take it from two arenas.

    Left alone each thread keeps what it once needed in an arena of its own: a third more for recordings side by side.
    """
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # another C library
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)


class _StoppedError(BaseException):
    """Ends work that nobody waits for any more; no handler for errors of a recording may take it for one."""


def side_by_side(
    things: Iterable[T], work: Callable[[T, Progress], R], progress: Callable[[T], Progress], at_once: int = AT_ONCE
) -> Generator[tuple[T, Callable[[], R]]]:
    """Each thing, in its order, with what gives its result or raises what its work raised.

    things : taken when their turn is near, in the thread of the caller
    work : done in another thread; told how to report progress, which also ends it when the caller goes away
    progress : of each thing
    """
    _share_memory()
    stopped = threading.Event()

    def watched(tell: Progress) -> Progress:
        def told(done: float, total: float, what: str) -> None:
            if stopped.is_set():
                raise _StoppedError
            tell(done, total, what)

        return told

    waiting: deque[tuple[T, Future[R]]] = deque()
    hands = ThreadPoolExecutor(at_once)
    try:
        for thing in things:
            waiting.append((thing, hands.submit(work, thing, watched(progress(thing)))))
            if len(waiting) > at_once:
                first, done = waiting.popleft()
                yield first, done.result
        while waiting:
            first, done = waiting.popleft()
            yield first, done.result
    finally:
        stopped.set()
        hands.shutdown(cancel_futures=True)
