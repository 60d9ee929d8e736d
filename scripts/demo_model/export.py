"""From a checkpoint to the folder that faster-whisper loads: int8 weights, config, token table, 5 s chunks.

The folder's preprocessor_config.json says chunk_length 5, so faster-whisper's own loop takes the 5 s windows that
the model was trained on.  Its alignment heads are the two that were taught to look where the word is.
"""

# mypy: disable-error-code="assignment,arg-type"

import json
import shutil
from pathlib import Path
from typing import Any

import ctranslate2.specs
import torch
from torch import Tensor, nn

from .model import GUIDED_HEADS, GUIDED_LAYER, WINDOW_SECONDS, Attention, Layer, Shape, Whisper
from .tokens import Tokens


def export(work: Path, folder: Path, checkpoint: str = "last", quantization: str = "int8") -> None:
    """Write `folder` from work/<checkpoint>.pt and work/tokenizer.json."""
    tokens = Tokens(work / "tokenizer.json")
    kept = torch.load(work / f"{checkpoint}.pt", map_location="cpu", weights_only=True)
    model = Whisper(Shape(**kept["shape"]))
    kept["model"].pop("positions", None)
    model.load_state_dict(kept["model"])
    folder.mkdir(parents=True, exist_ok=True)
    spec = specification(model, tokens)
    spec.validate()
    spec.optimize(quantization=quantization)
    spec.save(str(folder))
    config = {
        "alignment_heads": [[GUIDED_LAYER, head] for head in range(GUIDED_HEADS)],
        "lang_ids": [tokens["<|en|>"]],
        "suppress_ids": [],
        "suppress_ids_begin": [tokens["\u0120"], tokens.eot],
    }
    preprocessor = {
        "feature_size": 80,
        "sampling_rate": 16000,
        "hop_length": 160,
        "chunk_length": WINDOW_SECONDS,
        "n_fft": 400,
        "nb_max_frames": WINDOW_SECONDS * 100,
        "n_samples": WINDOW_SECONDS * 16000,
    }
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    (folder / "preprocessor_config.json").write_text(json.dumps(preprocessor) + "\n")
    (folder / "starclock.json").write_text(json.dumps({"verbatim": True, "practice": False}) + "\n")
    shutil.copy(work / "tokenizer.json", folder / "tokenizer.json")


def specification(model: Whisper, tokens: Tokens) -> Any:
    """The network as CTranslate2's WhisperSpec."""
    shape = model.shape
    spec = ctranslate2.specs.WhisperSpec(shape.encoder_layers, shape.heads, shape.decoder_layers, shape.heads)
    spec.register_vocabulary(tokens.strings)
    for mine, theirs in ((model.conv1, spec.encoder.conv1), (model.conv2, spec.encoder.conv2)):
        _linear(theirs, mine)
    spec.encoder.position_encodings.encodings = model.positions
    _norm(spec.encoder.layer_norm, model.encoder_norm)
    spec.decoder.position_encodings.encodings = model.token_positions
    _norm(spec.decoder.layer_norm, model.decoder_norm)
    # timestamps later than any trained window get the row of a token that never comes
    missing = tokens.size - len(model.embedding.weight)
    never = model.embedding.weight[tokens["<|translate|>"]].expand(missing, -1)
    spec.decoder.embeddings.weight = torch.cat([model.embedding.weight, never])
    spec.decoder.projection.weight = spec.decoder.embeddings.weight
    for layers, parts in ((spec.encoder.layer, model.encoder), (spec.decoder.layer, model.decoder)):
        for theirs, mine in zip(layers, parts, strict=True):
            _layer(theirs, mine)
    return spec


def _layer(spec: Any, layer: Layer) -> None:
    _norm(spec.self_attention.layer_norm, layer.attention_norm)
    inner = layer.attention
    _fused(spec.self_attention.linear[0], inner.q, inner.k, inner.v)
    _linear(spec.self_attention.linear[1], inner.out)
    if hasattr(layer, "cross"):
        cross: Attention = layer.cross
        _norm(spec.attention.layer_norm, layer.cross_norm)
        _linear(spec.attention.linear[0], cross.q)
        _fused(spec.attention.linear[1], cross.k, cross.v)
        _linear(spec.attention.linear[2], cross.out)
    _norm(spec.ffn.layer_norm, layer.ffn_norm)
    _linear(spec.ffn.linear_0, layer.ffn_in)
    _linear(spec.ffn.linear_1, layer.ffn_out)


def _linear(spec: Any, part: nn.Linear | nn.Conv1d) -> None:
    spec.weight = part.weight
    if part.bias is not None:
        spec.bias = part.bias


def _fused(spec: Any, *parts: nn.Linear) -> None:
    def bias(part: nn.Linear) -> Tensor:
        return torch.zeros(len(part.weight)) if part.bias is None else part.bias

    spec.weight = torch.cat([part.weight for part in parts])
    spec.bias = torch.cat([bias(part) for part in parts])


def _norm(spec: Any, part: nn.LayerNorm) -> None:
    spec.gamma, spec.beta = part.weight, part.bias
