"""Training: losses, optimiser, checkpoints.  CPU (one single-thread process for each core, joined by gloo) or GPU.

Losses, in nats:
  answer    cross-entropy of the decoder, label smoothing 0.05, both answers of each window (with and without stamps)
  frame     cross-entropy of the token spoken in each encoder frame; moves from step 1, where CTC sits on its plateau
  phone     cross-entropy of the phone in each frame, half way up the encoder: rare words are spelt from phones
  guide     -log of the attention mass inside the token's own time, for two heads of decoder layer 1

Matrices are updated by Muon (momentum orthogonalised by Newton-Schulz steps, Jordan 2024, kellerjordan.github.io),
everything else by AdamW.  The rate warms up, stays, and falls to zero over the last `decay` part of the minutes.
"""

# mypy: disallow-subclassing-any=False, warn-return-any=False, disallow-untyped-decorators=False

import json
import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F  # noqa: N812 (torch's own name for it)
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from .corpus import read_corpus
from .model import LONGEST_SECONDS, WINDOW_SECONDS, Shape, Whisper
from .tokens import Tokens
from .windows import SHORT_SECONDS, Window, Windows

NONE = -100


@dataclass(frozen=True)
class Plan:
    """How long and how to train."""

    minutes: float
    windows: int = 8  # in a step, per process (batches of short windows hold twice as many)
    rate: float = 2e-3
    decay: float = 0.85
    warmup: int = 60
    short: float = 0.0
    seed: int = 1
    loaders: int = 0  # processes that prepare batches; a GPU needs about 14


def batch(windows: list[Window], tokens: Tokens) -> dict[str, Tensor]:
    """Windows as tensors: mel [B, 80, 2T], phones and frame tokens [B, T], answers [2B, L], spans [2B, L, 2]."""
    answers = [w.stamped for w in windows] + [w.plain for w in windows]
    spans = [w.stamped_spans for w in windows] + [w.plain_spans for w in windows]
    length = max(map(len, answers))
    target = np.full((len(answers), length), NONE)
    given = np.full((len(answers), length), tokens.eot)
    place = np.full((len(answers), length, 2), -1)
    for i, (answer, span) in enumerate(zip(answers, spans, strict=True)):
        target[i, : len(answer)] = answer
        given[i, : len(answer)] = [tokens.sot, *answer[:-1]]
        place[i, : len(answer)] = span
    target[len(windows) :, 0] = NONE  # <|notimestamps|> is always given
    arrays = {
        "mel": np.stack([w.mel.T for w in windows]),
        "phones": np.stack([w.phones for w in windows]),
        "frames": np.stack([w.frame_tokens for w in windows]),
        "given": given,
        "target": target,
        "spans": place,
    }
    return {name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in arrays.items()}


class Batches(IterableDataset[tuple[bool, dict[str, Tensor]]]):
    """An endless stream of (is short, batch), another one for each seed and loader process."""

    def __init__(self, folder: Path, tokens: Tokens, plan: Plan, seed: int, kind_seed: int) -> None:
        self.corpus, self.tokens, self.plan = read_corpus(folder / "corpus"), tokens, plan
        self.phones = json.loads((folder / "phones.json").read_text())
        self.seed, self.kind_seed = seed, kind_seed

    def __iter__(self) -> Iterator[tuple[bool, dict[str, Tensor]]]:
        info = get_worker_info()
        worker = info.id if info else 0
        source = Windows(self.corpus, self.phones, self.tokens, seed=self.seed * 1009 + worker)
        kinds = np.random.default_rng(self.kind_seed * 1009 + worker)  # the same on every rank, so that none waits
        while True:
            short = bool(kinds.random() < self.plan.short)
            windows = [source.window(short) for _ in range(self.plan.windows * (2 if short else 1))]
            yield short, batch(windows, self.tokens)


