"""Samples -> what was heard besides the words: one look at the whole recording, in slices of a minute."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from typing import NamedTuple

import librosa
import numpy as np

from starclock.progress import Progress, silent
from starclock.sound import RATE
from starclock.sound.frames import HOP, SLICE, STEP, blocks, mask, settled_minutes
from starclock.sound.hesitations import find_hesitations
from starclock.sound.loading import loaded
from starclock.sound.nuclei import find_nuclei
from starclock.sound.pitch import PERIODIC, find_pitch, hertz_of
from starclock.sound.spectrum import band_levels, centers, smoothed
from starclock.sound.voice import CHANCE_BLOCK, CHANCE_SAMPLES, find_speech, over_noise, voice_chances
from starclock.speech import Sound, Track

_PER_VALUE = 5
"""Frames for one value of the track: 50 ms, enough for intonation."""
_FULL_SCALE = 0.999
_COVERED = 50.0
"""dB under the loudest band of a voice: noise above this may cover the highs, which lie some 40 dB below and count
from 10 dB over the noise. Past the end of a line there is no such noise: 65 dB and more below."""


_ONE_AT_A_TIME = threading.Lock()
"""The first measuring compiles; besides, each takes memory."""


@cache
def warm() -> None:
    """Starts to load, in the background, what `hear` needs: call it while the speaker still speaks.

    librosa's import takes a second of processor time, and 15 s the first time after it was installed: it compiles, and
    keeps what it compiled. Only the first call does anything. What goes wrong here goes wrong in `hear` again, and is
    told there.
    """

    def load() -> None:
        with suppress(Exception):
            hear(np.zeros(RATE, np.float32))

    threading.Thread(target=load, name="starclock-warm", daemon=True).start()


class _Frames(NamedTuple):
    """What is measured in each frame: bands and levels in dB, pitch in semitones, how periodic, samples clipped."""

    bands: np.ndarray
    pitches: np.ndarray
    strengths: np.ndarray
    levels: np.ndarray
    clipped: np.ndarray


class Hearing:
    """Hears a recording that grows: what is settled is measured once.

        hearing = Hearing()
        hearing.chances(samples)    # all samples there are by now
        hearing.sound(samples)

    Each call is given float32 mono 16 kHz [shape=(n,)] that begin with what the call before was given.
    """

    def __init__(self) -> None:
        self._settled: list[_Frames] = []
        self._chances: list[np.ndarray] = []

    def chances(self, samples: np.ndarray, progress: Progress = silent) -> np.ndarray:
        """The probability (0..1) of a voice in each 32 ms [shape=(n,)]."""
        known = len(self._chances)
        found = voice_chances(samples, progress, known)
        whole = len(samples) // (CHANCE_BLOCK * CHANCE_SAMPLES) - known
        if whole > 0:
            self._chances += np.split(found[: whole * CHANCE_BLOCK], whole)
        return np.concatenate([*self._chances, found[max(0, whole) * CHANCE_BLOCK :]])

    def sound(self, samples: np.ndarray, progress: Progress = silent) -> tuple[Sound, np.ndarray]:
        """What was heard by now besides the words, and the chances, on which that stands [shape=(n,)]."""
        with self.beside(samples, progress) as (chances, sound):
            return sound(), chances

    @contextmanager
    def beside(
        self, samples: np.ndarray, progress: Progress = silent, ended: bool = False
    ) -> Iterator[tuple[np.ndarray, Callable[[], Sound]]]:
        """The chances [shape=(n,)] as soon as they are there, and what waits for the rest, which goes on beside.

        ended : nothing will be added to the recording, so what was measured is not kept for then

        Silero and the transforms both leave Python while they work, so they share two cores.
        """
        progress(0.0, 0.0, "getting ready")
        chances: Future[np.ndarray] = Future()
        with ThreadPoolExecutor(1) as beside:
            sound = beside.submit(lambda: _sound(self._frames(samples, ended), chances.result()))
            try:
                chances.set_result(self.chances(samples, progress))
            except BaseException as problem:
                chances.set_exception(problem)
                raise
            yield chances.result(), sound.result

    def _frames(self, samples: np.ndarray, ended: bool) -> _Frames:
        known = len(self._settled)
        loaded("librosa.core", "librosa.feature", "librosa.filters")
        with _ONE_AT_A_TIME:
            found = _Frames(band_levels(samples, known), *find_pitch(samples, known), *frame_levels(samples, known))
        for minute in range(0 if ended else settled_minutes(len(samples)) - known):
            self._settled.append(_Frames(*(part[minute * SLICE : (minute + 1) * SLICE] for part in found)))
        parts = [*self._settled[:known], found]
        return found if not known else _Frames(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def hear(samples: np.ndarray, progress: Progress = silent) -> Sound:
    """What was heard in `samples` (float32 mono 16 kHz [shape=(n,)]). Two hours need about 250 MB beside them."""
    return Hearing().sound(samples, progress)[0]


def _sound(frames: _Frames, chances: np.ndarray) -> Sound:
    bands, pitches, strengths, levels, clipped = frames
    del frames  # of hours each table takes 50 MB and more: it goes when its last reader is through
    over = over_noise(bands)
    periodic = strengths > PERIODIC
    speech = find_speech(over, chances, periodic)
    spoken = mask(speech, len(levels))
    voiced = spoken & periodic
    bandwidth, nuclei = _bandwidth(bands, over, spoken), find_nuclei(bands, over, spoken)
    del bands
    over = smoothed(over)
    return Sound(
        speech=speech,
        noise_db=_median(levels[~spoken]),
        speech_db=_median(levels[spoken]),
        clipped=round(int(clipped.sum()) / max(1, HOP * len(levels)), 5),
        bandwidth=bandwidth,
        nuclei=nuclei,
        track=_track(levels, pitches, voiced),
        hesitations=find_hesitations(over, pitches, voiced, speech),
    )


def frame_levels(samples: np.ndarray, first_minute: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Of each frame from a minute on: level, dBFS, floored at -100; samples at full scale. Both [shape=(frames,)]."""
    levels, clipped = [np.zeros(0, np.float32)], [np.zeros(0, np.uint8)]
    for block in blocks(samples, HOP, first_minute):
        clipped.append((np.abs(block) >= _FULL_SCALE).reshape(-1, HOP).sum(axis=1, dtype=np.uint8))
        loudness = librosa.feature.rms(y=block, frame_length=HOP, hop_length=HOP, center=False)[0]
        levels.append(librosa.amplitude_to_db(loudness, ref=1.0, amin=1e-5, top_db=None))
    return np.concatenate(levels), np.concatenate(clipped)


