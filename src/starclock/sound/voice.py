"""Where a voice is: Silero's voice probability says what is speech, energy above the noise says exactly where.

Silero alone smears edges by 50 to 100 ms and misses many an "um" in a noisy room; energy alone takes a slammed
door for speech. So every stretch louder than this recording's own noise is found first, and kept where Silero
hears a voice in it or where it is voiced long enough to be one.

Not `librosa.effects.split`, whose silence lies a fixed number of dB under the loudest: at 20 dB it invents pauses in
clean speech, at 30 it finds none of 136 in a noisy room (docs/figures/sound.md). In an echo 30 dB would be better.
"""

from __future__ import annotations

import numpy as np

from starclock.progress import Progress, silent
from starclock.sound import RATE
from starclock.sound.frames import SLICE, STEP, joined, runs
from starclock.sound.loading import loaded
from starclock.sound.spectrum import smoothed
from starclock.speech import Interval

CHANCE_SAMPLES = 512
"""Samples of one voice probability: 32 ms, what Silero VAD was trained on."""
CHANCE_STEP = CHANCE_SAMPLES / RATE
"""Seconds of the same."""
CHANCE_BLOCK, _LEAD = 256, 64
"""Probabilities made at once, about 8 s, and those before them that only let the model settle. Blocks lie at fixed
places, so that a recording gets the same values whether it is heard as it grows or at once."""
_LIKELY = 0.5
"""Silero's own threshold."""
_FLOOR_SHARE = 6
"""Per cent of a minute that is surely no speech: even fluent talk leaves as much in stops and gaps."""
_RANGE = 55.0
"""dB under the loudest; digital silence between words is no quieter floor than that."""
_ABOVE = 3.0
"""dB over the floor that noise itself reaches."""
_MOST = 50.0
"""dB; a band that stands out further says no more about where the voice is."""
_ON, _OFF = 1.5, 0.5
"""Mean dB over all bands above the noise where a stretch begins to count, and where it ends."""
_SHORTEST_SILENCE = 0.15
"""Seconds; shorter gaps are the stops inside words, and no listener hears a pause (Warner et al. 2022: 126 ms)."""
_SHORTEST_VOICE = 0.05
_VOICED = 0.12
"""Seconds of clear pitch that make a voice of a stretch in which Silero heard none."""
_TRUSTED = 0.5
"""Share of what Silero calls speech that energy must confirm; below it the noise is too loud to tell edges."""


def voice_chances(samples: np.ndarray, progress: Progress = silent, first: int = 0) -> np.ndarray:
    """Silero's probability (0..1) of a voice in each 32 ms [shape=(n,)]; it ships inside faster-whisper.

    samples : float32 mono 16 kHz [shape=(n,)]
    first : the block of CHANCE_BLOCK values (about 8 s) to begin with; earlier ones are known already
    """
    loaded("faster_whisper")
    from faster_whisper.vad import get_vad_model

    vad = get_vad_model()
    chances = [np.zeros(0, np.float32)]
    for start in range(first * CHANCE_BLOCK * CHANCE_SAMPLES, len(samples), CHANCE_BLOCK * CHANCE_SAMPLES):
        lead = min(start, _LEAD * CHANCE_SAMPLES)
        block = np.asarray(samples[start - lead : start + CHANCE_BLOCK * CHANCE_SAMPLES], dtype=np.float32)
        # A copy with 32 ms more, because the model overwrites the end of what it is given.
        found = vad(np.pad(block, (0, CHANCE_SAMPLES - len(block) % -CHANCE_SAMPLES))).reshape(-1)
        chances.append(found[lead // CHANCE_SAMPLES : -1])
        end = min(start + CHANCE_BLOCK * CHANCE_SAMPLES, len(samples))
        progress(end / RATE, len(samples) / RATE, "listening for the voice")
    return np.concatenate(chances)


def over_noise(bands: np.ndarray) -> np.ndarray:
    """How far each band stands out of the noise of its minute, dB, 0 where it does not [shape=(frames, BANDS)].

    bands : dB [shape=(frames, BANDS)]
    """
    over = np.zeros_like(bands)
    for first in range(0, len(bands), SLICE):
        block = bands[first : first + SLICE].astype(np.float32)
        floor = np.percentile(smoothed(block), _FLOOR_SHARE, axis=0)
        floor = np.maximum(floor, np.percentile(block, 99, axis=0).max() - _RANGE)
        over[first : first + SLICE] = np.clip(block - floor - _ABOVE, 0, _MOST)
    return over


def find_speech(over: np.ndarray, chances: np.ndarray, voiced: np.ndarray) -> tuple[Interval, ...]:
    """Stretches of speech, at least 0.15 s of silence between them.

    over : from over_noise; voiced : whether a frame has a clear pitch [shape=(frames,)]
    chances : Silero's, per 32 ms
    """
    frames = len(over)
    if not frames or chances.max(initial=0.0) < _LIKELY:
        return ()
    at = np.minimum(((np.arange(frames) + 0.5) * STEP / CHANCE_STEP).astype(int), len(chances) - 1)
    likely = chances[at] >= _LIKELY
    standing_out = over.mean(axis=1, dtype=np.float32)
    loud = [run for run in runs(standing_out > _OFF) if standing_out[slice(*run)].max() > _ON]
    kept = [
        (a, b)
        for a, b in joined(loud, _SHORTEST_SILENCE)
        if b - a >= _SHORTEST_VOICE / STEP and (likely[a:b].any() or voiced[a:b].sum() >= _VOICED / STEP)
    ]
    confirmed = sum(int(likely[a:b].sum()) for a, b in kept)
    if confirmed < _TRUSTED * likely.sum():
        kept = joined(runs(likely), _SHORTEST_SILENCE)
    return tuple(Interval(round(a * STEP, 3), round(b * STEP, 3)) for a, b in kept)
