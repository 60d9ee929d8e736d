"""A small transformer that reads every sentence whole: what its words mean beside each other.

    word pieces -> their vectors -> layers in which the pieces of a sentence look at each other -> their mean

Four layers of a pretrained BERT (Devlin et al. 2019), tuned to the phases together with the layers over neighbouring
sentences that phases.py runs on what stands here; run on numpy. Whose it was before stands in SOURCES.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

import numpy as np

from starclock.segmentation.features import plain
from starclock.segmentation.weights import Floats, Reader

HEADS = 12
LONGEST = 62
"""Word pieces read of a sentence, its two ends counted; of the longest (45 words) a few may be left unread."""
_LONGEST_WORD = 100
"""Letters; what has more is no word and is not looked up letter by letter."""
_TOGETHER = 64
"""Sentences read at once, so that hours of talk take no more memory than minutes."""
FIRST, LAST, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
_PART = re.compile(r"[^\W_]+|[^\w\s]|_")
_EPSILON = 1e-12


def pieces(words: Sequence[str], known: Mapping[str, int]) -> list[int]:
    """A sentence as the reader is given it: rows of its word pieces between the two ends."""
    rows = [row for word in words for part in _PART.findall(_bare(plain(word))) for row in _cut(part, known)]
    return [known[FIRST], *rows[: LONGEST - 2], known[LAST]]


def vectors(sentences: Sequence[Sequence[int]], reader: Reader) -> Floats:
    """What the transformer makes of each sentence [shape=(sentences, size)].

    sentences : the pieces of each, at least one sentence, none empty
    """
    some = [_read(sentences[at : at + _TOGETHER], reader) for at in range(0, len(sentences), _TOGETHER)]
    return np.concatenate(some)


def _read(sentences: Sequence[Sequence[int]], reader: Reader) -> Floats:
    """The pieces of all sentences stand in one table for whatever is done to each by itself; only where they look at
    each other is the table cut into sentences."""
    lengths = np.array([len(sentence) for sentence in sentences])
    ends = np.cumsum(lengths)
    starts = ends - lengths
    flat = np.concatenate([np.asarray(sentence) for sentence in sentences])
    seen = reader.embedding[flat] * reader.scale[flat, None]
    seen += np.concatenate([reader.places[:length] for length in lengths])
    seen = _normal(seen, *reader.norm)
    for layer in reader.layers:
        asked = seen @ layer.attend + layer.attend_bias
        heard = np.empty_like(seen)
        for start, end in zip(starts, ends, strict=True):
            heard[start:end] = _attention(asked[start:end])
        seen = _normal(seen + heard @ layer.join + layer.join_bias, *layer.join_norm)
        inner = _gelu(seen @ layer.inner + layer.inner_bias)
        seen = _normal(seen + inner @ layer.outer + layer.outer_bias, *layer.outer_norm)
    return np.asarray(np.add.reduceat(seen, starts) / lengths[:, None], np.float32)


def _bare(word: str) -> str:
    """Without accents, as the pieces are: "café" is read as "cafe"."""
    if word.isascii():
        return word
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if unicodedata.category(sign) != "Mn")


def _cut(part: str, known: Mapping[str, int]) -> list[int]:
    """The longest pieces that make up a word, from its beginning on (WordPiece); one unknown where none do."""
    if len(part) > _LONGEST_WORD:
        return [known[UNKNOWN]]
    rows, at = [], 0
    while at < len(part):
        mark = "##" if at else ""
        end = next((end for end in range(len(part), at, -1) if mark + part[at:end] in known), None)
        if end is None:
            return [known[UNKNOWN]]
        rows.append(known[mark + part[at:end]])
        at = end
    return rows


def _attention(asked: Floats) -> Floats:
    """Of one sentence: queries, keys and values side by side [shape=(pieces, 3 * size)] -> [shape=(pieces, size)]."""
    count, wide = asked.shape
    size = wide // 3
    query, key, value = asked.reshape(count, 3, HEADS, size // HEADS).transpose(1, 2, 0, 3)
    look = query @ key.transpose(0, 2, 1) * np.float32((size // HEADS) ** -0.5)
    look = np.exp(look - look.max(axis=-1, keepdims=True))
    look /= look.sum(axis=-1, keepdims=True)
    return np.asarray((look @ value).transpose(1, 0, 2).reshape(count, size))


def _normal(values: Floats, gain: Floats, shift: Floats) -> Floats:
    values = values - values.mean(axis=-1, keepdims=True)
    values /= np.sqrt((values * values).mean(axis=-1, keepdims=True) + _EPSILON)
    return np.asarray(values * gain + shift)


def _gelu(values: Floats) -> Floats:
    """Hendrycks and Gimpel 2016, by the hyperbolic tangent; in place where it can be, for the table is large."""
    bent = values * values
    bent *= np.float32(0.044715)
    bent += 1
    bent *= values
    bent *= np.float32(0.7978845608)
    np.tanh(bent, out=bent)
    bent += 1
    bent *= values
    bent *= np.float32(0.5)
    return bent
