"""What the sentence encoder starts from: the first layers of all-MiniLM-L6-v2, from an ONNX file of int8 weights and
the list of its word pieces. SOURCES.md beside the weights that ship says whose they are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from starclock.segmentation.encoder import CLS, LONGEST, SEP, UNK, pieces
from starclock.segmentation.word_vectors import word_vectors

from .corpus import Example

LAYERS = 4


@dataclass(frozen=True, slots=True)
class Pretrained:
    """The word pieces that are kept, and all parameters, by the names that encoder.py has for them."""

    pieces: list[str]
    numbers: dict[str, NDArray[np.float32]]


def read_pretrained(model: Path, pieces_of: Path, examples: Iterable[Example], most: int = 17_000) -> Pretrained:
    """The pretrained numbers, without those pieces that hardly any answer will have.

    examples : answers whose pieces are all kept; with those of all authors, 0.7 to 0.9 % of the words of an author who
    is left out are cut otherwise than they would be without that author
    model : ONNX, matrices int8 as `NAME_q` with `NAME_scale`, in the order of BERT's layers
    pieces_of : JSON as of the package tokenizers
    """
    import onnx
    from onnx import numpy_helper

    stored = {part.name: numpy_helper.to_array(part) for part in onnx.load(str(model)).graph.initializer}

    def whole(name: str) -> NDArray[np.float32]:
        return np.asarray(stored[f"{name}_q"] * stored[f"{name}_scale"], np.float32)

    every: dict[str, int] = json.loads(pieces_of.read_text(encoding="utf-8"))["model"]["vocab"]
    # First what our own answers are cut into, then single letters and signs, so that nothing is unreadable, then the
    # most frequent words of English. Pieces that are never met in the tuning stay as they were pretrained.
    met = {row for answer in examples for words in answer.sentences for row in pieces(words, every)}
    kept = [CLS, SEP, UNK]
    kept += sorted(name for name, row in every.items() if row in met)
    kept += sorted(name for name in every if len(name.removeprefix("##")) == 1 and name.isascii())
    kept += [word for word in word_vectors()[0] if word in every]
    kept = list(dict.fromkeys(kept))[:most]
    rows = [every[name] for name in kept]
    numbers = {
        "embedding.weight": whole("inner.embeddings.word_embeddings.weight")[rows],
        "places": whole("inner.embeddings.position_embeddings.weight")[:LONGEST]
        + stored["inner.embeddings.token_type_embeddings.weight"][0],
        **_norm_of("norm", stored, "inner.embeddings.LayerNorm"),
    }
    matrices = [name.removesuffix("_q") for name in stored if name.startswith("val_") and name.endswith("_q")]
    for at in range(LAYERS):
        query, key, value, join, inner, outer = (whole(name) for name in matrices[6 * at : 6 * at + 6])
        old, new = f"inner.encoder.layer.{at}", f"layers.{at}"
        asked = [stored[f"{old}.attention.self.{name}.bias"] for name in ("query", "key", "value")]
        numbers |= {
            f"{new}.attend.weight": np.concatenate([query, key, value], axis=1).T,
            f"{new}.attend.bias": np.concatenate(asked),
            f"{new}.join.weight": join.T,
            f"{new}.join.bias": stored[f"{old}.attention.output.dense.bias"],
            **_norm_of(f"{new}.join_norm", stored, f"{old}.attention.output.LayerNorm"),
            f"{new}.inner.weight": inner.T,
            f"{new}.inner.bias": stored[f"{old}.intermediate.dense.bias"],
            f"{new}.outer.weight": outer.T,
            f"{new}.outer.bias": stored[f"{old}.output.dense.bias"],
            **_norm_of(f"{new}.outer_norm", stored, f"{old}.output.LayerNorm"),
        }
    return Pretrained(kept, numbers)


def _norm_of(new: str, stored: dict[str, NDArray[np.float32]], old: str) -> dict[str, NDArray[np.float32]]:
    return {f"{new}.weight": stored[f"{old}.weight"], f"{new}.bias": stored[f"{old}.bias"]}
