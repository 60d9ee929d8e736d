"""`starclock record` and `starclock mic` as a person uses them: how they begin and end, and what goes wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from virtual_microphone import VirtualMicrophone

from command import STARCLOCK
from pseudo_terminal import ANSWER, Terminal, attempts, done, record

pytest_plugins = ["virtual_microphone", "pseudo_terminal"]

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is a POSIX thing"),
    pytest.mark.usefixtures("length_chosen"),
]

NO_MODEL = [
    sys.executable,
    "-c",
    "from starclock.recognizers import packaged; packaged.packaged = lambda: None\n"
    "from starclock.cli import main; main()",
]
"""starclock as it is without the extra `tiny`."""


def run(microphone: VirtualMicrophone, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*STARCLOCK, *arguments], env={**os.environ, **microphone.environment}, capture_output=True, text=True
    )


def test_x_twice_throws_the_take_away(microphone: VirtualMicrophone, terminals: list[Terminal]) -> None:
    terminal = record(microphone, terminals)
    terminal.wait_for("in all")
    terminal.type("x")
    terminal.wait_for("X once more throws this answer away")
    terminal.type("x")
    assert terminal.end() == 1
    assert not attempts() and not list((Path(os.environ["STARCLOCK_HOME"]) / ".takes").iterdir())


def test_ctrl_c_keeps_the_take_and_the_latency_counts_from_the_countdown(
    microphone: VirtualMicrophone, terminals: list[Terminal]
) -> None:
    voice = microphone.voice("I rebuilt the queue.")
    terminal = record(microphone, terminals, "--countdown", "1")
    terminal.wait_for("in all")
    begin = time.monotonic()
    time.sleep(0.8)
    speaking = microphone.begin(voice)
    spoke = time.monotonic() - begin
    speaking.wait()
    terminal.type("\x03")
    done(terminal)
    (kept,) = attempts()
    first = kept["sound"]["speech"][0]["start"]  # type: ignore[index]
    assert first == pytest.approx(spoke + 0.15, abs=0.35)


def test_the_limit_and_json_without_a_terminal(microphone: VirtualMicrophone) -> None:
    voice = microphone.voice("We were losing orders. I rebuilt the queue.")
    options = "--device pulse --countdown 0 --max 4s --json"
    process = subprocess.Popen(
        [*STARCLOCK, "record", *options.split()],
        env={**os.environ, **microphone.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr and process.stdout
    while process.stderr.readline() != "recording\n":
        assert process.poll() is None
    microphone.play(voice)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    report = json.loads(out)
    assert report["format"] == 1 and report["attempt"]["seconds"] == 4.0
    assert "recorded 0:04" in err and "\x1b" not in err


def test_without_a_model_the_answer_is_kept_and_heard_later(microphone: VirtualMicrophone) -> None:
    voice = microphone.voice(ANSWER)
    options = "record --device pulse --countdown 0 --max 4s"
    process = subprocess.Popen(
        [*NO_MODEL, *options.split()],
        env={**os.environ, **microphone.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    before = process.stderr.readline()
    assert before.startswith("no speech model") and "will be kept" in before
    while process.stderr.readline() != "recording\n":
        assert process.poll() is None
    microphone.play(voice)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1 and out == ""
    after = err.strip().splitlines()[-1]
    assert after.startswith("starclock: no speech model") and "the take is kept: starclock recover " in after
    take = after.split("recover ")[1]
    later = run(microphone, "recover", take, "--model", "tiny.en")
    assert later.returncode == 0 and len(attempts()) == 1, later.stderr


def test_the_download_is_offered_once_with_what_where_from_and_how_large(
    microphone: VirtualMicrophone, terminals: list[Terminal]
) -> None:
    options = "record --device pulse --countdown 30"
    for offered in (True, False):
        terminal = Terminal(*options.split(), environment=microphone.environment, program=NO_MODEL)
        terminals.append(terminal)
        if offered:
            terminal.wait_for("[Y/n]")
            told = " ".join(terminal.shown.split())
            assert "base.en now, once: 148 MB from huggingface.co/Systran/faster-whisper-base.en" in told
            terminal.type("n\n")
        terminal.wait_for("Recording starts in 30")
        assert ("[Y/n]" in terminal.shown) is offered
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.end() == 1


def test_ctrl_c_in_the_countdown_keeps_nothing(microphone: VirtualMicrophone, terminals: list[Terminal]) -> None:
    terminal = record(microphone, terminals, "--countdown", "30")
    terminal.wait_for("Recording starts in 30")
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.end() == 1
    assert "stopped" in terminal.shown
    assert not attempts() and not list((Path(os.environ["STARCLOCK_HOME"]) / ".takes").iterdir())


def test_a_silent_take_is_told_and_kept(microphone: VirtualMicrophone, terminals: list[Terminal]) -> None:
    terminal = record(microphone, terminals, "--countdown", "1", "--max", "2s")
    terminal.wait_for("Only digital silence")
    assert terminal.end() == 1
    assert "no voice found" in terminal.shown and "the take is kept" in terminal.shown
    assert len(list((Path(os.environ["STARCLOCK_HOME"]) / ".takes").glob("*.wav"))) == 1


def test_mic_lists_checks_and_remembers(microphone: VirtualMicrophone) -> None:
    speaking = microphone.begin(microphone.voice(ANSWER))
    done = run(microphone, "mic", "--use", "PULSE", "--seconds", "1.5")
    speaking.wait()
    assert done.returncode == 0, done.stderr
    assert "* pulse  (ALSA" in done.stdout and "the system's own choice" in done.stdout
    assert "speech -" in done.stdout and "All is well." in done.stdout
    assert "using pulse from now on" in done.stderr
    settings = Path(os.environ["STARCLOCK_HOME"]) / "settings.toml"
    assert 'name = "pulse"' in settings.read_text()
    silent = run(microphone, "mic", "--seconds", "0.5")
    assert silent.returncode == 0 and "* pulse" in silent.stdout and "Only digital silence" in silent.stdout
    settings.write_text('[microphone]\nname = "left at the office"\n')
    gone = run(microphone, "mic", "--seconds", "0.5")
    assert gone.returncode == 0 and "'left at the office' is not plugged in; using 'default'" in gone.stderr


def test_as_in_the_room_means_no_hints() -> None:
    for live in ("words", "phase"):
        done = subprocess.run([*STARCLOCK, "record", "--real", "--live", live], capture_output=True, text=True)
        assert done.returncode == 2
        assert done.stderr.splitlines()[-1] == (
            "Error: --real shows nothing while you speak: take --live away, or --real"
        )


def test_an_unknown_microphone_is_one_line(microphone: VirtualMicrophone) -> None:
    for command in (["record"], ["mic"]):
        done = run(microphone, *command, "--device", "webcam")
        assert done.returncode == 1
        assert done.stderr == "starclock: no device named 'webcam'; there are: default\n"
    assert run(microphone, "record", "--max", "soon").returncode == 2
