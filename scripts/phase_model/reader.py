# mypy: disallow-subclassing-any=False, warn-return-any=False, warn-unused-ignores=False
"""The transformer of starclock.segmentation.reader, as torch tunes it.

It begins as pretrained.py reads it and is tuned on whole answers, together with the layers over neighbouring sentences.
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
from starclock.segmentation.reader import HEADS, LONGEST, pieces

from .corpus import Units
from .net import Field, batches, field_arrays, labels_and_weights
from .pretrained import LAYERS, Base

WIDTH = 128
"""Of what the layers over neighbours see of a sentence."""
_TOGETHER = 32
"""Sentences of about one length that are read at once."""
_MISHEARD = (0.0, 0.05, 0.1)
"""Shares of the pieces lost, and as many again taken for others, in an answer as it is learned."""
_MATRICES = ("attend", "join", "inner", "outer")


@dataclass(frozen=True, slots=True)
class Read:
    """An answer ready for the reader: the pieces of each sentence; its label, and how much it counts."""

    pieces: list[list[int]]
    labels: Tensor
    weights: Tensor


class Layer(nn.Module):
    def __init__(self, size: int, inner: int, hidden: float) -> None:
        super().__init__()
        self.attend = nn.Linear(size, 3 * size)
        self.join = nn.Linear(size, size)
        self.join_norm = nn.LayerNorm(size, eps=1e-12)
        self.inner = nn.Linear(size, inner)
        self.outer = nn.Linear(inner, size)
        self.outer_norm = nn.LayerNorm(size, eps=1e-12)
        self.hide = nn.Dropout(hidden)

    def forward(self, seen: Tensor, real: Tensor) -> Tensor:
        count, longest, size = seen.shape
        query, key, value = self.attend(seen).view(count, longest, 3, HEADS, size // HEADS).permute(2, 0, 3, 1, 4)
        # Written out: sentences are short, and torch's own attention takes a third of the training on a CPU.
        look = query @ key.transpose(2, 3) * (size // HEADS) ** -0.5
        look = look.masked_fill(~real[:, None, None], -1e4).softmax(-1)
        heard = (look.to(value.dtype) @ value).transpose(1, 2).reshape(count, longest, size)
        seen = self.join_norm(seen + self.hide(self.join(heard)))
        inner = F.gelu(self.inner(seen), approximate="tanh")
        return self.outer_norm(seen + self.hide(self.outer(inner)))


class Reader(nn.Module):
    """`hidden`: share of what a layer passes on that is hidden from the next at each step of the training."""

    def __init__(self, begin: Base, hidden: float = 0.1, narrow_hidden: float = 0.3) -> None:
        super().__init__()
        count, size = begin.numbers["embedding.weight"].shape
        self.embedding = nn.Embedding(count, size)
        self.places = nn.Parameter(torch.zeros(LONGEST, size))
        self.norm = nn.LayerNorm(size, eps=1e-12)
        self.layers = nn.ModuleList(
            Layer(size, len(begin.numbers[f"layers.{at}.inner.bias"]), hidden) for at in range(LAYERS)
        )
        self.hide = nn.Dropout(hidden)
        # Before the parts that are new: all that is here so far was pretrained.
        self.load_state_dict({name: torch.tensor(array) for name, array in begin.numbers.items()})
        self.alone = nn.Linear(size, len(LETTERS))
        self.narrow = nn.Linear(size, WIDTH)
        self.hide_narrow = nn.Dropout(narrow_hidden)
        self.field = Field(WIDTH, narrow_hidden)

    def read(self, sentences: Sequence[Sequence[int]]) -> Tensor:
        """The mean of what the last layer makes of the pieces of each sentence [shape=(sentences, size)]."""
        order = sorted(range(len(sentences)), key=lambda i: len(sentences[i]))
        means = []
        with torch.autocast("cpu", torch.bfloat16, enabled=self.training):
            for at in range(0, len(order), _TOGETHER):
                some = [torch.tensor(sentences[i]) for i in order[at : at + _TOGETHER]]
                ids = nn.utils.rnn.pad_sequence(some, batch_first=True, padding_value=-1)
                real = ids >= 0
                seen = self.hide(self.norm(self.embedding(ids.clamp(min=0)) + self.places[: ids.shape[1]]))
                for layer in self.layers:
                    seen = layer(seen, real)
                share = real[..., None] / real.sum(1)[:, None, None]
                means.append((seen.float() * share).sum(1))
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(means)[back]

    def loss(self, batch: Sequence[Read]) -> Tensor:
        """The field's, and a little of what each sentence says with and without the layers over its neighbours."""
        read = self.read([sentence for answer in batch for sentence in answer.pieces])
        labels = torch.cat([answer.labels for answer in batch])
        weights = torch.cat([answer.weights for answer in batch])
        vectors = self.hide_narrow(torch.tanh(self.narrow(read)))
        lengths = [len(answer.pieces) for answer in batch]
        alone = F.cross_entropy(self.alone(self.hide_narrow(read)), labels, label_smoothing=0.05)
        return self.field.loss(vectors, lengths, labels, weights) + 0.3 * alone


def reads(units: Sequence[Units], kept: Sequence[str]) -> list[Read]:
    known = {name: row for row, name in enumerate(kept)}
    return [Read([pieces(words, known) for words in answer.sentences], *labels_and_weights(answer)) for answer in units]


def train(
    begin: Base, answers: Sequence[Sequence[Read]], seed: int, epochs: int, rate: float = 2e-4, batch: int = 6
) -> Reader:
    """answers : of each its copies, of which one is learned in an epoch, in turn"""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    reader = Reader(begin)
    steps = epochs * -(-len(answers) // batch)
    tuned = [*reader.embedding.parameters(), reader.places, *reader.norm.parameters(), *reader.layers.parameters()]
    fresh = [*reader.alone.parameters(), *reader.narrow.parameters(), *reader.field.parameters()]
    optimizer = torch.optim.AdamW(
        [{"params": tuned, "lr": rate}, {"params": fresh, "lr": 8 * rate}], weight_decay=0.01, fused=True
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (0.1 * steps), (steps - step) / (0.9 * steps))
    )
    for epoch in range(epochs):
        for at in batches([sum(map(len, copies[0].pieces)) for copies in answers], batch, rng):
            optimizer.zero_grad()
            some = [_misheard(answers[i][(epoch + i) % len(answers[i])], rng) for i in at]
            reader.loss(some).backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return reader.eval()


def _misheard(answer: Read, rng: random.Random) -> Read:
    """With some of its pieces lost and others in their place, never twice the same."""
    share = rng.choice(_MISHEARD)
    if not share:
        return answer
    met = [row for sentence in answer.pieces for row in sentence[1:-1]]

    def heard(sentence: list[int]) -> list[int]:
        found = [rng.choice(met) if rng.random() < share else row for row in sentence[1:-1] if rng.random() >= share]
        return [sentence[0], *found, sentence[-1]]

    return replace(answer, pieces=[heard(sentence) for sentence in answer.pieces])


def arrays(reader: Reader, kept: Sequence[str]) -> dict[str, NDArray[Any]]:
    """The reader as starclock.segmentation.weights stores it."""
    numbers = {name: tensor.detach().numpy() for name, tensor in reader.state_dict().items()}
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
        **field_arrays([reader.field]),
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
