# mypy: disallow-subclassing-any=False, warn-return-any=False, warn-unused-ignores=False
"""The sentence encoder of starclock.segmentation.encoder, as torch fine-tunes it.

It starts from what pretrained.py reads and is fine-tuned on whole answers, together with the layers over neighbouring
sentences.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (torch's own name for it)
from numpy.typing import NDArray
from torch import Tensor, nn

from kit.corpus import LETTERS
from starclock.segmentation.encoder import HEADS, LONGEST, pieces

from .corpus import Example
from .net import Crf, batches, crf_arrays, labels_and_weights
from .pretrained import LAYERS, Pretrained

WIDTH = 128
"""Of the vector of a sentence that the layers over neighbours get."""
_TOGETHER = 32
"""Sentences of about one length that are encoded at once."""
_ERRORS = (0.0, 0.05, 0.1)
"""Shares of the word pieces that are dropped, and as many again that are replaced, in an answer as it is learned."""
_MATRICES = ("attend", "join", "inner", "outer")


@dataclass(frozen=True, slots=True)
class Tokenized:
    """An answer ready for the encoder: the word pieces of each sentence, its label, and how much it counts."""

    pieces: list[list[int]]
    labels: Tensor
    weights: Tensor


class Layer(nn.Module):
    def __init__(self, size: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.attend = nn.Linear(size, 3 * size)
        self.join = nn.Linear(size, size)
        self.join_norm = nn.LayerNorm(size, eps=1e-12)
        self.inner = nn.Linear(size, inner)
        self.outer = nn.Linear(inner, size)
        self.outer_norm = nn.LayerNorm(size, eps=1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, hidden: Tensor, real: Tensor) -> Tensor:
        count, longest, size = hidden.shape
        query, key, value = self.attend(hidden).view(count, longest, 3, HEADS, size // HEADS).permute(2, 0, 3, 1, 4)
        # Written out because sentences are short: torch's own attention would take a third of the training on a CPU.
        attention = query @ key.transpose(2, 3) * (size // HEADS) ** -0.5
        attention = attention.masked_fill(~real[:, None, None], -1e4).softmax(-1)
        attended = (attention.to(value.dtype) @ value).transpose(1, 2).reshape(count, longest, size)
        hidden = self.join_norm(hidden + self.drop(self.join(attended)))
        inner = F.gelu(self.inner(hidden), approximate="tanh")
        return self.outer_norm(hidden + self.drop(self.outer(inner)))


class Encoder(nn.Module):
    """`dropout`: share of what a layer passes on that is set to zero at each step of the training."""

    def __init__(self, pretrained: Pretrained, dropout: float = 0.1, narrow_dropout: float = 0.3) -> None:
        super().__init__()
        count, size = pretrained.numbers["embedding.weight"].shape
        self.embedding = nn.Embedding(count, size)
        self.places = nn.Parameter(torch.zeros(LONGEST, size))
        self.norm = nn.LayerNorm(size, eps=1e-12)
        self.layers = nn.ModuleList(
            Layer(size, len(pretrained.numbers[f"layers.{at}.inner.bias"]), dropout) for at in range(LAYERS)
        )
        self.drop = nn.Dropout(dropout)
        # Loaded before the new parts are added, since everything up to here was pretrained.
        self.load_state_dict({name: torch.tensor(array) for name, array in pretrained.numbers.items()})
        self.classify = nn.Linear(size, len(LETTERS))
        self.narrow = nn.Linear(size, WIDTH)
        self.drop_narrow = nn.Dropout(narrow_dropout)
        self.crf = Crf(WIDTH, narrow_dropout)

    def encode(self, sentences: Sequence[Sequence[int]]) -> Tensor:
        """The mean of the last layer over the word pieces of each sentence [shape=(sentences, size)]."""
        order = sorted(range(len(sentences)), key=lambda i: len(sentences[i]))
        means = []
        with torch.autocast("cpu", torch.bfloat16, enabled=self.training):
            for at in range(0, len(order), _TOGETHER):
                some = [torch.tensor(sentences[i]) for i in order[at : at + _TOGETHER]]
                ids = nn.utils.rnn.pad_sequence(some, batch_first=True, padding_value=-1)
                real = ids >= 0
                hidden = self.drop(self.norm(self.embedding(ids.clamp(min=0)) + self.places[: ids.shape[1]]))
                for layer in self.layers:
                    hidden = layer(hidden, real)
                share = real[..., None] / real.sum(1)[:, None, None]
                means.append((hidden.float() * share).sum(1))
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(means)[back]

    def loss(self, batch: Sequence[Tokenized]) -> Tensor:
        """The loss of the CRF, and a little of that of each sentence by itself."""
        encoded = self.encode([sentence for answer in batch for sentence in answer.pieces])
        labels = torch.cat([answer.labels for answer in batch])
        weights = torch.cat([answer.weights for answer in batch])
        vectors = self.drop_narrow(torch.tanh(self.narrow(encoded)))
        lengths = [len(answer.pieces) for answer in batch]
        alone = F.cross_entropy(self.classify(self.drop_narrow(encoded)), labels, label_smoothing=0.05)
        return self.crf.loss(vectors, lengths, labels, weights) + 0.3 * alone


def tokenized(examples: Sequence[Example], kept: Sequence[str]) -> list[Tokenized]:
    known = {name: row for row, name in enumerate(kept)}
    return [
        Tokenized([pieces(words, known) for words in answer.sentences], *labels_and_weights(answer))
        for answer in examples
    ]


def train(
    pretrained: Pretrained,
    answers: Sequence[Sequence[Tokenized]],
    seed: int,
    epochs: int,
    rate: float = 2e-4,
    batch: int = 6,
) -> Encoder:
    """The encoder after so many epochs.

    answers : of each its copies, of which one is learned in an epoch, in turn
    """
    torch.manual_seed(seed)
    rng = random.Random(seed)
    encoder = Encoder(pretrained)
    steps = epochs * -(-len(answers) // batch)
    tuned = [*encoder.embedding.parameters(), encoder.places, *encoder.norm.parameters(), *encoder.layers.parameters()]
    fresh = [*encoder.classify.parameters(), *encoder.narrow.parameters(), *encoder.crf.parameters()]
    optimizer = torch.optim.AdamW(
        [{"params": tuned, "lr": rate}, {"params": fresh, "lr": 8 * rate}], weight_decay=0.01, fused=True
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (0.1 * steps), (steps - step) / (0.9 * steps))
    )
    for epoch in range(epochs):
        for at in batches([sum(map(len, copies[0].pieces)) for copies in answers], batch, rng):
            optimizer.zero_grad()
            some = [_with_errors(answers[i][(epoch + i) % len(answers[i])], rng) for i in at]
            encoder.loss(some).backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return encoder.eval()


def _with_errors(answer: Tokenized, rng: random.Random) -> Tokenized:
    """With some of its word pieces dropped and some replaced, differently each time."""
    share = rng.choice(_ERRORS)
    if not share:
        return answer
    every_piece = [row for sentence in answer.pieces for row in sentence[1:-1]]

    def with_errors(sentence: list[int]) -> list[int]:
        found = [
            rng.choice(every_piece) if rng.random() < share else row for row in sentence[1:-1] if rng.random() >= share
        ]
        return [sentence[0], *found, sentence[-1]]

    return replace(answer, pieces=[with_errors(sentence) for sentence in answer.pieces])


def arrays(encoder: Encoder, kept: Sequence[str]) -> dict[str, NDArray[Any]]:
    """The encoder as starclock.segmentation.phase_weights stores it [shapes as there]."""
    numbers = {name: tensor.detach().numpy() for name, tensor in encoder.state_dict().items()}
    embedding = numbers["embedding.weight"]
    scale = (np.abs(embedding).max(axis=1) / 127).astype(np.float16)
    stored: dict[str, NDArray[Any]] = {
        "pieces": np.frombuffer("\n".join(kept).encode(), np.uint8),
        "embedding": np.round(embedding / scale[:, None].astype(np.float32)).clip(-127, 127).astype(np.int8),
        "scale": scale,
        "places": numbers["places"].astype(np.float16),
        "norm": np.stack([numbers["norm.weight"], numbers["norm.bias"]]).astype(np.float16),
        "narrow": numbers["narrow.weight"].T.astype(np.float16),
        "narrow_bias": numbers["narrow.bias"].astype(np.float16),
        **crf_arrays([encoder.crf]),
    }

    def of_layers(name: str) -> NDArray[np.float32]:
        return np.stack([numbers[f"layers.{at}.{name}"] for at in range(LAYERS)])

    for name in _MATRICES:
        whole = of_layers(f"{name}.weight").transpose(0, 2, 1)
        scale = (np.abs(whole).max(axis=1) / 127).astype(np.float16)
        stored[name] = np.round(whole / scale[:, None].astype(np.float32)).clip(-127, 127).astype(np.int8)
        stored[f"{name}_scale"] = scale
        stored[f"{name}_bias"] = of_layers(f"{name}.bias").astype(np.float16)
    for name in ("join_norm", "outer_norm"):
        stored[name] = np.stack([of_layers(f"{name}.weight"), of_layers(f"{name}.bias")], axis=1).astype(np.float16)
    return stored
