"""`starclock record` as a person uses it, from the question over the keys and the ear to the report."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pseudo_terminal import Terminal
    from virtual_microphone import VirtualMicrophone

from pseudo_terminal import ANSWER, attempts, done, record
from starclock.practice.questions import find_question, questions

pytest_plugins = ["virtual_microphone", "pseudo_terminal"]

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is a POSIX thing"),
    pytest.mark.usefixtures("length_chosen"),
]


def test_answering_again_compares_and_a_spoilt_take_or_attempt_goes(
    microphone: VirtualMicrophone, terminals: list[Terminal]
) -> None:
    voice = microphone.voice(ANSWER)
    with microphone.room():
        terminal = record(microphone, terminals, "--countdown", "1")
        terminal.wait_for("in all")
        microphone.play(voice)
        terminal.type("\r")
        terminal.wait_for("Enter done")
        assert "Against the attempt before" not in terminal.shown
        terminal.past("Enter done")
        terminal.type("a")
        terminal.wait_for("in all")
        terminal.type("n")
        terminal.past("N once more starts over")
        terminal.type("n")
        terminal.past("Recording starts in 1")  # the clock of the spoilt take may be drawn once more
        terminal.wait_for("in all")
        microphone.play(voice)
        terminal.type("\r")
        terminal.past("Against the attempt before")
        terminal.past("Enter done")
    assert len(attempts()) == 2, "what was spoken before N is not kept"
    terminal.type("d")
    terminal.past("D once more")
    terminal.type("d")
    terminal.past("deleted")
    terminal.wait_for("Enter done")  # from here on keys count again
    terminal.type("\r")
    assert terminal.end() == 0, terminal.shown
    assert len(attempts()) == 1


def test_what_was_heard_is_shown_while_one_speaks(microphone: VirtualMicrophone, terminals: list[Terminal]) -> None:
    voice = microphone.voice(ANSWER)
    terminal = record(microphone, terminals, "--live", "words")
    terminal.wait_for("Your words come here")
    microphone.play(voice)
    terminal.wait_for("heard up to 0:0")
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


def test_an_answer_from_the_question_to_the_report(microphone: VirtualMicrophone, terminals: list[Terminal]) -> None:
    voice = microphone.voice(ANSWER)
    question = find_question(questions(), "initiative-unasked").text
    cards = Path(os.environ["STARCLOCK_HOME"]) / "stories"
    cards.mkdir(parents=True)
    (cards / "payments.md").write_text("# The night of the queue\n\n## Result\nNo shop lost an order in two years.\n")
    terminal = record(microphone, terminals, "--countdown", "1", "--question", "initiative-un", "--story", "night")
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
