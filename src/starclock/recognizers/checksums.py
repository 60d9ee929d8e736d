"""SHA-256 of model files, computed once for a file: 75 MB take a quarter of a second, and models never change.

A verdict is remembered in the user's cache folder beside the file's size and time of change; a file that has
another size or time is read again.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from starclock.places import cache_folder
from starclock.writing.files import replacing


def sha256_of(path: Path) -> str:
    """The sum of the whole file, as 64 hexadecimal digits. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remembered_sha256_of(path: Path) -> str:
    """The same, read from the user's cache where the file is unchanged since it was computed. Raises OSError."""
    status = path.stat()
    seen = [status.st_size, status.st_mtime_ns]
    known = _known()
    told = known.get(str(path))
    if isinstance(told, list) and told[:2] == seen and len(told) == 3:
        return str(told[2])
    digest = sha256_of(path)
    _remember({**known, str(path): [*seen, digest]})
    return digest


def _file() -> Path:
    return cache_folder() / "checksums.json"


def _known() -> dict[str, Any]:
    try:
        known = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _remember(known: dict[str, Any]) -> None:
    """Where the cache cannot be written the sum is computed again next time."""
    with suppress(OSError):
        _file().parent.mkdir(parents=True, exist_ok=True)
        with replacing(_file()) as working:
            working.write_text(json.dumps(known), encoding="utf-8")
