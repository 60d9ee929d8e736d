"""The process that hears takes while they are spoken: commands come on stdin, answers go to stdout; see `ear`."""

from __future__ import annotations

import os
import queue
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import numpy as np

from starclock.library.files import encode
from starclock.live.follow import Follower
from starclock.live.so_far import SoFar, so_far
from starclock.recognizers import Recognizer, open_recognizer
from starclock.settings import Settings
from starclock.sound import RATE
from starclock.sound.acoustics import hear

_NICE = 5
"""The recording, and whatever else the speaker runs, come first."""
_EVERY = 0.5
"""Seconds between two looks at the take."""


def main() -> None:
    """Obeys until stdin ends."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a library that prints must not disturb the answers
    _give_way()
    commands: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin.buffer, commands), daemon=True).start()
    name, model = commands.get()["open"]
    recognizer = open_recognizer(name, model)
    recognizer.ready()
    hear(np.zeros(RATE, np.float32))  # loads and compiles what hearing needs
    _obey(commands, recognizer, answers)


def _give_way() -> None:
    """A lower priority. Windows gives it at the start of the process.

    Where the system can tell work that nobody waits for from a lesser share of the processor, the first is asked for:
    when the speaker stops, somebody waits.
    """
    if sys.platform == "linux":
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    elif sys.platform != "win32":
        os.nice(_NICE)


def _read(source: BinaryIO, commands: queue.SimpleQueue[dict[str, Any]]) -> None:
    for line in source:
        commands.put(msgspec.json.decode(line))
    os._exit(0)  # whoever spoke is gone


def _obey(commands: queue.SimpleQueue[dict[str, Any]], recognizer: Recognizer, answers: BinaryIO) -> None:
    follower: Follower | None = None
    wishes: dict[str, Any] | None = None
    busy = False

    def tell(answer: dict[str, Any]) -> None:
        answers.write(msgspec.json.encode(answer) + b"\n")

    while True:
        command: dict[str, Any] = {}
        with suppress(queue.Empty):
            command = commands.get(timeout=0 if busy else _EVERY) if follower else commands.get()
        if path := command.get("follow"):
            follower, wishes = Follower(Path(path), recognizer), command.get("tell")
        elif "drop" in command:
            follower = None
            recognizer.forget()
            tell({"dropped": True})
        elif "finish" in command and follower:
            attempt = follower.finish(lambda *done: tell({"progress": done}))
            tell({"attempt": encode(attempt).decode()})
            follower = None
        elif follower:
            with suppress(FileNotFoundError):  # it is not there yet
                busy = follower.advance()
            if busy and wishes is not None and commands.empty():
                with suppress(Exception):  # a fault of ours costs the speaker a line on the screen, not the answer
                    tell({"heard": _so_far(follower, wishes), "of": str(follower.path)})


def _so_far(follower: Follower, wishes: dict[str, Any]) -> SoFar:
    attempt = replace(follower.heard(), question=wishes["question"])
    fillers = wishes["fillers"]
    return so_far(attempt, Settings(fillers=None if fillers is None else tuple(fillers)))


if __name__ == "__main__":
    main()
