"""Listening as commands do it: with a progress bar, and a word on stderr about what is odd."""

from __future__ import annotations

from pathlib import Path

from starclock.cli.notices import notice, progress_bar
from starclock.pipeline import listen
from starclock.recognizers import Recognizer
from starclock.speech import Attempt


def listen_to(path: Path, recognizer: Recognizer, channel: int | None = None) -> Attempt:
    """The facts of a recording. Raises InputError, ModelError.

    channel : its number, from 1; None hears the one that holds the voice
    """
    with progress_bar() as progress:
        return listen(path, recognizer, progress, notice, channel)
