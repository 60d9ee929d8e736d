"""Whisper's network in torch, cut to the windows we train on.

Sizes (B windows, T encoder frames of 20 ms, L tokens, D = width):
    mel [B, 80, 2T] -> convolutions -> [B, T, D] + positions -> one frame of padding -> 4 layers -> [B, T + 1, D]
    tokens [B, L] + encoder -> 3 layers -> logits [B, L, vocabulary]

Whisper always sees 30 s: a window padded with zeros to 1,500 frames.  Zeros give the same vector in every padding
frame (the position table is 0 there), and equal frames stay equal in every layer.  So ONE padding frame whose
attention score is raised by log(1500 - T) gives exactly the result of the 30 s window, at a third of the cost.
Reference: Radford et al. 2022, arXiv 2212.04356.
"""

# mypy: disallow-subclassing-any=False, warn-return-any=False
# mypy: disable-error-code="operator,index,arg-type"

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own name for it)
from torch import Tensor, nn

FRAMES = 1500  # encoder frames of a 30 s window
WINDOW_SECONDS = 5  # longer windows need more training before attention finds its way
LONGEST_SECONDS = 8.3  # timestamps up to here have a row of their own
WINDOW_FRAMES = WINDOW_SECONDS * 50 + 16  # frames with a position of their own
GUIDED_LAYER = 1
GUIDED_HEADS = 2  # the first heads of that decoder layer are taught to look where the word is
PHONE_LAYERS = 2  # after so many encoder layers the phones must be known


@dataclass(frozen=True)
class Shape:
    """The size of a model."""

    vocabulary: int
    text_tokens: int
    phones: int
    width: int = 192
    heads: int = 3
    encoder_layers: int = 4
    decoder_layers: int = 3


def sinusoids(length: int, width: int) -> Tensor:
    """Whisper's position table [length, width]."""
    scale = torch.exp(-math.log(10000) / (width // 2 - 1) * torch.arange(width // 2))
    angle = torch.arange(length)[:, None] * scale
    return torch.cat([angle.sin(), angle.cos()], dim=1)


class Attention(nn.Module):
    """Multi-head attention; k has no bias, as in Whisper."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q = nn.Linear(width, width)
        self.k = nn.Linear(width, width, bias=False)
        self.v = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def split(self, x: Tensor) -> Tensor:
        return x.view(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

    def forward(
        self, x: Tensor, source: Tensor | None = None, bias: Tensor | None = None, causal: bool = False, copies: int = 1
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Output, and the queries and keys by head.  The source serves `copies` times as many rows of x."""
        origin = x if source is None else source
        q, k, v = self.split(self.q(x)), self.split(self.k(origin)), self.split(self.v(origin))
        if copies > 1:
            k, v = k.repeat(copies, 1, 1, 1), v.repeat(copies, 1, 1, 1)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=bias, is_causal=causal)
        return self.out(y.transpose(1, 2).flatten(2)), q, k


class Layer(nn.Module):
    """One pre-norm transformer layer, with cross attention in the decoder."""

    def __init__(self, width: int, heads: int, cross: bool) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        if cross:
            self.cross_norm = nn.LayerNorm(width)
            self.cross = Attention(width, heads)
        self.ffn_norm = nn.LayerNorm(width)
        self.ffn_in = nn.Linear(width, 4 * width)
        self.ffn_out = nn.Linear(4 * width, width)

    def feed(self, x: Tensor) -> Tensor:
        return x + self.ffn_out(F.gelu(self.ffn_in(self.ffn_norm(x))))


class Whisper(nn.Module):
    """Encoder, decoder, and two heads that only training uses (phones, tokens by frame)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        width = shape.width
        self.conv1 = nn.Conv1d(80, width, 3, padding=1)
        self.conv2 = nn.Conv1d(width, width, 3, stride=2, padding=1)
        positions = torch.zeros(FRAMES, width)
        positions[:WINDOW_FRAMES] = 0.2 * sinusoids(WINDOW_FRAMES, width)  # full size drowns the young conv features
        self.register_buffer("positions", positions, persistent=False)
        self.encoder = nn.ModuleList(Layer(width, shape.heads, False) for _ in range(shape.encoder_layers))
        self.encoder_norm = nn.LayerNorm(width)
        self.embedding = nn.Embedding(shape.vocabulary, width)
        self.token_positions = nn.Parameter(torch.randn(448, width) * 0.02)
        self.decoder = nn.ModuleList(Layer(width, shape.heads, True) for _ in range(shape.decoder_layers))
        self.decoder_norm = nn.LayerNorm(width)
        self.phone_norm = nn.LayerNorm(width)
        self.phone_head = nn.Linear(width, shape.phones)
        self.token_head = nn.Linear(width, shape.text_tokens + 1)  # the last class: no token here
        with torch.no_grad():
            self.embedding.weight.mul_(0.03)
            self.conv1.weight.mul_(2)
            self.conv2.weight.mul_(4)
            depth = 2 * max(shape.encoder_layers, shape.decoder_layers)
            for layer in [*self.encoder, *self.decoder]:
                layer.ffn_out.weight.div_(math.sqrt(depth))
                layer.attention.out.weight.div_(math.sqrt(depth))

    def encode(self, mel: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Encoder output [B, T + 1, D], its phone features [B, T, D], and the attention bias [1, 1, 1, T + 1]."""
        x = F.gelu(self.conv2(F.gelu(self.conv1(mel)))).transpose(1, 2)
        frames = x.shape[1]
        zero = F.gelu(self.conv2.weight.sum(2) @ F.gelu(self.conv1.bias) + self.conv2.bias)
        x = torch.cat([x + self.positions[:frames], zero.expand(len(x), 1, -1)], dim=1)
        bias = torch.zeros(1, 1, 1, frames + 1, device=x.device)
        bias[..., -1] = math.log(FRAMES - frames)
        phones = x
        for number, layer in enumerate(self.encoder, 1):
            x = x + layer.attention(layer.attention_norm(x), bias=bias)[0]
            x = layer.feed(x)
            if number == PHONE_LAYERS:
                phones = self.phone_norm(x[:, :-1])
        return self.encoder_norm(x), phones, bias

    def decode(self, tokens: Tensor, source: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """Logits [N, L, vocabulary] and the guided heads' log attention [N, heads, L, T + 1]; N = copies x B rows."""
        x = self.embedding(tokens) + self.token_positions[: tokens.shape[1]]
        copies = len(tokens) // len(source)
        guided = x
        for number, layer in enumerate(self.decoder):
            x = x + layer.attention(layer.attention_norm(x), causal=True)[0]
            y, q, k = layer.cross(layer.cross_norm(x), source, bias, copies=copies)
            x = layer.feed(x + y)
            if number == GUIDED_LAYER:
                scores = q[:, :GUIDED_HEADS] @ k[:, :GUIDED_HEADS].transpose(2, 3) / math.sqrt(q.shape[3])
                guided = (scores + bias).log_softmax(-1)
        return self.decoder_norm(x) @ self.embedding.weight.T, guided
