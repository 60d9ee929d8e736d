"""Getting a speech model from the hub: the only code of starclock that touches the network, on request.

The hub's own client downloads: it goes on where it broke and shows its progress. Before it starts, one question is
put to the hub; without an answer in a few seconds there is no network to speak of, and the client, which would try
again and again for half a minute, is not started.
"""

from __future__ import annotations

import logging
import shutil
import threading
from pathlib import Path

from starclock.errors import ModelError
from starclock.recognizers.checksums import sha256_of
from starclock.recognizers.models import SIZES, Size, is_model

_FILES = ("config.json", "tokenizer.json", "vocabulary.txt", "model.bin")
_PATIENCE = 3.5
"""Seconds to wait for the hub's first answer."""


def fetch(name: str, folder: Path) -> Path:
    """Downloads the named size into `folder/name`, at its pinned revision, and checks it. Returns that folder.

    What an interrupted download got is kept beside it and used by the next try. Shows the hub's own progress
    bars on stderr. Raises ModelError: unknown name, no network, no space, damaged download.
    """
    size = next((size for size in SIZES if size.name == name), None)
    if size is None:
        raise ModelError(f"there is no model {name!r} to get: choose one of {', '.join(s.name for s in SIZES)}")
    target, working = folder / name, folder / f".getting-{name}"
    if is_model(target):
        return target
    _download(size, working)
    if (got := sha256_of(working / "model.bin")) != size.sha256:
        (working / "model.bin").unlink()
        raise ModelError(f"the download of {name} is damaged (sha256 {got[:12]}...): run the same command again")
    try:
        shutil.rmtree(working / ".cache", ignore_errors=True)
        working.rename(target)
    except OSError as problem:
        raise ModelError(f"{target} cannot be written ({problem.strerror}): remove what is in the way") from None
    return target


def source_of(size: Size) -> str:
    """Where `fetch` gets a size from, to be told before it does."""
    return f"huggingface.co/{size.repository}"


def _download(size: Size, working: Path) -> None:
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled

    _ask_the_hub(size)
    # What the client logs at every new try says nothing that the error at the end does not say.
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    try:
        working.mkdir(parents=True, exist_ok=True)
        for name in _FILES:
            hf_hub_download(size.repository, name, revision=size.revision, local_dir=working)
    except (LocalEntryNotFoundError, OfflineModeIsEnabled, HfHubHTTPError, ConnectionError) as problem:
        raise _no_download(size, _first_line(problem)) from None
    except OSError as problem:
        # The hub's client raises its network errors as OSError too; those carry no errno text.
        raise ModelError(
            f"{size.name} cannot be downloaded ({problem.strerror or problem}): it needs {size.megabytes} MB"
            f" in {working.parent} and a network; run the same command again"
        ) from None


def _ask_the_hub(size: Size) -> None:
    """Any answer will do. Raises ModelError where there is none in `_PATIENCE` seconds.

    In a thread of its own, because looking up a name without network cannot be given a time limit.
    """
    from huggingface_hub import get_session, hf_hub_url

    told: list[str] = []

    def ask() -> None:
        try:
            get_session().head(hf_hub_url(size.repository, _FILES[0], revision=size.revision), timeout=_PATIENCE)
            told.append("")
        except Exception as problem:  # of whichever client the installed version of the library uses
            told.append(_first_line(problem))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(_PATIENCE)
    reason = told[0] if told else f"no answer in {_PATIENCE:g} s"
    if reason:
        raise _no_download(size, reason)


def _no_download(size: Size, reason: str) -> ModelError:
    return ModelError(
        f"{size.name} cannot be downloaded from {source_of(size)} ({reason}):"
        " check the network and run the same command again"
    )


def _first_line(problem: Exception) -> str:
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0]
