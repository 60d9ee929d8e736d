"""A Whisper of two megabytes that says chosen words at chosen times, built in a moment without any download.

The real faster-whisper and CTranslate2 run it: only the weights are made by hand. All weights are zero but:

* decoder positions are one-hot, and the output row of the token that is to follow position p is one-hot at p,
  so that the text depends on the position alone (and not on the sound);
* encoder positions are points on half a circle, one angle a frame, and the cross-attention query of position p
  is the angle of the wanted time, so that faster-whisper's own alignment finds the word there.

Limits: it says the same in every window, and times are met within about 0.15 s.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from ctranslate2.specs.whisper_spec import WhisperConfig, WhisperSpec
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

D, MELS, FRAMES, POSITIONS = 128, 80, 1500, 448
SPECIALS = (
    "<|endoftext|>",
    "<|startoftranscript|>",
    "<|en|>",
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
)
Scripted = Sequence[tuple[str, float]]


def build(folder: Path, script: Scripted, end: float | None = None, verbatim: bool = False) -> Path:
    """Writes a model folder that says `script`, (word, seconds from the window's start) each.

    end : when the last word is over; 0.4 s after it began by default
    """
    end = end if end is not None else (script[-1][1] + 0.4 if script else 1.0)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    # " -" and " '" are tokens of their own: faster-whisper bans them by their first token.
    words = dict.fromkeys(["Ġ-", "Ġ'", *("Ġ" + word for word, _ in script)])
    text = [*alphabet, *(w for w in words if w not in alphabet)]
    stamps = [f"<|{i * 0.02:.2f}|>" for i in range(FRAMES + 1)]
    vocabulary = [*text, *SPECIALS, *stamps]
    number = {token: i for i, token in enumerate(vocabulary)}

    def stamp(seconds: float) -> int:
        return number["<|0.00|>"] + round(seconds / 0.02)

    said = [number["Ġ" + word] for word, _ in script]
    follows = [stamp(0.0), *said, stamp(end), stamp(end), number["<|endoftext|>"]]
    if not script:
        follows = [number["<|nospeech|>"], number["<|endoftext|>"]]
    # Position 0 is start-of-transcript; the query of a position looks for the token that follows it.
    # Alignment puts a boundary half-way between two neighbours' times, so aim at the middle of each word.
    edges = [*(t for _, t in script), end]
    times = [0.0, *((a + b) / 2 for a, b in itertools.pairwise(edges)), end, end]

    folder.mkdir(parents=True, exist_ok=True)
    spec = _spec(len(vocabulary), follows, times, number["<|endoftext|>"])
    spec.register_vocabulary(vocabulary)
    config: WhisperConfig = spec.config
    config.suppress_ids = []
    config.suppress_ids_begin = [number["<|endoftext|>"]]
    config.lang_ids = [number["<|en|>"]]
    config.alignment_heads = [[0, 0]]
    spec.validate()
    spec.optimize()
    spec.save(str(folder))
    _tokenizer(text, stamps).save(str(folder / "tokenizer.json"))
    (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": MELS, "sampling_rate": 16000}))
    # One-hot weights are too extreme for int8: the model's card asks for exact arithmetic.
    (folder / "starclock.json").write_text(json.dumps({"compute_type": "float32", "verbatim": verbatim}))
    return folder


def _tokenizer(text: Sequence[str], stamps: Sequence[str]) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(vocab={token: i for i, token in enumerate(text)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in SPECIALS])
    tokenizer.add_tokens([AddedToken(token, special=False) for token in stamps])
    return tokenizer


def _spec(size: int, follows: Sequence[int], times: Sequence[float], eot: int) -> WhisperSpec:
    spec = WhisperSpec(1, 1, 1, 1)
    encoder, decoder = spec.encoder, spec.decoder
    encoder.conv1.weight, encoder.conv1.bias = _zeros(D, MELS, 3), _zeros(D)
    encoder.conv2.weight, encoder.conv2.bias = _zeros(D, D, 3), _zeros(D)
    circle = _zeros(FRAMES, D)
    circle[:, :4] = [_point(np.pi * j / FRAMES) for j in range(FRAMES)]
    encoder.position_encodings.encodings = circle
    _norm(encoder.layer_norm)
    for layer in encoder.layer:
        _self_attention(layer.self_attention)
        _feed_forward(layer.ffn)

    decoder.embeddings.weight = _zeros(size, D)
    one_hot = _zeros(POSITIONS, D)
    one_hot[np.arange(D), np.arange(D)] = 1
    decoder.position_encodings.encodings = one_hot
    _norm(decoder.layer_norm, one_hot=True)
    out = _zeros(size, D)
    out[eot] = -4  # or beam search, short of better ideas, ends early
    for position in range(D):
        out[follows[position] if position < len(follows) else eot, position] = 4
    decoder.projection.weight = out
    for layer in decoder.layer:
        _self_attention(layer.self_attention)
        _feed_forward(layer.ffn)
        _cross_attention(layer.attention, times)
    return spec


def _cross_attention(attention: object, times: Sequence[float]) -> None:
    """Query of position p = the angle of its time; keys = the encoder's angles; nothing is added to the stream."""
    query = _zeros(D, D)
    for position, time in enumerate(times[:D]):
        query[:4, position] = _point(np.pi * (time + 0.02) / 30)
    query *= 300
    key_value = _zeros(2 * D, D)
    key_value[np.arange(4), np.arange(4)] = 1
    _norm(attention.layer_norm, one_hot=True)  # type: ignore[attr-defined]
    for linear, weight in zip(attention.linear, (query, key_value, _zeros(D, D)), strict=True):  # type: ignore[attr-defined]
        linear.weight, linear.bias = weight, _zeros(len(weight))


def _self_attention(attention: object) -> None:
    _norm(attention.layer_norm)  # type: ignore[attr-defined]
    for linear, rows in zip(attention.linear, (3 * D, D), strict=True):  # type: ignore[attr-defined]
        linear.weight, linear.bias = _zeros(rows, D), _zeros(rows)


def _feed_forward(ffn: object) -> None:
    _norm(ffn.layer_norm)  # type: ignore[attr-defined]
    for linear, rows, columns in ((ffn.linear_0, 4 * D, D), (ffn.linear_1, D, 4 * D)):  # type: ignore[attr-defined]
        linear.weight, linear.bias = _zeros(rows, columns), _zeros(rows)


def _norm(norm: object, one_hot: bool = False) -> None:
    """For a one-hot vector the offset puts all other entries back to exactly 0."""
    offset = 1 / D / np.sqrt((1 - 1 / D) / D) if one_hot else 0.0
    norm.gamma, norm.beta = np.ones(D, np.float32), np.full(D, offset, np.float32)  # type: ignore[attr-defined]


def _point(angle: float) -> list[float]:
    # Twice, with opposite signs: the mean is 0 and the length constant, so a layer norm keeps the angle.
    return [float(np.cos(angle)), float(np.sin(angle)), -float(np.cos(angle)), -float(np.sin(angle))]


def _zeros(*shape: int) -> np.ndarray:
    return np.zeros(shape, np.float32)
