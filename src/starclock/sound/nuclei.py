"""Loudness peaks that syllables make, after de Jong & Wempe (2009, Behavior Research Methods 41:385).

Counted from the sound alone they check the syllables counted from the words; unstressed ones are overlooked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starclock.sound.frames import STEP

if TYPE_CHECKING:
    import numpy as np

_DIP = 2.0
"""dB that the loudness must fall on both sides of a peak."""
_BELOW_LOUDEST = 25.0
"""dB under the loudest hundredth: quieter peaks are no syllables."""
_SMOOTHED = 7
"""Frames of the smoothing window: 70 ms, shorter than any syllable."""
_VOICE_BANDS = slice(3, 17)
"""About 350 to 3500 Hz: vowels, without rumble and hiss."""


def find_nuclei(bands: np.ndarray, voiced: np.ndarray) -> tuple[float, ...]:
    """Times of syllable peaks, seconds. bands : dB [shape=(frames, BANDS)]; voiced [shape=(frames,)]."""
    import numpy as np

    if len(bands) < _SMOOTHED:
        return ()
    power = np.power(10, bands[:, _VOICE_BANDS].astype(np.float32) / 10).mean(axis=1)
    window = np.hanning(_SMOOTHED + 2)[1:-1]
    loudness = 10 * np.log10(np.convolve(power, window / window.sum(), "same") + 1e-11)
    least = np.percentile(loudness, 99) - _BELOW_LOUDEST
    return tuple(round((i + 0.5) * STEP, 2) for i in _peaks(loudness) if loudness[i] > least and voiced[i])


def _peaks(curve: np.ndarray) -> list[int]:
    """Where a curve is highest between two falls of at least _DIP."""
    found, climbing = [], True
    best = worst = 0
    values = curve.tolist()
    for i, value in enumerate(values):
        if climbing:
            if value > values[best]:
                best = i
            elif value < values[best] - _DIP:
                found.append(best)
                climbing, worst = False, i
        elif value < values[worst]:
            worst = i
        elif value > values[worst] + _DIP:
            climbing, best = True, i
    return found
