"""Writes src/starclock/segmentation/word_vectors.npz: what words mean, for the net of sentence ends.

    python scripts/phase_model/word_vectors.py VOCAB-FOLDER WORDS

VOCAB-FOLDER is the folder `vocab` of spaCy's en_core_web_md 3.8, WORDS a file of English words, the most frequent
first (the vocabulary of GloVe 6B); SOURCES.md beside the vectors says where both come from. Of the first words that
have a vector the vectors are brought to length 1, turned to their main axes and cut to the first of them. Needs
msgpack.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

OUT = Path(__file__).parents[2] / "src" / "starclock" / "segmentation" / "word_vectors.npz"
_64 = (1 << 64) - 1
_FACTOR, _SHIFT = 0xC6A4A7935BD1E995, 47


def key(word: str, seed: int = 1) -> int:
    """MurmurHash64A, by which spaCy keeps its words."""
    data = word.encode()
    value = (seed ^ (len(data) * _FACTOR)) & _64
    whole = len(data) - len(data) % 8
    for at in range(0, whole, 8):
        block = int.from_bytes(data[at : at + 8], "little") * _FACTOR & _64
        value = (value ^ ((block ^ (block >> _SHIFT)) * _FACTOR & _64)) * _FACTOR & _64
    if data[whole:]:
        value = (value ^ int.from_bytes(data[whole:], "little")) * _FACTOR & _64
    value = (value ^ (value >> _SHIFT)) * _FACTOR & _64
    return value ^ (value >> _SHIFT)


def main() -> None:
    import msgpack  # type: ignore[import-untyped,unused-ignore]

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vocab", type=Path)
    parser.add_argument("words", type=Path)
    parser.add_argument("--number", type=int, default=30_000)
    parser.add_argument("--dimensions", type=int, default=64)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    stored = np.load(options.vocab / "vectors")
    rows = msgpack.unpackb((options.vocab / "key2row").read_bytes(), strict_map_key=False)
    words, places = [], []
    for word in options.words.read_text(encoding="utf-8").splitlines():
        row = rows.get(key(word), -1)
        if row >= 0:
            words.append(word)
            places.append(row)
        if len(words) == options.number:
            break
    used, at = np.unique(places, return_inverse=True)
    table = stored[used].astype(np.float32)
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-6)
    table -= table.mean(axis=0)
    axes = np.linalg.svd(table, full_matrices=False)[2][: options.dimensions]
    table = table @ axes.T
    table /= table.std()
    scale = np.abs(table).max(axis=0) / 127
    small = np.round(table / scale).astype(np.int8)
    np.savez_compressed(
        options.out,
        words=np.frombuffer("\n".join(words).encode(), np.uint8),
        rows=(at + 1).astype(np.uint16),
        vectors=np.vstack([np.zeros((1, options.dimensions), np.int8), small]),
        scale=scale.astype(np.float32),
    )
    print(f"{options.out}: {len(words)} words, {len(used)} vectors, {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
