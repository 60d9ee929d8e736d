"""Hearing while somebody speaks: what comes of it is what the finished file gives, to the last digit."""

from __future__ import annotations

import os
import queue
import random
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

import scripted_whisper
from starclock.live.ear import Audience, LiveEar
from starclock.live.follow import Follower
from starclock.live.so_far import SoFar
from starclock.pipeline import listen
from starclock.progress import Progress, silent
from starclock.recognizers.faster_whisper import FasterWhisper
from starclock.sound import RATE
from starclock.sound.acoustics import Hearing, hear
from starclock.sound.cutting import LONGEST, clips
from starclock.sound.decode import decode_voice
from starclock.sound.growing import Growing
from starclock.sound.recorder import HEADER
from starclock.speech import Interval, Sound, Word
from starclock.transcripts import Transcript

SAMPLE = Path(__file__).parents[1] / "src" / "starclock" / "sample" / "answer.flac"
STEP = 512 / RATE

# Where it is cut.

LAYOUTS = st.lists(st.tuples(st.integers(1, 900), st.integers(1, 200)), max_size=12)
"""Voice and silence in turn, in steps of 32 ms."""


def laid_out(layout: Sequence[tuple[int, int]]) -> np.ndarray:
    parts = [part for voice, silence in layout for part in (np.full(voice, 0.9), np.full(silence, 0.1))]
    chances = np.concatenate([np.full(5, 0.1), *parts])
    return chances + np.random.default_rng(1).uniform(-0.05, 0.05, len(chances))


@settings(deadline=None)
@given(LAYOUTS)
def test_clips_hold_all_speech_and_are_never_too_long(layout: list[tuple[int, int]]) -> None:
    chances = laid_out(layout)
    cut = clips(chances, len(chances) * STEP)
    assert all(clip.seconds <= LONGEST + 0.04 for clip in cut)
    assert all(a.end <= b.start + 1e-9 for a, b in pairwise(cut))
    for i in np.flatnonzero(chances > 0.5).tolist():
        frame = Interval(i * STEP, (i + 1) * STEP)
        assert sum(frame.overlap(clip) for clip in cut) == pytest.approx(STEP)


@settings(deadline=None)
@given(LAYOUTS, st.data())
def test_what_is_said_later_moves_no_cut(layout: list[tuple[int, int]], data: st.DataObject) -> None:
    chances = laid_out(layout)
    whole = clips(chances, len(chances) * STEP)
    heard = data.draw(st.integers(0, len(chances)))
    settled = clips(chances[:heard], heard * STEP, ended=False)
    assert settled == whole[: len(settled)]
    assert len(settled) >= sum(clip.end + LONGEST + 4.0 < heard * STEP for clip in whole), "none is held back for long"


def test_a_clip_ends_in_the_longest_pause_or_before_a_long_silence() -> None:
    chances = np.array([0.0] * 10 + [1.0] * 350 + [0.0] * 20 + [1.0] * 100 + [0.0] * 10 + [1.0] * 500)
    assert clips(chances, 40.0)[0].end == pytest.approx(360 * STEP + 0.25)
    silent_soon = np.array([1.0] * 60 + [0.0] * 130 + [1.0] * 60)
    assert [round(clip.end, 2) for clip in clips(silent_soon, 250 * STEP)] == [2.17, 8.0]


# What is read of a take that grows.


class Take:
    """A WAV that grows as `record` lets it grow."""

    def __init__(self, path: Path, rate: int, sound: np.ndarray) -> None:
        self.path, self._rate = path, rate
        self._sound = np.clip(np.rint(sound * 32_767), -32_768, 32_767).astype("<i2")
        self._written = 0
        self.grow(0)

    def grow(self, count: int) -> bool:
        """Writes `count` samples more; whether there are more."""
        self._written = min(len(self._sound), self._written + count)
        width = 2 * self._sound.shape[1]
        head = [b"RIFF", 36 + self._written * width, b"WAVE", b"fmt ", 16, 1, self._sound.shape[1], self._rate]
        head += [self._rate * width, width, 16, b"data", self._written * width]
        self.path.write_bytes(HEADER.pack(*head) + self._sound[: self._written].tobytes())
        return self._written < len(self._sound)