def losses(model: Whisper, b: dict[str, Tensor], tokens: Tokens) -> dict[str, Tensor]:
    """The four losses of one batch, and the share of answer tokens that are right."""
    source, phone_features, bias = model.encode(b["mel"])
    logits, guided = model.decode(b["given"], source, bias)
    target = b["target"].flatten()
    answer = F.cross_entropy(logits.flatten(0, 1).float(), target, ignore_index=NONE, label_smoothing=0.05)
    right = (logits.flatten(0, 1).argmax(1) == target)[target != NONE].float().mean()
    phone = F.cross_entropy(
        model.phone_head(phone_features).flatten(0, 1).float(), b["phones"].flatten(), ignore_index=NONE
    )
    kept = b["frames"].flatten()
    chance = torch.rand(kept.shape, device=kept.device)
    pick = ((kept >= 0) & (chance < torch.where(kept == tokens.eot, 0.25, 0.5))).nonzero()[:, 0]
    frame = F.cross_entropy(model.token_head(source[:, :-1].flatten(0, 1)[pick]).float(), kept[pick])
    where = torch.arange(guided.shape[3], device=kept.device)
    first, last = b["spans"][:, None, :, :1], b["spans"][:, None, :, 1:]
    inside = (where >= first) & (where <= last)
    mass = guided.float().masked_fill(~inside, -30).logsumexp(-1)
    rows = (b["spans"][:, None, :, 0] >= 0).expand_as(mass)
    guide = -mass[rows].mean()
    return {"answer": answer, "frame": frame, "phone": phone, "guide": guide, "right": right}


def orthogonal(matrices: Tensor) -> Tensor:
    """Newton-Schulz: matrices [n, rows, columns] with their singular values pushed towards 1."""
    x = matrices / (matrices.norm(dim=(1, 2), keepdim=True) + 1e-7)
    turned = x.shape[1] > x.shape[2]
    if turned:
        x = x.transpose(1, 2)
    for _ in range(5):
        a = x @ x.transpose(1, 2)
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    return x.transpose(1, 2) if turned else x


