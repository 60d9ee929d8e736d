"""`starclock checks`: what starclock looks for in an answer, the source of each check, what of it the user changed."""

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
from starclock.settings import BANDS, Band, Settings, Targets
from starclock.speech import PHASES
from starclock.writing.numbers import band as written
from starclock.writing.numbers import number

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
            name: {
                **{"low": band.low, "high": band.high, "unit": band.unit, "source": band.source},
                "default": band is BANDS[name],
            }
            for name, band in bands_of(check, settings.bands)
        },
    }


def bands_of(check: Check, bands: Mapping[str, Band]) -> Iterator[tuple[str, Band]]:
    """The bands that a check's findings and measures are read by: those named after one of them."""
    names = (*check.findings, *check.measures)
    return ((name, band) for name, band in bands.items() if name.startswith(names))


def ends(band: Band) -> str:
    """The band as people say it, without its source.

    >>> from starclock.settings import Band
    >>> ends(Band(120, 175, "words/min", "coaches")), ends(Band(None, 3, "", "coaches"))
    ('120 to 175 words/min', 'up to 3')
    >>> ends(Band(None, 10, "s", "a study", "three within {high} s are a cluster"))
    'three within 10 s are a cluster'
    """
    if band.threshold:
        return band.threshold.format(low=number(band.low or 0.0), high=number(band.high or 0.0))
    return f"{written(band.low, band.high)} {band.unit}".rstrip()


def _block(check: Check, settings: Settings) -> str:
    """One check for people: its name on a line, the rest under it."""
    lines = [check.about, f"source: {check.source}"]
    others = [name for name in (*check.findings, *check.measures) if name != check.name]
    if others:
        lines.append(f"also gives: {', '.join(others)}")
    lines += [_band(name, band) for name, band in bands_of(check, settings.bands)]
    if check.english:
        lines.append("reads English words")
    head = click.style(check.name, bold=True) + ("  (you switched it off)" if check.name in settings.off else "")
    return "\n".join([head, *(_wrapped(line) for line in lines), ""])


def _band(name: str, band: Band) -> str:
    """A band, whose choice it is, and what the default stands on."""
    default = BANDS[name]
    if band is default:
        return f"{name}: {ends(band)}; the default ({band.source})"
    return f"{name}: {ends(band)}; your choice. The default: {ends(default)} ({default.source})"


def _wrapped(line: str) -> str:
    width = max(20, min(78, get_terminal_size().columns))
    return click.wrap_text(line, width=width, initial_indent=_INDENT, subsequent_indent=_INDENT + "  ")


def _how(check: Check, settings: Settings, file: str) -> str:
    """What the user changed, and how to change more: with names and ends that exist."""
    name, band = next(bands_of(check, settings.bands), ("speech rate", settings.band("speech rate")))
    low = band.low or 0
    high = 2 * low if band.high is None else band.high
    changed = list(_changed(settings))
    return "\n".join(
        [
            f"You changed, in {file}:" if changed else "You have changed nothing: all of this is the default.",
            *(_wrapped(line) for line in changed),
            "To change more, write into it, for example:"
            if changed
            else f"To change it, write into {file}, for example:",
            f'{_INDENT}off = ["{check.name}"]    # checks not to run',
            f"{_INDENT}[bands]",
            f'{_INDENT}"{name}" = [{low:g}, {high:g}]    # quiet inside',
        ]
    )


def _changed(settings: Settings) -> Iterator[str]:
    """What of the user's settings bears on a judgement and is not the default, one line each."""
    default = Settings()
    if settings.targets != default.targets:
        yield f"targets {_meant(settings.targets)}; the default: {_meant(default.targets)}"
    if settings.role != default.role:
        yield f"role {settings.role}; the default: {default.role}"
    if settings.fillers is not None:
        yield f"fillers {', '.join(settings.fillers) or 'none'}; the default: the usual list"
    if settings.off:
        yield f"off {', '.join(sorted(settings.off))}; the default: none"
    for name, band in settings.bands.items():
        if band is not BANDS[name]:
            yield f"{name}: {ends(band)}; the default: {ends(BANDS[name])}"


def _meant(targets: Targets) -> str:
    """Targets as the settings have them."""
    if targets.ranges:
        return "/".join(f"{low:g}-{high:g}" for low, high in targets.ranges)
    return "/".join(f"{targets.of(phase):g}" for phase in PHASES)
