"""Hears takes in a process of its own while they are spoken, and gives the facts soon after their end.

    with LiveEar(None, "base.en") as ear:
        ear.follow(path)                 # record into it; with an `Audience` what is heard is told meanwhile
        attempt = ear.facts(progress)    # None where the process could not: then hear the file

A process, not a thread: it runs at a lower priority, and whatever happens in it (a crash, no memory left) costs the
recording nothing. Commands and answers are lines of JSON, one object each.
"""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from starclock.library.files import decode
from starclock.live.so_far import SoFar
from starclock.progress import Progress, silent
from starclock.speech import Attempt

_WORKER = [sys.executable, "-P", "-m", "starclock.live"]
"""-P: nothing is imported from the folder that the user happens to be in."""
_GLANCE = 0.2
"""Seconds between two looks whether the process still lives."""
_PATIENCE = 0.5
"""Seconds that `drop` waits for the process to let go of a file."""
_HUNG = 120.0
"""Seconds without any sign of progress after which the process counts as hung: then the take is heard from its file."""


class Audience(NamedTuple):
    """Who wants to know meanwhile what was heard.

    tell : called from another thread after each clip, and with None when the process has died
    question : what is answered, as far as known
    fillers : the list of the settings, None for the usual one
    """

    tell: Callable[[SoFar | None], None]
    question: str | None = None
    fillers: tuple[str, ...] | None = None


class LiveEar:
    """One process that hears one take at a time. Nothing here raises for what goes wrong in it.

    name, model : the recognizer and the model that were asked for, None for the best there are
    """

    def __init__(self, name: str | None, model: str | None) -> None:
        self._told: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._followed = ""
        self._audience: Audience | None = None
        self._process: subprocess.Popen[bytes] | None = None
        separate: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            separate = {"creationflags": subprocess.BELOW_NORMAL_PRIORITY_CLASS | subprocess.CREATE_NO_WINDOW}
        with suppress(OSError):
            self._process = subprocess.Popen(
                _WORKER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **separate
            )
            threading.Thread(target=self._listen, name="starclock-live", daemon=True).start()
            self._send({"open": [name, model]})

    def __enter__(self) -> LiveEar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.kill()  # it has nothing to lose
            for pipe in (self._process.stdin, self._process.stdout):
                with suppress(OSError):
                    assert pipe
                    pipe.close()
            self._process.wait()

    @property
    def alive(self) -> bool:
        """Whether it hears."""
        return self._process is not None and self._process.poll() is None

    def follow(self, path: Path, audience: Audience | None = None) -> None:
        """Hears this take from now on, in place of any other. It need not be there yet."""
        self._followed, self._audience = str(path), audience
        wishes = {"question": audience.question, "fillers": audience.fillers} if audience else None
        self._send({"follow": str(path), "tell": wishes})

    def drop(self) -> None:
        """Hears no take any more: its file is about to go."""
        self._audience = None
        self._send({"drop": True})
        self._answer("dropped", silent, _PATIENCE)

    def facts(self, progress: Progress = silent) -> Attempt | None:
        """The facts of the take, which has ended; None where the process died, hangs or could not tell."""
        self._send({"finish": True})
        attempt = self._answer("attempt", progress, _HUNG)
        return decode(attempt.encode()) if attempt else None

    def _answer(self, name: str, progress: Progress, patience: float) -> Any:
        """Waits for this answer, `patience` seconds from the last sign of progress; None where none comes."""
        left = patience
        while left > 0:
            with suppress(queue.Empty):
                told = self._told.get(timeout=_GLANCE)
                if "progress" in told:
                    progress(*told["progress"])
                    left = patience
                elif name in told:
                    return told[name]
                continue
            if not self.alive:
                return None
            left -= _GLANCE
        return None

    def _send(self, command: dict[str, Any]) -> None:
        with suppress(OSError, ValueError):  # it has died: the one who waits for its answer notices
            if self._process and self._process.stdin:
                self._process.stdin.write(msgspec.json.encode(command) + b"\n")
                self._process.stdin.flush()

    def _listen(self) -> None:
        with suppress(OSError, ValueError, msgspec.DecodeError):
            assert self._process
            assert self._process.stdout
            for line in self._process.stdout:
                told = msgspec.json.decode(line)
                if "heard" not in told:
                    self._told.put(told)
                elif told["of"] == self._followed:  # not of one that was thrown away
                    self._tell(msgspec.convert(told["heard"], SoFar))
        self._tell(None)

    def _tell(self, heard: SoFar | None) -> None:
        if audience := self._audience:
            audience.tell(heard)
