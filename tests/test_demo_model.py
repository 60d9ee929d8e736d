"""The demo's own small Whisper: sound -> words -> phases -> report through the code that users run, nothing scripted.

It knows one synthetic voice (flite's slt), so here that voice speaks. What is asked of it is less than it can do
(see docs/benchmarks.md) and more than any broken pipeline gives.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from statistics import median

import numpy as np
import pytest
import soundfile

from demo_model.corpus import speak
from demo_model.synth import Flite
from demo_model.texts import spoken as spoken_words
from demo_model.texts import written
from starclock.pipeline import listen, review
from starclock.recognizers.faster_whisper import FasterWhisper
from starclock.recognizers.models import installed, locate
from starclock.speech import Attempt, Interval, Word

SAMPLE = Path(str(files("starclock") / "sample"))
MODEL = SAMPLE / "whisper-demo"
TEXT = Path(__file__).parents[1] / "scripts" / "demo_answer.txt"
RATE = 16_000
ANSWER = (
    "So, um, last year I was working as a nurse in a small hospital.",
    "My task was to bring the waiting time down before the end of the year.",
    "First I measured every step, and, uh, I asked the patients what they wanted.",
    "Then I wrote a short list and I showed it to my manager.",
    "In the end the waiting time went from three hours to forty minutes.",
)
"""Never trained on; the words are those of such talk."""


def plain(text: str) -> str:
    return text.lower().strip(".,?! ")


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
    return FasterWhisper("whisper-demo", MODEL)


@pytest.fixture(scope="module")
def sample(ears: FasterWhisper) -> Attempt:
    return listen(SAMPLE / "answer.flac", ears)


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Word]]:
    """The answer as a recording, and its words with the times at which the voice says them."""
    try:
        voice = Flite()
    except OSError as problem:
        pytest.skip(f"flite's library is not installed, so nobody can speak here: {problem}")
    sound, words, at = [np.zeros(RATE // 2, np.float32)], [], 0.5
    for sentence in ANSWER:
        samples, said, _ = speak(voice, sentence, 1.1)
        words += [Word(at + start, at + end, text) for text, start, end in said]
        pause = np.zeros(RATE // 2, np.float32)
        sound += [samples, pause]
        at += (len(samples) + len(pause)) / RATE
    room = np.random.default_rng(3).normal(0, 5e-4, sum(map(len, sound)))
    path = tmp_path_factory.mktemp("voice") / "answer.wav"
    soundfile.write(path, np.concatenate(sound) + room, RATE)
    return path, words


def test_the_sample_is_understood(sample: Attempt) -> None:
    text = TEXT.read_text(encoding="utf-8")
    wanted = [plain(printed.text) for printed in written(spoken_words(text))]
    got = [plain(word.text) for word in sample.words]
    assert word_errors(wanted, got) <= 0.06 * len(wanted)
    assert sample.verbatim


def test_the_sample_gives_a_whole_report(sample: Attempt) -> None:
    report = review(sample)
    order = list(dict.fromkeys(phase.phase for phase in report.answer.phases))
    assert order == ["situation", "task", "action", "result"]
    seconds = {timing.name: timing.seconds for timing in report.timing}
    assert seconds["situation"] == pytest.approx(55, abs=6) and seconds["task"] == pytest.approx(10, abs=4)
    assert seconds["action"] == pytest.approx(43, abs=6) and seconds["result"] == pytest.approx(29, abs=6)
    fillers = [plain(f.text) for f in report.findings if f.check == "filler" and f.source == "transcript"]
    assert sum(text in ("um", "uh") for text in fillers) >= 4
    assert {"passive", "quantified", "filler"} <= {finding.check for finding in report.findings}
    assert report.first


def test_an_unseen_answer(ears: FasterWhisper, spoken: tuple[Path, list[Word]]) -> None:
    path, said = spoken
    heard = listen(path, ears).words
    wanted, got = [plain(w.text) for w in said], [plain(w.text) for w in heard]
    assert word_errors(wanted, got) <= 0.15 * len(wanted), " ".join(got)
    assert sum(text in ("um", "uh") for text in got) == 2
    off = [
        min(abs(h.start - s.start) for h in heard if plain(h.text) == plain(s.text))
        for s in said
        if plain(s.text) in got
    ]
    assert median(off) < 0.1


def test_twice_the_same(ears: FasterWhisper, spoken: tuple[Path, list[Word]]) -> None:
    path, _ = spoken
    assert listen(path, ears).words == listen(path, FasterWhisper("again", MODEL)).words


def test_no_words_from_silence_and_noise(ears: FasterWhisper) -> None:
    """Even where the voice detector was fooled and calls all of it speech."""
    rng = np.random.default_rng(1)
    for level in (0.0, 0.003, 0.02):
        assert ears.transcribe(rng.normal(0, level, 8 * RATE).astype(np.float32), (Interval(0.0, 8.0),)).words == ()


def test_no_certainty_about_loud_noise(ears: FasterWhisper) -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, 8 * RATE).astype(np.float32)
    words = ears.transcribe(noise, (Interval(0.0, 8.0),)).words
    assert len(words) <= 3 and all((word.probability or 0.0) < 0.5 for word in words)


def test_it_is_never_offered_for_practice(own_home: Path) -> None:
    (own_home / "models").mkdir(exist_ok=True)
    (own_home / "models" / "whisper-demo").symlink_to(MODEL)
    assert installed() == {} and locate() is None
    told = json.loads((MODEL / "starclock.json").read_text())
    assert told == {"verbatim": True, "practice": False}
    assert sum(path.stat().st_size for path in MODEL.iterdir()) < 12_000_000
