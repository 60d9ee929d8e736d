"""Nothing leaves the computer: every command works where there is no network at all."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from command import run
from starclock.cli import COMMANDS
from starclock.library import Library
from test_library import attempt

# Those of SPEAKING talk to the sound server of this computer; conftest.py lets no test reach another one.
# `models get` is the one command that downloads.
SPEAKING = {"record", "mic", "mock", "retake", "ladder", "angle"}
ALONE = {
    "analyze": ["{transcript}"],
    "report": ["--all"],
    "play": ["last", "--phase", "action"],
    "fillers": ["last"],
    "list": [],
    "compare": ["last~1", "last"],
    "names": [],
    "progress": [],
    "rename": ["last", "a name"],
    "note": ["last", "a note"],
    "tag": ["last", "a-tag"],
    "delete": ["last~1", "--yes"],
    "purge": ["--audio", "--all", "--yes"],
    "export": ["last", "{folder}/one.starclock"],
    "import": ["{folder}"],
    "checks": [],
    "phases": ["last"],
    "questions": [],
    "stories": [],
    "drill": ["--list"],
    "catch": ["last"],
    "plan": ["--interview", "2020-01-01"],
    "today": [],
    "models": [],
    "recover": [],
    "demo": ["--json"],
}


@pytest.fixture
def shelf(own_home: Path, tmp_path: Path) -> Path:
    for _ in range(2):
        Library(own_home / "recordings").add(attempt())
    (tmp_path / "t.srt").write_text("1\n00:00:00,000 --> 00:00:09,000\nMy task was clear. I rewrote the queue.\n")
    return tmp_path


def test_every_command_is_tried() -> None:
    unknown = set(COMMANDS) - set(ALONE) - SPEAKING
    assert not unknown, f"say in ALONE how {unknown} works without network"


@pytest.mark.parametrize("command", ALONE)
def test_no_command_opens_a_socket(command: str, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> NoReturn:
        raise AssertionError(f"starclock {command} opened a socket")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refused)
    done = run(command, *(part.format(transcript=shelf / "t.srt", folder=shelf) for part in ALONE[command]))
    assert done.status in (0, 1) and "socket" not in done.err, done


def test_without_any_network(shelf: Path) -> None:
    """Once in a network namespace without routes, not even to this computer itself."""
    if sys.platform != "linux" or not shutil.which("unshare"):
        pytest.skip("network namespaces are Linux's")
    if subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode:
        pytest.skip("a network namespace may not be made here")
    starclock = [sys.executable, "-c", "from starclock.cli import main; main()"]
    for command in ("list", "report", "progress", "demo"):
        arguments = [part.format(transcript=shelf / "t.srt", folder=shelf) for part in ALONE[command]]
        done = subprocess.run(["unshare", "-n", *starclock, command, *arguments], capture_output=True, env=os.environ)
        assert done.returncode == 0, (command, done.stderr)
