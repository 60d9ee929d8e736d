# mypy: disallow-subclassing-any=False, warn-return-any=False, warn-unused-ignores=False
"""The nets on features of starclock.segmentation.phases, as torch trains them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (torch's own name for it)
from numpy.typing import NDArray
from torch import Tensor, nn

from kit.corpus import LETTERS
from starclock.segmentation.features import answer_features
from starclock.segmentation.phases import DILATIONS

from .corpus import Example

SEEN = 40
"""A feature is kept if it occurs at least this often, in three copies of each answer."""


@dataclass(frozen=True, slots=True)
class Rows:
    """An answer ready for the net: its features as rows of the vocabulary, how many of them each sentence has; of each
    its label and how much it counts."""

    ids: Tensor
    counts: Tensor
    labels: Tensor
    weights: Tensor


class Crf(nn.Module):
    """What follows the vectors of sentences: convolutions over neighbours, and a CRF over the labels."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        labels = len(LETTERS)
        self.mix = nn.ModuleList(nn.Linear(3 * width, width) for _ in DILATIONS)
        self.out = nn.Linear(2 * width, labels)
        self.step = nn.Parameter(torch.zeros(labels, labels))
        self.start = nn.Parameter(torch.zeros(labels))
        self.end = nn.Parameter(torch.zeros(labels))
        self.drop = nn.Dropout(dropout)

    def emissions(self, vectors: Tensor, lengths: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Scores [shape=(answers, sentences, labels)], and which of the sentences are real, not padding.

        vectors : of all sentences of all answers;  lengths : the number of sentences of each answer
        """
        real = torch.arange(max(lengths))[None] < torch.tensor(lengths)[:, None]
        alone = torch.zeros(*real.shape, vectors.shape[-1]).masked_scatter(real[..., None], vectors)
        hidden, size = alone, real.shape[1]
        for step, mix in zip(DILATIONS, self.mix, strict=True):
            before = F.pad(hidden, (0, 0, step, 0))[:, :size]
            after = F.pad(hidden, (0, 0, 0, step))[:, -size:]
            mixed = self.drop(torch.relu(mix(torch.cat([before, hidden, after], 2))))
            hidden = (hidden + mixed) * real[..., None]
        return self.out(self.drop(torch.cat([hidden, alone], 2))), real

    def loss(self, vectors: Tensor, lengths: Sequence[int], gold: Tensor, weights: Tensor) -> Tensor:
        """The negative log likelihood of the CRF, and a little of the cross entropy of each sentence by itself.

        vectors, lengths : as for `emissions`;  gold, weights : label and weight of each sentence [shape=(sentences,)]
        """
        scores, real = self.emissions(vectors, lengths)
        labels = torch.zeros(real.shape, dtype=torch.long)
        labels[real] = gold
        alone = F.cross_entropy(scores[real], gold, label_smoothing=0.05, reduction="none")
        last = labels.gather(1, real.sum(1, keepdim=True) - 1)[:, 0]
        path = (scores.gather(2, labels[..., None])[..., 0] * real).sum(1) + self.start[labels[:, 0]] + self.end[last]
        path = path + (self.step[labels[:, :-1], labels[:, 1:]] * real[:, 1:]).sum(1)
        total = self.start + scores[:, 0]
        for at in range(1, scores.shape[1]):
            onward = torch.logsumexp(total[:, :, None] + self.step, 1) + scores[:, at]
            total = torch.where(real[:, at, None], onward, total)
        likelihood = (torch.logsumexp(total + self.end, 1) - path).sum() / real.sum()
        return likelihood + 0.3 * (alone * weights).sum() / weights.sum()


class Net(nn.Module):
    """`dropped`: share of the features of a sentence that are left out at each step of the training."""

    def __init__(self, features: int, width: int = 48, dropped: float = 0.65, dropout: float = 0.3) -> None:
        super().__init__()
        self.embedding = nn.Embedding(features, width)
        nn.init.normal_(self.embedding.weight, 0, 0.05)
        self.bias = nn.Parameter(torch.zeros(width))
        self.crf = Crf(width, dropout)
        self.drop = nn.Dropout(dropout)
        self.dropped = dropped

    def loss(self, batch: Sequence[Rows]) -> Tensor:
        """The loss of the CRF, with some of the features left out; only the code that ships looks at all of them."""
        counts = torch.cat([row.counts for row in batch])
        ids = torch.cat([row.ids for row in batch])
        share = torch.repeat_interleave(counts.clamp(min=1).float() ** -0.5, counts)
        owner = torch.repeat_interleave(torch.arange(len(counts)), counts)
        kept = torch.rand_like(share) > self.dropped
        ids, share, owner = ids[kept], share[kept] / (1 - self.dropped), owner[kept]
        offsets = F.pad(torch.bincount(owner, minlength=len(counts)).cumsum(0), (1, 0))[:-1]
        vectors = F.embedding_bag(ids, self.embedding.weight, offsets, mode="sum", per_sample_weights=share)
        vectors = self.drop(torch.tanh(vectors + self.bias))
        labels = torch.cat([row.labels for row in batch])
        weights = torch.cat([row.weights for row in batch])
        return self.crf.loss(vectors, [len(row.counts) for row in batch], labels, weights)


def vocabulary(featured: Iterable[Sequence[Sequence[str]]]) -> dict[str, int]:
    counts = Counter(name for answer in featured for sentence in answer for name in sentence)
    return {name: at for at, name in enumerate(sorted(name for name, count in counts.items() if count >= SEEN))}


def features(examples: Iterable[Example]) -> list[list[list[str]]]:
    return [answer_features(answer.sentences, answer.question) for answer in examples]


def rows(examples: Sequence[Example], featured: Sequence[Sequence[Sequence[str]]], known: dict[str, int]) -> list[Rows]:
    made = []
    for answer, sentences in zip(examples, featured, strict=True):
        ids = [[known[name] for name in sentence if name in known] for sentence in sentences]
        made.append(
            Rows(
                torch.tensor([at for sentence in ids for at in sentence]),
                torch.tensor([len(sentence) for sentence in ids]),
                *labels_and_weights(answer),
            )
        )
    return made


def labels_and_weights(answer: Example) -> tuple[Tensor, Tensor]:
    """Of each sentence; a sentence counts as the root of its words, between counting sentences and counting words."""
    return torch.tensor(answer.labels), torch.tensor([len(words) ** 0.5 for words in answer.sentences])


def train(answers: Sequence[Rows], size: int, seed: int, epochs: int, rate: float = 8e-3, batch: int = 16) -> Net:
    torch.manual_seed(seed)
    rng = random.Random(seed)
    net = Net(size)
    steps = epochs * -(-len(answers) // batch)
    optimizer = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=1e-3, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps)
    for _ in range(epochs):
        for at in batches([len(answer.counts) for answer in answers], batch, rng):
            optimizer.zero_grad()
            net.loss([answers[i] for i in at]).backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return net.eval()


def batches(lengths: Sequence[int], size: int, rng: random.Random) -> list[list[int]]:
    """Answers of about one length together, so that little is padding; in another order each time."""
    order = sorted(range(len(lengths)), key=lambda i: lengths[i] * rng.uniform(0.8, 1.25))
    batches = [order[at : at + size] for at in range(0, len(order), size)]
    rng.shuffle(batches)
    return batches


def arrays(nets: Sequence[Net]) -> dict[str, NDArray[np.generic]]:
    """The nets as starclock.segmentation.phase_weights stores them."""
    embedding = torch.cat([net.embedding.weight.detach() for net in nets], dim=1).numpy()
    scale = np.abs(embedding).max(axis=0) / 127
    return {
        "embedding": np.round(embedding / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "bias": _stacked([net.bias for net in nets]),
        **crf_arrays([net.crf for net in nets]),
    }


def crf_arrays(crfs: Sequence[Crf]) -> dict[str, NDArray[np.generic]]:
    return {
        "mix": _stacked([torch.stack([mix.weight.T for mix in crf.mix]) for crf in crfs]),  # type: ignore[misc]
        "mix_bias": _stacked([torch.stack([mix.bias for mix in crf.mix]) for crf in crfs]),  # type: ignore[misc]
        "out": _stacked([crf.out.weight.T for crf in crfs]),
        "out_bias": _stacked([crf.out.bias for crf in crfs]),
        "step": _stacked([crf.step for crf in crfs]),
        "start": _stacked([crf.start for crf in crfs]),
        "end": _stacked([crf.end for crf in crfs]),
    }


def _stacked(of: Sequence[Tensor]) -> NDArray[np.float16]:
    return torch.stack([tensor.detach() for tensor in of]).numpy().astype(np.float16)
