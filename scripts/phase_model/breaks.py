"""The model of sentence ends, as scikit-learn trains it."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import scipy.sparse
from sklearn.linear_model import SGDClassifier

from starclock.segmentation.breaks import gap_features
from starclock.segmentation.features import plain
from starclock.segmentation.sentences import Breaks

from .corpus import Labelled, poor, vocabulary

Weights = tuple[dict[str, float], float]
_SEEN, _FAINT = 5, 0.02


def train(answers: Sequence[Labelled], seed: int = 0) -> Weights:
    """Weight of each gap feature, and the bias; learned on words without capitals and stops, one in 20 wrong."""
    rng, known = random.Random(seed), vocabulary(answers)
    gaps, ends = [], []
    for answer in answers:
        words = poor(answer, known, rng, errors=0.05).words
        said = [plain(word.text) for word in words]
        gaps += [gap_features(said, at) for at in range(len(words) - 1)]
        ends += [word.stop for word in words[:-1]]
    counts = Counter(name for gap in gaps for name in gap)
    names = sorted(name for name, count in counts.items() if count >= _SEEN)
    row_of = {name: at for at, name in enumerate(names)}
    model = SGDClassifier(loss="log_loss", alpha=2e-6, average=True, max_iter=6, tol=None, random_state=seed)
    model.fit(_matrix(gaps, row_of), ends)
    learned = zip(names, model.coef_[0].tolist(), strict=True)
    return {name: weight for name, weight in learned if abs(weight) > _FAINT}, float(model.intercept_[0])


def scorer(weights: Weights) -> Breaks:
    """As starclock.segmentation.breaks.chances_of_break, with these weights."""
    known, bias = weights

    def chances(words: Sequence[str]) -> list[float]:
        said = [plain(word) for word in words]
        scores = (bias + sum(known.get(f, 0.0) for f in gap_features(said, at)) for at in range(len(said)))
        return [1 / (1 + math.exp(-score)) for score in scores]

    return chances


def _matrix(gaps: Iterable[Sequence[str]], row_of: dict[str, int]) -> scipy.sparse.csr_matrix:
    columns = [[row_of[name] for name in gap if name in row_of] for gap in gaps]
    ends = np.cumsum([0, *map(len, columns)])
    flat = np.concatenate([np.asarray(column, np.int32) for column in columns])
    return scipy.sparse.csr_matrix((np.ones(len(flat), np.float32), flat, ends), (len(columns), len(row_of)))
