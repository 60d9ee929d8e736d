"""starclock as a person runs it: in a terminal, with a microphone.

In a test module: `pytest_plugins = ["virtual_microphone", "pseudo_terminal"]`, then the fixture `terminals`.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from command import STARCLOCK

if TYPE_CHECKING:
    from virtual_microphone import VirtualMicrophone


ANSWER = "Last year our payment service went down. I rebuilt the queue."


class Terminal:
    """A program in a pseudo-terminal of 80 x 24: type into it, read what it shows."""

    def __init__(self, *arguments: str, environment: Mapping[str, str], program: Sequence[str] = STARCLOCK) -> None:
        import fcntl
        import pty
        import struct
        import termios

        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.shown = ""
        self.process = subprocess.Popen(
            [*program, *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, **environment, "TERM": "xterm", "COLUMNS": "80"},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        self._theirs = theirs

    def echoes(self) -> bool:
        """Whether the terminal shows what is typed, as it should outside a program that reads keys."""
        import termios

        return bool(termios.tcgetattr(self._theirs)[3] & termios.ECHO)

    def wait_for(self, text: str, seconds: float = 60.0) -> None:
        """Until a text is shown; long enough for a busy computer, where all else takes its time too."""
        deadline = time.monotonic() + seconds
        while text not in self.shown:
            if not self._read() and self.process.poll() is not None:
                self._read()
                assert text in self.shown, self.shown
            assert time.monotonic() < deadline, f"{text!r} is not in:\n{self.shown}"

    def past(self, text: str) -> None:
        """Waits for a text; what was shown up to it counts no more."""
        self.wait_for(text)
        self.shown = self.shown.partition(text)[2]

    def type(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def end(self, seconds: float = 60.0) -> int:
        deadline = time.monotonic() + seconds
        while self.process.poll() is None:
            self._read()
            assert time.monotonic() < deadline, self.shown
        while self._read():
            pass
        return self.process.returncode

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._ours)
        os.close(self._theirs)

    def _read(self) -> bool:
        if not select.select([self._ours], [], [], 0.1)[0]:
            return False
        self.shown += os.read(self._ours, 65_536).decode("utf-8", "replace")
        return True


@pytest.fixture
def length_chosen(own_home: Path) -> None:
    """The first use, which asks how long answers should be, is over: see test_offers.py."""
    (own_home / "recordings").mkdir(exist_ok=True)
    (own_home / "recordings" / "settings.toml").write_text('targets = "30/15/90/45"\n')


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        terminal.close()


def attempts() -> list[dict[str, object]]:
    home = Path(os.environ["STARCLOCK_HOME"])
    return [json.loads(path.read_text())["attempt"] for path in sorted(home.glob("*/attempt.json"))]


def record(
    microphone: VirtualMicrophone,
    terminals: list[Terminal],
    *arguments: str,
) -> Terminal:
    """`starclock record` on a terminal; without a countdown, unless `arguments` ask for one."""
    terminal = Terminal(
        *("record", "--device", microphone.device, "--countdown", "0", "--model", "tiny.en", *arguments),
        environment=microphone.environment,
    )
    terminals.append(terminal)
    return terminal


def done(terminal: Terminal) -> None:
    """The report is there; Enter ends."""
    terminal.wait_for("Enter done")
    terminal.type("\r")
    assert terminal.end() == 0, terminal.shown