def spoken(seconds: float, rate: int = RATE) -> np.ndarray:
    """The sample answer, from its beginning [shape=(n, 1)]."""
    sound, _ = soundfile.read(SAMPLE, frames=int(seconds * RATE), dtype="float32", always_2d=True)
    return np.asarray(np.repeat(sound, rate // RATE, axis=0))


@pytest.mark.parametrize(("rate", "gains", "offset"), [(16_000, [1], 0), (48_000, [1, 0.8], 0), (16_000, [0, 1], 0.02)])
def test_a_growing_take_gives_the_samples_of_the_finished_one(
    tmp_path: Path, rate: int, gains: list[float], offset: float
) -> None:
    take = Take(tmp_path / "take.wav", rate, spoken(15, rate) * np.array(gains) + offset)
    growing, rng, more = Growing(take.path), np.random.default_rng(1), True
    while more:
        more = take.grow(int(rng.uniform(0.01, 4) * rate))
        growing.grow()
        by_now = growing.samples()
    whole = decode_voice(take.path)
    voice = growing.voice()
    assert np.array_equal(voice.samples, whole.samples) and voice.channels == whole.channels
    assert len(by_now) > 14 * RATE and np.array_equal(by_now, whole.samples[: len(by_now)])


def test_what_is_heard_piece_by_piece_is_what_is_heard_at_once() -> None:
    samples = np.concatenate([spoken(70)[:, 0], np.zeros(RATE, np.float32), spoken(60)[:, 0]])
    hearing = Hearing()
    for seconds in (5, 61, 62, 100, 125):
        chances = hearing.chances(samples[: seconds * RATE])
        hearing.sound(samples[: seconds * RATE])
    sound, chances = hearing.sound(samples)
    assert sound == hear(samples)
    assert np.array_equal(chances, Hearing().chances(samples))


# What comes of it.


class Ears:
    """A recognizer that prints for each clip how long and how loud it is: other samples, other words."""

    name, model, verbatim = "fake", "fake", False

    def __init__(self) -> None:
        self.heard = 0
        self._ahead: dict[bytes, str] = {}

    def _word(self, samples: np.ndarray, clip: Interval) -> str:
        part = samples[round(clip.start * RATE) : round(clip.end * RATE)]
        if (key := part.tobytes()) not in self._ahead:
            self.heard += 1
            self._ahead[key] = f"{len(part)}-{float(np.abs(part).sum()):.4f}"
        return self._ahead[key]

    def transcribe(
        self,
        samples: np.ndarray,
        _sound: Callable[[], Sound],
        cut: Sequence[Interval],
        _progress: Progress = silent,
    ) -> Transcript:
        return Transcript(tuple(Word(clip.start, clip.end, self._word(samples, clip)) for clip in cut), "en")

    def load(self) -> None: ...

    def ready(self) -> None: ...

    def ahead(self, samples: np.ndarray, _sound: Sound, cut: Sequence[Interval]) -> Transcript:
        return Transcript((Word(cut[-1].start, cut[-1].end, self._word(samples, cut[-1])),), "en")

    def forget(self) -> None:
        self._ahead = {}


PARTS = st.lists(st.tuples(st.floats(4, 30), st.floats(0.1, 6)), min_size=1, max_size=3)


@settings(max_examples=6, deadline=None)
@given(PARTS, st.randoms(use_true_random=False))
def test_heard_while_spoken_or_from_the_file_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[float, float]], chance: random.Random
) -> None:
    """Any voice and silence, read in any steps: the same clips, words, pauses and pitch."""
    voice = spoken(60)
    pieces = [np.concatenate([voice[: int(a * RATE)], np.zeros((int(b * RATE), 1), np.float32)]) for a, b in parts]
    room = np.random.default_rng(2).normal(0, 3e-4, (sum(map(len, pieces)), 1))
    take = Take(tmp_path_factory.mktemp("take") / "take.wav", RATE, np.concatenate(pieces) + room)
    ears = Ears()
    follower, more = Follower(take.path, ears), True
    while more:
        more = take.grow(int(chance.uniform(0.5, 6.0) * RATE))
        while follower.advance():
            pass
    before = ears.heard
    attempt = follower.finish()
    assert ears.heard - before <= 1, "at most the last clip is left"
    assert attempt == listen(take.path, Ears())
    known, all_words = ([word.text for word in one.words] for one in (follower.heard(), attempt))
    assert known[: follower.clips] == all_words[: follower.clips]


def test_a_take_whose_voice_turns_up_on_another_channel_is_heard_anew(tmp_path: Path) -> None:
    """The one on the left falls silent; in the whole take most is said on the right."""
    left, right = spoken(12), spoken(60)
    silence = np.random.default_rng(1).normal(0, 1e-4, (len(right), 1))
    sound = np.concatenate([np.hstack([left, silence[: len(left)]]), np.hstack([silence, right])])
    take = Take(tmp_path / "take.wav", RATE, sound)
    follower, more = Follower(take.path, Ears()), True
    while more:
        more = take.grow(2 * RATE)
        while follower.advance():
            pass
    assert follower.finish() == listen(take.path, Ears())


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    script = [("I", 1.0), ("moved", 2.0), ("the", 2.4), ("team,", 2.9), ("um.", 3.4)]
    return scripted_whisper.build(tmp_path_factory.mktemp("models") / "scripted", script)


