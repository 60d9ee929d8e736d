"""Speech models: which there are, which lie on this computer and where, and which one is taken.

A model is a folder in CTranslate2's format. Nothing here touches the network: `download` does, on request.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from starclock.errors import ModelError
from starclock.places import MODELS, data_folder, starclock_folder
from starclock.recognizers import packaged

_NEEDED = ("config.json", "model.bin", "tokenizer.json")
_CARD = "starclock.json"


@dataclass(frozen=True, slots=True)
class Size:
    """A model that can be got. `sha256` is of its model.bin; `megabytes` of the whole download."""

    name: str
    repository: str
    revision: str
    sha256: str
    megabytes: int
    about: str


SIZES = (
    Size(
        "tiny.en",
        "Systran/faster-whisper-tiny.en",
        "0d3d19a32d3338f10357c0889762bd8d64bbdeba",
        "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
        78,
        "fastest; misses words in quick or accented speech",
    ),
    Size(
        "base.en",
        "Systran/faster-whisper-base.en",
        "3d3d5dee26484f91867d81cb899cfcf72b96be6c",
        "2a166925539a16005f14ff328359f9b9adb9dc4fb631bb3b227526862e93e2ef",
        148,
        "good start: 3 minutes of talk in about 10 s on two cores",
    ),
    Size(
        "small.en",
        "Systran/faster-whisper-small.en",
        "d1d751a5f8271d482d14ca55d9e2deeebbae577f",
        "62b2a45b05ee59acb4a5341b33ee35e041395d378d418a18acfe4c9e768ee37a",
        486,
        "better with accents and jargon; about 25 s",
    ),
    Size(
        "medium.en",
        "Systran/faster-whisper-medium.en",
        "a29b04bd15381511a9af671baec01072039215e3",
        "11b220779aea4c6f3ce9d2549c8a95ea869ed84066864b999531ef53e594fe5b",
        1530,
        "best; wants a fast computer",
    ),
)
_BEST_FIRST = ("small.en", "small", "base.en", "base", "medium.en", "medium")
"""What is taken when no model is named: the best one that keeps the wait short. Next a model of another name, which
the user has put there himself; last the smallest, which may have come with starclock."""
_LAST = ("tiny.en", "tiny")


def folders() -> Iterator[Path]:
    """Where models are looked for, in order."""
    if named := os.environ.get("STARCLOCK_MODELS"):
        yield Path(named).expanduser()
    if here := starclock_folder():
        yield here / MODELS
    yield data_folder() / MODELS


def installed() -> dict[str, Path]:
    """Name -> folder of every model on this computer: the user's own, then the hub's cache, then the package's."""
    found: dict[str, Path] = {}
    for folder in folders():
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            if is_model(path):
                found.setdefault(path.name, path)
    for size in SIZES:
        if size.name not in found and (cached := _cached(size)):
            found[size.name] = cached
    if (package := packaged.packaged()) and is_model(package.folder):
        found.setdefault(packaged.MODEL, package.folder)
    return found


def locate(model: str | None = None) -> tuple[str, Path] | None:
    """Name and folder of a named model, or of the best installed one; None where there is none.

    Raises ModelError for a name that is not here and for a folder that holds no model.
    """
    if model is not None and (Path(model).is_dir() or os.sep in model):
        path = Path(model)
        if missing := [name for name in _NEEDED if not (path / name).is_file()]:
            raise ModelError(f"{path} is not a speech model ({missing[0]} is missing): name a CTranslate2 folder")
        return path.resolve().name, path
    found = installed()
    if model is not None:
        if model not in found:
            known = any(size.name == model for size in SIZES)
            remedy = (
                f"get it with `starclock models get {model}`" if known else "`starclock models` lists what there is"
            )
            raise ModelError(f"the speech model {model!r} is not on this computer: {remedy}")
        return model, found[model]
    others = [name for name in found if name not in _LAST]
    best = next((name for name in (*_BEST_FIRST, *others, *_LAST) if name in found), None)
    return (best, found[best]) if best else None


def check(folder: Path) -> None:
    """Raises ModelError where the folder is the package's and its weights are not the pinned ones. Quick but once."""
    package = packaged.packaged()
    if package and package.folder == folder:
        package.check(next(size.sha256 for size in SIZES if size.name == packaged.MODEL))


def is_model(path: Path) -> bool:
    """Whether a folder has every file that a model needs."""
    return all((path / name).is_file() for name in _NEEDED)


@dataclass(frozen=True, slots=True)
class Card:
    """What a model says of itself in `starclock.json` beside its weights; all of it may be left out.

    verbatim : it prints "um" and "uh" where they are said
    compute_type : the arithmetic it wants, in CTranslate2's words
    """

    verbatim: bool = False
    compute_type: str = "int8"


def card_of(path: Path) -> Card:
    """The card of a model folder; for one without, the default (CrisperWhisper is known to be verbatim)."""
    try:
        told = json.loads((path / _CARD).read_text(encoding="utf-8"))
        return Card(**{field: told[field] for field in Card.__slots__ if field in told})
    except (OSError, ValueError, TypeError):
        return Card(verbatim="crisper" in path.name.lower())


def _cached(size: Size) -> Path | None:
    """The folder in the hub's own cache, found without asking the network or importing its library."""
    home = Path(os.environ.get("HF_HOME") or Path.home() / ".cache" / "huggingface")
    cache = Path(os.environ.get("HF_HUB_CACHE") or home / "hub")
    snapshots = cache / f"models--{size.repository.replace('/', '--')}" / "snapshots"
    pinned = snapshots / size.revision
    candidates = [pinned, *sorted(snapshots.iterdir())] if snapshots.is_dir() else []
    return next((path for path in candidates if is_model(path)), None)
