"""faster-whisper's own code, run on a scripted model; sockets are guarded by conftest."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import scripted_whisper
from starclock.errors import ModelError
from starclock.recognizers import open_recognizer
from starclock.recognizers.clips import clips
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


def test_each_clip_is_heard_where_it_lies(whisper: FasterWhisper) -> None:
    """Two stretches of speech far apart: the words of each come with their times in the whole recording."""
    speech = (Interval(10.25, 14.0), Interval(40.25, 44.0))
    told = whisper.transcribe(noise(50), Sound(speech))
    starts = [word.start for word in told.words if word.text == "moved"]
    assert [round(s) for s in starts] == [12, 42]
    assert starts == pytest.approx([12.0, 42.0], abs=0.3)
    assert all(any(s.contains(word.middle) for s in speech) for word in told.words)


def test_words_are_clean_and_in_order(whisper: FasterWhisper) -> None:
    told = whisper.transcribe(noise(6), Sound((Interval(0.5, 4.5),)))
    assert [w.text for w in told.words[:4]] == ["I", "moved", "the", "team,"]
    assert all(type(w.start) is float and type(w.probability) is float for w in told.words)
    assert all(a.end <= b.start + 1e-9 for a, b in pairwise(told.words))


def test_words_invented_in_silence_are_dropped(whisper: FasterWhisper) -> None:
    """The scripted model talks whatever it hears; where no voice was, nothing may remain."""
    assert whisper.transcribe(noise(30), Sound((Interval(20.0, 20.3),))).words == ()
    assert whisper.transcribe(noise(5), Sound(())).words == ()


def test_twice_the_same(whisper: FasterWhisper) -> None:
    speech = (Interval(0.3, 5.0),)
    assert whisper.transcribe(noise(6), Sound(speech)) == whisper.transcribe(noise(6), Sound(speech))


def test_the_card_declares_verbatim(whisper: FasterWhisper) -> None:
    assert whisper.verbatim and whisper.model == "scripted"


def test_a_long_recording_is_heard_in_batches(whisper: FasterWhisper) -> None:
    """Beyond ten minutes features are made batch by batch; times must not notice."""
    speech = tuple(Interval(t + 0.25, t + 4.0) for t in (0.0, 590.0, 700.0))
    told = whisper.transcribe(np.zeros(720 * RATE, np.float32), Sound(speech))
    assert [w.start for w in told.words if w.text == "moved"] == pytest.approx([2.0, 592.0, 702.0], abs=0.3)


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
        FasterWhisper("broken", tmp_path).transcribe(noise(2), Sound((Interval(0.1, 1.9),)))


def test_clips_hold_all_speech_and_are_never_too_long() -> None:
    rng = np.random.default_rng(3)
    for _ in range(200):
        edges = np.cumsum(rng.exponential(3.0, 40))
        speech = [Interval(float(a), float(b)) for a, b in edges.reshape(-1, 2)]
        cut = clips(speech, float(edges[-1]) + 1)
        assert all(clip.seconds <= 28.001 for clip in cut)
        assert all(a.end <= b.start + 1e-9 for a, b in pairwise(cut))
        for stretch in speech:
            assert sum(stretch.overlap(clip) for clip in cut) == pytest.approx(stretch.seconds, abs=1e-6)
