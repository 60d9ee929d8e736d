"""What the sentence encoder says of a sentence beyond its phase: one learned direction a label.

turn  : a step of the speaker's that could have gone another way, and that an interviewer asks about
stock : a lesson that fits any story
vague : a result that is only a verdict
blame : a fault is put on somebody else, or handed on

labels.npz holds for each label its weights over the encoding [shape=(size,)], one for the logarithm of the number of
words, and a bias (`scripts/train_labels.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import Literal

import numpy as np

from starclock.segmentation.encoder import encode, pieces
from starclock.segmentation.phase_weights import Floats, load_encoder
from starclock.speech import Sentence

Label = Literal["turn", "stock", "vague", "blame"]


def scores(label: Label, sentences: Sequence[Sentence]) -> list[float]:
    """How well a label fits each sentence: logarithms of odds, above 0 where it rather fits."""
    if not sentences:
        return []
    weights = _weights()[label]
    return [float(row @ weights[:-1] + weights[-1]) for row in features(sentences)]


def features(sentences: Sequence[Sentence]) -> Floats:
    """What a label is learned from [shape=(sentences, size + 1)]."""
    encoder = load_encoder()
    said = [[word.text for word in sentence.words] for sentence in sentences]
    encoded = encode([pieces(words, encoder.pieces) for words in said], encoder)
    lengths = np.log([[max(1, len(words))] for words in said])
    return np.concatenate([encoded, lengths], axis=1).astype(np.float32)


@cache
def _weights() -> dict[str, Floats]:
    with as_file(files(__package__) / "labels.npz") as path, np.load(path) as stored:
        return {name: stored[name] for name in stored.files}