@pytest.fixture
def ear(model: Path) -> Iterator[LiveEar]:
    with LiveEar(None, str(model)) as opened:
        yield opened


def test_a_process_of_its_own_hears_the_same(ear: LiveEar, model: Path, tmp_path: Path) -> None:
    """Also a second take after the first, and after one that was thrown away."""
    told: list[str] = []
    spoilt = Take(tmp_path / "spoilt.wav", RATE, spoken(5))
    spoilt.grow(5 * RATE)
    ear.follow(spoilt.path)
    ear.drop()
    spoilt.path.unlink()
    for name, seconds in (("one", 32.0), ("two", 4.0)):
        path = tmp_path / f"{name}.wav"
        ear.follow(path)  # before it is there, as a countdown does
        Take(path, RATE, spoken(seconds)).grow(int(seconds * RATE))
        attempt = ear.facts(lambda _done, _all, what: told.append(what))
        assert attempt == listen(path, FasterWhisper(model.name, model))
    assert "transcribing" in told


def test_one_that_is_late_says_how_far_it_is(ear: LiveEar, tmp_path: Path) -> None:
    """Clip by clip, from which the bar reckons the time left."""
    steps: list[tuple[float, float]] = []
    path = tmp_path / "take.wav"
    Take(path, RATE, spoken(60)).grow(60 * RATE)
    ear.follow(path)
    attempt = ear.facts(lambda done, of, what: steps.append((done, of)) if what == "transcribing" else None)
    assert attempt and attempt.words
    assert {of for _, of in steps} == {60.0}
    assert len({done for done, _ in steps if 0 < done < 60}) >= 2 and steps[-1][0] == 60.0


def paused(path: Path) -> Path:
    """A take that ends in a pause, in which the last clip is heard."""
    sound = np.concatenate([spoken(6), np.random.default_rng(1).normal(0, 1e-4, (2 * RATE, 1))])
    Take(path, RATE, sound).grow(len(sound))
    return path


def test_what_was_heard_is_told_meanwhile_of_this_take_only(ear: LiveEar, tmp_path: Path) -> None:
    before: queue.SimpleQueue[SoFar | None] = queue.SimpleQueue()
    told: queue.SimpleQueue[SoFar | None] = queue.SimpleQueue()
    ear.follow(paused(tmp_path / "dropped.wav"), Audience(before.put))
    before.get(timeout=60)
    ear.drop()
    ear.follow(paused(tmp_path / "take.wav"), Audience(told.put, "Tell me about a time you failed.", ("team",)))
    heard = told.get(timeout=60)
    assert heard and heard.last.endswith("I moved the team, um.")
    assert heard.fillers == heard.last.count("team"), "by the list that was given"
    assert before.empty()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are a POSIX thing")
def test_one_that_dies_while_it_tells_takes_its_line_back(ear: LiveEar, tmp_path: Path) -> None:
    told: queue.SimpleQueue[SoFar | None] = queue.SimpleQueue()
    ear.follow(paused(tmp_path / "take.wav"), Audience(told.put))
    assert told.get(timeout=60)
    assert ear._process
    os.kill(ear._process.pid, signal.SIGKILL)
    assert told.get(timeout=10) is None


@pytest.mark.skipif(sys.platform == "win32", reason="signals are a POSIX thing")
def test_one_that_dies_says_nothing(ear: LiveEar, tmp_path: Path) -> None:
    Take(tmp_path / "take.wav", RATE, spoken(4)).grow(4 * RATE)
    ear.follow(tmp_path / "take.wav")
    assert ear._process
    os.kill(ear._process.pid, signal.SIGKILL)
    assert ear.facts() is None
    ear.follow(tmp_path / "take.wav")
    ear.drop()
    assert not ear.alive


@pytest.mark.skipif(sys.platform == "win32", reason="signals are a POSIX thing")
def test_one_that_hangs_is_not_waited_for(ear: LiveEar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("starclock.live.ear._HUNG", 0.5)
    Take(tmp_path / "take.wav", RATE, spoken(4)).grow(4 * RATE)
    ear.follow(tmp_path / "take.wav")
    assert ear._process
    os.kill(ear._process.pid, signal.SIGSTOP)
    assert ear.facts() is None
