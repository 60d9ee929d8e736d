"""Samples -> how strong each band of the spectrum is: the picture that voice activity and hesitations are read from."""

from __future__ import annotations

import librosa
import numpy as np

from starclock.sound import RATE
from starclock.sound.frames import HOP, SLICE, blocks

BANDS = 24
_LOWEST, _HIGHEST = 100.0, 7600.0
"""Hz; the bands are spaced on the mel scale (O'Shaughnessy 1987) between them."""
_WINDOW, _TRANSFORM = 400, 512
_ENERGY = 3 / 8 * _WINDOW
"""Of the Hann window: levels are told per sample, whatever the window."""
_QUIETEST = 1e-11
"""Power below the last bit of any recording, so that digital silence has a level: -110 dB."""


def band_levels(samples: np.ndarray, first_minute: int = 0) -> np.ndarray:
    """Level of each mel-spaced band in each frame from a minute on, dB [shape=(frames, BANDS), float16].

    Half precision resolves 0.06 dB here and holds an hour in 17 MB.
    """
    parts = [np.zeros((0, BANDS), np.float16)]
    for block in blocks(samples, _TRANSFORM, first_minute):
        power = librosa.feature.melspectrogram(
            y=block,
            sr=RATE,
            n_fft=_TRANSFORM,
            win_length=_WINDOW,
            hop_length=HOP,
            center=False,
            n_mels=BANDS,
            fmin=_LOWEST,
            fmax=_HIGHEST,
            htk=True,
            norm=1,
        )
        levels = librosa.power_to_db(power, ref=_ENERGY, amin=_QUIETEST * _ENERGY, top_db=None)
        parts.append(levels.T.astype(np.float16))
    return np.concatenate(parts)


def smoothed(bands: np.ndarray) -> np.ndarray:
    """Mean over 50 ms of what the bands hold [shape=(frames, bands)], in the precision given."""
    means = np.empty_like(bands)
    for first in range(0, len(bands), SLICE):
        last = min(first + SLICE, len(bands))
        around = bands[np.clip(np.arange(first - 2, last + 2), 0, len(bands) - 1)]  # the ends repeated
        means[first:last] = sum(around[i : i + last - first] for i in range(5)) / bands.dtype.type(5)
    return means


def centers() -> np.ndarray:
    """Middle of each band, Hz [shape=(BANDS,)]."""
    return np.asarray(librosa.mel_frequencies(BANDS + 2, fmin=_LOWEST, fmax=_HIGHEST, htk=True)[1:-1])