def _median(levels: np.ndarray) -> float | None:
    return round(float(np.median(levels)), 1) if len(levels) else None


def _bandwidth(bands: np.ndarray, over: np.ndarray, spoken: np.ndarray) -> float | None:
    """Center of the highest band that speech lifts 10 dB out of the noise in one frame of twenty, Hz.

    Where noise is so loud that it would cover the highs of any voice, a band counts as reached: nobody can tell.
    """
    if not spoken.any():
        return None
    reached = np.array([np.percentile(band[spoken], 95) > 10 for band in over.T])
    if not spoken.all():
        loudest = max(np.percentile(band[spoken], 95) for band in bands.T)
        reached |= np.array([np.median(band[~spoken]) > loudest - _COVERED for band in bands.T])
    return round(float(centers()[np.flatnonzero(reached)[-1]])) if reached.any() else None


def _track(levels: np.ndarray, pitches: np.ndarray, voiced: np.ndarray) -> Track:
    """Means of level, medians of pitch over 50 ms; a pitch needs three voiced frames of five."""
    count = len(levels) // _PER_VALUE * _PER_VALUE
    level = levels[:count].reshape(-1, _PER_VALUE).mean(axis=1)
    flags = voiced[:count].reshape(-1, _PER_VALUE)
    clear = flags.sum(axis=1) > _PER_VALUE // 2
    hertz = np.zeros(len(level))
    semitones = np.where(flags, pitches[:count].reshape(-1, _PER_VALUE), np.nan)[clear]
    hertz[clear] = hertz_of(np.nanmedian(semitones, axis=1)) if clear.any() else 0
    return Track(
        step=_PER_VALUE * STEP,
        levels=tuple(round(value, 1) for value in level.tolist()),
        pitches=tuple(round(value, 1) if value else None for value in hertz.tolist()),
    )
