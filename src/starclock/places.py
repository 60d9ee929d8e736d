"""Where starclock keeps things: in the starclock folder one is in, else in the user's own folders."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

RECORDINGS, MODELS = "recordings", "models"


def starclock_folder() -> Path | None:
    """The nearest folder, from here upward, that has both `recordings` and `models`; None where there is none."""
    with suppress(OSError):  # the folder we are in was removed
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / RECORDINGS).is_dir() and (folder / MODELS).is_dir():
                return folder
    return None


def data_folder() -> Path:
    """The user's own folder for what is to stay."""
    import platformdirs  # only here and below: whoever has a starclock folder needs neither

    return Path(platformdirs.user_data_dir("starclock", appauthor=False))


def cache_folder() -> Path:
    """The user's own folder for what can be worked out again."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("starclock", appauthor=False))
