"""faster-whisper's own code, run on a scripted model; sockets are guarded by conftest."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scripted_whisper
from starclock.errors import ModelError
from starclock.recognizers import open_recognizer
from starclock.recognizers.faster_whisper import FasterWhisper
from starclock.speech import Interval, Sound

SCRIPT = [("I", 1.0), ("moved", 2.0), ("the", 2.4), ("team,", 2.9), ("um.", 3.4)]
RATE = 16_000


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return scripted_whisper.build(tmp_path_factory.mktemp("models") / "scripted", SCRIPT, verbatim=True)


@pytest.fixture
def whisper(model: Path) -> FasterWhisper:
    return FasterWhisper("scripted", model)


def noise(seconds: float) -> np.ndarray:
    return np.random.default_rng(1).normal(0, 0.05, int(seconds * RATE)).astype(np.float32)


def heard(*speech: Interval) -> tuple[Callable[[], Sound], tuple[Interval, ...]]:
    """What was heard besides the words, and the clips: one for each stretch of speech."""
    return lambda: Sound(speech), speech


def test_each_clip_is_heard_where_it_lies(whisper: FasterWhisper) -> None:
    """Two stretches of speech far apart: the words of each come with their times in the whole recording."""
    speech = (Interval(10.25, 14.0), Interval(40.25, 44.0))
    told = whisper.transcribe(noise(50), *heard(*speech))
    starts = [word.start for word in told.words if word.text == "moved"]
    assert [round(s) for s in starts] == [12, 42]
    assert starts == pytest.approx([12.0, 42.0], abs=0.3)
    assert all(any(s.contains(word.middle) for s in speech) for word in told.words)


def test_words_are_clean_and_in_order(whisper: FasterWhisper) -> None:
    told = whisper.transcribe(noise(6), *heard(Interval(0.5, 4.5)))
    assert [w.text for w in told.words[:4]] == ["I", "moved", "the", "team,"]
    assert all(type(w.start) is float and type(w.probability) is float for w in told.words)
    assert all(a.end <= b.start + 1e-9 for a, b in pairwise(told.words))


def test_words_invented_in_silence_are_dropped(whisper: FasterWhisper) -> None:
    """The scripted model talks whatever it hears; where no voice was, nothing may remain."""
    assert whisper.transcribe(noise(30), lambda: Sound((Interval(20.0, 20.3),)), [Interval(0.0, 28.0)]).words == ()
    assert whisper.transcribe(noise(5), *heard()).words == ()


def test_twice_the_same(whisper: FasterWhisper) -> None:
    speech = heard(Interval(0.3, 5.0))
    assert whisper.transcribe(noise(6), *speech) == whisper.transcribe(noise(6), *speech)


def test_the_card_declares_verbatim(whisper: FasterWhisper) -> None:
    assert whisper.verbatim and whisper.model == "scripted"


def test_clips_heard_side_by_side_come_in_their_order(whisper: FasterWhisper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("starclock.recognizers.faster_whisper._CORES", 3)
    speech = tuple(Interval(t + 0.25, t + 4.0) for t in range(0, 60, 12))
    steps: list[tuple[float, float]] = []
    told = whisper.transcribe(
        np.zeros(60 * RATE, np.float32), *heard(*speech), lambda done, total, _: steps.append((done, total))
    )
    assert [w.start for w in told.words if w.text == "moved"] == pytest.approx(
        [t + 2.25 for t in range(0, 60, 12)], abs=0.3
    )
    assert len({done for done, _ in steps}) >= 5, "the bar moves with each clip"
    assert steps[-1] == (60.0, 60.0) and steps == sorted(steps)


def test_what_was_heard_ahead_is_not_heard_again(whisper: FasterWhisper, monkeypatch: pytest.MonkeyPatch) -> None:
    speech = (Interval(1.0, 5.0), Interval(20.0, 24.0))
    samples = noise(30)
    plain = whisper.transcribe(samples, *heard(*speech))
    ahead = whisper.ahead(samples[: 10 * RATE], Sound(speech[:1]), speech[:1])
    assert [word.text for word in ahead.words] == [word.text for word in plain.words if word.end < 10]
    heard_now: list[int] = []
    hear = FasterWhisper._hear

    def counted(self: FasterWhisper, part: np.ndarray, *more: Any) -> Any:
        heard_now.append(len(part))
        return hear(self, part, *more)

    monkeypatch.setattr(FasterWhisper, "_hear", counted)
    assert whisper.transcribe(samples, *heard(*speech)) == plain
    assert heard_now == [4 * RATE], "only the second"
    whisper.transcribe(samples, *heard(*speech))
    assert len(heard_now) == 3, "what was heard ahead is dropped afterwards"


def test_the_best_installed_model_is_taken(model: Path, own_home: Path) -> None:
    (own_home / "models").mkdir(exist_ok=True)
    (own_home / "models" / "base.en").symlink_to(model)
    assert open_recognizer().model == "base.en"
    assert open_recognizer(model=str(model)).model == "scripted"


@pytest.mark.parametrize("name", ["base.en", "nonsense"])
def test_a_named_model_that_is_not_here(name: str) -> None:
    with pytest.raises(ModelError, match="is not on this computer"):
        open_recognizer(model=name)


def test_a_broken_model_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"config\.json is missing"):
        open_recognizer(model=str(tmp_path))
    for name in ("config.json", "model.bin", "tokenizer.json"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(ModelError, match="cannot be loaded"):
        FasterWhisper("broken", tmp_path).transcribe(noise(2), *heard(Interval(0.1, 1.9)))
