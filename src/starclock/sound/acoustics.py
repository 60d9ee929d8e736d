"""Samples -> what was heard besides the words: voice, level, noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starclock.progress import Progress, silent
from starclock.sound import RATE
from starclock.speech import Interval, Sound

if TYPE_CHECKING:
    import numpy as np

_FRAME = 512
"""Samples of one voice probability: 32 ms, what Silero VAD was trained on."""
_SLICE = 60 * RATE
_ON, _OFF = 0.5, 0.35
_SHORTEST_VOICE, _SHORTEST_SILENCE = 0.1, 0.15


def hear(samples: np.ndarray, progress: Progress = silent) -> Sound:
    """samples : float32 mono 16 kHz [shape=(n,)]. Levels are medians over 10 ms frames, in dBFS."""
    import numpy as np

    speech = find_voice(samples, progress)
    levels = frame_levels(samples)
    times = (np.arange(len(levels)) + 0.5) * 0.01
    voiced = np.zeros(len(levels), bool)
    for stretch in speech:
        voiced |= (times >= stretch.start) & (times <= stretch.end)
    clipped = sum(int((np.abs(samples[i : i + _SLICE]) >= 0.999).sum()) for i in range(0, len(samples), _SLICE))
    return Sound(
        speech=speech,
        noise_db=round(float(np.median(levels[~voiced])), 1) if (~voiced).any() else None,
        speech_db=round(float(np.median(levels[voiced])), 1) if voiced.any() else None,
        clipped=clipped / max(1, len(samples)),
    )


def frame_levels(samples: np.ndarray) -> np.ndarray:
    """Root-mean-square level of each 10 ms, dBFS [shape=(n // 160,)], floored at -100."""
    import numpy as np

    parts = []
    for i in range(0, len(samples) // 160 * 160, _SLICE):
        block = np.asarray(samples[i : min(i + _SLICE, len(samples) // 160 * 160)])
        power = np.mean(np.square(block.reshape(-1, 160)), axis=1)
        parts.append(10 * np.log10(np.maximum(power, 1e-10)))
    return np.concatenate(parts) if parts else np.zeros(0)


def find_voice(samples: np.ndarray, progress: Progress = silent) -> tuple[Interval, ...]:
    """Stretches with a voice, by Silero VAD (ships inside faster-whisper), with hysteresis."""
    import numpy as np
    from faster_whisper.vad import get_vad_model

    vad = get_vad_model()
    chances = []
    for i in range(0, len(samples), _SLICE):
        # A padded copy: the model overwrites the end of what it is given.
        block = np.array(samples[i : i + _SLICE], dtype=np.float32)
        chances.append(vad(np.pad(block, (0, -len(block) % _FRAME))).reshape(-1))
        progress(min(i + _SLICE, len(samples)) / RATE, len(samples) / RATE, "listening for the voice")
    return _stretches(np.concatenate(chances) if chances else np.zeros(0), len(samples) / RATE)


def _stretches(chances: np.ndarray, seconds: float) -> tuple[Interval, ...]:
    step = _FRAME / RATE
    found: list[list[float]] = []
    on = False
    for i, chance in enumerate(chances.tolist()):
        if not on and chance >= _ON:
            on = True
            if found and i * step - found[-1][1] < _SHORTEST_SILENCE:
                found[-1][1] = i * step
            else:
                found.append([i * step, i * step])
        elif on and chance < _OFF:
            on = False
        if on:
            found[-1][1] = min((i + 1) * step, seconds)
    return tuple(Interval(round(a, 3), round(b, 3)) for a, b in found if b - a >= _SHORTEST_VOICE)
