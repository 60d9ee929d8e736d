"""Samples cut into frames: one window around the middle of every 10 ms, read in slices.

All of this wing counts time in these frames: frame i is about the second `(i + 0.5) * STEP`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from starclock.sound import RATE
from starclock.speech import Interval

HOP = RATE // 100
STEP = HOP / RATE
"""Seconds from one frame to the next."""
SLICE = 60 * 100
"""Frames read at a time: a minute, so that two hours need no more memory than one."""


def count(samples: np.ndarray) -> int:
    """How many whole frames there are in samples [shape=(n,)]."""
    return len(samples) // HOP


def slices(samples: np.ndarray) -> Iterator[tuple[int, int]]:
    """First and last (not included) frame of each slice of samples [shape=(n,)]."""
    frames = count(samples)
    return ((first, min(first + SLICE, frames)) for first in range(0, frames, SLICE))


def windows(samples: np.ndarray, length: int, first: int, last: int) -> np.ndarray:
    """Windows of `length` samples around frames first..last [shape=(last - first, length)], a view, not a copy.

    Beyond both ends of the recording there is silence.
    """
    start = first * HOP - (length - HOP) // 2
    end = start + (last - first - 1) * HOP + length
    block = np.asarray(samples[max(start, 0) : max(min(end, len(samples)), 0)], dtype=np.float32)
    block = np.pad(block, (max(0, -start), end - start - max(0, -start) - len(block)))
    return np.lib.stride_tricks.sliding_window_view(block, length)[::HOP]


def runs(flags: np.ndarray) -> list[tuple[int, int]]:
    """First and last (not included) index of each run of True in `flags` [shape=(n,)].

    >>> runs(np.array([False, True, True, False, True]))
    [(1, 3), (4, 5)]
    """
    turns = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in turns.reshape(-1, 2)]


def joined(stretches: list[tuple[int, int]], gap: float) -> list[tuple[int, int]]:
    """Frame runs with less than `gap` seconds between them made one."""
    whole: list[tuple[int, int]] = []
    for a, b in stretches:
        if whole and (a - whole[-1][1]) * STEP < gap - 1e-9:
            whole[-1] = (whole[-1][0], b)
        else:
            whole.append((a, b))
    return whole


def mask(stretches: Sequence[Interval], frames: int) -> np.ndarray:
    """Which frames lie in any of the stretches [shape=(frames,), bool]."""
    inside = np.zeros(frames, bool)
    for stretch in stretches:
        inside[round(stretch.start / STEP) : round(stretch.end / STEP)] = True
    return inside
