"""The command that teaches how names are spelled: names."""

from __future__ import annotations

import json

import click

from starclock.cli.context import Context
from starclock.cli.notices import notice
from starclock.cli.output import say_json
from starclock.compare.names import Name, names_of
from starclock.errors import InputError
from starclock.settings import remember_name
from starclock.writing.numbers import counted
from starclock.writing.texts import short

_LATEST = 50
"""Attempts that are looked through."""
_SHOWN = 30
"""Names in the list; `--json` has all of them."""


@click.command()
@click.argument("heard", required=False)
@click.argument("written", required=False)
@click.option("--forget", is_flag=True, help="HEARD is written as it is heard again.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def names(heard: str | None, written: str | None, forget: bool, as_json: bool) -> None:
    """List the names in your attempts, or teach one: what is HEARD as this is WRITTEN as that.

    `starclock names "Cooper Netties" Kubernetes` corrects every transcript, the old ones too: the recording and what
    was heard in it stay as they are. Without arguments: the names that come back or were heard in several ways.
    """
    context = Context()
    path = context.library.settings_file
    if heard is None:
        _list(context, as_json)
        return
    if forget == bool(written):
        raise click.UsageError("name both, as heard and as written; or HEARD and --forget")
    known = {key.lower() for key in context.settings.names}
    if forget and heard.lower() not in known:
        raise InputError(f"{short(heard)} was not taught: `starclock names` lists what was")
    remember_name(path, heard.strip(), written.strip() if written else None)
    click.echo(f"{heard} is written as it is heard" if forget else f"{heard} is written {written} from now on")


def _list(context: Context, as_json: bool) -> None:
    taught = context.settings.names
    heads = context.library.heads(notice)[-_LATEST:]
    found = names_of(summary.said for summary in context.summaries(heads, texts=True))
    told = [name for name in found if len(name.tellings) > 1 or name.others]
    if as_json:
        rows = [{"name": n.usual, "spellings": dict(n.spellings), "attempts": len(n.tellings)} for n in found]
        say_json(json.dumps({"taught": dict(taught), "names": rows}, ensure_ascii=False))
        return
    for key, value in taught.items():
        click.echo(f"{key} → {value}")
    for name in told[:_SHOWN]:
        click.echo(_line(name))
    if len(told) > _SHOWN:
        click.echo(f"and {len(told) - _SHOWN} more: --json has all of them")
    if not told:
        click.echo(f"No name comes back in {counted(len(heads), 'attempt')}, and none was heard in two ways.")
    elif doubtful := next((name for name in told if name.others), None):
        click.echo(f"Teach a spelling, say `starclock names {_quoted(doubtful.others[0])} {_quoted(doubtful.usual)}`.")


def _line(name: Name) -> str:
    also = ", ".join(f"{spelling} ({name.spellings[spelling]})" for spelling in name.others)
    told = f"{name.usual} ({name.spellings[name.usual]}) in {counted(len(name.tellings), 'attempt')}"
    return f"{told}; also heard as {also}" if also else told


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text
