"""The rules that judge, as one short text: it changes when they do.

What was worked out by other rules is not used any more. So that nothing is forgotten the text covers more than is
needed: every file of the package, and every setting that bears on a judgement.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from functools import cache
from pathlib import Path

from starclock.settings import Settings


def fingerprint(settings: Settings, *more: object) -> str:
    """Equal for equal rules, also in the next process; `more` is what else a judgement stands on."""
    own = (settings.targets, settings.role, settings.fillers, sorted(settings.off))
    chosen = (*own, sorted(settings.bands.items()), sorted(settings.names.items()), *more)
    return hashlib.sha256(f"{chosen}{_code()}".encode("utf-8", "surrogatepass")).hexdigest()


def stamps(folder: Path | str) -> dict[str, str]:
    """Name of each file in a folder -> what changes when the file does; empty where there is no folder."""
    found = {}
    with suppress(OSError):
        for entry in os.scandir(folder):
            with suppress(OSError):  # deleted in this moment
                if entry.is_file():
                    status = entry.stat()
                    found[entry.name] = f"{status.st_mtime_ns}:{status.st_size}"
    return found


@cache
def _code() -> str:
    """Of every file of the package when it was written and how long it is: reading them all would take too long."""
    folders = (folder for folder, _, _ in os.walk(Path(__file__).parents[1]) if not folder.endswith("__pycache__"))
    return " ".join(f"{folder}:{sorted(stamps(folder).items())}" for folder in sorted(folders))
