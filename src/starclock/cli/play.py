"""Commands one hears: play. Also: the same phase of two attempts, one after the other."""

from __future__ import annotations

import click

from starclock.cli.context import Context
from starclock.errors import InputError, LibraryError
from starclock.library import Library
from starclock.report import Report
from starclock.sound.player import play as play_sound
from starclock.speech import PHASES, Attempt, Interval
from starclock.writing.clock import clock, seconds_of


def _second(context: click.Context, option: click.Parameter, text: str | None) -> float | None:
    try:
        return None if text is None else seconds_of(text)
    except ValueError as problem:
        raise click.BadParameter(str(problem), context, option) from None


@click.command()
@click.argument("attempt", default="last")
@click.option("--phase", type=click.Choice(PHASES), help="Only this phase.")
@click.option("--at", "start", callback=_second, metavar="1:42", help="From this time on.")
@click.option("--for", "seconds", type=click.FloatRange(min=0.1), metavar="SECONDS", help="Only this long.")
@click.option("--device", metavar="NAME", help="The loudspeaker, or a part of its name.")
def play(attempt: str, phase: str | None, start: float | None, seconds: float | None, device: str | None) -> None:
    """Hear ATTEMPT (`last` by default): all of it, one phase, or from a certain second. Ctrl-C stops."""
    if phase and start is not None:
        raise click.UsageError("say either --phase or --at")
    context = Context()
    library = context.library
    kept = library.get(attempt)
    if phase:
        stretches = phase_stretches(context.report(kept.id), phase)
    else:
        stretches = [Interval(min(start or 0.0, kept.seconds), kept.seconds)]
    if start is not None and start >= kept.seconds:
        raise InputError(f"{kept.id} is {kept.seconds:.0f} s long: there is nothing at {start:.0f} s")
    try:
        hear(library, kept, stretches, device, seconds)
    except KeyboardInterrupt:
        click.echo("stopped", err=True)  # as promised, and no failure


def phase_stretches(report: Report, phase: str) -> list[Interval]:
    """Where a phase was spoken. Raises InputError where it was not."""
    found: list[Interval] = [p for p in report.answer.phases if p.phase == phase]
    if not found:
        identity = report.answer.attempt.id
        raise InputError(f"{identity} has no {phase}: `starclock report {identity}` shows what it has")
    return found


def hear(
    library: Library,
    attempt: Attempt,
    stretches: list[Interval],
    device: str | None = None,
    seconds: float | None = None,
) -> None:
    """Plays stretches of a kept attempt in turn, and says which. Raises LibraryError where its audio is gone."""
    audio = library.audio_of(attempt)
    if audio is None:
        raise LibraryError(f"{attempt.id} has no audio (any more), so it cannot be played")
    for stretch in stretches:
        end = stretch.end if seconds is None else min(stretch.end, stretch.start + seconds)
        click.echo(f"{attempt.id}  {clock(stretch.start)}-{clock(end)}", err=True)
        play_sound(audio, stretch.start, end, device, channels=attempt.channels)
