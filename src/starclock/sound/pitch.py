"""Samples -> pitch of the voice, by autocorrelation of the low-passed sound (Boersma 1993, simplified).

`librosa.yin` gives the same within a fraction of a semitone; it is not used here because its import alone
takes longer than all of this (see docs/figures/sound.md), and it has no measure of how voiced a frame is.
"""

from __future__ import annotations

import numpy as np

from starclock.sound import RATE
from starclock.sound.frames import slices, windows

LOWEST = 55.0
"""Hz; a creaky low voice just reaches it."""
_OCTAVES, _PER_SEMITONE = 3, 4
_WINDOW, _TRANSFORM = 800, 512
"""50 ms: 2.7 periods of the lowest pitch. Transformed at a quarter of the rate."""
_QUARTER = 4
_PASSED = 1000.0
"""Hz; the first harmonics carry the pitch, what is above carries hiss."""
_HIGH_BONUS = 0.02
"""A candidate an octave higher wins by this much: half the pitch always fits as well as the pitch."""
_USUAL, _UNUSUAL = 7.0, 0.03
"""Within so many semitones of the minute's median a pitch is usual; each further semitone costs so much."""
PERIODIC = 0.55
"""Strength from which a frame has a pitch; noise reaches 0.45."""


def find_pitch(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pitch of each frame in semitones above LOWEST, and how periodic it is there (about 0..1).

    Both [shape=(frames,), float32]. The pitch of a frame that is not periodic means nothing.
    """
    lags = 1 / (LOWEST * 2 ** (np.arange(12 * _OCTAVES * _PER_SEMITONE + 1) / (12 * _PER_SEMITONE)))
    hertz = np.fft.rfftfreq(_TRANSFORM, _QUARTER / RATE)
    kept = (hertz > LOWEST * 0.75) & (hertz < _PASSED)
    shape = np.hanning(_WINDOW // _QUARTER + 2)[1:-1].astype(np.float32)
    # The window's own autocorrelation, which every frame's is divided by.
    of_shape = np.abs(np.fft.rfft(shape, _TRANSFORM)) ** 2
    of_shape = of_shape @ np.cos(2 * np.pi * hertz[:, None] * lags) / of_shape.sum()
    cosines = (np.cos(2 * np.pi * hertz[kept, None] * lags) / of_shape).astype(np.float32)
    bonus = (_HIGH_BONUS * np.arange(len(lags)) / (12 * _PER_SEMITONE)).astype(np.float32)

    pitches, strengths = [np.zeros(0, np.float32)], [np.zeros(0, np.float32)]
    for first, last in slices(samples):
        block = _low_passed(windows(samples, _WINDOW, first, last))
        power = np.abs(np.fft.rfft(block * shape, _TRANSFORM))[:, kept].astype(np.float32) ** 2
        likeness = power @ cosines / (power.sum(axis=1, keepdims=True) + 1e-9)
        semitones, strength = _peaks(likeness, bonus)
        # Second look, knowing the voice (Hirst 2011): what is an octave off its median rarely is the pitch.
        clear = semitones[strength > PERIODIC]
        if len(clear):
            off = np.abs(np.arange(len(lags)) / _PER_SEMITONE - np.median(clear))
            semitones, strength = _peaks(likeness, bonus - _UNUSUAL * np.maximum(0, off - _USUAL).astype(np.float32))
        pitches.append(semitones)
        # At the very ends of the range a peak is no peak: hum below, hiss above.
        strengths.append(np.where((semitones > 0.5) & (semitones < 12 * _OCTAVES - 0.5), strength, 0))
    return np.concatenate(pitches), np.concatenate(strengths)


def hertz_of(semitones: np.ndarray) -> np.ndarray:
    """Semitones above LOWEST -> Hz [shape of what is given]."""
    return LOWEST * np.exp2(np.asarray(semitones) / 12)


def _low_passed(frames: np.ndarray) -> np.ndarray:
    """Every fourth sample of the frames, their highs taken away [shape=(n, _WINDOW // 4)]."""
    return np.asarray(frames.reshape(len(frames), -1, _QUARTER).mean(axis=2))


def _peaks(likeness: np.ndarray, bonus: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Semitones (between the steps, by a parabola) of each row's best point, and the likeness there, 0..1."""
    curves, rows = likeness + bonus, np.arange(len(likeness))
    top = np.clip(curves.argmax(axis=1), 1, curves.shape[1] - 2)
    left, middle, right = (curves[rows, top + step] for step in (-1, 0, 1))
    bend = np.minimum(left - 2 * middle + right, -1e-6)
    at = top + np.clip((left - right) / 2 / bend, -1, 1)
    return (at / _PER_SEMITONE).astype(np.float32), np.clip(likeness[rows, top], 0, 1)
