"""Where things lie: this project, and the outside development data that is measured on and never trained on."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "starclock"
SHARED = Path(os.environ.get("STARCLOCK_SHARED", ROOT.parent / "shared"))
"""The outside data: $STARCLOCK_SHARED, or the folder `shared` beside the project. It is no part of the project."""


def outside(*parts: str) -> Path:
    """A file or folder of the outside data. Ends the script with one line where it is not on this computer."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        sys.exit(f"{path} is not on this computer: name the folder of the outside data in $STARCLOCK_SHARED")
    return path
