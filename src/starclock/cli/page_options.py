"""The options of every command that writes a page: --html, --open, --audio. Light: it loads nothing that makes one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, get_args

import click

Where = Literal["embed", "beside", "none"]
"""Where the sound of a page goes."""


def page_options(sound: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds `html`, `opened` and, for pages with sound, `where` to what a command takes."""
    options = [
        click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Write it as one page."),
        click.option("--open", "opened", is_flag=True, help="Show the page in your browser."),
    ]
    if sound:
        options.append(
            click.option(
                "--audio",
                "where",
                type=click.Choice(get_args(Where)),
                default="embed",
                help="The sound of the page: in it (the default; 4 kB a second), as a file beside it, or none.",
            )
        )

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return add
