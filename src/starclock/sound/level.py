"""How loud a stretch of sound is, in dB below full scale, and what to do about it."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FULL_SCALE = 32_768.0
"""A 16-bit sample of this size is 1.0."""
FLOOR_DB = -96.0
"""Stands for digital silence, where a level in decibels must be a number: the step of 16 bits."""
FRAME = 0.030
"""Seconds of one level."""

# Levels in dB below full scale. Speech is meant to sit near -26 (ITU-T P.56 / P.800 practice); the rest are
# rules of thumb around it. Real speech has been met at -44 dB peak, where a fixed gate heard nothing.
QUIET_SPEECH = -42.0
LOUD_PEAK = -1.0
NOISY = 15.0
"""dB between speech and noise below which recognizers start to mishear."""
A_VOICE = 8.0
"""dB by which the loud tenth of a take stands above the quiet tenth when somebody spoke."""
CLIPPED = 0.0005
"""Share of samples at full scale that one can hear."""
TELEPHONE = 4_000.0
"""Hz; what ends here is a telephone line, or a wireless headset in hands-free mode."""
_NOTHING_ABOVE = 52.0
"""dB by which what lies above TELEPHONE stays under the voice in its clearest frame; an s comes within 30."""


@dataclass(frozen=True, slots=True)
class Level:
    """How loud a stretch of sound is. Levels in dB below full scale (0 is the loudest there is).

    peak_db : the loudest sample; None for exact zeros
    speech_db : the loud tenth of 30 ms frames, None where it does not stand out from the noise: nobody spoke
    noise_db : the quiet tenth of them; None for exact zeros
    clipped : share of samples at full scale, 0..1
    zeros : nothing but exact zeros, which no working microphone gives
    telephone : nothing of the voice lies above 4 kHz; None where no voice is there to tell it
    """

    seconds: float
    peak_db: float | None
    speech_db: float | None
    noise_db: float | None
    clipped: float
    zeros: bool
    telephone: bool | None = None


CLIPPING = "Clipping: move back a hand's width, or turn the input volume down."
TOO_QUIET = "Too quiet: move closer, or turn the input volume up."
NO_VOICE = "No voice stood out from the noise: speak while the check runs, or choose another microphone."
TOO_NOISY = "Noisy: close the window, leave the fan, or use a headset."
TELEPHONE_QUALITY = (
    "Telephone quality: nothing above 4 kHz, so s and f sound alike and more words are misheard. "
    "A wireless headset does this in hands-free mode: use another microphone."
)


def why_zeros() -> str:
    """What exact zeros from a microphone mean on this system, and what to do."""
    if sys.platform == "darwin":
        return (
            "Only digital silence: this terminal may not use the microphone. Allow it in System Settings > "
            "Privacy & Security > Microphone, then start the terminal again."
        )
    if sys.platform == "win32":
        return (
            "Only digital silence: switch on Settings > Privacy & security > Microphone > "
            "'Let desktop apps access your microphone', and look for a mute switch."
        )
    return "Only digital silence: the microphone is muted or not the one you speak into; unmute it or choose another."


def level_of(samples: NDArray[np.int16], rate: int) -> Level:
    """The level of 16-bit mono samples [shape=(n,)] at `rate` Hz. A constant offset counts as no sound."""
    if not samples.size or not samples.any():
        return Level(samples.size / rate, None, None, None, 0.0, True)
    x = samples.astype(np.float32) / FULL_SCALE
    loudness = frame_levels(x - x.mean(), rate)
    noise, speech = (float(v) for v in np.percentile(loudness, (10, 90)))
    peak = np.abs(samples.astype(np.int32)).max()
    spoken = speech - noise >= A_VOICE
    return Level(
        seconds=samples.size / rate,
        peak_db=float(20 * np.log10(peak / FULL_SCALE)),
        speech_db=speech if spoken else None,
        noise_db=noise,
        clipped=float(np.mean((samples >= 32_767) | (samples <= -32_768))),
        zeros=False,
        telephone=_telephone(x, rate) if spoken else None,
    )


def frame_levels(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """dB of each 30 ms of samples in -1..1 [shape=(..., n) -> (..., frames)], at least -96."""
    size = max(1, min(samples.shape[-1], round(rate * FRAME)))
    frames = samples[..., : samples.shape[-1] // size * size].reshape(*samples.shape[:-1], -1, size)
    power = np.mean(np.square(frames, dtype=np.float32), axis=-1)
    return np.asarray(np.maximum(10 * np.log10(np.maximum(power, 1e-18)), FLOOR_DB), np.float32)


def decibels(block: NDArray[np.int16]) -> float:
    """The level of one block of 16-bit samples, dB below full scale, of several channels the loudest; -96 for silence.

    block : [shape=(n,)] or [shape=(n, channels)]
    """
    power = float(np.max(np.mean(np.square(block, dtype=np.float32), axis=0))) if block.size else 0.0
    return max(FLOOR_DB, 10 * float(np.log10(power / FULL_SCALE**2))) if power else FLOOR_DB


def _telephone(samples: NDArray[np.float32], rate: int) -> bool:
    if rate <= 2.2 * TELEPHONE:
        return True
    size = 512
    frames = samples[: len(samples) // size * size].reshape(-1, size) * np.hanning(size)
    power = np.abs(np.fft.rfft(frames, axis=1)) ** 2
    hertz = np.fft.rfftfreq(size, 1 / rate)
    below = power[:, (hertz > 300) & (hertz < 3_400)].mean(axis=1)
    above = power[:, (hertz > TELEPHONE + 300) & (hertz < min(8_000, 0.47 * rate))].mean(axis=1)
    return bool(10 * np.log10((below.max() + 1e-20) / (above.max() + 1e-20)) > _NOTHING_ABOVE)
