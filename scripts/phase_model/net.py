# mypy: disallow-subclassing-any=False, warn-return-any=False, warn-unused-ignores=False
"""The network of starclock.segmentation.phases, as torch trains it."""

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

from starclock.segmentation.features import answer_features
from starclock.segmentation.phases import REACH

from .corpus import LETTERS, Units

SEEN = 40
"""A feature is kept that occurs at least this often, in three copies of each answer."""


@dataclass(frozen=True, slots=True)
class Rows:
    """An answer ready for the net: its features as rows of the vocabulary, how many a sentence has; labels; words."""

    ids: Tensor
    counts: Tensor
    labels: Tensor
    weights: Tensor


class Net(nn.Module):
    """`dropped`: share of the features of a sentence hidden from it at each step of the training."""

    def __init__(self, features: int, width: int = 48, dropped: float = 0.65, hidden: float = 0.3) -> None:
        super().__init__()
        labels = len(LETTERS)
        self.embedding = nn.Embedding(features, width)
        nn.init.normal_(self.embedding.weight, 0, 0.05)
        self.bias = nn.Parameter(torch.zeros(width))
        self.mix = nn.ModuleList(nn.Linear(3 * width, width) for _ in REACH)
        self.out = nn.Linear(2 * width, labels)
        self.step = nn.Parameter(torch.zeros(labels, labels))
        self.start = nn.Parameter(torch.zeros(labels))
        self.end = nn.Parameter(torch.zeros(labels))
        self.hide = nn.Dropout(hidden)
        self.dropped = dropped

    def forward(self, batch: Sequence[Rows]) -> tuple[Tensor, Tensor]:
        """Scores [shape=(answers, sentences, labels)] and which of the sentences are real."""
        counts = torch.cat([row.counts for row in batch])
        ids = torch.cat([row.ids for row in batch])
        share = torch.repeat_interleave(counts.clamp(min=1).float() ** -0.5, counts)
        owner = torch.repeat_interleave(torch.arange(len(counts)), counts)
        if self.training:
            kept = torch.rand_like(share) > self.dropped
            ids, share, owner = ids[kept], share[kept] / (1 - self.dropped), owner[kept]
        offsets = F.pad(torch.bincount(owner, minlength=len(counts)).cumsum(0), (1, 0))[:-1]
        vectors = F.embedding_bag(ids, self.embedding.weight, offsets, mode="sum", per_sample_weights=share)
        vectors = self.hide(torch.tanh(vectors + self.bias))
        lengths = torch.tensor([len(row.counts) for row in batch])
        real = torch.arange(int(lengths.max()))[None] < lengths[:, None]
        alone = torch.zeros(*real.shape, vectors.shape[-1]).masked_scatter(real[..., None], vectors)
        seen, size = alone, real.shape[1]
        for reach, mix in zip(REACH, self.mix, strict=True):
            before = F.pad(seen, (0, 0, reach, 0))[:, :size]
            after = F.pad(seen, (0, 0, 0, reach))[:, -size:]
            mixed = self.hide(torch.relu(mix(torch.cat([before, seen, after], 2))))
            seen = (seen + mixed) * real[..., None]
        return self.out(self.hide(torch.cat([seen, alone], 2))), real

    def loss(self, batch: Sequence[Rows]) -> Tensor:
        """The random field's, and a little of each sentence's by itself."""
        scores, real = self(batch)
        labels = torch.zeros(real.shape, dtype=torch.long)
        labels[real] = torch.cat([row.labels for row in batch])
        weights = torch.cat([row.weights for row in batch])
        alone = F.cross_entropy(scores[real], labels[real], label_smoothing=0.05, reduction="none")
        last = labels.gather(1, real.sum(1, keepdim=True) - 1)[:, 0]
        path = (scores.gather(2, labels[..., None])[..., 0] * real).sum(1) + self.start[labels[:, 0]] + self.end[last]
        path = path + (self.step[labels[:, :-1], labels[:, 1:]] * real[:, 1:]).sum(1)
        total = self.start + scores[:, 0]
        for at in range(1, scores.shape[1]):
            onward = torch.logsumexp(total[:, :, None] + self.step, 1) + scores[:, at]
            total = torch.where(real[:, at, None], onward, total)
        field = (torch.logsumexp(total + self.end, 1) - path).sum() / real.sum()
        return field + 0.3 * (alone * weights).sum() / weights.sum()


def vocabulary(featured: Iterable[Sequence[Sequence[str]]]) -> dict[str, int]:
    counts = Counter(name for answer in featured for sentence in answer for name in sentence)
    return {name: at for at, name in enumerate(sorted(name for name, count in counts.items() if count >= SEEN))}


def features(units: Iterable[Units]) -> list[list[list[str]]]:
    return [answer_features(answer.sentences, answer.question) for answer in units]


def rows(units: Sequence[Units], featured: Sequence[Sequence[Sequence[str]]], known: dict[str, int]) -> list[Rows]:
    made = []
    for answer, sentences in zip(units, featured, strict=True):
        ids = [[known[name] for name in sentence if name in known] for sentence in sentences]
        made.append(
            Rows(
                torch.tensor([at for sentence in ids for at in sentence]),
                torch.tensor([len(sentence) for sentence in ids]),
                torch.tensor(answer.labels),
                torch.tensor([len(words) ** 0.5 for words in answer.sentences]),
            )
        )
    return made


def train(answers: Sequence[Rows], size: int, seed: int, epochs: int, rate: float = 8e-3, batch: int = 16) -> Net:
    torch.manual_seed(seed)
    rng = random.Random(seed)
    net = Net(size)
    steps = epochs * -(-len(answers) // batch)
    optimizer = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=1e-3, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps)
    for _ in range(epochs):
        for at in _batches([len(answer.counts) for answer in answers], batch, rng):
            optimizer.zero_grad()
            net.loss([answers[i] for i in at]).backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return net.eval()


def _batches(lengths: Sequence[int], size: int, rng: random.Random) -> list[list[int]]:
    """Answers of about one length together, so that little is padding; in another order each time."""
    order = sorted(range(len(lengths)), key=lambda i: lengths[i] * rng.uniform(0.8, 1.25))
    batches = [order[at : at + size] for at in range(0, len(order), size)]
    rng.shuffle(batches)
    return batches


def arrays(nets: Sequence[Net]) -> dict[str, NDArray[np.generic]]:
    """The nets as starclock.segmentation.weights stores them."""

    def stacked(of: Sequence[Tensor]) -> NDArray[np.float16]:
        return torch.stack([tensor.detach() for tensor in of]).numpy().astype(np.float16)

    embedding = torch.cat([net.embedding.weight.detach() for net in nets], dim=1).numpy()
    scale = np.abs(embedding).max(axis=0) / 127
    return {
        "embedding": np.round(embedding / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "bias": stacked([net.bias for net in nets]),
        "mix": stacked([torch.stack([mix.weight.T for mix in net.mix]) for net in nets]),  # type: ignore[misc]
        "mix_bias": stacked([torch.stack([mix.bias for mix in net.mix]) for net in nets]),  # type: ignore[misc]
        "out": stacked([net.out.weight.T for net in nets]),
        "out_bias": stacked([net.out.bias for net in nets]),
        "step": stacked([net.step for net in nets]),
        "start": stacked([net.start for net in nets]),
        "end": stacked([net.end for net in nets]),
    }
