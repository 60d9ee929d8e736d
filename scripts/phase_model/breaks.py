# mypy: disallow-subclassing-any=False, warn-return-any=False
"""The model of sentence ends, as torch trains it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from functools import partial

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (torch's own name for it)
from torch import Tensor, nn

from starclock.segmentation.breaks import WINDOW, chances_by
from starclock.segmentation.features import plain
from starclock.segmentation.phase_weights import BreakNet
from starclock.segmentation.sentences import Breaks
from starclock.segmentation.word_vectors import word_rows, word_vectors

from .corpus import Labelled, poor, vocabulary

LAYERS = ("embedding", "inner", "inner_bias", "outer", "outer_bias")
ERRORS = (0.0, 0.05, 0.1, 0.2)
COPIES = 2
_SEEN = 8
_WIDTH, _HIDDEN = 24, 64
_HIDDEN_WORDS = 0.15


class Net(nn.Module):
    def __init__(self, words: int) -> None:
        super().__init__()
        self.meanings = torch.tensor(word_vectors()[1])
        self.embedding = nn.Embedding(words, _WIDTH)
        nn.init.normal_(self.embedding.weight, 0, 0.3)
        self.inner = nn.Linear(2 * WINDOW * (self.meanings.shape[1] + _WIDTH), _HIDDEN)
        self.outer = nn.Linear(_HIDDEN, 1)
        self.drop = nn.Dropout(0.4)

    def forward(self, meant: Tensor, own: Tensor) -> Tensor:
        if self.training:
            kept = torch.rand(own.shape) > _HIDDEN_WORDS
            meant, own = meant * kept, own * kept
        around = torch.cat([self.meanings[meant], self.embedding(own)], 2).flatten(1)
        return self.outer(self.drop(torch.relu(self.inner(self.drop(around)))))[:, 0]


def train(answers: Sequence[Labelled], seed: int = 0, epochs: int = 4) -> BreakNet:
    """Learned on words without capitals and stops, some of them wrong."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    rng, known = random.Random(seed), vocabulary(answers)
    heard = [poor(answer, known, rng, rng.choice(ERRORS)).words for answer in answers for _ in range(COPIES)]
    counts = Counter(plain(word.text) for words in heard for word in words)
    rows = {word: at + 1 for at, word in enumerate(sorted(w for w, count in counts.items() if count >= _SEEN))}
    meant, own, ends = [], [], []
    for words in heard:
        texts = [word.text for word in words]
        meant.append(_around(word_rows(texts)))
        own.append(_around([rows.get(plain(word), 0) for word in texts]))
        ends += [word.stop for word in words[:-1]]
    net, batch, rate = Net(len(rows) + 1), 512, 3e-3
    data = torch.cat(meant), torch.cat(own), torch.tensor(ends, dtype=torch.float)
    optimizer = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=1e-2, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=epochs * -(-len(ends) // batch))
    for _ in range(epochs):
        for some in torch.randperm(len(ends)).split(batch):
            optimizer.zero_grad()
            loss = F.binary_cross_entropy_with_logits(net(data[0][some], data[1][some]), data[2][some])
            loss.backward()
            optimizer.step()
            schedule.step()

    def small(tensor: Tensor) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return tensor.detach().numpy().astype(np.float16).astype(np.float32)

    return BreakNet(
        rows,
        small(net.embedding.weight),
        small(net.inner.weight.T),
        small(net.inner.bias),
        small(net.outer.weight[0]),
        small(net.outer.bias),
    )


def scorer(net: BreakNet) -> Breaks:
    """As starclock.segmentation.breaks.chances_of_break, with this net."""
    return partial(chances_by, net)


def _around(rows: Sequence[int]) -> Tensor:
    """The rows of the words around every gap [shape=(words - 1, 2 * WINDOW)]."""
    padded = torch.tensor([0] * (WINDOW - 1) + list(rows) + [0] * (WINDOW - 1))
    return padded.unfold(0, 2 * WINDOW, 1)
