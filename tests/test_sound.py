"""The ear: sounds made here, whose silences, pitch and hesitations are known to the sample."""

from __future__ import annotations

import subprocess
import sys
import threading
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from starclock.sound import RATE, acoustics, frames, pitch, spectrum, voice
from starclock.sound.acoustics import hear
from starclock.sound.hesitations import find_hesitations
from starclock.sound.nuclei import find_nuclei
from starclock.speech import Interval, Sound


def vowel(seconds: float, hertz: float = 120.0, formants: tuple[float, ...] = (600, 1200, 2500)) -> np.ndarray:
    """Harmonics of `hertz`, louder near the formants, with soft ends."""
    at = np.arange(round(seconds * RATE)) / RATE
    sound = np.zeros(len(at))
    for harmonic in np.arange(hertz, 4000, hertz):
        loud = sum(1 / (1 + ((harmonic - formant) / 100) ** 2) for formant in formants) + 0.02
        sound += loud * np.sin(2 * np.pi * harmonic * at)
    ends = np.minimum(1, np.minimum(at, seconds - at) / 0.015)
    return np.asarray(0.1 * sound * ends)


def noisy(samples: np.ndarray, level: float = 0.0005) -> np.ndarray:
    return np.asarray(samples + np.random.default_rng(5).normal(0, level, len(samples)), dtype=np.float32)


def syllables(count: int, pause: float = 0.0) -> np.ndarray:
    """Quick vowels of changing pitch and color, as talk has them."""
    rng = np.random.default_rng(2)
    parts = []
    for _ in range(count):
        formants = (rng.uniform(300, 800), rng.uniform(900, 2200), 2600)
        parts += [vowel(0.11, rng.uniform(100, 160), formants), np.zeros(round((0.06 + pause) * RATE))]
    return np.concatenate(parts)


@cache
def hesitating() -> tuple[Interval, np.ndarray]:
    """Talk, a long steady vowel between two short silences, talk."""
    talk, gap = syllables(14), np.zeros(round(0.3 * RATE))
    start = len(talk) + len(gap)
    samples = np.concatenate([talk, gap, vowel(0.45, 105.0), gap, talk])
    return Interval(start / RATE, start / RATE + 0.45), noisy(samples)


