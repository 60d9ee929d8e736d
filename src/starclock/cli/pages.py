"""Pages and files that a command writes: where they go, their sound, and showing them."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from shutil import copyfile
from tempfile import mkdtemp
from urllib.parse import quote

import click

from starclock.errors import InputError
from starclock.pipeline import review
from starclock.renderers.page import HEAVY, embedded, render, render_comparison
from starclock.report import Comparison, Report
from starclock.speech import Attempt
from starclock.writing.files import explain, replacing, write_whole

_STDOUT = "-"
"""The name that means standard output, as everywhere."""


def write_page(report: Report, audio: Path | None, path: Path | None, show: bool) -> None:
    """Writes the page of a report (to a folder of its own where `path` is None) and opens it if wanted."""
    path = path or _somewhere(report.answer.attempt.id or "answer")
    _finish(path, render(report, _sound(audio, path)), show)


def write_comparison(
    comparison: Comparison, ends: list[tuple[Attempt, Path | None]], path: Path | None, show: bool
) -> None:
    """The same for attempts side by side; `ends` are the first and the last, with their sound."""
    path = path or _somewhere("comparison")
    answers = [review(attempt).answer for attempt, _ in ends]
    _finish(path, render_comparison(comparison, answers, [_sound(audio, path) for _, audio in ends]), show)


def _somewhere(name: str) -> Path:
    return Path(mkdtemp(prefix="starclock-")) / f"{name}.html"


def _sound(audio: Path | None, page: Path) -> str | None:
    """The sound inside the page; a long recording is copied beside it."""
    if audio is None:
        return None
    if audio.stat().st_size <= HEAVY or str(page) == _STDOUT:
        return embedded(audio)
    beside = page.with_name(f"{page.stem}-{audio.parent.name}{audio.suffix}")
    try:
        with replacing(beside, private=False) as working:
            copyfile(audio, working)
    except OSError as problem:
        raise InputError(f"{beside} cannot be written: {explain(problem, 'choose another place')}") from None
    click.echo(f"the recording is long: it lies beside the page, as {beside.name}", err=True)
    return quote(beside.name)


def _finish(path: Path, page: str, show: bool) -> None:
    if str(path) == _STDOUT:
        click.echo(page)
        return
    try:
        write_whole(path, page.encode("utf-8", "replace"), private=False)
    except OSError as problem:
        raise InputError(f"{path} cannot be written: {explain(problem, 'choose another place')}") from None
    click.echo(str(path), err=True)
    # click.launch is not used because it shows the error messages of xdg-open where there is no browser.
    if show and not webbrowser.open(path.absolute().as_uri()):
        raise InputError(f"no browser was found: open {path.absolute()} yourself")
