"""The command that settles probable filled pauses: fillers."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial

import click

from starclock.checks.filled_pauses import FINDING, SURE_ENOUGH, probable, ruling_on, unheard
from starclock.cli.context import Context
from starclock.errors import LibraryError, StarclockError
from starclock.library import Library
from starclock.report import Report
from starclock.sound.player import play
from starclock.speech import Attempt, Interval, Ruling
from starclock.writing.clock import clock
from starclock.writing.numbers import counted

_WHAT = "probable filled pause"
_AROUND = 1.0
"""Seconds played before and after, so that one hears where it stands."""


@click.command()
@click.argument("attempt", default="last")
@click.option("--yes", "confirmed", type=int, multiple=True, metavar="NUMBER", help="This one was a filled pause.")
@click.option("--no", "rejected", type=int, multiple=True, metavar="NUMBER", help="This one was none.")
def fillers(attempt: str, confirmed: tuple[int, ...], rejected: tuple[int, ...]) -> None:
    """Hear the probable filled pauses of ATTEMPT (`last` by default) and say which are.

    On a terminal each that you have not settled yet is played and asked about: y it is one, n it is none, r again,
    s skip, q stop. Elsewhere, or with --yes and --no, nothing is played. Your word is kept with the attempt and
    counts from then on.
    """
    context = Context()
    library = context.library
    kept = library.get(attempt)
    if kept.sound is None:
        raise LibraryError(f"{kept.id} came as a transcript: there is no sound to hear filled pauses in")
    if not kept.rulings and (reason := unheard(kept)):
        raise LibraryError(f"{kept.id}: {reason}")
    listed = [(place, chance) for place, chance in probable(kept) if chance >= SURE_ENOUGH or _ruled(kept, place)]
    if wrong := [number for number in (*confirmed, *rejected) if not 1 <= number <= len(listed)]:
        raise click.UsageError(f"there is no number {wrong[0]}: {kept.id} has {counted(len(listed), _WHAT)}")
    if both := {*confirmed} & {*rejected}:
        raise click.UsageError(f"number {min(both)} cannot be both a filled pause and none")
    open_ = [place for place, _ in listed if not _ruled(kept, place)]
    if confirmed or rejected:

        def ruled(now: Attempt) -> Attempt:
            for number in sorted({*confirmed, *rejected}):
                now = _rule(now, listed[number - 1][0], number in confirmed)
            return now

        kept = library.change(kept.id, ruled)
    elif open_ and _on_a_terminal():
        kept = _ask(library, kept, open_)
    for number, (place, chance) in enumerate(listed, 1):
        click.echo(_line(kept, number, place, chance))
    click.echo(_sum(context.report(kept.id)) if listed else f"no probable filled pauses in {kept.id}")


def _on_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _ask(library: Library, attempt: Attempt, listed: list[Interval]) -> Attempt:
    """One after the other: played, asked, kept at once. The attempt with what was said."""
    click.echo(f"{counted(len(listed), _WHAT)} to settle in {attempt.id}")
    for number, place in enumerate(listed, 1):
        _play(library, attempt, place)
        while True:
            click.echo(f"{number} of {len(listed)}, {clock(place.start, 1)}  {_quote(attempt, place)}")
            click.echo("   a filled pause? y yes, n no, r again, s skip, q stop: ", nl=False)
            key = click.getchar().lower()
            click.echo(key if key.isprintable() else "")
            if key == "r":
                _play(library, attempt, place)
            elif key in ("y", "n"):
                accepted = key == "y"
                attempt = library.change(attempt.id, partial(_rule, place=place, accepted=accepted))
                break
            elif key == "s":
                break
            elif key == "q":
                return attempt
    return attempt


def _sum(report: Report) -> str:
    """How many fillers there are now, by where they were found."""
    attempt = report.answer.attempt
    sources = [finding.source for finding in report.findings if finding.check == "filler"]
    printed, heard = sources.count("transcript"), sources.count("audio")
    # A recognizer that leaves fillers out prints none even where there are some.
    silent = not printed and not attempt.verbatim
    transcribed = f"none transcribed ({attempt.recognizer} leaves most out)" if silent else f"{printed} transcribed"
    return f"fillers: {transcribed} + {heard} probable"


def _play(library: Library, attempt: Attempt, place: Interval) -> None:
    """A second around it, where there is audio and something to play it on."""
    path = library.audio_of(attempt)
    if path is None:
        return
    try:
        play(path, max(0.0, place.start - _AROUND), place.end + _AROUND, channels=attempt.channels)
    except StarclockError as problem:
        # Without a loudspeaker, the words around it are often enough to decide.
        click.echo(f"not played: {problem}", err=True)


def _rule(attempt: Attempt, place: Interval, accepted: bool) -> Attempt:
    others = tuple(r for r in attempt.rulings if (r.check, r.start, r.end) != (FINDING, place.start, place.end))
    return replace(attempt, rulings=(*others, Ruling(place.start, place.end, FINDING, accepted)))


def _ruled(attempt: Attempt, place: Interval) -> str:
    """What the speaker said about it, "" where nothing."""
    ruling = ruling_on(attempt, place)
    return "" if ruling is None else "confirmed" if ruling.accepted else "rejected"


def _line(attempt: Attempt, number: int, place: Interval, chance: float) -> str:
    state = _ruled(attempt, place) or ("likely" if chance >= 0.5 else "possible")
    return f"{number}. {clock(place.start, 1)}  {place.seconds:.1f} s  {_quote(attempt, place)}  {state}"


def _quote(attempt: Attempt, place: Interval) -> str:
    """The words on both sides."""
    before = [word.text for word in attempt.words if word.middle <= place.middle][-3:]
    after = [word.text for word in attempt.words if word.middle > place.middle][:3]
    return f'"{" ".join(before)} [um?] {" ".join(after)}"'
