"""The trained numbers beside the code, read once. Written by scripts/train_phases.py.

weights.npz: an ensemble of nets on features, and the net of sentence ends

vocabulary    the names of the features the model knows, one a line
embedding     int8 [features, nets * width], times `scale` [nets * width]
bias          [nets, width];  and what stands in Field
share         of the reader in what the two say together
temperature   of their logarithms;  shift [labels]  added to the cooled ones
break_words   the words that the net of sentence ends (breaks.py) has learned itself, one a line, from row 1 on
break_*       its layers, as in BreakNet

reader.npz: the transformer of reader.py

pieces        its word pieces, one a line
embedding     int8 [pieces, size], times `scale` [pieces];  places [longest sentence, size];  norm [2, size]
attend, join, inner, outer    int8 [layers, from, to], times `*_scale` [layers, to];  `*_bias` [layers, to]
join_norm, outer_norm         [layers, 2, size]
narrow, narrow_bias           [size, width], [width];  and what stands in Field, of one net
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import as_file, files
from typing import Any

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
class Field:
    """Of each net, what follows the vectors of sentences: layers that look at neighbours, and the random field.

    mix [nets, layers, 3 * width, width], mix_bias [nets, layers, width], out [nets, 2 * width, labels],
    out_bias [nets, labels], step [nets, labels, labels] from row to column, start and end [nets, labels]
    """

    mix: Floats
    mix_bias: Floats
    out: Floats
    out_bias: Floats
    step: Floats
    start: Floats
    end: Floats


@dataclass(frozen=True, slots=True)
class Weights:
    """Shapes as above."""

    rows: dict[str, int]
    embedding: Floats
    bias: Floats
    field: Field
    share: float
    temperature: float
    shift: Floats
    breaks: BreakNet


@dataclass(frozen=True, slots=True)
class Layer:
    """Of a transformer: queries, keys and values side by side; their way out; the two halves of what follows."""

    attend: Floats
    attend_bias: Floats
    join: Floats
    join_bias: Floats
    join_norm: Floats
    inner: Floats
    inner_bias: Floats
    outer: Floats
    outer_bias: Floats
    outer_norm: Floats


@dataclass(frozen=True, slots=True)
class Reader:
    """Shapes as above; the table of the pieces stays as small as it is stored."""

    pieces: dict[str, int]
    embedding: NDArray[np.int8]
    scale: Floats
    places: Floats
    norm: Floats
    layers: tuple[Layer, ...]
    narrow: Floats
    narrow_bias: Floats
    field: Field


@cache
def load() -> Weights:
    """What weights.npz holds, read once."""
    with as_file(files(__package__) / "weights.npz") as path, np.load(path) as stored:
        layers = ("embedding", "inner", "inner_bias", "outer", "outer_bias")
        return Weights(
            rows={name: row for row, name in enumerate(_lines(stored["vocabulary"]))},
            embedding=stored["embedding"].astype(np.float32) * stored["scale"].astype(np.float32),
            bias=stored["bias"].astype(np.float32),
            field=field_of(stored),
            share=float(stored["share"]),
            temperature=float(stored["temperature"]),
            shift=stored["shift"].astype(np.float32),
            breaks=BreakNet(
                {name: row for row, name in enumerate(_lines(stored["break_words"]), start=1)},
                **{name: stored[f"break_{name}"].astype(np.float32) for name in layers},
            ),
        )


@cache
def load_reader() -> Reader:
    """What reader.npz holds, read once."""
    with as_file(files(__package__) / "reader.npz") as path, np.load(path) as stored:
        return reader_of(stored)


def reader_of(stored: Mapping[str, NDArray[Any]]) -> Reader:
    """The reader of arrays as reader.npz has them [shapes as above]."""
    parts = {part.name: _whole(stored, part.name) for part in fields(Layer)}
    layers = (Layer(**{name: array[at] for name, array in parts.items()}) for at in range(len(parts["attend"])))
    return Reader(
        pieces={name: row for row, name in enumerate(_lines(stored["pieces"]))},
        embedding=stored["embedding"],
        scale=stored["scale"].astype(np.float32),
        places=stored["places"].astype(np.float32),
        norm=stored["norm"].astype(np.float32),
        layers=tuple(layers),
        narrow=stored["narrow"].astype(np.float32),
        narrow_bias=stored["narrow_bias"].astype(np.float32),
        field=field_of(stored),
    )


def _whole(stored: Mapping[str, NDArray[Any]], name: str) -> Floats:
    scale = f"{name}_scale"
    array: Floats = stored[name].astype(np.float32)
    return array * stored[scale].astype(np.float32)[:, None] if scale in stored else array


def field_of(stored: Mapping[str, NDArray[Any]]) -> Field:
    """The field of arrays that have its parts by their names [shapes as in Field]."""
    return Field(**{part.name: stored[part.name].astype(np.float32) for part in fields(Field)})


def _lines(stored: NDArray[np.uint8]) -> list[str]:
    return stored.tobytes().decode("utf-8").split("\n")
