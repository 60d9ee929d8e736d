"""Samples -> what was heard besides the words: one look at the whole recording, in slices of a minute."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache

import librosa
import numpy as np

from starclock.progress import Progress, silent
from starclock.sound import RATE
from starclock.sound.frames import HOP, STEP, blocks, mask
from starclock.sound.hesitations import find_hesitations
from starclock.sound.nuclei import find_nuclei
from starclock.sound.pitch import PERIODIC, find_pitch, hertz_of
from starclock.sound.spectrum import band_levels, centers
from starclock.sound.voice import find_speech, over_noise, voice_chances
from starclock.speech import Sound, Track

_PER_VALUE = 5
"""Frames for one value of the track: 50 ms, enough for intonation."""
_FULL_SCALE = 0.999
_COVERED = 50.0
"""dB under the loudest band of a voice: noise above this may cover the highs, which lie some 40 dB below and count
from 10 dB over the noise. Past the end of a line there is no such noise: 65 dB and more below."""


_ONE_AT_A_TIME = threading.Lock()
"""The first hearing loads libraries; a second one beside it could meet them half loaded."""


@cache
def warm() -> None:
    """Starts to load, in the background, what `hear` needs: call it while the speaker still speaks or a file is read.

    librosa's import takes a second of processor time, and 15 s the first time after it was installed: it compiles, and
    keeps what it compiled. Only the first call does anything. What goes wrong here goes wrong in `hear` again, and is
    told there.
    """

    def load() -> None:
        with suppress(Exception):
            hear(np.zeros(RATE, np.float32))

    threading.Thread(target=load, name="starclock-warm", daemon=True).start()


def hear(samples: np.ndarray, progress: Progress = silent) -> Sound:
    """What was heard in `samples` (float32 mono 16 kHz [shape=(n,)]). Two hours need about 250 MB beside them."""
    progress(0.0, 0.0, "getting ready")
    with _ONE_AT_A_TIME:
        # Silero and the transforms both leave Python while they work, so they share two cores.
        with ThreadPoolExecutor(1) as beside:
            listening = beside.submit(voice_chances, samples, progress)
            bands = band_levels(samples)
            pitches, strengths = find_pitch(samples)
            chances = listening.result()
        levels, clipped = frame_levels(samples)
    over = over_noise(bands)
    periodic = strengths > PERIODIC
    speech = find_speech(over, chances, periodic)
    spoken = mask(speech, len(levels))
    voiced = spoken & periodic
    return Sound(
        speech=speech,
        noise_db=_median(levels[~spoken]),
        speech_db=_median(levels[spoken]),
        clipped=round(clipped, 5),
        bandwidth=_bandwidth(bands, over, spoken),
        nuclei=find_nuclei(bands, over, spoken),
        track=_track(levels, pitches, voiced),
        hesitations=find_hesitations(over, pitches, voiced, speech),
    )


def frame_levels(samples: np.ndarray) -> tuple[np.ndarray, float]:
    """Level of each frame, dBFS [shape=(frames,)], floored at -100; share of samples at full scale."""
    levels, full = [np.zeros(0, np.float32)], 0
    for block in blocks(samples, HOP):
        full += int((np.abs(block) >= _FULL_SCALE).sum())
        loudness = librosa.feature.rms(y=block, frame_length=HOP, hop_length=HOP, center=False)[0]
        levels.append(librosa.amplitude_to_db(loudness, ref=1.0, amin=1e-5, top_db=None))
    return np.concatenate(levels), full / max(1, len(samples))


def _median(levels: np.ndarray) -> float | None:
    return round(float(np.median(levels)), 1) if len(levels) else None


def _bandwidth(bands: np.ndarray, over: np.ndarray, spoken: np.ndarray) -> float | None:
    """Center of the highest band that speech lifts 10 dB out of the noise in one frame of twenty, Hz.

    Where noise is so loud that it would cover the highs of any voice, a band counts as reached: nobody can tell.
    """
    if not spoken.any():
        return None
    reached = np.percentile(over[spoken], 95, axis=0) > 10
    if not spoken.all():
        loudest = np.percentile(bands[spoken], 95, axis=0).max()
        reached |= np.median(bands[~spoken], axis=0) > loudest - _COVERED
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
