"""`starclock record` and `starclock mic` as a person uses them: a terminal, a microphone, a voice."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from virtual_microphone import VirtualMicrophone

from starclock.practice.questions import find_question, questions

pytest_plugins = ["virtual_microphone", "fake_sounddevice"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is a POSIX thing")

STARCLOCK = [sys.executable, "-c", "from starclock.cli import main; main()"]
NO_MODEL = [
    sys.executable,
    "-c",
    "from starclock.recognizers import packaged; packaged.packaged = lambda: None\n"
    "from starclock.cli import main; main()",
]
"""starclock as it is without the extra `tiny`."""
ANSWER = "Last year our payment service went down. I rebuilt the queue."


class Terminal:
    """A program in a pseudo-terminal of 80 x 24: type into it, read what it shows."""

    def __init__(
        self, *arguments: str, environment: Mapping[str, str], program: Sequence[str] = tuple(STARCLOCK)
    ) -> None:
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

    def wait_for(self, text: str, seconds: float = 20.0) -> None:
        deadline = time.monotonic() + seconds
        while text not in self.shown:
            if not self._read() and self.process.poll() is not None:
                self._read()
                assert text in self.shown, self.shown
            assert time.monotonic() < deadline, f"{text!r} is not in:\n{self.shown}"

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


@pytest.fixture(autouse=True)
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
    ears: tuple[str, str] = ("--model", "tiny.en"),
) -> Terminal:
    terminal = Terminal(
        *("record", "--device", microphone.device, "--countdown", "1", *ears, *arguments),
        environment=microphone.environment,
    )
    terminals.append(terminal)
    return terminal


def done(terminal: Terminal) -> None:
    """The report is there; Enter ends."""
    terminal.wait_for("Enter done", 60.0)
    terminal.type("\r")
    assert terminal.end() == 0, terminal.shown


def test_answering_again_compares_and_a_spoilt_take_or_attempt_goes(
    microphone: VirtualMicrophone, terminals: list[Terminal]
) -> None:
    voice = microphone.voice(ANSWER)
    terminal = record(microphone, terminals)
    terminal.wait_for("in all")
    microphone.play(voice)
    terminal.type("\r")
    terminal.wait_for("Enter done", 60.0)
    assert "Against the attempt before" not in terminal.shown
    terminal.shown = ""
    terminal.type("a")
    terminal.wait_for("in all")
    terminal.type("n")
    terminal.wait_for("N once more starts over")
    terminal.shown = ""
    terminal.type("n")
    terminal.wait_for("in all")
    microphone.play(voice)
    terminal.type("\r")
    terminal.wait_for("Against the attempt before", 60.0)
    terminal.wait_for("Enter done")
    assert len(attempts()) == 2, "what was spoken before N is not kept"
    terminal.type("d")
    terminal.wait_for("D once more")
    terminal.type("d")
    terminal.wait_for("deleted")
    terminal.type("\r")
    assert terminal.end() == 0, terminal.shown
    assert len(attempts()) == 1


def test_what_was_heard_is_shown_while_one_speaks(microphone: VirtualMicrophone, terminals: list[Terminal]) -> None:
    voice = microphone.voice(ANSWER)
    terminal = record(microphone, terminals, "--live", "words")
    terminal.wait_for("Your words come here")
    microphone.play(voice)
    terminal.wait_for("heard up to 0:0", 60.0)
    terminal.wait_for("I rebuilt the")
    terminal.type("\r")
    done(terminal)


def ear_of(terminal: Terminal) -> int:
    """The process that hears."""
    table = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    (child,) = (row.split()[0] for row in table.splitlines() if row.split()[1] == str(terminal.process.pid))
    return int(child)


def test_an_ear_that_dies_costs_only_time(microphone: VirtualMicrophone, terminals: list[Terminal]) -> None:
    voice = microphone.voice(ANSWER)
    terminal = record(microphone, terminals)
    terminal.wait_for("in all")
    speaking = microphone.begin(voice)
    os.kill(ear_of(terminal), signal.SIGKILL)
    speaking.wait()
    terminal.type("\r")
    done(terminal)
    (kept,) = attempts()
    heard = " ".join(str(word["text"]) for word in kept["words"])  # type: ignore[attr-defined]
    assert "I rebuilt the" in heard and kept["recording"]["overflows"] == 0  # type: ignore[index]


def test_an_ear_that_is_late_shows_how_far_it_is(microphone: VirtualMicrophone, terminals: list[Terminal]) -> None:
    """One that did not get to work while the answer was spoken: all of it is still to be heard."""
    voice = microphone.voice(ANSWER)
    terminal = record(microphone, terminals)
    terminal.wait_for("in all")
    late = ear_of(terminal)
    os.kill(late, signal.SIGSTOP)
    try:
        microphone.play(voice)
        terminal.type("\r")
        terminal.wait_for("recorded 0:0")
    finally:
        os.kill(late, signal.SIGCONT)
    terminal.wait_for("transcribing")
    done(terminal)
    # rich may round the last half cell of a full bar away: "━╸ 100%".
    assert re.search(r"transcribing +━+╸? +100% \d:\d\d:\d\d", terminal.shown), terminal.shown
    (kept,) = attempts()
    assert kept["words"]


def test_x_twice_throws_the_take_away(microphone: VirtualMicrophone, terminals: list[Terminal]) -> None:
    terminal = record(microphone, terminals)
    terminal.wait_for("in all")
    terminal.type("x")
    terminal.wait_for("X once more throws this answer away")
    terminal.type("x")
    assert terminal.end() == 1
    assert not attempts() and not list((Path(os.environ["STARCLOCK_HOME"]) / ".takes").iterdir())


def test_an_answer_from_the_question_to_the_report(microphone: VirtualMicrophone, terminals: list[Terminal]) -> None:
    voice = microphone.voice(ANSWER)
    question = find_question(questions(), "initiative-unasked").text
    cards = Path(os.environ["STARCLOCK_HOME"]) / "stories"
    cards.mkdir(parents=True)
    (cards / "payments.md").write_text("# The night of the queue\n\n## Result\nNo shop lost an order in two years.\n")
    terminal = record(microphone, terminals, "--question", "initiative-un", "--story", "night")
    terminal.wait_for("nobody had asked you")
    terminal.wait_for("Recording starts in 1")
    terminal.wait_for("in all")
    speaking = microphone.begin(voice)
    time.sleep(1.0)
    terminal.type(" ")
    terminal.wait_for("Task")
    time.sleep(0.7)
    terminal.type("a")
    speaking.wait()
    assert not terminal.echoes()
    terminal.type("\r")
    terminal.wait_for("recorded 0:0")
    done(terminal)
    assert terminal.echoes(), "the terminal is in order again"
    terminal.wait_for("kept as")
    terminal.wait_for("Action")
    terminal.wait_for("What interviewers listen for in initiative-unasked")
    terminal.wait_for("left out, result: “No shop lost an order")
    terminal.wait_for("Told aloud 1 time: 2 times to go.")

    (kept,) = attempts()
    assert kept["question"] == question and kept["story"] == "payments"
    recording = kept["recording"]
    assert isinstance(recording, dict) and recording["device"] == "pulse" and recording["overflows"] == 0
    phases = [correction["phase"] for correction in kept["corrections"]]  # type: ignore[attr-defined]
    assert phases == ["situation", "task", "action"]
    assert kept["words"]
    home = Path(os.environ["STARCLOCK_HOME"])
    assert (home / str(kept["id"]) / "audio.flac").is_file()
    assert not list((home / ".takes").iterdir()), "the take is in the library now"


def test_what_is_said_is_what_is_read(microphone: VirtualMicrophone, terminals: list[Terminal]) -> None:
    """From a natural voice over the microphone and the real tiny.en to the words."""
    said = "First I measured every step. Then I wrote a short list, and I showed it to my manager."
    voice = microphone.voice(said)
    terminal = record(microphone, terminals)
    terminal.wait_for("in all")
    microphone.play(voice)
    terminal.type("\r")
    done(terminal)
    (kept,) = attempts()
    assert kept["model"] == "tiny.en" and kept["verbatim"] is False
    heard = [str(word["text"]).lower().strip(".,") for word in kept["words"]]  # type: ignore[attr-defined]
    wanted = said.lower().replace(",", "").replace(".", "").split()
    same = sum(block.size for block in SequenceMatcher(a=wanted, b=heard, autojunk=False).get_matching_blocks())
    assert same >= 0.9 * len(wanted), heard


def test_ctrl_c_keeps_the_take_and_the_latency_counts_from_the_countdown(
    microphone: VirtualMicrophone, terminals: list[Terminal]
) -> None:
    voice = microphone.voice("I rebuilt the queue.")
    terminal = record(microphone, terminals)
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
    terminal = record(microphone, terminals, "--max", "2s")
    terminal.wait_for("Only digital silence")
    assert terminal.end() == 1
    assert "no voice found" in terminal.shown and "the take is kept" in terminal.shown
    assert len(list((Path(os.environ["STARCLOCK_HOME"]) / ".takes").glob("*.wav"))) == 1


def run(microphone: VirtualMicrophone, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*STARCLOCK, *arguments], env={**os.environ, **microphone.environment}, capture_output=True, text=True
    )


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
