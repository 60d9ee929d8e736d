"""The trained numbers beside the code (weights.npz), read once. Written by scripts/train_phases.py.

vocabulary    the names of the features the model knows, one a line
embedding     int8 [features, nets * width], times `scale` [nets * width]
bias          [nets, width]
mix, mix_bias [nets, layers, 3 * width, width], [nets, layers, width]
out, out_bias [nets, 2 * width, labels], [nets, labels]
step          [nets, labels, labels]    from row to column;  start, end [nets, labels]
temperature   [2]    for a clean transcript, for a rough one
gaps, gap_weights, gap_bias    the break model of breaks.py
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """Shapes as above; `breaks` is the weight of each gap feature and the bias."""

    rows: dict[str, int]
    embedding: Floats
    bias: Floats
    mix: Floats
    mix_bias: Floats
    out: Floats
    out_bias: Floats
    step: Floats
    start: Floats
    end: Floats
    temperature: tuple[float, float]
    breaks: tuple[dict[str, float], float]


@cache
def load() -> Weights:
    with as_file(files(__package__) / "weights.npz") as path, np.load(path) as stored:
        shapes = ("bias", "mix", "mix_bias", "out", "out_bias", "step", "start", "end")
        arrays = {name: stored[name].astype(np.float32) for name in shapes}
        gaps = zip(_lines(stored["gaps"]), stored["gap_weights"].astype(float).tolist(), strict=True)
        clean, rough = stored["temperature"].tolist()
        return Weights(
            rows={name: row for row, name in enumerate(_lines(stored["vocabulary"]))},
            embedding=stored["embedding"].astype(np.float32) * stored["scale"].astype(np.float32),
            temperature=(clean, rough),
            breaks=(dict(gaps), float(stored["gap_bias"])),
            **arrays,
        )


def _lines(stored: NDArray[np.uint8]) -> list[str]:
    return stored.tobytes().decode("utf-8").split("\n")
