"""Sentences -> the chance of every phase for each. Two kinds of models that are pooled, run on numpy.

    six nets      features of a sentence -> the sum of their embeddings
    the encoder   its words -> their encoding by a small transformer (encoder.py)
    both          -> three convolutions that look 1, 2 and 4 sentences to either side -> a score for each label
                  -> a conditional random field over the labels of neighbours (CRF, Lafferty et al. 2001)

Each model gives the posterior chance of every label for every sentence. The six nets are averaged; their mean and the
encoder are pooled in the logarithms (Genest and Zidek 1986). The weight of the encoder in the pool, a temperature and a
shift of each label are fitted on answers of authors that no model was trained on, so that the chances are calibrated
(vector scaling, Guo et al. 2017).
No model knows a target or a clock: how long a phase lasts has no influence on its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from starclock.segmentation.encoder import encode, pieces
from starclock.segmentation.features import answer_features
from starclock.segmentation.phase_weights import Crf, Encoder, Floats, Weights, load, load_encoder
from starclock.segmentation.timeline import Chances
from starclock.speech import PhaseName, Sentence

LABELS = ("situation", "task", "action", "result", "lesson", None)
"""What the models tell apart; a lesson counts as the end of the result."""
DILATIONS = (1, 2, 4)
"""How many sentences to either side each convolution looks."""
_ENCODED: dict[tuple[int, ...], Floats] = {}
"""Sentences by their pieces: encodings of answers that go on, which are asked for again after each clip."""
_MOST_ENCODED = 1000
_LEAST = 1e-9
"""No chance is less than this when its logarithm is taken."""


def label_chances(sentences: Sequence[Sentence], question: str | None = None, ended: bool = True) -> Floats:
    """Chance of each of LABELS for each sentence [shape=(sentences, labels)]; every row adds up to 1.

    ended : False for the beginning of an answer that goes on
    """
    if not sentences:
        return np.zeros((0, len(LABELS)), np.float32)
    weights = load()
    words = [[word.text for word in sentence.words] for sentence in sentences]
    by_nets = net_chances(answer_features(words, question, ended), weights, ended)
    by_encoder = encoder_chances(words, load_encoder()) if ended else _chances_by_now(words)
    chances = log_pool(by_nets, by_encoder, weights.share)
    return np.asarray(calibrated(chances, weights.temperature, weights.shift), np.float32)


def net_chances(features: Sequence[Sequence[str]], weights: Weights, ended: bool = True) -> Floats:
    """Chances of the labels by the nets, in the mean [shape=(sentences, labels)].

    features : the names of the features of each sentence, of which there is at least one
    """
    rows = [[weights.rows[name] for name in names if name in weights.rows] for names in features]
    sums = np.stack([weights.embedding[row].sum(axis=0) / max(len(row), 1) ** 0.5 for row in rows])
    vectors = np.tanh(sums.reshape(len(rows), *weights.bias.shape) + weights.bias)
    return np.asarray(_label_chances(vectors, weights.crf, ended).mean(axis=1))


def encoder_chances(sentences: Sequence[Sequence[str]], encoder: Encoder) -> Floats:
    """Chances of the labels by the sentence encoder [shape=(sentences, labels)].

    sentences : the words of each, at least one sentence
    """
    return _encoder_chances(encode([pieces(words, encoder.pieces) for words in sentences], encoder), encoder, True)


def _chances_by_now(sentences: Sequence[Sequence[str]]) -> Floats:
    """Of an answer that goes on, by the encoder. Most of its sentences were encoded when it was shorter."""
    encoder = load_encoder()
    rows = [tuple(pieces(words, encoder.pieces)) for words in sentences]
    if new := [row for row in dict.fromkeys(rows) if row not in _ENCODED]:
        if len(_ENCODED) > _MOST_ENCODED:
            _ENCODED.clear()
            new = list(dict.fromkeys(rows))
        _ENCODED.update(zip(new, encode(new, encoder), strict=True))
    return _encoder_chances(np.stack([_ENCODED[row] for row in rows]), encoder, False)


def _encoder_chances(encoded: Floats, encoder: Encoder, ended: bool) -> Floats:
    vectors = np.tanh(encoded @ encoder.narrow + encoder.narrow_bias)[:, None]
    return np.asarray(_label_chances(vectors, encoder.crf, ended)[:, 0])


def _label_chances(vectors: Floats, crf: Crf, ended: bool) -> Floats:
    """By each net, for each sentence among its neighbours [shape=(sentences, nets, labels)].

    What follows the beginning of an answer is taken to be like that beginning on the whole; else its last sentence
    would be read as the end of the story, a result more often than not.
    """
    if ended:
        return marginals(emissions(vectors, crf), crf)
    to_come = np.repeat(vectors.mean(axis=0, keepdims=True), sum(DILATIONS), axis=0)
    score = emissions(np.concatenate([vectors, to_come]), crf)[: len(vectors)]
    return marginals(score, replace(crf, end=np.zeros_like(crf.end)))


def log_pool(nets: Floats, encoder: Floats, share: float) -> Floats:
    """The weighted geometric mean of both, not yet adding up to 1 [shape of either].

    share : weight of the encoder, 0..1
    """
    return np.asarray(np.maximum(nets, _LEAST) ** (1 - share) * np.maximum(encoder, _LEAST) ** share)


def phase_chances(row: Floats) -> tuple[Chances, PhaseName | None, bool]:
    """Chances of the phases, the likeliest of them, and whether it is a lesson: of one sentence [shape=(labels,)]."""
    situation, task, action, result, lesson, outside = (float(chance) for chance in row)
    chances: Chances = {
        "situation": situation,
        "task": task,
        "action": action,
        "result": result + lesson,
        None: outside,
    }
    phase = max(chances, key=lambda name: chances[name])
    return chances, phase, phase == "result" and lesson > result


def calibrated(chances: Floats, temperature: float, shift: Floats) -> Floats:
    """Chances whose logarithms are divided by the temperature and shifted [shape of `chances`]; rows add up to 1."""
    scores = np.log(np.maximum(chances, _LEAST)) / temperature + shift
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def emissions(vectors: Floats, crf: Crf) -> Floats:
    """The score of each label for each sentence among its neighbours [shape=(sentences, nets, labels)].

    vectors : of each sentence by itself, for each net [shape=(sentences, nets, width)]
    """
    hidden = vectors
    for layer, step in enumerate(DILATIONS):
        padded = np.pad(hidden, ((step, step), (0, 0), (0, 0)))
        around = np.concatenate([padded[: -2 * step], hidden, padded[2 * step :]], axis=2)
        mixed = np.einsum("ski,kij->skj", around, crf.mix[:, layer]) + crf.mix_bias[:, layer]
        hidden = hidden + np.maximum(mixed, 0)
    both = np.concatenate([hidden, vectors], axis=2)
    return np.asarray(np.einsum("ski,kij->skj", both, crf.out) + crf.out_bias, np.float32)


def marginals(score: Floats, crf: Crf) -> Floats:
    """Posterior chances under the CRF, by the forward-backward algorithm [shape of `score`]."""
    forward, backward = np.empty_like(score), np.empty_like(score)
    forward[0] = score[0] + crf.start
    for at in range(1, len(score)):
        forward[at] = score[at] + _log_sum(forward[at - 1][:, :, None] + crf.step, axis=1)
    backward[-1] = crf.end
    for at in range(len(score) - 2, -1, -1):
        backward[at] = _log_sum((score[at + 1] + backward[at + 1])[:, None, :] + crf.step, axis=2)
    both = forward + backward
    chances = np.exp(both - both.max(axis=2, keepdims=True))
    return np.asarray(chances / chances.sum(axis=2, keepdims=True), np.float32)


def _log_sum(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    return np.asarray(np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(axis), np.float32)