class Optimiser:
    """Muon for matrices, shared out among the processes, AdamW for the rest."""

    def __init__(self, model: Whisper) -> None:
        matrices = [p for n, p in model.named_parameters() if p.dim() >= 2 and n.split(".")[0] in _MUON]
        chosen = {id(p) for p in matrices}
        self.others = [p for p in model.parameters() if id(p) not in chosen]
        self.adam = torch.optim.AdamW(self.others, lr=0.0, betas=(0.9, 0.98), weight_decay=0.01)
        groups: dict[tuple[int, int], list[torch.nn.Parameter]] = {}
        for p in matrices:
            groups.setdefault((p.shape[0], p[0].numel()), []).append(p)
        self.groups = list(groups.values())
        self.momenta = [torch.zeros(len(g), g[0].shape[0], g[0][0].numel(), device=g[0].device) for g in self.groups]

    @torch.no_grad()
    def step(self, rate: float) -> None:
        torch.nn.utils.clip_grad_norm_(self.others, 1.0)
        for group in self.adam.param_groups:
            group["lr"] = rate
        self.adam.step()
        rank, world = (dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else (0, 1)
        for parameters, momentum in zip(self.groups, self.momenta, strict=True):
            gradient = torch.stack([p.grad.flatten(1) for p in parameters if p.grad is not None])
            momentum.mul_(0.95).add_(gradient)
            update = torch.zeros_like(momentum)
            mine = slice(rank, None, world)
            if len(momentum[mine]):
                update[mine] = orthogonal(gradient[mine] + 0.95 * momentum[mine])
            if world > 1:
                dist.all_reduce(update)
            size = 0.4 * math.sqrt(max(momentum.shape[1:]))
            for p, u in zip(parameters, update, strict=True):
                p.mul_(1 - 0.02 * rate).sub_(u.view_as(p), alpha=rate * size)

    def state(self) -> dict[str, Any]:
        return {"adam": self.adam.state_dict(), "momenta": self.momenta}

    def load(self, state: dict[str, Any]) -> None:
        self.adam.load_state_dict(state["adam"])
        for mine, kept in zip(self.momenta, state["momenta"], strict=True):
            mine.copy_(kept)


_MUON = ("conv1", "conv2", "encoder", "decoder")


def rate_at(plan: Plan, step: int, minutes: float) -> float:
    """Learning rate after `step` steps and `minutes` minutes."""
    left = max(0.0, 1 - minutes / plan.minutes)
    return plan.rate * min(1.0, (step + 1) / plan.warmup, max(0.01, left / plan.decay))


def average(model: Whisper) -> None:
    """Average the gradients of all processes."""
    if dist.is_initialized() and dist.get_world_size() > 1:
        gradients = [p.grad for p in model.parameters() if p.grad is not None]
        flat = torch.cat([g.flatten() for g in gradients])
        dist.all_reduce(flat)
        flat /= dist.get_world_size()
        at = 0
        for g in gradients:
            g.copy_(flat[at : at + g.numel()].view_as(g))
            at += g.numel()


def has_bfloat16() -> bool:
    """Whether this CPU multiplies bfloat16 itself: a step then takes 0.55 of the time (measured on AVX-512)."""
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def train(folder: Path, plan: Plan, device: torch.device, rank: int = 0, world: int = 1, start: str = "last") -> None:
    """Train in `folder` (corpus/, tokenizer.json), from `start`.pt if it is there; writes last.pt and log.tsv."""
    tokens = Tokens(folder / "tokenizer.json")
    phones = json.loads((folder / "phones.json").read_text())
    torch.manual_seed(plan.seed)
    shape = Shape(tokens.trained(LONGEST_SECONDS), tokens.eot, len(phones))
    model = Whisper(shape).to(device)
    optimiser = Optimiser(model)
    step, spent, audio = 0, 0.0, 0.0
    if (folder / f"{start}.pt").exists():
        kept = torch.load(folder / f"{start}.pt", map_location=device, weights_only=True)
        kept["model"].pop("positions", None)
        model.load_state_dict(kept["model"])
        optimiser.load(kept["optimiser"])
        step, spent, audio = kept["step"], kept["minutes"], kept["audio"]
    stream = Batches(folder, tokens, plan, plan.seed * 7919 + step * 31 + rank, plan.seed + step)
    batches = iter(DataLoader(stream, batch_size=None, num_workers=plan.loaders))
    halved = device.type == "cuda" or has_bfloat16()
    weights = {"answer": 1.0, "frame": 0.4, "phone": 0.4, "guide": 0.2}
    began = saved = time.monotonic()
    recent: list[tuple[bool, list[float]]] = []
    before = spent
    while spent < plan.minutes:
        short, arrays = next(batches)
        arrays = {name: array.to(device) for name, array in arrays.items()}
        with torch.autocast(device.type, torch.bfloat16, enabled=halved):
            values = losses(model, arrays, tokens)
        total = sum(weight * values[name] for name, weight in weights.items())
        assert isinstance(total, Tensor)
        torch.autograd.backward(total)
        average(model)
        optimiser.step(rate_at(plan, step, spent))
        model.zero_grad(set_to_none=True)
        step += 1
        audio += plan.windows * world * WINDOW_SECONDS
        now = time.monotonic()
        clock = torch.tensor([before + (now - began) / 60])
        if world > 1:
            dist.broadcast(clock, 0)
        spent = float(clock)
        recent.append((short, [value.item() for value in values.values()]))
        if step % 20 == 0:
            if rank == 0:
                with (folder / "log.tsv").open("a") as log:
                    for kind, seconds in ((False, WINDOW_SECONDS), (True, SHORT_SECONDS)):
                        rows = [row for is_short, row in recent if is_short == kind]
                        if not rows:
                            continue
                        means = [f"{sum(column) / len(rows):.3f}" for column in zip(*rows, strict=True)]
                        print(step, f"{spent:.2f}", f"{audio / 3600:.2f}", f"{seconds} s", *means, sep="\t", file=log)
            recent = []
        if rank == 0 and (now - saved > 120 or spent >= plan.minutes):
            saved = now
            state = {"model": model.state_dict(), "optimiser": optimiser.state(), "shape": asdict(shape)}
            torch.save(
                {**state, "step": step, "minutes": spent, "audio": audio, "plan": asdict(plan)}, folder / "part.pt"
            )
            (folder / "part.pt").rename(folder / "last.pt")
