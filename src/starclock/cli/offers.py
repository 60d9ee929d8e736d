"""What is asked or told once: takes that a crash left behind; how long answers should be."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

import click

from starclock.cli.keys import on_terminal
from starclock.cli.notices import notice
from starclock.errors import InputError, LibraryError
from starclock.library import Library
from starclock.settings import Targets, read_settings, remember_targets
from starclock.speech import PHASES
from starclock.writing.clock import clock
from starclock.writing.texts import short

_LENGTHS = (
    ("3 minutes", "30/15/90/45", "the usual"),
    ("2 minutes", "2m", ""),
    ("90 seconds", "90s", ""),
    ("1 minute", "1m", ""),
    ("2 to 4 minutes", "guide", "as coaches say it"),
)
"""How long an answer may be meant to be: in words, as `settings.toml` has it, a remark."""


def offer_takes(library: Library) -> None:
    """Says once, in one line on stderr, that there are unfinished takes; tidies away what holds nothing."""
    library.tidy()
    new = [take for take in library.takes.unfinished() if not take.note.offered]
    for take in new:
        library.takes.note(take.path, replace(take.note, offered=True))
    library.takes.leave()
    if new:
        first = f"{new[0].note.began[:16].replace('T', ' ')}, {clock(new[0].seconds)}"
        more = f" and {len(new) - 1} more" if len(new) > 1 else ""
        notice(f"an unfinished take was saved ({first}){more}: finish it with `starclock recover`")


def offer_length(library: Library) -> None:
    """Asks how long answers should be, once, where somebody is there to answer; keeps it in the user's settings.

    Raises InputError for settings that cannot be read; click.Abort where the question is broken off.
    """
    if not _somebody_there() or "targets" in read_settings(library.settings_file).chosen:
        return
    for line in _lengths():
        notice(line)
    asked = "1 to 5, or your own: 25/10/60/30, or 100 for the whole answer"
    chosen = click.prompt(asked, default="1", value_proc=_length, err=True)
    try:
        remember_targets(library.settings_file, chosen)
    except LibraryError as problem:
        notice(str(problem))
    else:
        notice(f"kept in {library.settings_file}, where you can change it")


def _somebody_there() -> bool:
    """Whether a person reads what is asked and can answer."""
    return on_terminal() and sys.stderr.isatty()


def _lengths() -> Iterator[str]:
    """The choices as a table, a line each."""
    yield "How long should an answer be? In seconds; you are asked this once.\n"
    yield f"{'':19}{'Situation':>11}{'Task':>7}{'Action':>8}{'Result':>8}"
    for place, (words, text, remark) in enumerate(_LENGTHS, 1):
        targets = Targets.parse(text)
        meant = [f"{targets.of(phase):g}" for phase in PHASES]
        if targets.ranges:
            meant = [f"{low:g}-{high:g}" for low, high in targets.ranges]
        row = "".join(f"{seconds:>{wide}}" for seconds, wide in zip(meant, (11, 7, 8, 8), strict=True))
        yield f"  {place}  {words:<14}{row}   {remark}".rstrip()


def _length(text: str) -> str:
    """What was typed, as the settings have it. Raises click.BadParameter, whereupon it is asked again."""
    text = text.strip()
    if text in [str(place) for place in range(1, len(_LENGTHS) + 1)]:
        return _LENGTHS[int(text) - 1][1]
    try:
        Targets.parse(text)
    except InputError:
        raise click.BadParameter(f"{short(text)} is not understood") from None
    return text
