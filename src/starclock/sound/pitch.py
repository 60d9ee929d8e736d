"""Samples -> pitch of the voice, by autocorrelation of the low-passed sound (Boersma 1993, simplified).

librosa resamples and transforms; the peak is chosen here. `librosa.yin` takes the first dip that is deep enough, frame
by frame. This takes the best of all, a little in favour of higher ones and of the speaker's usual range, and says how
periodic a frame is, which yin does not and voice and hesitations need. Measured (docs/figures/sound.md): on real
voices yin is three semitones off twice as often; `librosa.pyin` takes fifteen times as long.
"""

from __future__ import annotations

import librosa
import numpy as np

from starclock.sound import RATE
from starclock.sound.frames import HOP, blocks

LOWEST = 55.0
"""Hz; a creaky low voice just reaches it."""
_OCTAVES, _PER_SEMITONE = 3, 4
_LOW_RATE, _PASSED = RATE // 4, 1000.0
"""Hz; the first harmonics carry the pitch, what is above carries hiss."""
_WINDOW, _TRANSFORM = _LOW_RATE // 20, 512
"""Samples at the low rate; 50 ms: 2.7 periods of the lowest pitch."""
_HIGH_BONUS = 0.02
"""A candidate an octave higher wins by this much: half the pitch always fits as well as the pitch."""
_USUAL, _UNUSUAL = 7.0, 0.03
"""Within so many semitones of the minute's median a pitch is usual; each further semitone costs so much."""
PERIODIC = 0.55
"""Strength from which a frame has a pitch; noise reaches 0.45."""


def find_pitch(samples: np.ndarray, first_minute: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Pitch of each frame from a minute on in semitones above LOWEST, and how periodic it is there (about 0..1).

    Both [shape=(frames,), float32]. The pitch of a frame that is not periodic means nothing.
    """
    semitones_at = np.arange(12 * _OCTAVES * _PER_SEMITONE + 1) / _PER_SEMITONE
    hertz = librosa.fft_frequencies(sr=_LOW_RATE, n_fft=_TRANSFORM)
    kept = (hertz > LOWEST * 0.75) & (hertz < _PASSED)
    cosines = np.cos(2 * np.pi * hertz[:, None] / hertz_of(semitones_at))
    # The autocorrelation of every frame is divided by that of the window itself.
    of_window = np.abs(np.fft.rfft(librosa.filters.get_window("hann", _WINDOW), _TRANSFORM)) ** 2
    cosines = (cosines[kept] / (of_window @ cosines / of_window.sum())).astype(np.float32)
    bonus = (_HIGH_BONUS * semitones_at / 12).astype(np.float32)

    pitches, strengths = [np.zeros(0, np.float32)], [np.zeros(0, np.float32)]
    for block in blocks(samples, _TRANSFORM * RATE // _LOW_RATE, first_minute):
        low = librosa.resample(block, orig_sr=RATE, target_sr=_LOW_RATE, res_type="soxr_mq")
        picture = librosa.stft(
            low, n_fft=_TRANSFORM, win_length=_WINDOW, hop_length=HOP * _LOW_RATE // RATE, center=False
        )
        power = librosa.util.abs2(picture[kept]).T
        likeness = power @ cosines / (power.sum(axis=1, keepdims=True) + 1e-9)
        semitones, strength = _peaks(likeness, bonus)
        # Once the median of the voice is known, a value an octave away from it is rarely the pitch (Hirst 2011).
        clear = semitones[strength > PERIODIC]
        if len(clear):
            off = np.abs(semitones_at - np.median(clear))
            semitones, strength = _peaks(likeness, bonus - _UNUSUAL * np.maximum(0, off - _USUAL).astype(np.float32))
        pitches.append(semitones)
        # A peak at the very ends of the range does not count: it comes from hum below or hiss above.
        strengths.append(np.where((semitones > 0.5) & (semitones < 12 * _OCTAVES - 0.5), strength, 0))
    return np.concatenate(pitches), np.concatenate(strengths)


def hertz_of(semitones: np.ndarray) -> np.ndarray:
    """Semitones above LOWEST -> Hz [shape of what is given]."""
    return LOWEST * np.exp2(np.asarray(semitones) / 12)


def _peaks(likeness: np.ndarray, bonus: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Semitones (between the steps, by a parabola) of each row's best point, and the likeness there, 0..1."""
    curves, rows = likeness + bonus, np.arange(len(likeness))
    top = np.clip(curves.argmax(axis=1), 1, curves.shape[1] - 2)
    left, middle, right = (curves[rows, top + step] for step in (-1, 0, 1))
    bend = np.minimum(left - 2 * middle + right, -1e-6)
    at = top + np.clip((left - right) / 2 / bend, -1, 1)
    return (at / _PER_SEMITONE).astype(np.float32), np.clip(likeness[rows, top], 0, 1)