def listened(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, tuple[Interval, ...]]:
    """What hear() works with, where Silero would hear a voice throughout."""
    over = voice.over_noise(spectrum.band_levels(samples))
    pitches, strengths = pitch.find_pitch(samples)
    periodic = strengths > pitch.PERIODIC
    speech = voice.find_speech(over, np.ones(len(samples) // 512 + 1), periodic)
    return spectrum.smoothed(over), pitches, periodic & frames.mask(speech, len(over)), speech


@pytest.mark.parametrize("hertz", [70.0, 110.0, 180.0, 320.0])
def test_pitch_of_a_vowel(hertz: float) -> None:
    pitches, strengths = pitch.find_pitch(noisy(vowel(1.0, hertz)))
    middle = slice(20, 80)
    assert np.all(strengths[middle] > pitch.PERIODIC)
    assert np.allclose(pitch.hertz_of(pitches[middle]), hertz, rtol=0.02)


def test_noise_has_no_pitch() -> None:
    _, strengths = pitch.find_pitch(noisy(np.zeros(3 * RATE), 0.05))
    assert np.mean(strengths > pitch.PERIODIC) < 0.05


@pytest.mark.parametrize("level", [0.0, 0.0005, 0.004])
def test_pause_edges_are_exact(level: float) -> None:
    """In digital silence, a quiet room and a noisy one."""
    silence = np.zeros(round(0.7 * RATE))
    samples = noisy(np.concatenate([silence, syllables(8), silence, syllables(8), silence]), level)
    *_, speech = listened(samples)
    heard = Sound(speech=speech).pauses
    start = 0.7 + 8 * 0.17 - 0.06
    assert len(heard) == 1
    assert heard[0].start == pytest.approx(start, abs=0.03)
    assert heard[0].end == pytest.approx(start + 0.06 + 0.7, abs=0.03)


def test_a_stop_inside_a_word_is_no_pause() -> None:
    *_, speech = listened(noisy(np.concatenate([np.zeros(RATE), syllables(10), np.zeros(RATE)])))
    assert len(speech) == 1


def test_what_silero_never_takes_for_a_voice_is_no_speech() -> None:
    samples = noisy(np.concatenate([np.zeros(RATE), vowel(1.0), np.zeros(RATE)]))
    over = voice.over_noise(spectrum.band_levels(samples))
    nobody = np.zeros(len(samples) // 512 + 1)
    assert voice.find_speech(over, nobody, np.ones(len(over), bool)) == ()


def test_every_syllable_has_its_peak() -> None:
    samples = noisy(syllables(20, pause=0.05))
    over, _, _, speech = listened(samples)
    spoken = frames.mask(speech, len(over))
    assert len(find_nuclei(spectrum.band_levels(samples), over, spoken)) == pytest.approx(20, abs=2)


def test_a_syllable_needs_no_pitch() -> None:
    """Whispered, or in a voice that creaks: the spectrum is a vowel's, and nothing is periodic."""
    rng = np.random.default_rng(4)
    at = np.arange(round(0.11 * RATE)) / RATE
    lows = np.convolve(rng.normal(0, 1, 20 * len(at)), np.hanning(16) / 8, "same").reshape(20, -1)
    parts = [np.concatenate([0.1 * low * np.sin(np.pi * at / 0.11), np.zeros(round(0.1 * RATE))]) for low in lows]
    samples = noisy(np.concatenate([np.zeros(RATE // 2), *parts]))
    over, _, voiced, speech = listened(samples)
    assert voiced.mean() < 0.1
    found = find_nuclei(spectrum.band_levels(samples), over, frames.mask(speech, len(over)))
    assert len(found) == pytest.approx(20, abs=2)


def test_a_hiss_is_no_syllable() -> None:
    hiss = np.diff(np.random.default_rng(6).normal(0, 0.05, RATE // 5), n=3)
    samples = noisy(np.concatenate([syllables(6), *[np.concatenate([hiss, np.zeros(RATE // 5)])] * 5]))
    over, *_ = listened(samples)
    spoken = np.ones(len(over), bool)
    assert len(find_nuclei(spectrum.band_levels(samples), over, spoken)) == pytest.approx(6, abs=1)


def test_the_hum_that_an_um_ends_in_belongs_to_it() -> None:
    """A vowel that closes into a quiet nasal, then silence: one hesitation up to the silence."""
    gap, talk = np.zeros(round(0.3 * RATE)), syllables(14)
    um = np.concatenate([vowel(0.3, 105.0), 0.12 * vowel(0.2, 105.0, (250, 1000, 2200))])
    start = (len(talk) + len(gap)) / RATE
    found = find_hesitations(*listened(noisy(np.concatenate([talk, gap, um, gap, talk]))))
    best = max(found, key=Interval(start, start + 0.5).overlap)
    assert best.end == pytest.approx(start + 0.5, abs=0.06)
    assert best.features["after"] == pytest.approx(0.3, abs=0.06)


def test_a_hiss_after_a_vowel_is_no_hum() -> None:
    gap, talk = np.zeros(round(0.3 * RATE)), syllables(14)
    hiss = np.diff(np.random.default_rng(6).normal(0, 0.02, RATE // 5), n=2)
    start = (len(talk) + len(gap)) / RATE
    found = find_hesitations(*listened(noisy(np.concatenate([talk, gap, vowel(0.4, 105.0), hiss, gap, talk]))))
    best = max(found, key=Interval(start, start + 0.6).overlap)
    assert best.end < start + 0.5


def test_a_long_steady_vowel_is_a_hesitation() -> None:
    truth, samples = hesitating()
    over, pitches, voiced, speech = listened(samples)
    found = find_hesitations(over, pitches, voiced, speech)
    best = max(found, key=truth.overlap)
    assert best.overlap(truth) > 0.35
    assert best.features["pitch"] < 0
    assert best.features["change"] < 0.6
    assert best.features["before"] == pytest.approx(0.36, abs=0.06)
    assert best.features["after"] == pytest.approx(0.3, abs=0.06)


def test_quick_talk_holds_no_hesitation() -> None:
    assert find_hesitations(*listened(noisy(syllables(40)))) == ()


def test_slices_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A recording longer than a slice is heard as one: its spectrum has no seams."""
    _, samples = hesitating()
    whole, levels = spectrum.band_levels(samples), acoustics.frame_levels(samples)[0]
    monkeypatch.setattr(frames, "SLICE", 97)
    assert np.allclose(spectrum.band_levels(samples).astype(float), whole.astype(float), atol=0.1)
    assert np.array_equal(acoustics.frame_levels(samples)[0], levels)


@pytest.mark.parametrize("length", [0, 159, 160, 16_000, 16_159])
def test_every_whole_frame_is_looked_at(length: int) -> None:
    samples = np.full(length, 0.1, np.float32)
    whole = length // 160
    assert spectrum.band_levels(samples).shape == (whole, spectrum.BANDS)
    assert [part.shape for part in (*pitch.find_pitch(samples), acoustics.frame_levels(samples)[0])] == [(whole,)] * 3


def test_levels_are_in_decibels_below_full_scale() -> None:
    """Half of full scale is 6 dB below it; a tone's band shows its power, whatever the window."""
    assert acoustics.frame_levels(np.full(1600, 0.5, np.float32))[0] == pytest.approx(-6.02, abs=0.01)
    tone = np.sin(2 * np.pi * 1000 * np.arange(RATE) / RATE).astype(np.float32)
    loud, soft = (spectrum.band_levels((tone * size).astype(np.float32))[50].astype(float) for size in (0.5, 0.05))
    assert abs(spectrum.centers()[loud.argmax()] - 1000) < 60
    assert loud.max() - soft.max() == pytest.approx(20, abs=0.2)


_WARMED = """
import sys, threading
from starclock.sound import acoustics
heavy = {"librosa.core.spectrum", "scipy.signal", "numba", "onnxruntime"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
acoustics.warm()
for thread in threading.enumerate():
    if thread.name == "starclock-warm":
        thread.join()
assert heavy <= set(sys.modules), heavy - set(sys.modules)
"""


def test_warming_loads_what_hearing_needs() -> None:
    """And importing the ear loads none of it, so that warming can run beside something else."""
    subprocess.run([sys.executable, "-c", _WARMED], check=True)


def test_what_fails_while_warming_is_told_by_hear(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(acoustics, "band_levels", lambda *_: 1 / 0)
    acoustics.warm.cache_clear()
    acoustics.warm()
    for thread in threading.enumerate():
        if thread.name == "starclock-warm":
            thread.join()
    assert capfd.readouterr().err == ""
    with pytest.raises(ZeroDivisionError):
        hear(np.zeros(RATE, np.float32))


def test_hear_keeps_facts_only_of_what_was_there() -> None:
    _, samples = hesitating()
    sound = hear(samples)
    assert sound.track is not None
    assert len(sound.track.levels) == len(sound.track.pitches) == len(samples) // 800
    assert sound.clipped == 0
    assert all(a.end < b.start for a, b in zip(sound.speech, sound.speech[1:], strict=False))


def talking(rng: np.random.Generator) -> np.ndarray:
    """Vowels, each with a sibilant after it: what reaches from the lows to the highs."""
    parts = [np.zeros(RATE // 2)]
    for _ in range(12):
        parts += [vowel(0.15, rng.uniform(100, 160)), 0.01 * np.diff(rng.normal(0, 1, RATE // 10), prepend=0)]
        parts += [np.zeros(RATE // 5)]
    return np.concatenate(parts)


@pytest.mark.parametrize(
    ("cut", "noise", "reached"), [(None, 0.0003, True), (None, 0.01, True), (3400, 0.0, False), (3400, 0.00005, False)]
)
def test_a_telephone_is_told_from_a_noisy_room(cut: int | None, noise: float, reached: bool) -> None:
    """Noise that covers the highs of a voice does not make a telephone of a microphone."""
    samples = talking(np.random.default_rng(8))
    if cut:
        spectrum_of = np.fft.rfft(samples)
        spectrum_of[np.fft.rfftfreq(len(samples), 1 / RATE) > cut] = 0
        samples = np.fft.irfft(spectrum_of, len(samples))
    samples = noisy(samples, noise)
    bands = spectrum.band_levels(samples)
    over, _, _, speech = listened(samples)
    bandwidth = acoustics._bandwidth(bands, over, frames.mask(speech, len(over)))
    assert bandwidth is not None and (bandwidth > 5000) == reached


@pytest.mark.parametrize("samples", [np.zeros(0), np.zeros(100), np.zeros(RATE), np.full(RATE, 1.0)])
def test_nothing_to_hear(samples: np.ndarray) -> None:
    sound = hear(samples.astype(np.float32))
    assert sound.speech == () and sound.hesitations == () and sound.nuclei == ()


@given(st.lists(st.booleans(), max_size=60))
@settings(max_examples=60, deadline=None)
def test_runs_and_mask_are_each_other_s_inverse(flags: list[bool]) -> None:
    found = frames.runs(np.array(flags, bool))
    stretches = [Interval(a * frames.STEP, b * frames.STEP) for a, b in found]
    assert frames.mask(stretches, len(flags)).tolist() == flags
