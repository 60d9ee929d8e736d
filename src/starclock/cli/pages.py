"""Pages and files that a command writes: where they go, their sound, and showing them."""

from __future__ import annotations

import webbrowser
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import quote

import click

from starclock.cli.page_options import Where
from starclock.compare.weeks import LookBack
from starclock.errors import InputError
from starclock.renderers.pages.comparison import render_comparison
from starclock.renderers.pages.progress import render_progress
from starclock.renderers.pages.report import render
from starclock.report import Comparison, Report, Summary
from starclock.speech import Answer, Attempt
from starclock.writing.files import explain, write_whole

HEAVY = 20_000_000
"""Bytes of sound from which on it stays a file beside the page: a browser would be slow to open it."""
_STDOUT = "-"
"""The name that means standard output, as everywhere."""


def write_page(report: Report, audio: Path | None, path: Path | None, show: bool, where: Where = "embed") -> None:
    """Writes the page of a report (to a folder of its own where `path` is None) and opens it if wanted."""
    attempt = report.answer.attempt
    path = path or _somewhere(attempt.id or "answer")
    source, kept = _sound(attempt, audio, path, where)
    _finish(path, render(report, source), show, kept)


def write_comparison(
    comparison: Comparison,
    summaries: Sequence[Summary],
    ends: Sequence[tuple[Answer, Path | None]],
    path: Path | None,
    show: bool,
    where: Where = "embed",
) -> None:
    """The same for attempts side by side; `ends` are the first and the last, with their sound."""
    path = path or _somewhere("comparison")
    sounds = [_sound(answer.attempt, audio, path, where) for answer, audio in ends]
    sources = [source for source, _ in sounds]
    page = render_comparison(comparison, summaries, [answer for answer, _ in ends], sources)
    both = all(sources)  # one alone is not played: there is nothing to hold it against
    _finish(path, page, show, ", ".join(dict.fromkeys(kept for _, kept in sounds)) if both else "without sound")


def write_progress(seen: LookBack, summaries: Sequence[Summary], path: Path | None, show: bool) -> None:
    """The same for the weeks of practice."""
    _finish(path or _somewhere("progress"), render_progress(seen, summaries), show, "")


def _somewhere(name: str) -> Path:
    return Path(mkdtemp(prefix="starclock-")) / f"{name}.html"


def _sound(attempt: Attempt, audio: Path | None, page: Path, where: Where) -> tuple[str | None, str]:
    """What the page plays, None where nothing, and what to tell of it."""
    if audio is None or where == "none":
        return None, "without sound"
    # Imported only here: what reads sound takes longer to load than a report takes to show.
    from starclock.sound.opus import to_opus

    try:
        sound = to_opus(audio, attempt.channels)
    except (InputError, OSError) as problem:
        click.echo(f"the page has no sound: {problem}", err=True)
        return None, "without sound"
    if str(page) == _STDOUT or (where == "embed" and len(sound) <= HEAVY):
        return "data:audio/webm;base64," + b64encode(sound).decode("ascii"), "sound included"
    beside = page.with_name(f"{page.stem}-{audio.parent.name or audio.stem}.webm")
    _write(beside, sound)
    return quote(beside.name), f"its sound beside it as {beside.name}, {_size(len(sound))}"


def _finish(path: Path, page: str, show: bool, sound: str) -> None:
    if str(path) == _STDOUT:
        click.echo(page)
        return
    data = page.encode("utf-8", "replace")
    _write(path, data)
    click.echo(f"{path} ({', '.join(filter(None, [_size(len(data)), sound]))})", err=True)
    # click.launch is not used because it shows the error messages of xdg-open where there is no browser.
    if show and not webbrowser.open(path.absolute().as_uri()):
        raise InputError(f"no browser was found: open {path.absolute()} yourself")


def _write(path: Path, data: bytes) -> None:
    try:
        write_whole(path, data, private=False)
    except OSError as problem:
        raise InputError(f"{path} cannot be written: {explain(problem, 'choose another place')}") from None


def _size(count: int) -> str:
    """
    >>> _size(740_000), _size(61_000)
    ('0.7 MB', '61 kB')
    """
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{max(1, round(count / 1e3))} kB"
