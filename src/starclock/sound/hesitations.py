"""Steady voiced stretches: what may be an "um", with what it sounds like.

A filled pause keeps pitch and spectrum still for longer than any syllable does (Goto, Itou & Hayamizu 1999),
lies low in the speaker's voice, near a silence, on a central vowel or a nasal. Here such stretches are found,
generously; `checks/_places.py` weighs how long each holds still beside the words. Everything is told relative to
this speaker in this recording, so that a voice, a microphone or a telephone line makes no difference:

    pitch      semitones above the speaker's median; 0 where it has none
    slope      semitones a second, by a straight line through it
    wobble     semitones off that line (standard deviation)
    change     spectral change, as a share of the speaker's median while voiced
    level      dB above the median of the speaker's voiced frames
    swing      standard deviation of the level, dB
    color      distance of the mean spectrum from the speaker's mean, as a share of the median distance
    bright     balance of high against low bands, dB above the speaker's mean
    voiced     share of it that has a clear pitch; creak has little
    before     seconds of silence that end where it begins, at most 1; 0 where speech goes on
    after      the same where it ends
    led        seconds of speech from the last silence to its beginning, at most 1
    followed   seconds of speech from its end to the next silence, at most 1
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from starclock.sound.frames import SLICE, STEP, joined, mask, runs
from starclock.speech import Hesitation, Interval

_SHORTEST, _LONGEST = 0.14, 2.5
_TELEPHONE_BANDS = 17
"""Bands up to 4 kHz, which every microphone and line passes."""
_VOWEL_BANDS = slice(2, 14)
"""About 250 to 2500 Hz."""
_LEAST = 2.5
"""dB of these bands over the noise, and over what is above 4 kHz, in a vowel or a nasal."""
_COEFFICIENTS = 12
_REACH = 4
"""Frames to each side between which change is measured: 40 ms."""
_STILL = 0.9
"""Of the speaker's median change; half of all voiced frames are stiller than 1."""
_CALM = 1.4
"""Of the same; a hesitation moves this much at its ends, a change of phone moves more."""
_CORE = 0.1
"""Seconds that must be still."""
_LEVEL_PITCH = 15.0
"""Semitones a second; within words pitch moves 20 to 60."""
_BRIDGED = 0.06
"""Seconds of movement inside a hesitation: the turn from the vowel to the nasal in "um"."""
_TAIL, _FADED = 0.35, 4.0
"""Seconds and dB: what ends in silence so soon, so much quieter than the vowel, is the nasal it closes in."""


def find_hesitations(
    over: np.ndarray, pitches: np.ndarray, voiced: np.ndarray, speech: Sequence[Interval]
) -> tuple[Hesitation, ...]:
    """Candidates in time order, not overlapping.

    over : from voice.over_noise, smoothed [shape=(frames, BANDS)]
    pitches : semitones; voiced : whether they mean something (both [shape=(frames,)])
    """
    if voiced.sum() < _SHORTEST / STEP:
        return ()
    shapes = _cepstra(over)
    change = _change(shapes)
    change /= np.median(change[voiced]) + 1e-6
    rise = _difference(pitches, 3)
    slope = np.abs(rise - 12 * np.round(rise / 12)) / (6 * STEP)
    # A creaky "uh" has no steady pitch, so only its spectrum can tell it from a hiss.
    vowel = over[:, _VOWEL_BANDS].mean(axis=1, dtype=np.float32)
    highs = over[:, _TELEPHONE_BANDS:].mean(axis=1, dtype=np.float32)
    spoken = mask(speech, len(over))
    open_ = spoken & (vowel > _LEAST) & (vowel > highs + _LEAST)
    still = open_ & (change < _STILL) & (~voiced | (slope < _LEVEL_PITCH))
    calm = open_ & (change < _CALM)
    speaker = _Speaker(shapes, over, pitches, voiced)
    grown = joined([_grown(run, calm) for run in joined(runs(still), _BRIDGED)], STEP)
    # A hiss after the vowel is a consonant: then this is the end of a word.
    humming = np.where(spoken & (highs > vowel), np.inf, vowel)
    return tuple(
        _described(a, b, _faded(a, b, humming, spoken), speaker, change, voiced, speech)
        for a, b in grown
        if _SHORTEST <= (b - a) * STEP <= _LONGEST
    )


def _grown(run: tuple[int, int], calm: np.ndarray) -> tuple[int, int]:
    """A still run with the calm frames beside it: its onset, and the nasal that "um" ends in."""
    a, b = run
    if b - a < _CORE / STEP:
        return a, a
    while a and calm[a - 1]:
        a -= 1
    while b < len(calm) and calm[b]:
        b += 1
    return a, b


def _faded(a: int, b: int, humming: np.ndarray, spoken: np.ndarray) -> int:
    """Where the hum ends in which the vowel a..b dies away; b where speech goes on instead."""
    ends = np.flatnonzero(~spoken[b : b + round(_TAIL / STEP) + 1])
    end = b + int(ends[0]) if len(ends) else len(spoken) if b + round(_TAIL / STEP) >= len(spoken) else b
    core, tail = float(np.median(humming[a:b])), humming[b:end]
    return end if len(tail) and tail.max() <= core and tail.mean() < core - _FADED else b


