"""Loudness peaks that syllables make, after de Jong & Wempe (2009, Behavior Research Methods 41:385).

Counted from the sound alone they check the syllables counted from the words; unstressed ones are overlooked. Where
they ask for a pitch at the peak, here the spectrum of a vowel is enough: in a noisy room, and in a creaky voice, half
the vowels have no pitch that a tracker is sure of.
"""

from __future__ import annotations

import numpy as np
import scipy

from starclock.sound.frames import SLICE, STEP

_DIP = 2.0
"""dB that the loudness must fall on both sides of a peak."""
_BELOW_LOUDEST = 25.0
"""dB under the loudest hundredth: quieter peaks are no syllables."""
_SMOOTHED = 5
"""Frames of the smoothing window: 50 ms, shorter than any syllable."""
_VOICE_BANDS, _HISS_BANDS = slice(3, 17), slice(17, None)
"""About 350 to 3500 Hz, where vowels are, without rumble; and what is above."""
_VOWEL = 2.5
"""dB over the noise that the bands of a vowel reach."""


def find_nuclei(bands: np.ndarray, over: np.ndarray, spoken: np.ndarray) -> tuple[float, ...]:
    """Times of syllable peaks, seconds.

    bands : dB; over : from voice.over_noise (both [shape=(frames, BANDS)])
    spoken : whether a frame lies in speech [shape=(frames,)]
    """
    if len(bands) < _SMOOTHED:
        return ()
    minutes = (bands[first : first + SLICE, _VOICE_BANDS] for first in range(0, len(bands), SLICE))
    power = np.concatenate([np.power(10, minute.astype(np.float32) / 10).mean(axis=1) for minute in minutes])
    window = np.hanning(_SMOOTHED + 2)[1:-1]
    loudness = 10 * np.log10(np.convolve(power, window / window.sum(), "same") + 1e-11)
    least = np.percentile(loudness, 99) - _BELOW_LOUDEST
    vowel = over[:, _VOICE_BANDS].mean(axis=1, dtype=np.float32)
    open_ = spoken & (vowel > _VOWEL) & (vowel > over[:, _HISS_BANDS].mean(axis=1, dtype=np.float32))
    peaks, _ = scipy.signal.find_peaks(loudness, height=least, prominence=_DIP)
    return tuple(round((i + 0.5) * STEP, 2) for i in peaks[open_[peaks]].tolist())
