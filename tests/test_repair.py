"""What is mended before anything is measured: an offset, a faint voice; and what is named: gaps."""

from __future__ import annotations

from importlib.resources import files
from itertools import pairwise

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from starclock.sound import RATE
from starclock.sound.acoustics import hear
from starclock.sound.repair import find_gaps, lowered, raised, without_offset
from starclock.speech import Interval, Sound, Track

Samples = NDArray[np.float32]


@pytest.fixture(scope="module")
def voice() -> Samples:
    samples, _ = soundfile.read(str(files("starclock") / "sample" / "answer.flac"), dtype="float32", frames=12 * RATE)
    return np.asarray(samples, np.float32)


@pytest.mark.parametrize("offset", [0.3, -0.05, 0.001])
def test_an_offset_changes_nothing_that_is_measured(voice: Samples, offset: float) -> None:
    plain = hear(voice.copy())
    moved = hear(without_offset(np.clip(voice + np.float32(offset), -1, 1)))
    assert plain.speech_db is not None and moved.speech_db == pytest.approx(plain.speech_db, abs=0.3)
    assert plain.noise_db is not None and moved.noise_db == pytest.approx(plain.noise_db, abs=1.0)
    assert len(moved.speech) == len(plain.speech)


def test_an_offset_that_drifts(voice: Samples) -> None:
    drift = np.linspace(0.0, 0.1, len(voice), dtype=np.float32)
    mended = without_offset(voice + drift)
    assert abs(float(mended[-RATE:].mean())) < 0.003 and abs(float(mended[:RATE].mean())) < 0.003


def test_without_an_offset_not_a_bit_changes(voice: Samples) -> None:
    mended = without_offset(voice.copy())  # a synthetic voice has a small one of its own
    assert np.array_equal(without_offset(mended.copy()), mended)


@pytest.mark.parametrize("seconds", [120.25, 301.0, 308.25])
def test_a_minute_that_has_only_begun_tells_no_offset(seconds: float) -> None:
    """In the first tenths of a minute a voice leans to one side: a take that grows must not change for that."""
    sample, _ = soundfile.read(str(files("starclock") / "sample" / "answer.flac"), dtype="float32")
    spoken = np.tile(np.asarray(sample, np.float32), 3)[: round(seconds * RATE)]
    assert np.array_equal(without_offset(spoken.copy()), spoken)


def test_gaps_stay_nothing_beside_an_offset(voice: Samples) -> None:
    muted = voice + np.float32(0.1)
    muted[5 * RATE : 8 * RATE] = 0
    mended = without_offset(muted)
    assert not mended[5 * RATE : 8 * RATE].any()
    for side in (mended[: 5 * RATE], mended[8 * RATE :]):
        assert abs(float(side.mean())) < 0.001
    assert np.abs(mended[: RATE // 2]).max() < 0.01, "the quiet lead-in, with no step at its ends"


def test_what_is_clipped_is_still_known_as_that() -> None:
    samples = np.clip(np.sin(np.arange(4 * RATE) / 20) * 1.5 + 0.2, -1, 1).astype(np.float32)
    clipped = int((samples >= 0.999).sum())
    assert int((without_offset(samples) >= 0.999).sum()) == clipped


@given(st.lists(st.floats(-1, 1, width=16), max_size=400), st.floats(-0.5, 0.5))
@settings(max_examples=40, deadline=None)
def test_any_samples_stay_within_full_scale(values: list[float], offset: float) -> None:
    samples = np.clip(np.repeat(np.array(values, np.float32), 40) + np.float32(offset), -1, 1).astype(np.float32)
    mended = without_offset(samples.copy())
    assert mended.shape == samples.shape and np.isfinite(mended).all() and (np.abs(mended) <= 1).all()


def test_a_voice_in_the_last_bits_is_heard_and_its_level_told(voice: Samples) -> None:
    faint = np.rint(voice * 0.0008 * 32_768).astype(np.float32) / 32_768
    samples, gain = raised(faint.copy())
    assert 30 < gain <= 60 and np.abs(samples).max() <= 0.9001
    heard = lowered(hear(samples), gain)
    usual = hear(voice.copy())
    assert usual.speech_db is not None and heard.speech_db == pytest.approx(usual.speech_db - 61.9, abs=2)
    overlap = sum(a.overlap(b) for a in heard.speech for b in usual.speech)
    assert overlap > 0.85 * sum(s.seconds for s in usual.speech)


def test_a_voice_that_is_loud_enough_is_left_alone(voice: Samples) -> None:
    for factor in (1.0, 0.2):
        samples, gain = raised(voice * np.float32(factor))
        assert gain == 0.0 and np.array_equal(samples, voice * np.float32(factor))
    assert raised(np.zeros(RATE, np.float32))[1] == 0.0


def test_levels_are_told_as_they_were_recorded() -> None:
    sound = Sound(noise_db=-70.0, speech_db=-20.0, track=Track(0.05, (-20.0, -100.0)))
    told = lowered(sound, 40.0)
    assert (told.noise_db, told.speech_db) == (-100.0, -60.0) and told.track == Track(0.05, (-60.0, -100.0))
    assert lowered(sound, 0.0) is sound


def gaps(samples: Samples) -> list[tuple[float, float]]:
    return [(gap.start, gap.end) for gap in find_gaps(samples, hear(samples.copy()).speech)]


def test_muted_on_the_way(voice: Samples) -> None:
    muted = voice.copy()
    muted[6 * RATE :] = 0
    ((start, end),) = gaps(muted)
    assert start == pytest.approx(6, abs=0.02) and end == 12
    muted = voice.copy()
    muted[4 * RATE : round(4.7 * RATE)] = 0
    ((start, end),) = gaps(muted)
    assert start == pytest.approx(4, abs=0.02) and end == pytest.approx(4.7, abs=0.02)


@pytest.mark.parametrize("at", [4.0, 6.3, 9.0])
def test_three_seconds_that_the_system_lost(voice: Samples, at: float) -> None:
    holed = np.insert(voice, round(at * RATE), np.zeros(3 * RATE, np.float32)).astype(np.float32)
    ((start, end),) = gaps(holed)
    assert start == pytest.approx(at, abs=0.02) and end == pytest.approx(at + 3, abs=0.02)


def test_a_whole_voice_has_no_gap(voice: Samples) -> None:
    assert gaps(voice) == []


def test_a_noise_gate_makes_pauses_not_gaps(voice: Samples) -> None:
    gated = voice.copy()
    speech = hear(voice.copy()).speech
    for before, after in pairwise(speech):
        gated[round(before.end * RATE) : round(after.start * RATE)] = 0
    gated = np.insert(gated, round(speech[1].end * RATE) + 10, np.zeros(2 * RATE, np.float32)).astype(np.float32)
    assert gaps(gated) == [], "two seconds of thought"
    at = round(speech[1].end * RATE) + 10
    assert len(gaps(np.insert(gated, at, np.zeros(4 * RATE, np.float32)).astype(np.float32))) == 1


def test_padding_at_the_ends_is_no_gap(voice: Samples) -> None:
    padded = np.concatenate([np.zeros(RATE, np.float32), voice, np.zeros(RATE, np.float32)])
    assert gaps(padded) == []


def test_a_gap_is_no_pause() -> None:
    speech = (Interval(0, 2), Interval(3, 5), Interval(9, 10))
    assert Sound(speech=speech).pauses == (Interval(2, 3), Interval(5, 9))
    assert Sound(speech=speech, gaps=(Interval(5.5, 9),)).pauses == (Interval(2, 3),)