class _Speaker:
    """This voice in this recording: what its features are measured from."""

    def __init__(self, shapes: np.ndarray, over: np.ndarray, pitches: np.ndarray, voiced: np.ndarray) -> None:
        self.shapes, self.pitches = shapes, pitches
        self.levels = over[:, :_TELEPHONE_BANDS].max(axis=1).astype(np.float32)
        half = _TELEPHONE_BANDS // 2
        self.balance = over[:, half:_TELEPHONE_BANDS].mean(axis=1, dtype=np.float32) - over[:, :half].mean(
            axis=1, dtype=np.float32
        )
        self.pitch = float(np.median(pitches[voiced]))
        self.level = float(np.median(self.levels[voiced]))
        self.bright = float(np.mean(self.balance[voiced]))
        self.shape = shapes[voiced].mean(axis=0)
        self.distance = float(np.median(np.linalg.norm(shapes[voiced] - self.shape, axis=1))) + 1e-6


def _described(
    a: int, b: int, end: int, speaker: _Speaker, change: np.ndarray, voiced: np.ndarray, speech: Sequence[Interval]
) -> Hesitation:
    """The hesitation a..end, with what its steady part a..b sounds like."""
    stretch = Interval(round(a * STEP, 3), round(end * STEP, 3))
    pitch, slope, wobble = _melody(speaker.pitches[a:b], voiced[a:b])
    levels = speaker.levels[a:b]
    before, after, led, followed = _surroundings(stretch, speech)
    features = {
        "pitch": pitch - speaker.pitch if pitch else 0.0,
        "slope": slope,
        "wobble": wobble,
        "change": float(change[a:b].mean()),
        "level": float(np.median(levels)) - speaker.level,
        "swing": float(np.std(levels)),
        "color": float(np.linalg.norm(speaker.shapes[a:b].mean(axis=0) - speaker.shape)) / speaker.distance,
        "bright": float(speaker.balance[a:b].mean()) - speaker.bright,
        "voiced": float(voiced[a:b].mean()),
        "before": before,
        "after": after,
        "led": led,
        "followed": followed,
    }
    return Hesitation(stretch.start, stretch.end, {name: round(value, 3) for name, value in features.items()})


def _melody(pitches: np.ndarray, voiced: np.ndarray) -> tuple[float, float, float]:
    """Median in semitones, slope in semitones a second, distance from the straight line; 0 without a pitch."""
    if voiced.sum() < 5:
        return 0.0, 0.0, 0.0
    times, pitches = np.flatnonzero(voiced) * STEP, pitches[voiced]
    # A creaky voice jumps between octaves, so the pitch counts as steady if it is steady within the octave.
    pitches = pitches - 12 * np.round((pitches - np.median(pitches)) / 12)
    slope, start = np.polyfit(times, pitches, 1)
    return float(np.median(pitches)), float(slope), float(np.std(pitches - (start + slope * times)))


def _surroundings(stretch: Interval, speech: Sequence[Interval]) -> tuple[float, float, float, float]:
    """Silence before and after, speech before and after, seconds. Only silence that adjoins counts."""
    most, adjoins = 1.0, 0.12
    at = min(bisect_left(speech, stretch.middle, key=lambda s: s.end), len(speech) - 1)
    own = speech[at]
    led, followed = max(0.0, stretch.start - own.start), max(0.0, own.end - stretch.end)
    before = own.start - speech[at - 1].end if at else most
    after = speech[at + 1].start - own.end if at + 1 < len(speech) else most
    return (
        min(before, most) if led < adjoins else 0.0,
        min(after, most) if followed < adjoins else 0.0,
        min(led, most),
        min(followed, most),
    )


def _cepstra(over: np.ndarray) -> np.ndarray:
    """Shape of the spectrum up to 4 kHz, loudness left out [shape=(frames, _COEFFICIENTS), float32]."""
    bands = np.arange(_TELEPHONE_BANDS) + 0.5
    cosines = np.cos(np.pi * bands[:, None] * np.arange(1, _COEFFICIENTS + 1) / _TELEPHONE_BANDS).astype(np.float32)
    shapes = np.empty((len(over), _COEFFICIENTS), np.float32)
    for first in range(0, len(over), SLICE):
        np.matmul(
            over[first : first + SLICE, :_TELEPHONE_BANDS].astype(np.float32), cosines, shapes[first : first + SLICE]
        )
    shapes *= 2 / _TELEPHONE_BANDS
    return shapes


def _change(shapes: np.ndarray) -> np.ndarray:
    """How far the mean shape of the next 40 ms is from that of the last 40 ms [shape=(frames,)]."""
    change = np.empty(len(shapes))
    for first in range(0, len(shapes), SLICE):
        last = min(first + SLICE, len(shapes))
        around = np.clip(np.arange(first - _REACH - 1, last + _REACH), 0, len(shapes) - 1)  # the ends repeated
        sums = np.cumsum(shapes[around], axis=0, dtype=np.float64)
        past, coming = (
            sums[at + _REACH : at + _REACH + last - first] - sums[at : at + last - first] for at in (0, _REACH)
        )
        change[first:last] = np.linalg.norm(coming - past, axis=1) / _REACH
    return change


def _difference(values: np.ndarray, reach: int) -> np.ndarray:
    """values[t + reach] - values[t - reach], the ends repeated."""
    padded = np.pad(values, reach, mode="edge")
    return np.asarray(padded[2 * reach :] - padded[: len(values)])
