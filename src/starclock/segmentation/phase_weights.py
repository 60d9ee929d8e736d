"""The trained numbers beside the code, read once. Written by scripts/train_phases.py.

weights.npz: an ensemble of nets on features, their calibration, and the net of sentence ends

vocabulary    the names of the features the model knows, one a line
embedding     int8 [features, nets * width], times `scale` [nets * width]
bias          [nets, width];  and the arrays of Crf
share         weight of the encoder where its chances and those of the nets are pooled
temperature   by which their logarithms are divided;  shift [labels], added after that: the calibration
break_words   the words that the net of sentence ends (breaks.py) has learned itself, one a line, from row 1 on
break_*       its layers, as in BreakNet

encoder.npz: the sentence encoder, a transformer (encoder.py)

pieces        its word pieces, one a line
embedding     int8 [pieces, size], times `scale` [pieces];  places [longest sentence, size];  norm [2, size]
attend, join, inner, outer    int8 [layers, from, to], times `*_scale` [layers, to];  `*_bias` [layers, to]
join_norm, outer_norm         [layers, 2, size]
narrow, narrow_bias           from the encoding of a sentence to its vector [size, width], [width]
                              and the arrays of Crf, of one net
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
class Crf:
    """Of each net, what follows the vectors of sentences: convolutions over neighbours, and CRF parameters.

    mix, mix_bias : the convolutions [nets, layers, 3 * width, width], [nets, layers, width]
    out, out_bias : to the emission scores of the labels [nets, 2 * width, labels], [nets, labels]
    step : transition scores, from the label of the row to that of the column [nets, labels, labels]
    start, end : scores of the first and of the last label [nets, labels]
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
    """The nets on features, the calibration, and the net of sentence ends; shapes as above."""

    rows: dict[str, int]
    embedding: Floats
    bias: Floats
    crf: Crf
    share: float
    temperature: float
    shift: Floats
    breaks: BreakNet


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of the transformer.

    attend : makes queries, keys and values, side by side;  join : what follows the attention
    inner, outer : the feed-forward network;  `*_norm` : gain and shift of the layer norm that follows
    """

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
class Encoder:
    """The sentence encoder; shapes as above. The embedding of the word pieces stays as small as it is stored."""

    pieces: dict[str, int]
    embedding: NDArray[np.int8]
    scale: Floats
    places: Floats
    norm: Floats
    layers: tuple[Layer, ...]
    narrow: Floats
    narrow_bias: Floats
    crf: Crf


@cache
def load() -> Weights:
    """What weights.npz holds, read once."""
    with as_file(files(__package__) / "weights.npz") as path, np.load(path) as stored:
        layers = ("embedding", "inner", "inner_bias", "outer", "outer_bias")
        return Weights(
            rows={name: row for row, name in enumerate(_lines(stored["vocabulary"]))},
            embedding=stored["embedding"].astype(np.float32) * stored["scale"].astype(np.float32),
            bias=stored["bias"].astype(np.float32),
            crf=crf_of(stored),
            share=float(stored["share"]),
            temperature=float(stored["temperature"]),
            shift=stored["shift"].astype(np.float32),
            breaks=BreakNet(
                {name: row for row, name in enumerate(_lines(stored["break_words"]), start=1)},
                **{name: stored[f"break_{name}"].astype(np.float32) for name in layers},
            ),
        )


@cache
def load_encoder() -> Encoder:
    """What encoder.npz holds, read once."""
    with as_file(files(__package__) / "encoder.npz") as path, np.load(path) as stored:
        return encoder_of(stored)


def encoder_of(stored: Mapping[str, NDArray[Any]]) -> Encoder:
    """The encoder of arrays as encoder.npz has them [shapes as above]."""
    parts = {part.name: _full_precision(stored, part.name) for part in fields(Layer)}
    layers = (Layer(**{name: array[at] for name, array in parts.items()}) for at in range(len(parts["attend"])))
    return Encoder(
        pieces={name: row for row, name in enumerate(_lines(stored["pieces"]))},
        embedding=stored["embedding"],
        scale=stored["scale"].astype(np.float32),
        places=stored["places"].astype(np.float32),
        norm=stored["norm"].astype(np.float32),
        layers=tuple(layers),
        narrow=stored["narrow"].astype(np.float32),
        narrow_bias=stored["narrow_bias"].astype(np.float32),
        crf=crf_of(stored),
    )


def _full_precision(stored: Mapping[str, NDArray[Any]], name: str) -> Floats:
    scale = f"{name}_scale"
    array: Floats = stored[name].astype(np.float32)
    return array * stored[scale].astype(np.float32)[:, None] if scale in stored else array


def crf_of(stored: Mapping[str, NDArray[Any]]) -> Crf:
    """The CRF of arrays that have its parts by their names [shapes as in Crf]."""
    return Crf(**{part.name: stored[part.name].astype(np.float32) for part in fields(Crf)})


def _lines(stored: NDArray[np.uint8]) -> list[str]:
    return stored.tobytes().decode("utf-8").split("\n")
