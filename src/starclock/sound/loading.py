"""Libraries loaded by one thread at a time: of two that import the same one at once, one may meet it half loaded."""

from __future__ import annotations

import importlib
import threading

_LOADING = threading.Lock()


def loaded(*names: str) -> None:
    """Imports these modules, if that was not done yet, while no other thread loads any through here."""
    with _LOADING:
        for name in names:
            importlib.import_module(name)
