"""Samples -> words. One file each behind one small door; nothing else needs an edit to add one.

A recognizer module holds `NAME`, `ABOUT`, `ORDER` (lower is tried first) and
`open_recognizer(model: str | None) -> Recognizer | None`: None where it has no model to work with.
Errors: ModelError for a named model that is missing or broken.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol

from starclock.errors import InputError, NoModelError
from starclock.progress import Progress, silent
from starclock.speech import Interval, Sound
from starclock.transcripts import Transcript

if TYPE_CHECKING:
    import numpy as np


NO_MODEL = (
    "no speech model on this computer: `starclock models get base.en` gets one (148 MB), or install starclock with"
    " the small one: pipx install --force '.[tiny]'"
)


class Recognizer(Protocol):
    """name, model : told in the report; verbatim : it prints "um".

    Several threads may transcribe at once; they share one model.
    """

    name: str
    model: str
    verbatim: bool

    def load(self) -> None:
        """Loads what `transcribe` needs. Raises ModelError."""

    def transcribe(
        self, samples: np.ndarray, sound: Callable[[], Sound], cut: Sequence[Interval], progress: Progress = silent
    ) -> Transcript:
        """The words. Raises ModelError, and what `sound` and `progress` raise; then nothing goes on.

        samples : float32 mono 16 kHz [shape=(n,)]
        sound : waits for what else was heard in them; asked when the first words are there, so that both go on at once
        cut : stretches of at most 28 s that hold all speech, in time order
        """

    def ready(self) -> None:
        """Loads what `ahead` needs. Raises ModelError."""

    def ahead(self, samples: np.ndarray, sound: Sound, cut: Sequence[Interval]) -> Transcript:
        """Hears the last clip of `cut` in a recording that still grows, so that `transcribe` need not; what it says.

        samples : all there are by now [shape=(n,)]; sound : what was heard in them by now
        """

    def forget(self) -> None:
        """Drops what was heard ahead: that recording is given up."""


@cache
def _modules() -> dict[str, object]:
    found = [
        importlib.import_module(f"{__name__}.{module.name}")
        for module in pkgutil.iter_modules(__path__)
        if not module.name.startswith("_")
    ]
    doors = [module for module in found if hasattr(module, "open_recognizer")]
    return {module.NAME: module for module in sorted(doors, key=lambda m: m.ORDER)}


def names() -> list[str]:
    """Names for `--recognizer`, best first."""
    return list(_modules())


def open_recognizer(name: str | None = None, model: str | None = None) -> Recognizer:
    """The named recognizer, or the best one that has a model. Raises InputError, ModelError; NoModelError for none."""
    modules = _modules()
    if name is not None and name not in modules:
        raise InputError(f"there is no recognizer {name!r}: choose one of {', '.join(modules)}")
    for module in modules.values() if name is None else [modules[name]]:
        recognizer: Recognizer | None = module.open_recognizer(model)  # type: ignore[attr-defined]
        if recognizer is not None:
            return recognizer
    raise NoModelError(NO_MODEL)
