"""The sentence encoder: a small transformer that turns the words of a sentence into one vector.

    word pieces -> their embeddings -> layers of self-attention -> the mean over the pieces

Four layers of a pretrained BERT (Devlin et al. 2019), fine-tuned on the phases together with the layers over
neighbouring sentences (phases.py); it runs on numpy. SOURCES.md says whose model it was.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Mapping, Sequence

import numpy as np

from starclock.segmentation.features import plain
from starclock.segmentation.phase_weights import Encoder, Floats

HEADS = 12
LONGEST = 62
"""Word pieces of a sentence that are encoded, its two ends counted; the last of a very long sentence are left out."""
_LONGEST_WORD = 100
"""Letters. What has more is no word, and looking for its pieces would take long."""
_TOGETHER = 64
"""Sentences encoded at once, so that hours of talk take no more memory than minutes."""
_KEPT = 400
"""Sentences up to which an answer's encoding is remembered: its phases and its advice ask for the same."""
_recent: deque[tuple[Encoder, tuple[tuple[int, ...], ...], Floats]] = deque(maxlen=3)
CLS, SEP, UNK = "[CLS]", "[SEP]", "[UNK]"
_PART = re.compile(r"[^\W_]+|[^\w\s]|_")
_EPSILON = 1e-12


def pieces(words: Sequence[str], known: Mapping[str, int]) -> list[int]:
    """A sentence as the encoder takes it: the rows of its word pieces, [CLS] before and [SEP] after them.

    known : word piece -> row of the embedding
    """
    parts = (part for word in words for part in _PART.findall(_without_accents(plain(word))))
    rows = [row for part in parts for row in _word_pieces(part, known)]
    return [known[CLS], *rows[: LONGEST - 2], known[SEP]]


def encode(sentences: Sequence[Sequence[int]], encoder: Encoder) -> Floats:
    """The encoding of each sentence [shape=(sentences, size)].

    sentences : the pieces of each, at least one sentence, none empty
    """
    return np.asarray(encode_layers(sentences, encoder)[-1])


def encode_layers(sentences: Sequence[Sequence[int]], encoder: Encoder) -> Floats:
    """What each layer makes of each sentence [shape=(layers, sentences, size)].

    The last layers were fine-tuned to tell phases; the ones before them still know more of what the words mean.
    """
    key = tuple(map(tuple, sentences))
    for whose, what, layers in tuple(_recent):
        if whose is encoder and what == key:
            return layers
    parts = [_encode_together(sentences[at : at + _TOGETHER], encoder) for at in range(0, len(sentences), _TOGETHER)]
    layers = np.concatenate(parts, axis=1)
    if len(sentences) <= _KEPT:
        _recent.append((encoder, key, layers))
    return layers


def _encode_together(sentences: Sequence[Sequence[int]], encoder: Encoder) -> Floats:
    """All pieces stand in one table [shape=(pieces, size)], since most steps treat each piece by itself; only the
    attention is computed sentence by sentence, which saves the padding."""
    lengths = np.array([len(sentence) for sentence in sentences])
    ends = np.cumsum(lengths)
    starts = ends - lengths
    rows = np.concatenate([np.asarray(sentence) for sentence in sentences])
    hidden = encoder.embedding[rows] * encoder.scale[rows, None]
    hidden += np.concatenate([encoder.places[:length] for length in lengths])
    hidden = _layer_norm(hidden, *encoder.norm)
    means = []
    for layer in encoder.layers:
        projected = hidden @ layer.attend + layer.attend_bias
        attended = np.empty_like(hidden)
        for start, end in zip(starts, ends, strict=True):
            attended[start:end] = _attention(projected[start:end])
        hidden = _layer_norm(hidden + attended @ layer.join + layer.join_bias, *layer.join_norm)
        inner = _gelu(hidden @ layer.inner + layer.inner_bias)
        hidden = _layer_norm(hidden + inner @ layer.outer + layer.outer_bias, *layer.outer_norm)
        means.append(np.add.reduceat(hidden, starts) / lengths[:, None])
    return np.asarray(means, np.float32)


def _without_accents(word: str) -> str:
    """As the word pieces are spelled: "café" becomes "cafe"."""
    if word.isascii():
        return word
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if unicodedata.category(letter) != "Mn")


def _word_pieces(part: str, known: Mapping[str, int]) -> list[int]:
    """The longest pieces that make up a word, from its beginning on (WordPiece); [UNK] where none do."""
    if len(part) > _LONGEST_WORD:
        return [known[UNK]]
    rows, at = [], 0
    while at < len(part):
        mark = "##" if at else ""
        end = next((end for end in range(len(part), at, -1) if mark + part[at:end] in known), None)
        if end is None:
            return [known[UNK]]
        rows.append(known[mark + part[at:end]])
        at = end
    return rows


def _attention(projected: Floats) -> Floats:
    """Self-attention in one sentence.

    projected : queries, keys and values side by side [shape=(pieces, 3 * size)];  returns [shape=(pieces, size)]
    """
    count, wide = projected.shape
    size = wide // 3
    query, key, value = projected.reshape(count, 3, HEADS, size // HEADS).transpose(1, 2, 0, 3)
    attention = query @ key.transpose(0, 2, 1) * np.float32((size // HEADS) ** -0.5)
    attention = np.exp(attention - attention.max(axis=-1, keepdims=True))
    attention /= attention.sum(axis=-1, keepdims=True)
    return np.asarray((attention @ value).transpose(1, 0, 2).reshape(count, size))


def _layer_norm(values: Floats, gain: Floats, shift: Floats) -> Floats:
    values = values - values.mean(axis=-1, keepdims=True)
    values /= np.sqrt((values * values).mean(axis=-1, keepdims=True) + _EPSILON)
    return np.asarray(values * gain + shift)


def _gelu(values: Floats) -> Floats:
    """GELU (Hendrycks and Gimpel 2016), approximated by tanh. In place where possible, since the table is large."""
    result = values * values
    result *= np.float32(0.044715)
    result += 1
    result *= values
    result *= np.float32(0.7978845608)
    np.tanh(result, out=result)
    result += 1
    result *= values
    result *= np.float32(0.5)
    return result
