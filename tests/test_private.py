"""Nothing leaves the computer: every command works where there is no network at all."""

from __future__ import annotations

import importlib
import socket
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest
import soundfile

from command import STARCLOCK, run, without_network
from make_sample import SAMPLE
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
    # For `demo` a piece of the sample answer will do; it is heard as the whole is.
    piece, rate = soundfile.read(SAMPLE, dtype="float32", frames=6 * 16_000)
    (tmp_path / "sample").mkdir()
    soundfile.write(tmp_path / "sample" / "answer.flac", piece, rate)
    (tmp_path / "t.srt").write_text("1\n00:00:00,000 --> 00:00:09,000\nMy task was clear. I rewrote the queue.\n")
    return tmp_path


def test_every_command_is_tried() -> None:
    unknown = set(COMMANDS) - set(ALONE) - SPEAKING
    assert not unknown, f"say in ALONE how {unknown} works without network"


@pytest.mark.parametrize("command", ALONE)
def test_no_command_opens_a_socket(command: str, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> NoReturn:
        raise AssertionError(f"starclock {command} opened a socket")

    demo = importlib.import_module("starclock.cli.demo")  # the package's `demo` may be the command
    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refused)
    monkeypatch.setattr(demo, "files", lambda _: shelf)
    done = run(command, *(part.format(transcript=shelf / "t.srt", folder=shelf) for part in ALONE[command]))
    assert done.status in (0, 1) and "socket" not in done.err, done


def test_without_any_network(shelf: Path) -> None:
    """Once in a network namespace without routes, not even to this computer itself; so does `demo` in test_spoken."""
    if not without_network():
        pytest.skip("a network namespace can not be made here")
    for command in ("list", "report", "progress"):
        arguments = [part.format(transcript=shelf / "t.srt", folder=shelf) for part in ALONE[command]]
        done = subprocess.run([*without_network(), *STARCLOCK, command, *arguments], capture_output=True)
        assert done.returncode == 0, (command, done.stderr)
