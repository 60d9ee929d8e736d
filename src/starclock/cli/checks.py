"""`starclock checks`: what starclock looks for in an answer, the source of each check, and how to change it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from shutil import get_terminal_size
from typing import Any

import click

from starclock.advice import rule
from starclock.checks import Check, all_checks
from starclock.cli.context import Context
from starclock.cli.output import say_json
from starclock.errors import InputError
from starclock.settings import Band, Settings
from starclock.writing.numbers import band as written

_INDENT = "    "


@click.command()
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def checks(name: str | None, as_json: bool) -> None:
    """List every check: what it looks for, its source, its bands, and how to switch it off.

    `starclock checks first` shows the rule by which the three things on top of a report are chosen.
    """
    if name == "first":
        click.echo(rule())
        return
    context = Context()
    settings = context.settings
    chosen = [check for check in all_checks() if name in (None, check.name, *check.findings, *check.measures)]
    if not chosen:
        raise InputError(f"no check is called {name!r}; `starclock checks` lists them")
    for check in chosen:
        if as_json:
            say_json(json.dumps(_row(check, settings), ensure_ascii=False))
        else:
            click.echo(_block(check, settings))
    if not as_json:
        click.echo(_how(chosen[0], settings, str(context.library.settings_file)))


def _row(check: Check, settings: Settings) -> dict[str, Any]:
    return {
        "name": check.name,
        "on": check.name not in settings.off,
        "about": check.about,
        "source": check.source,
        "findings": list(check.findings),
        "measures": list(check.measures),
        "english_only": check.english,
        "bands": {
            name: {"low": band.low, "high": band.high, "unit": band.unit, "source": band.source}
            for name, band in bands_of(check, settings.bands)
        },
    }


def bands_of(check: Check, bands: Mapping[str, Band]) -> Iterator[tuple[str, Band]]:
    """The bands that a check's findings and measures are read by: those named after one of them."""
    names = (*check.findings, *check.measures)
    return ((name, band) for name, band in bands.items() if name.startswith(names))


def ends(band: Band) -> str:
    """The band as people say it.

    >>> from starclock.settings import Band
    >>> ends(Band(120, 175, "words/min", "coaches")), ends(Band(None, 4, "s", "coaches"))
    ('120 to 175 words/min (coaches)', 'up to 4 s (coaches)')
    """
    return f"{written(band.low, band.high)} {band.unit} ({band.source})"


def _block(check: Check, settings: Settings) -> str:
    """One check for people: its name on a line, the rest under it."""
    lines = [check.about, f"source: {check.source}"]
    others = [name for name in (*check.findings, *check.measures) if name != check.name]
    if others:
        lines.append(f"also gives: {', '.join(others)}")
    lines += [f"band: {name}, {ends(band)}" for name, band in bands_of(check, settings.bands)]
    if check.english:
        lines.append("reads English words")
    head = click.style(check.name, bold=True) + ("  (off)" if check.name in settings.off else "")
    return "\n".join([head, *(_wrapped(line) for line in lines), ""])


def _wrapped(line: str) -> str:
    width = max(20, min(78, get_terminal_size().columns))
    return click.wrap_text(line, width=width, initial_indent=_INDENT, subsequent_indent=_INDENT + "  ")


def _how(check: Check, settings: Settings, file: str) -> str:
    """How to switch a check off and move a band, with names and ends that exist."""
    name, band = next(bands_of(check, settings.bands), ("speech rate", settings.band("speech rate")))
    low = band.low or 0
    high = 2 * low if band.high is None else band.high
    return "\n".join(
        [
            f"Your choices stand in {file}:",
            f'{_INDENT}off = ["{check.name}"]    # checks not to run',
            f"{_INDENT}[bands]",
            f'{_INDENT}"{name}" = [{low}, {high}]    # quiet inside',
        ]
    )
