"""The trained numbers beside the code (weights.npz), read once. Written by scripts/train_phases.py.

vocabulary    the names of the features the model knows, one a line
embedding     int8 [features, nets * width], times `scale` [nets * width]
bias          [nets, width]
mix, mix_bias [nets, layers, 3 * width, width], [nets, layers, width]
out, out_bias [nets, 2 * width, labels], [nets, labels]
step          [nets, labels, labels]    from row to column;  start, end [nets, labels]
temperature   [2]    for a clean transcript, for a rough one;  shift [2, labels]  added to the cooled logarithms
break_words   the words that the net of sentence ends (breaks.py) has learned itself, one a line, from row 1 on
break_*       its layers, as in BreakNet
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class BreakNet:
    """embedding [words + 1, width], inner [what stands around a gap, hidden], outer [hidden]"""

    rows: dict[str, int]
    embedding: Floats
    inner: Floats
    inner_bias: Floats
    outer: Floats
    outer_bias: Floats


@dataclass(frozen=True, slots=True)
class Weights:
    """Shapes as above."""

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
    shift: Floats
    breaks: BreakNet


@cache
def load() -> Weights:
    with as_file(files(__package__) / "weights.npz") as path, np.load(path) as stored:
        shapes = ("bias", "mix", "mix_bias", "out", "out_bias", "step", "start", "end", "shift")
        arrays = {name: stored[name].astype(np.float32) for name in shapes}
        layers = ("embedding", "inner", "inner_bias", "outer", "outer_bias")
        clean, rough = stored["temperature"].tolist()
        return Weights(
            rows={name: row for row, name in enumerate(_lines(stored["vocabulary"]))},
            embedding=stored["embedding"].astype(np.float32) * stored["scale"].astype(np.float32),
            temperature=(clean, rough),
            breaks=BreakNet(
                {name: row for row, name in enumerate(_lines(stored["break_words"]), start=1)},
                **{name: stored[f"break_{name}"].astype(np.float32) for name in layers},
            ),
            **arrays,
        )


def _lines(stored: NDArray[np.uint8]) -> list[str]:
    return stored.tobytes().decode("utf-8").split("\n")
