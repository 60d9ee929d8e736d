"""Which channel of a recording is the voice: decided by what is speech in it, not by loudness.

An interface with the microphone on its second input, a capsule wired in opposite phase, a call with one party on
each side: the mean of the channels is the worst choice there. It is the best one where the same voice arrives on
all of them at the same time, since their noise then partly cancels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from starclock.sound.voice import voice_chances
from starclock.speech import Channels

Samples = NDArray[np.float32]

_FRAME = 512
"""Samples of one level and of one voice probability: 32 ms."""
_WINDOWS, _LENGTH = 8, 96
"""How many stretches of a recording are looked at, and the frames of each: 3 s."""
_SLICE = 2_000 * _FRAME
"""Samples read at a time: a minute."""
_VOICE = 0.5
"""Probability from which on a frame is speech."""
_AS_MUCH = 0.9
"""Share of the most talk from which on a channel has as much of it."""
_TOGETHER = 0.6
"""Correlation from which on two channels carry the voice in step, so that their mean gains."""
_NEAR = 12.0
"""dB by which a channel may be weaker than the best and still be mixed in."""
_LOUD = 0.25
"""What a channel's loud samples are brought to before a voice is looked for: a faint channel counts as any other."""


def find_channels(planes: Sequence[Samples], chances: Callable[[Samples], Samples] = voice_chances) -> Channels:
    """Which channels to hear.

    planes : each channel at 16 kHz [shape=(n,)], at least two
    chances : the probability of a voice in each 32 ms of 16 kHz samples
    """
    count = len(planes)
    every = tuple(range(count))
    if all(_same(planes[0], plane) for plane in planes[1:]):
        return _told(every, count)
    pieces = _pieces(planes)
    heard = np.stack([chances(_brought_up(piece))[: piece.size // _FRAME] for piece in pieces]) > _VOICE
    spoken = np.asarray(heard.any(axis=0))
    if not spoken.any():
        loudest = int(np.argmax(np.square(pieces).mean(axis=1)))
        return _told(_with_partners(pieces, loudest, np.ones_like(spoken)), count)
    talk = heard.sum(axis=1)
    ratios = np.array([_over_noise(piece, spoken) for piece in pieces])
    best = int(np.argmax(np.where(talk >= _AS_MUCH * talk.max(), ratios, -np.inf)))
    mixed = _with_partners(pieces, best, spoken)
    if len(mixed) > 1 and _over_noise(pieces[list(mixed)].mean(axis=0), spoken) >= ratios[best] - 0.5:
        return _told(mixed, count)
    return _told((best,), count)


def mixed(planes: Samples, channels: Channels | None) -> Samples:
    """The mean of the channels used [shape=(channels, n) -> (n,)]; without a choice, of all."""
    if channels is not None:
        planes = planes[[number - 1 for number in channels.used if number <= len(planes)]]
    # Mean, not FFmpeg's own mono: for floats that adds 3 dB to equal channels and clips.
    return np.asarray(planes[0] if len(planes) == 1 else planes.mean(axis=0, dtype=np.float32))


def _told(used: tuple[int, ...], count: int) -> Channels:
    return Channels(tuple(index + 1 for index in used), count)


def _pieces(planes: Sequence[Samples]) -> Samples:
    """The stretches in which most happens, spread over the recording, one after the other, without offset."""
    count = len(planes[0]) // _FRAME
    if count <= _WINDOWS * _LENGTH:
        chosen = np.stack([plane[: count * _FRAME] for plane in planes])
    else:
        activity = np.sum([_activity(plane, count) for plane in planes], axis=0)
        sums = np.concatenate([[0.0], np.cumsum(activity)])
        bounds = np.linspace(0, count, _WINDOWS + 1).astype(int)
        starts = []
        for first, last in pairwise(bounds.tolist()):
            ahead = sums[first + _LENGTH : last + 1] - sums[first : last + 1 - _LENGTH]
            starts.append(first + int(np.argmax(ahead)))
        spans = [slice(a * _FRAME, (a + _LENGTH) * _FRAME) for a in starts]
        chosen = np.stack([np.concatenate([plane[span] for span in spans]) for plane in planes])
    return np.asarray(chosen - chosen.mean(axis=1, keepdims=True), np.float32)


def _activity(plane: Samples, count: int) -> NDArray[np.float64]:
    """How far each frame stands out of the channel's own noise, 0..30 dB: loudness alone counts for nothing."""
    levels = _levels(plane[: count * _FRAME])
    sounding = levels[levels > -100]
    floor = np.percentile(sounding, 10) if sounding.size else 0.0
    return np.clip(levels - floor, 0, 30)


def _levels(plane: Samples) -> NDArray[np.float64]:
    """dB of each frame, read in slices: a long recording is a map of a file."""
    powers = [
        np.mean(np.square(plane[first : first + _SLICE].reshape(-1, _FRAME), dtype=np.float32), axis=1)
        for first in range(0, len(plane), _SLICE)
    ]
    return np.asarray(10 * np.log10(np.maximum(np.concatenate(powers), 1e-12)), np.float64)


def _same(one: Samples, two: Samples) -> bool:
    return all(
        np.array_equal(one[first : first + _SLICE], two[first : first + _SLICE]) for first in range(0, len(one), _SLICE)
    )


def _brought_up(piece: Samples) -> Samples:
    loud = float(np.percentile(np.abs(piece), 99))
    return piece * np.float32(min(_LOUD / loud, 3_000.0)) if loud > 0 else piece


def _over_noise(piece: Samples, spoken: NDArray[np.bool_]) -> float:
    """dB by which a channel's speech stands over what it has besides."""
    levels = _levels(piece)
    quiet = levels[~spoken] if (~spoken).sum() >= 5 else np.percentile(levels, [5])
    return float(np.percentile(levels[spoken], 75) - max(float(np.median(quiet)), -90.0))


def _with_partners(pieces: Samples, best: int, spoken: NDArray[np.bool_]) -> tuple[int, ...]:
    """The best channel and those that carry the same sound in step with it."""
    voices = pieces.reshape(len(pieces), -1, _FRAME)[:, spoken].reshape(len(pieces), -1)
    powers = np.square(voices).sum(axis=1)
    partners = []
    for index, voice in enumerate(voices):
        if index == best:
            partners.append(index)
        elif powers[index] and powers[best]:
            together = float(voice @ voices[best]) / float(np.sqrt(powers[index] * powers[best]))
            if together > _TOGETHER and 10 * np.log10(powers[best] / powers[index]) < _NEAR:
                partners.append(index)
    return tuple(partners)
