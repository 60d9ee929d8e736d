"""`starclock models`: which speech models there are, where they lie, and getting one."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from starclock.recognizers import NO_MODEL
from starclock.recognizers.download import fetch
from starclock.recognizers.models import SIZES, folders, installed, locate
from starclock.recognizers.packaged import packaged


@click.group(invoke_without_command=True)
@click.pass_context
def models(context: click.Context) -> None:
    """List speech models, and where those on this computer lie. `starclock models get NAME` downloads one."""
    if context.invoked_subcommand is None:
        _list()


def _list() -> None:
    here, taken, package = installed(), locate(), packaged()
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("Model", "MB", "Good for", "Here"):
        table.add_column(heading, justify="right" if heading == "MB" else "left")
    for size in SIZES:
        mark = "in use" if taken and taken[0] == size.name else "yes" if size.name in here else "-"
        table.add_row(size.name, str(size.megabytes), size.about, mark)
    for name in here.keys() - {size.name for size in SIZES}:
        table.add_row(name, "", "your own", "in use" if taken and taken[0] == name else "yes")
    Console(highlight=False).print(table)
    for name, path in here.items():
        click.echo(f"\n{name} lies in {path}")
        if package and path == package.folder:
            click.echo(f"  {package.origin()}")
    click.echo("\nOpenAI's Whisper, converted by Systran, MIT licence.")
    click.echo("`starclock models get NAME` downloads one, once, from huggingface.co/Systran.")
    if not here:
        click.echo(f"starclock: {NO_MODEL}", err=True)


@models.command()
@click.argument("name", metavar="NAME")
def get(name: str) -> None:
    """Download the model NAME (say base.en) once; practice itself never touches the network."""
    folder = next(folders())
    path = fetch(name, folder)
    click.echo(f"{name} is ready in {path}")
