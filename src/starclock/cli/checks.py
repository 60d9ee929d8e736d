"""`starclock checks`: what starclock looks for in an answer, on whose word, and how to change it."""

from __future__ import annotations

import json as json_text
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from starclock.checks import Check
    from starclock.settings import Band, Settings

_INDENT = "    "


@click.command()
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def checks(name: str | None, as_json: bool) -> None:
    """List every check: what it looks for, its source, its bands, and how to switch it off."""
    from starclock.checks import all_checks
    from starclock.errors import InputError
    from starclock.library import Library
    from starclock.settings import read_settings

    file = Library().settings_file
    settings = read_settings(file)
    chosen = [check for check in all_checks() if name in (None, check.name, *check.findings, *check.measures)]
    if not chosen:
        raise InputError(f"no check is called {name!r}; `starclock checks` lists them")
    for check in chosen:
        row = _row(check, settings)
        click.echo(json_text.dumps(row, ensure_ascii=False) if as_json else _block(row))
    if not as_json:
        click.echo(_how(chosen[0], settings, str(file)))


def _row(check: Check, settings: Settings) -> dict[str, Any]:
    return {
        "name": check.name,
        "on": check.name not in settings.off,
        "about": check.about,
        "source": check.source,
        "findings": list(check.findings),
        "measures": list(check.measures),
        "english_only": check.english,
        "bands": {name: _band(band) for name, band in bands_of(check, settings.bands)},
    }


def bands_of(check: Check, bands: Mapping[str, Band]) -> Iterator[tuple[str, Band]]:
    """The bands that a check's findings and measures are read by: those named after one of them."""
    names = (*check.findings, *check.measures)
    return ((name, band) for name, band in bands.items() if name.startswith(names))


def _band(band: Band) -> dict[str, Any]:
    return {"low": band.low, "high": band.high, "unit": band.unit, "source": band.source}


def _block(row: dict[str, Any]) -> str:
    """One check for people: its name on a line, the rest under it."""
    lines = [row["about"], f"source: {row['source']}"]
    others = [name for name in (*row["findings"], *row["measures"]) if name != row["name"]]
    if others:
        lines.append(f"also gives: {', '.join(others)}")
    lines += [f"band: {name} {_ends(**band)}" for name, band in row["bands"].items()]
    if row["english_only"]:
        lines.append("reads English words")
    head = click.style(row["name"], bold=True) + ("" if row["on"] else "  (off)")
    return "\n".join([head, *(_wrapped(line) for line in lines), ""])


def _ends(low: float | None, high: float | None, unit: str, source: str) -> str:
    """The band as people say it.

    >>> _ends(120, 175, "words/min", "coaches")
    '120 to 175 words/min (coaches)'
    >>> _ends(None, 4, "s", "coaches")
    'up to 4 s (coaches)'
    """
    if low is None or high is None:
        bound = f"up to {high:g}" if high is not None else f"from {low:g}"
    else:
        bound = f"{low:g} to {high:g}"
    return f"{bound} {unit} ({source})"


def _wrapped(line: str) -> str:
    return click.wrap_text(line, width=78, initial_indent=_INDENT, subsequent_indent=_INDENT + "  ")


def _how(check: Check, settings: Settings, file: str) -> str:
    """How to switch a check off and move a band, with names that exist."""
    band = next((name for name, _ in bands_of(check, settings.bands)), next(iter(settings.bands)))
    return "\n".join(
        [
            f"Your choices stand in {file}:",
            f'{_INDENT}off = ["{check.name}"]        # checks not to run',
            f"{_INDENT}[bands]",
            f'{_INDENT}"{band}" = [110, 180]    # quiet inside',
        ]
    )
