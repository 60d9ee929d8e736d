"""Commands that look at answers: analyze, report, list, demo."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from starclock.settings import Settings


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--save", is_flag=True, help="Keep it as an attempt; else nothing is kept.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.option("--recognizer", metavar="NAME", help="faster-whisper or pocketsphinx; the best one there is by default.")
@click.option("--model", metavar="NAME-or-DIR", help="A speech model's size or folder.")
@click.option("--targets", metavar="S/T/A/R", help="Seconds meant for each phase. Default 30/15/90/45.")
@click.option("--question", metavar="TEXT-or-ID", help="The question that was answered.")
def analyze(
    files: tuple[Path, ...],
    save: bool,
    as_json: bool,
    recognizer: str | None,
    model: str | None,
    targets: str | None,
    question: str | None,
) -> None:
    """Report on any audio file, or on a transcript with times (.json, .srt, .vtt)."""
    from starclock.cli.show import progress_bar, show
    from starclock.library import Library
    from starclock.pipeline import keep, listen, read, review
    from starclock.recognizers import open_recognizer
    from starclock.recognizers.transcripts import is_transcript

    settings = _settings(targets)
    door = None
    for path in files:
        if is_transcript(path):
            attempt = read(path)
        else:
            door = door or open_recognizer(recognizer, model)
            with progress_bar() as progress:
                attempt = listen(path, door, progress)
        attempt = replace(attempt, question=question)
        if save:
            attempt = keep(attempt, Library(), None if is_transcript(path) else path)
            click.echo(f"kept as {attempt.id}", err=True)
        show(review(attempt, settings), as_json)


@click.command()
@click.argument("attempt", default="last")
@click.option("--json", "as_json", is_flag=True, help="Print the JSON report.")
@click.option("--targets", metavar="S/T/A/R", help="Seconds meant for each phase. Default 30/15/90/45.")
def report(attempt: str, as_json: bool, targets: str | None) -> None:
    """Show the report of a kept ATTEMPT again: an id, the start of one, `last` (the default) or `last~1`."""
    from starclock.cli.show import show
    from starclock.library import Library
    from starclock.pipeline import review

    show(review(Library().get(attempt), _settings(targets)), as_json)


@click.command("list")
def list_() -> None:
    """List the attempts, newest last, and say where they are kept."""
    from starclock.cli.show import attempt_line
    from starclock.library import Library, find_place

    place = find_place()
    library = Library(place.folder)
    for attempt in library:
        click.echo(attempt_line(attempt))
    count = len(library.ids())
    click.echo(f"{count or 'no'} attempt{'' if count == 1 else 's'} in {place.folder} ({place.why})", err=True)
    if not count:
        click.echo("record one with `starclock record`, or see the sample with `starclock demo`", err=True)
    for take in library.lost_takes():
        click.echo(f"an unfinished take was saved: starclock analyze --save {take}", err=True)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the JSON report.")
def demo(as_json: bool) -> None:
    """The whole job on the sample answer that ships with starclock, without network."""
    from importlib.resources import as_file, files

    from starclock.cli.show import progress_bar, show
    from starclock.pipeline import listen, review
    from starclock.recognizers import open_recognizer

    with as_file(files("starclock") / "sample" / "answer.flac") as path, progress_bar() as progress:
        attempt = listen(path, open_recognizer("pocketsphinx"), progress)
    question = "Tell me about a time you fixed something nobody had asked you to fix."
    show(review(replace(attempt, question=question), _settings(None)), as_json)


def _settings(targets: str | None) -> Settings:
    from starclock.library import Library
    from starclock.settings import Targets, read_settings

    settings = read_settings(Library().settings_file)
    return replace(settings, targets=Targets.parse(targets)) if targets else settings
