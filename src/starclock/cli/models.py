"""`starclock models`: which speech models there are, where they lie, and getting one."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click
from rich.console import Console
from rich.table import Table

from starclock.cli.output import say_json
from starclock.recognizers import NO_MODEL
from starclock.recognizers.download import fetch
from starclock.recognizers.models import SIZES, folders, installed, locate
from starclock.recognizers.packaged import packaged


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line, one for each model.")
@click.pass_context
def models(context: click.Context, as_json: bool) -> None:
    """List speech models, and where those on this computer lie. `starclock models get NAME` downloads one."""
    if context.invoked_subcommand is None and as_json:
        for row in _rows():
            say_json(json.dumps(row, ensure_ascii=False))
    elif context.invoked_subcommand is None:
        _list()


def _rows() -> Iterator[dict[str, object]]:
    """Each model that is known or lies here: its folder is null where it does not."""
    here, taken = installed(), locate()
    known = {size.name: size for size in SIZES}
    for name in dict.fromkeys((*known, *here)):
        size = known.get(name)
        yield {
            "name": name,
            "megabytes": size.megabytes if size else None,
            "good_for": size.about if size else None,
            "folder": str(here[name]) if name in here else None,
            "in_use": bool(taken and taken[0] == name),
        }


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
