"""Samples cut into frames: one window around the middle of every 10 ms, read in slices.

All of this wing counts time in these frames: frame i is about the second `(i + 0.5) * STEP`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from starclock.sound import RATE

if TYPE_CHECKING:
    import numpy as np

HOP = RATE // 100
STEP = HOP / RATE
"""Seconds from one frame to the next."""
SLICE = 60 * 100
"""Frames read at a time: a minute, so that two hours need no more memory than one."""


def count(samples: np.ndarray) -> int:
    """How many whole frames there are."""
    return len(samples) // HOP


def slices(samples: np.ndarray) -> Iterator[tuple[int, int]]:
    """First and last (not included) frame of each slice."""
    frames = count(samples)
    return ((first, min(first + SLICE, frames)) for first in range(0, frames, SLICE))


def windows(samples: np.ndarray, length: int, first: int, last: int) -> np.ndarray:
    """Windows of `length` samples around frames first..last [shape=(last - first, length)], a view, not a copy.

    Beyond both ends of the recording there is silence.
    """
    import numpy as np

    start = first * HOP - (length - HOP) // 2
    end = start + (last - first - 1) * HOP + length
    block = np.asarray(samples[max(start, 0) : max(min(end, len(samples)), 0)], dtype=np.float32)
    block = np.pad(block, (max(0, -start), end - start - max(0, -start) - len(block)))
    return np.lib.stride_tricks.sliding_window_view(block, length)[::HOP]
