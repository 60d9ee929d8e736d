"""Samples cut into frames of 10 ms, read a minute at a time.

All of this wing counts time in these frames: frame i is about the second `(i + 0.5) * STEP`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from starclock.intervals import merged_spans
from starclock.sound import RATE
from starclock.speech import Interval

HOP = RATE // 100
STEP = HOP / RATE
"""Seconds from one frame to the next."""
SLICE = 60 * 100
"""Frames read at a time: a minute, so that two hours need no more memory than one."""
LONGEST_WINDOW = 2048
"""Samples around a frame that any measure looks at."""


def settled_minutes(samples: int) -> int:
    """How many minutes of a recording that has so many samples by now stay as they are when it grows."""
    return max(0, samples - LONGEST_WINDOW) // (SLICE * HOP)


def blocks(samples: np.ndarray, length: int, first_minute: int = 0) -> Iterator[np.ndarray]:
    """Minute by minute, the part of samples [shape=(n,)] that its frames need [shape=((frames - 1) * HOP + length,)].

    length : samples of the window around each frame, as librosa cuts them with `hop_length=HOP, center=False`;
        LONGEST_WINDOW at most

    Beyond both ends of the recording there is silence. A last frame that is not whole is left out.
    """
    frames = len(samples) // HOP
    for first in range(first_minute * SLICE, frames, SLICE):
        start = first * HOP - (length - HOP) // 2
        end = start + (min(SLICE, frames - first) - 1) * HOP + length
        block = np.asarray(samples[max(start, 0) : min(end, len(samples))], dtype=np.float32)
        yield np.pad(block, (max(-start, 0), max(end - len(samples), 0)))


def runs(flags: np.ndarray) -> list[tuple[int, int]]:
    """First and last (not included) index of each run of True in `flags` [shape=(n,)].

    >>> runs(np.array([False, True, True, False, True]))
    [(1, 3), (4, 5)]
    """
    turns = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in turns.reshape(-1, 2)]


def joined(stretches: list[tuple[int, int]], gap: float) -> list[tuple[int, int]]:
    """Frame runs with less than `gap` seconds between them made one."""
    return merged_spans(stretches, round(gap / STEP))


def mask(stretches: Sequence[Interval], frames: int) -> np.ndarray:
    """Which frames lie in any of the stretches [shape=(frames,), bool]."""
    inside = np.zeros(frames, bool)
    for stretch in stretches:
        inside[round(stretch.start / STEP) : round(stretch.end / STEP)] = True
    return inside
