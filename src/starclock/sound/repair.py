"""What is mended in samples before anything is measured, and what cannot be: offset, faintness, gaps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from starclock.intervals import Interval, gaps
from starclock.sound import RATE
from starclock.speech import Sound

Samples = NDArray[np.float32]

_OFFSET = 1e-4
"""Mean from which on it is taken away: -80 dB, below the noise of any room."""
_SPAN = RATE // 2
"""Samples over which the offset is taken: half a second is far below any voice."""
_SLICE = 60 * RATE
_FAINT, _USUAL = -45.0, -26.0
"""dB of the loudest hundredth of a recording: below the first it is raised to the second."""
_MOST = 60.0
"""dB it is raised at most: what is fainter lies below the last bit of 16."""
_FLOOR = -100.0
"""dB that stand for nothing."""
_FULL_SCALE = 0.999
_SILENT = 0.5 / 32_768
"""Nothing: less than half a step of 16 bits."""
_SHORTEST = 0.5
"""Seconds of nothing that make a gap, in a recording whose own pauses are not silent to the bit."""
_PADDING = 2.0
"""Seconds of nothing that make a gap at the start or the end, where programs that cut sound leave some."""
_PAUSE = 4.0
"""Seconds of nothing that make a gap where the pauses are (a noise gate, a faint input): longer than people pause."""
_LEAST = 0.1
"""Seconds of nothing that are looked at."""
_EDGE = 0.1
"""Seconds at both ends of a pause that may still be voice."""


def without_offset(samples: Samples) -> Samples:
    """The samples [shape=(n,)] without a constant or slowly drifting offset, in place; gaps stay nothing.

    Takes the mean of the half second around from each sample: a high-pass of about 1 Hz, without delay. What has no
    offset is left as it is, bit for bit.
    """
    if not samples.size or not _has_offset(samples):
        return samples
    before = np.zeros(0, np.float32)
    for first in range(0, len(samples), _SLICE):
        last = min(first + _SLICE, len(samples))
        block = np.concatenate([before, samples[first : last + _SPAN]])
        sounding = np.abs(block) >= _SILENT
        sums = np.concatenate([[0.0], np.cumsum(block, dtype=np.float64)])
        counts = np.concatenate([[0], np.cumsum(sounding)])
        at = np.arange(len(before), len(before) + last - first)
        low, high = np.maximum(at - _SPAN // 2, 0), np.minimum(at + _SPAN // 2, len(block))
        mean = (sums[high] - sums[low]) / np.maximum(counts[high] - counts[low], 1)
        before = block[at[-1] + 1 - min(len(at), _SPAN) : at[-1] + 1].copy()
        moved = sounding[at] & (np.abs(block[at]) < _FULL_SCALE)  # what is clipped stays known as that
        samples[first:last] = np.clip(np.where(moved, block[at] - mean, block[at]), -1.0, 1.0)
    return samples


def _has_offset(samples: Samples) -> bool:
    """Whether most tenths of a second of a minute lie around another value than 0: for moments a voice itself may.

    So a minute that has only begun is not asked, except the first: what grows would have an offset now and none a
    second later, and would be heard anew each time.
    """
    hop = RATE // 10
    for first in range(0, max(1, len(samples) - _SLICE + 1), _SLICE):
        block = np.asarray(samples[first : first + _SLICE])
        frames = block[: len(block) // hop * hop].reshape(-1, hop)
        sounding = frames[np.abs(frames).max(axis=1) >= _SILENT]
        if len(sounding) and abs(float(np.median(sounding.mean(axis=1)))) > _OFFSET:
            return True
    return False


def raised(samples: Samples) -> tuple[Samples, float]:
    """Samples [shape=(n,)] of a voice that is far too faint at the usual level, in place; and by how many dB raised.

    Recognizers take any level, but nobody hears a voice in the last few bits of what was recorded.
    """
    blocks = [np.asarray(samples[first : first + _SLICE]) for first in range(0, len(samples), _SLICE)]
    hop = RATE // 100
    powers = [np.mean(np.square(b[: len(b) // hop * hop].reshape(-1, hop)), axis=1) for b in blocks]
    loud = 10 * math.log10(max(float(np.percentile(np.concatenate(powers), 99)), 1e-12)) if samples.size else 0.0
    peak = max((float(np.abs(block).max()) for block in blocks), default=0.0)
    if loud > _FAINT or not peak:
        return samples, 0.0
    gain = min(_USUAL - loud, _MOST, 20 * math.log10(0.9 / peak))
    if gain <= 0:
        return samples, 0.0
    for block in blocks:
        block *= np.float32(10 ** (gain / 20))
    return samples, gain


def lowered(sound: Sound, gain: float) -> Sound:
    """What was heard in samples that were raised by `gain` dB, with the levels that were recorded."""
    if not gain:
        return sound

    def level(db: float) -> float:
        return round(max(db - gain, _FLOOR), 1)

    track = sound.track and replace(sound.track, levels=tuple(map(level, sound.track.levels)))
    noise, speech = sound.noise_db, sound.speech_db
    return replace(
        sound,
        noise_db=None if noise is None else level(noise),
        speech_db=None if speech is None else level(speech),
        track=track,
    )


def with_gaps(sound: Sound, samples: Samples) -> Sound:
    """What was heard in samples [shape=(n,)], with its gaps."""
    return replace(sound, gaps=find_gaps(samples, sound.speech))


def find_gaps(samples: Samples, speech: Sequence[Interval]) -> tuple[Interval, ...]:
    """Stretches of samples [shape=(n,)] in which the microphone gave nothing: exact zeros, which no working one gives.

    A noise gate gives them in every pause, and so does an input that is turned down until the room is silent to the
    bit. There only a silence longer than anybody pauses is a gap.
    """
    silent = _silent_stretches(samples)
    least = _PAUSE if _is_gated(silent, speech, len(samples) / RATE) else _SHORTEST
    seconds = len(samples) / RATE

    def counts(silence: Interval) -> bool:
        at_an_end = silence.start == 0 or silence.end > seconds - 0.05
        return silence.seconds >= (max(least, _PADDING) if at_an_end else least)

    return tuple(silence for silence in silent if counts(silence))


def _is_gated(silent: Sequence[Interval], speech: Sequence[Interval], seconds: float) -> bool:
    """Whether most of the pauses are nothing. One longer than anybody pauses is no pause."""
    long = [s for s in silent if s.seconds >= _PAUSE]
    pauses = [
        Interval(p.start + _EDGE, p.end - _EDGE)
        for p in gaps(speech, Interval(0.0, seconds))
        if p.seconds > 2 * _EDGE and not any(p.overlap(s) for s in long)
    ]
    without_noise = [p for p in pauses if sum(p.overlap(s) for s in silent) > 0.5 * p.seconds]
    return 2 * len(without_noise) > len(pauses)


def _silent_stretches(samples: Samples) -> list[Interval]:
    """Runs of nothing of at least 0.1 s, to the hundredth of a second."""
    hop = RATE // 100
    count = len(samples) // hop
    quiet = np.zeros(count, bool)
    for first in range(0, count, _SLICE // hop):
        last = min(first + _SLICE // hop, count)
        block = np.asarray(samples[first * hop : last * hop]).reshape(-1, hop)
        quiet[first:last] = np.abs(block).max(axis=1) < _SILENT
    turns = np.flatnonzero(np.diff(np.concatenate([[False], quiet, [False]]).astype(np.int8))).reshape(-1, 2)
    return [Interval(a / 100, b / 100) for a, b in turns.tolist() if (b - a) / 100 >= _LEAST]
