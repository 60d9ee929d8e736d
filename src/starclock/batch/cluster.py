"""Recordings heard by the workers of a Dask cluster that is there already: the extra `dask`.

Each file travels to a worker as a whole, so that nothing need be shared but the network; the worker hears it as this
computer would, sends the facts back and keeps nothing. A worker that dies costs time alone: its files are heard by
another one. What Dask carries are pickles, so a cluster must be one that you trust.
"""

from __future__ import annotations

import logging
import os
import re
import time
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from starclock.errors import InputError, StarclockError
from starclock.library import decode, encode
from starclock.pipeline import listen
from starclock.recognizers import Recognizer, open_recognizer
from starclock.speech import Attempt
from starclock.writing.excerpts import cut
from starclock.writing.texts import short

T = TypeVar("T")

_ADDRESS = re.compile(r"(?:[a-z]+://)?[^/\s]+:\d+")
_PATIENCE = 10.0
"""Seconds to wait for the scheduler's first answer, and for its first worker."""
_FORSAKEN = 60.0
"""Seconds without any worker after which nobody is waited for."""
_GLANCE = 1.0
"""Seconds between two looks whether there are workers."""
_AHEAD = 2
"""Files given out for each thread of a worker: one in work, one that waits beside it."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is asked for: see `open_recognizer` and `listen`, whose arguments these are."""

    path: Path
    channel: int | None = None
    recognizer: str | None = None
    model: str | None = None


Told = tuple[Attempt, tuple[str, ...]]
"""The facts, and what is odd about the recording, a line each."""


def on_cluster(
    address: str, things: Iterable[T], order: Callable[[T], Order | None]
) -> Generator[tuple[T, Callable[[], Told | None]]]:
    """Each thing as soon as it is done, with what gives its facts or raises what went wrong with it.

    things : taken when a worker is near to be free; order : what is to be heard of one; None where nothing is

    Raises InputError where there is no Dask, no cluster at the address (such as tcp://127.0.0.1:8786) or no worker.
    """
    with _client(address) as client:
        waiting: dict[Any, tuple[T, str]] = {}
        for thing in things:
            wanted = order(thing)
            if wanted is None:
                yield thing, lambda: None
                continue
            try:
                data = wanted.path.read_bytes()
            except OSError as problem:
                yield thing, _raising(problem)
                continue
            what = (wanted.path.name, wanted.channel, wanted.recognizer, wanted.model)
            waiting[client.submit(_hear, data, *what, pure=False)] = (thing, wanted.path.name)
            while len(waiting) >= _AHEAD * max(1, sum(client.nthreads().values())):
                yield from _done(client, address, waiting)
        while waiting:
            yield from _done(client, address, waiting)


@contextmanager
def _client(address: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError:
        raise InputError("--dask needs Dask: install starclock with it, pipx install --force '.[dask]'") from None
    if not _ADDRESS.fullmatch(address):
        raise InputError(f"{short(address)} is no address of a Dask scheduler: write it like tcp://127.0.0.1:8786")
    # Dask tells of each worker that dies, of versions that differ, of large files; what matters is told by us.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            client = Client(address, timeout=_PATIENCE)
        except (OSError, ValueError) as problem:
            raise InputError(
                f"no Dask scheduler answers at {address} ({_first_line(problem)}): start one, `dask scheduler`, and"
                " give the address that it tells"
            ) from None
        with client:
            try:
                client.wait_for_workers(1, timeout=_PATIENCE)
            except TimeoutError:
                raise InputError(
                    f"the cluster at {address} has no workers: start some, `dask worker {address}`"
                ) from None
            yield client


def _done(
    client: Any, address: str, waiting: dict[Any, tuple[T, str]]
) -> Iterator[tuple[T, Callable[[], Told | None]]]:
    """Waits until something is done, and gives it out of `waiting`. Raises InputError where nobody works any more."""
    from distributed import wait

    alone_since = time.monotonic()
    while True:
        with suppress(TimeoutError):
            wait(list(waiting), timeout=_GLANCE, return_when="FIRST_COMPLETED")
        if client.status != "running":
            raise InputError(f"the connection to {address} broke: what was done stands; run the same command again")
        if finished := [future for future in waiting if future.done()]:
            break
        if client.nthreads():
            alone_since = time.monotonic()
        elif time.monotonic() - alone_since > _FORSAKEN:
            raise InputError(f"the cluster at {address} has lost all its workers: what was done stands; run it again")
    for future in finished:
        thing, name = waiting.pop(future)
        yield thing, partial(_told, future, name)


def _told(future: Any, name: str) -> Told:
    """Raises what went wrong on the worker."""
    from distributed import KilledWorker

    try:
        facts, notices, refused = future.result()
    except KilledWorker:
        raise InputError(f"{name}: several workers died while they heard it; hear it without --dask") from None
    except ImportError as problem:
        raise InputError(f"{name}: the workers lack something ({problem}): install this starclock there too") from None
    if refused:
        raise InputError(refused)
    try:
        return decode(facts), notices
    except ValueError as problem:
        raise InputError(
            f"{name}: the worker's answer is of no use ({problem}): install this starclock there too"
        ) from None


def _first_line(problem: Exception) -> str:
    return cut((str(problem).splitlines() or [type(problem).__name__])[0], 120)


def _raising(problem: Exception) -> Callable[[], Told | None]:
    def told() -> Told | None:
        raise problem

    return told


def _hear(
    data: bytes, name: str, channel: int | None, recognizer: str | None, model: str | None
) -> tuple[bytes, tuple[str, ...], str]:
    """On the worker: the facts, encoded, and what is to be told of them; or why there are none."""
    notices: list[str] = []
    with TemporaryDirectory(prefix="starclock-") as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            attempt = listen(path, _ears(recognizer, model), warn=notices.append, channel=channel)
        except StarclockError as problem:
            return b"", (), str(problem).replace(f"{folder}{os.sep}", "")  # where the worker laid it concerns nobody
    return encode(attempt), tuple(notices), ""


@cache
def _ears(name: str | None, model: str | None) -> Recognizer:
    """One model for all recordings of a worker."""
    return open_recognizer(name, model)
