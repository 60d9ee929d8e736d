"""What words mean, as vectors (word_vectors.npz, read once), for words that the corpus never had.

words         one a line;  rows [words] of vectors [rows, dimensions] int8, times `scale`; row 0 is all zeros

Written by scripts/phase_model/word_vectors.py; where its source comes from stands in SOURCES.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

from starclock.segmentation.features import plain


def word_rows(words: Sequence[str]) -> list[int]:
    """Row of the vector of each word, 0 where it has none; "who'd" has that of "who"."""
    rows, _ = word_vectors()
    return [rows.get(word) or rows.get(word.partition("'")[0], 0) for word in map(plain, words)]


@cache
def word_vectors() -> tuple[dict[str, int], NDArray[np.float32]]:
    """Row of each word; the vectors [shape=(rows, dimensions)]."""
    with as_file(files(__package__) / "word_vectors.npz") as path, np.load(path) as stored:
        words = stored["words"].tobytes().decode("utf-8").split("\n")
        rows = dict(zip(words, stored["rows"].tolist(), strict=True))
        return rows, stored["vectors"].astype(np.float32) * stored["scale"].astype(np.float32)
