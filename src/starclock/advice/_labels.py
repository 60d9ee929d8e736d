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

from starclock.advice._told import Told
from starclock.segmentation.phase_weights import Floats
from starclock.speech import Sentence

Label = Literal["turn", "stock", "vague", "blame"]


def scores(label: Label, encoded: Floats, told: Sequence[Told]) -> list[float]:
    """How well a label fits each sentence: logarithms of odds, above 0 where it rather fits.

    encoded : the last layer's encoding of each [shape=(sentences, size)]
    """
    if not told:
        return []
    weights = _weights()[label]
    return [float(row @ weights[:-1] + weights[-1]) for row in features(encoded, [one.sentence for one in told])]


def features(encoded: Floats, sentences: Sequence[Sentence]) -> Floats:
    """What a label is learned from [shape=(sentences, size + 1)]."""
    lengths = np.log([[max(1, len(sentence.words))] for sentence in sentences])
    return np.concatenate([encoded, lengths], axis=1).astype(np.float32)


@cache
def _weights() -> dict[str, Floats]:
    with as_file(files(__package__) / "labels.npz") as path, np.load(path) as stored:
        return {name: stored[name] for name in stored.files}
