"""Steady voiced stretches: what may be an "um", with what it sounds like.

A filled pause keeps pitch and spectrum still for longer than any syllable does (Goto, Itou & Hayamizu 1999),
lies low in the speaker's voice, near a silence, on a central vowel or a nasal. Here such stretches are found,
generously; `checks/filled_pauses.py` weighs their features beside the words. Everything is told relative to
this speaker in this recording, so that a voice, a microphone or a telephone line makes no difference:

    pitch      semitones above the speaker's median
    slope      semitones a second, by a straight line through it
    wobble     semitones off that line (standard deviation)
    change     spectral change, as a share of the speaker's median while voiced
    level      dB above the median of the speaker's voiced frames
    swing      standard deviation of the level, dB
    color      distance of the mean spectrum from the speaker's mean, as a share of the median distance
    bright     balance of high against low bands, dB above the speaker's mean
    voicing    how periodic, 0..1
    before     seconds of silence that end where it begins, at most 1; 0 where speech goes on
    after      the same where it ends
    led        seconds of speech from the last silence to its beginning, at most 1
    followed   seconds of speech from its end to the next silence, at most 1
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from starclock.sound.frames import SLICE, STEP
from starclock.sound.voice import joined, runs
from starclock.speech import Hesitation, Interval

if TYPE_CHECKING:
    import numpy as np

_SHORTEST, _LONGEST = 0.14, 2.5
_TELEPHONE_BANDS = 17
"""Bands up to 4 kHz, which every microphone and line passes."""
_COEFFICIENTS = 12
_REACH = 4
"""Frames to each side between which change is measured: 40 ms."""
_STILL = 0.9
"""Of the speaker's median change; half of all voiced frames are stiller than 1."""
_LEVEL_PITCH = 15.0
"""Semitones a second; within words pitch moves 20 to 60."""
_BRIDGED = 0.06
"""Seconds of movement inside a hesitation: the turn from the vowel to the nasal in "um"."""


def find_hesitations(
    over: np.ndarray, pitches: np.ndarray, strengths: np.ndarray, voiced: np.ndarray, speech: Sequence[Interval]
) -> tuple[Hesitation, ...]:
    """Candidates in time order, not overlapping.

    over : from voice.over_noise [shape=(frames, BANDS)]; pitches : semitones, octaves mended
    strengths : how periodic; voiced : bool (all [shape=(frames,)])
    """
    import numpy as np

    if voiced.sum() < _SHORTEST / STEP:
        return ()
    shapes = _cepstra(over)
    change = _change(shapes)
    change /= np.median(change[voiced]) + 1e-6
    rise = _difference(pitches, 3)
    slope = np.abs(rise - 12 * np.round(rise / 12)) / (6 * STEP)
    still = voiced & (change < _STILL) & (slope < _LEVEL_PITCH)
    speaker = _Speaker(shapes, over, pitches, voiced)
    return tuple(
        _described(a, b, speaker, change, strengths, speech)
        for a, b in _within(joined(runs(still), _BRIDGED), voiced)
        if _SHORTEST <= (b - a) * STEP <= _LONGEST
    )


def _within(stretches: list[tuple[int, int]], voiced: np.ndarray) -> list[tuple[int, int]]:
    """Only stretches whose bridges are voiced too."""
    return [(a, b) for a, b in stretches if voiced[a:b].mean() > 0.85]


class _Speaker:
    """This voice in this recording: what its features are measured from."""

    def __init__(self, shapes: np.ndarray, over: np.ndarray, pitches: np.ndarray, voiced: np.ndarray) -> None:
        import numpy as np

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
    a: int, b: int, speaker: _Speaker, change: np.ndarray, strengths: np.ndarray, speech: Sequence[Interval]
) -> Hesitation:
    import numpy as np

    stretch = Interval(round(a * STEP, 3), round(b * STEP, 3))
    times = np.arange(b - a) * STEP
    pitches = speaker.pitches[a:b]
    # A creaky voice flips between octaves; what is still within the octave is still.
    pitches = pitches - 12 * np.round((pitches - np.median(pitches)) / 12)
    slope, start = np.polyfit(times, pitches, 1)
    levels = speaker.levels[a:b]
    before, after, led, followed = _surroundings(stretch, speech)
    features = {
        "pitch": float(np.median(pitches)) - speaker.pitch,
        "slope": float(slope),
        "wobble": float(np.std(pitches - (start + slope * times))),
        "change": float(change[a:b].mean()),
        "level": float(np.median(levels)) - speaker.level,
        "swing": float(np.std(levels)),
        "color": float(np.linalg.norm(speaker.shapes[a:b].mean(axis=0) - speaker.shape)) / speaker.distance,
        "bright": float(speaker.balance[a:b].mean()) - speaker.bright,
        "voicing": float(strengths[a:b].mean()),
        "before": before,
        "after": after,
        "led": led,
        "followed": followed,
    }
    return Hesitation(stretch.start, stretch.end, {name: round(value, 3) for name, value in features.items()})


def _surroundings(stretch: Interval, speech: Sequence[Interval]) -> tuple[float, float, float, float]:
    """Silence before and after, speech before and after, seconds. Only silence that adjoins counts."""
    most, adjoins = 1.0, 0.12
    at = next((i for i, s in enumerate(speech) if s.end >= stretch.middle), len(speech) - 1)
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
    import numpy as np

    bands = np.arange(_TELEPHONE_BANDS) + 0.5
    cosines = np.cos(np.pi * bands[:, None] * np.arange(1, _COEFFICIENTS + 1) / _TELEPHONE_BANDS).astype(np.float32)
    parts = [
        over[first : first + SLICE, :_TELEPHONE_BANDS].astype(np.float32) @ cosines
        for first in range(0, len(over), SLICE)
    ]
    return np.concatenate([np.zeros((0, _COEFFICIENTS), np.float32), *parts]) * (2 / _TELEPHONE_BANDS)


def _change(shapes: np.ndarray) -> np.ndarray:
    """How far the mean shape of the next 40 ms is from that of the last 40 ms [shape=(frames,)]."""
    import numpy as np

    sums = np.cumsum(np.pad(shapes, ((_REACH + 1, _REACH), (0, 0)), mode="edge"), axis=0, dtype=np.float64)
    past = sums[_REACH : len(shapes) + _REACH] - sums[: len(shapes)]
    coming = sums[2 * _REACH : len(shapes) + 2 * _REACH] - sums[_REACH : len(shapes) + _REACH]
    return np.asarray(np.linalg.norm(coming - past, axis=1) / _REACH)


def _difference(values: np.ndarray, reach: int) -> np.ndarray:
    """values[t + reach] - values[t - reach], the ends repeated."""
    import numpy as np

    padded = np.pad(values, reach, mode="edge")
    return np.asarray(padded[2 * reach :] - padded[: len(values)])
