"""Sentences -> the chance of every phase for each: two kinds of networks that are heard together, run on numpy.

    six nets      features of a sentence -> sum of their vectors
    the reader    its words -> the mean of what a small transformer makes of them (reader.py)
    both          -> three layers that look 1, 2 and 4 sentences to either side -> a score for each label
                  -> a conditional random field over the labels of neighbours (Lafferty et al. 2001)

Each net gives the posterior chance of every label for every sentence. The six are averaged; the reader has a share in
the logarithms (a logarithmic pool, Genest and Zidek 1986). The share, a temperature and a shift of each label, fitted
on answers of hands that none of them was trained on, make the chances mean what they say (vector scaling, Guo et al.
2017).
No net knows a target or a clock: how long a phase lasts has no say in what it is called.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from starclock.segmentation.features import answer_features
from starclock.segmentation.reader import pieces, vectors
from starclock.segmentation.timeline import Chances
from starclock.segmentation.weights import Field, Floats, Reader, Weights, load, load_reader
from starclock.speech import PhaseName, Sentence

LABELS = ("situation", "task", "action", "result", "lesson", None)
"""What the nets tell apart; a lesson counts as the end of the result."""
REACH = (1, 2, 4)
"""Sentences to either side that each layer sees."""
_LEAST = 1e-9
"""No chance is less than this when its logarithm is taken."""


def label_chances(sentences: Sequence[Sentence], question: str | None = None) -> Floats:
    """Chance of each of LABELS for each sentence [shape=(sentences, labels)]; every row adds up to 1."""
    if not sentences:
        return np.zeros((0, len(LABELS)), np.float32)
    weights = load()
    words = [[word.text for word in sentence.words] for sentence in sentences]
    by_nets, by_reader = by_features(answer_features(words, question), weights), by_reading(words, load_reader())
    chances = pooled(by_nets, by_reader, weights.share)
    return np.asarray(calibrated(chances, weights.temperature, weights.shift), np.float32)


def by_features(features: Sequence[Sequence[str]], weights: Weights) -> Floats:
    """What the nets say of each sentence, in the mean [shape=(sentences, labels)].

    features : the names of the features of each sentence, of which there is at least one
    """
    rows = [[weights.rows[name] for name in names if name in weights.rows] for names in features]
    sums = np.stack([weights.embedding[row].sum(axis=0) / max(len(row), 1) ** 0.5 for row in rows])
    alone = np.tanh(sums.reshape(len(rows), *weights.bias.shape) + weights.bias)
    return np.asarray(marginals(scores(alone, weights.field), weights.field).mean(axis=1))


def by_reading(sentences: Sequence[Sequence[str]], reader: Reader) -> Floats:
    """What the reader says of each sentence, of which there is at least one [shape=(sentences, labels)]."""
    read = vectors([pieces(words, reader.pieces) for words in sentences], reader)
    alone = np.tanh(read @ reader.narrow + reader.narrow_bias)[:, None]
    return np.asarray(marginals(scores(alone, reader.field), reader.field)[:, 0])


def pooled(nets: Floats, reader: Floats, share: float) -> Floats:
    """Both opinions as one, not yet adding up to 1 [shape of either]."""
    return np.asarray(np.maximum(nets, _LEAST) ** (1 - share) * np.maximum(reader, _LEAST) ** share)


def named(row: Floats) -> tuple[Chances, PhaseName | None, bool]:
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
    """Chances of the labels, cooled and shifted [shape of `chances`]."""
    scores = np.log(np.maximum(chances, _LEAST)) / temperature + shift
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def scores(alone: Floats, field: Field) -> Floats:
    """A score of each label for each sentence among its neighbours [shape=(sentences, nets, labels)].

    alone : what each net makes of each sentence by itself [shape=(sentences, nets, width)]
    """
    seen = alone
    for layer, reach in enumerate(REACH):
        padded = np.pad(seen, ((reach, reach), (0, 0), (0, 0)))
        around = np.concatenate([padded[: -2 * reach], seen, padded[2 * reach :]], axis=2)
        mixed = np.einsum("ski,kij->skj", around, field.mix[:, layer]) + field.mix_bias[:, layer]
        seen = seen + np.maximum(mixed, 0)
    both = np.concatenate([seen, alone], axis=2)
    return np.asarray(np.einsum("ski,kij->skj", both, field.out) + field.out_bias, np.float32)


def marginals(score: Floats, field: Field) -> Floats:
    """Posterior chances under the random field, by forward and backward sums [shape of `score`]."""
    forward, backward = np.empty_like(score), np.empty_like(score)
    forward[0] = score[0] + field.start
    for at in range(1, len(score)):
        forward[at] = score[at] + _log_sum(forward[at - 1][:, :, None] + field.step, axis=1)
    backward[-1] = field.end
    for at in range(len(score) - 2, -1, -1):
        backward[at] = _log_sum((score[at + 1] + backward[at + 1])[:, None, :] + field.step, axis=2)
    both = forward + backward
    chances = np.exp(both - both.max(axis=2, keepdims=True))
    return np.asarray(chances / chances.sum(axis=2, keepdims=True), np.float32)


def _log_sum(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    return np.asarray(np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(axis), np.float32)
