"""The user's editor on a file of theirs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from starclock.cli.notices import notice
from starclock.errors import InputError


def edited(path: Path) -> None:
    """Opens a file in the user's editor ($VISUAL, $EDITOR) and waits; without a terminal only says where it is.

    Raises InputError where there is no editor to open.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        notice(f"write in {path}")
        return
    try:
        click.edit(filename=str(path))
    except click.ClickException as problem:
        raise InputError(
            f"no editor could be opened ({problem.message}): set $EDITOR, or write in {path} with any"
        ) from None
