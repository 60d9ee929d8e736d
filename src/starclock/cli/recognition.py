"""The recognizer of a command, and listening with it: with a bar on a terminal, and a word on what is odd."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from starclock.cli.notices import notice, progress_bar
from starclock.errors import ModelError
from starclock.pipeline import listen
from starclock.recognizers import Recognizer, open_recognizer
from starclock.recognizers.download import fetch, source_of
from starclock.recognizers.models import SIZES, folders, locate
from starclock.speech import Attempt


def opened(name: str | None, model: str | None) -> Recognizer:
    """Opened after offering a model where none was named and none is there. Raises InputError, ModelError."""
    if name is None and model is None:
        _offer_download()
    return open_recognizer(name, model)


def listen_to(path: Path, recognizer: Recognizer, channel: int | None = None) -> Attempt:
    """The facts of a recording. Raises InputError, ModelError.

    channel : its number, from 1; None hears the one that holds the voice
    """
    with progress_bar() as progress:
        return listen(path, recognizer, progress, notice, channel)


def _offer_download() -> None:
    """Once, on a terminal with no model: says what would be fetched and offers to. Elsewhere says nothing."""
    folder = next(folders())
    asked = folder / ".asked"
    if locate() or asked.exists() or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    size = next(size for size in SIZES if size.name == "base.en")
    wanted = click.confirm(
        f"No speech model yet. Download {size.name} now, once: {size.megabytes} MB from {source_of(size)}?",
        default=True,
        err=True,
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        asked.touch()
        if wanted:
            fetch(size.name, folder)
    except ModelError as problem:
        click.echo(f"starclock: {problem}", err=True)
    except OSError as problem:
        click.echo(f"starclock: {folder} cannot be written ({problem.strerror})", err=True)
