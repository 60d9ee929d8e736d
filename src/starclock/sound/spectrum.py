"""Samples -> how strong each band of the spectrum is: the picture that voice activity and hesitations are read from."""

from __future__ import annotations

from functools import cache

import numpy as np

from starclock.sound import RATE
from starclock.sound.frames import slices, windows

BANDS = 24
_LOWEST, _HIGHEST = 100.0, 7600.0
_WINDOW, _TRANSFORM = 400, 512
_QUIETEST = 1e-11
"""Power below the last bit of any recording, so that digital silence has a level: -110 dB."""


def band_levels(samples: np.ndarray) -> np.ndarray:
    """Level of each mel-spaced band in each frame, dB [shape=(frames, BANDS), float16].

    Half precision resolves 0.06 dB here and holds an hour in 17 MB.
    """
    shape = np.hanning(_WINDOW + 2)[1:-1].astype(np.float32)
    shape /= np.sqrt(np.sum(shape**2))
    filters = _filters()
    parts = [np.zeros((0, BANDS), np.float16)]
    for first, last in slices(samples):
        power = np.abs(np.fft.rfft(windows(samples, _WINDOW, first, last) * shape, _TRANSFORM)).astype(np.float32) ** 2
        parts.append((10 * np.log10(power @ filters + _QUIETEST)).astype(np.float16))
    return np.concatenate(parts)


def smoothed(bands: np.ndarray) -> np.ndarray:
    """Mean over 50 ms of what the bands hold [shape=(frames, bands)], in the precision given."""
    padded = np.pad(bands, ((2, 2), (0, 0)), mode="edge")
    return np.asarray(sum(padded[i : i + len(bands)] for i in range(5)) / bands.dtype.type(5))


def centers() -> np.ndarray:
    """Middle of each band, Hz [shape=(BANDS,)]."""
    return _edges()[1:-1]


@cache
def _edges() -> np.ndarray:
    low, high = (1127 * np.log1p(hertz / 700) for hertz in (_LOWEST, _HIGHEST))
    return np.asarray(700 * np.expm1(np.linspace(low, high, BANDS + 2) / 1127))


@cache
def _filters() -> np.ndarray:
    """Triangles on the mel scale, each of area 1 [shape=(transform bins, BANDS)]."""
    hertz, edges = np.fft.rfftfreq(_TRANSFORM, 1 / RATE)[:, None], _edges()
    rising = (hertz - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - hertz) / (edges[2:] - edges[1:-1])
    triangles = np.maximum(0, np.minimum(rising, falling))
    return np.asarray(triangles / triangles.sum(axis=0), dtype=np.float32)
