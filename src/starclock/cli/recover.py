"""Takes whose starclock was ended before they became attempts: starclock recover."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click

from starclock.cli.clock import Mark, corrections
from starclock.cli.context import Context
from starclock.cli.notices import notice, progress_bar
from starclock.errors import LibraryError, ModelError, StarclockError
from starclock.history import remember
from starclock.library import Library, TakeNote, UnfinishedTake
from starclock.pipeline import keep, listen, review
from starclock.progress import Progress
from starclock.recognizers import Recognizer
from starclock.speech import Attempt, Recording
from starclock.writing.clock import clock
from starclock.writing.numbers import counted

_ENDED = "starclock was ended before the take was finished"


@click.command()
@click.argument("takes", nargs=-1, metavar="[TAKE...]")
@click.option("--list", "listed", is_flag=True, help="Only list them.")
@click.option("--delete", is_flag=True, help="Delete them for good.")
@click.option("--yes", is_flag=True, help="Do not ask before deleting.")
@click.option("--recognizer", metavar="NAME", help="By default the best one that has a model.")
@click.option("--model", metavar="NAME-or-DIR", help="A speech model's size or folder.")
def recover(
    takes: tuple[str, ...], listed: bool, delete: bool, yes: bool, recognizer: str | None, model: str | None
) -> None:
    """Finish what was recorded when starclock was ended (a crash, a power cut), or delete it.

    Each unfinished TAKE (all by default) is transcribed and becomes an attempt with its question, story, marks and
    the date when it was recorded. One that cannot be finished, say because nobody speaks in it, stays until you
    delete it.
    """
    context = Context(named=recognizer, model=model)
    library = context.library
    unfinished = library.takes.unfinished()
    meant = [_named(name, unfinished, library) for name in dict.fromkeys(takes)] or unfinished
    if not meant:
        notice("no unfinished takes")
    elif listed:
        for take in meant:
            click.echo(_line(take))
    elif delete:
        for take in meant:
            notice(_line(take))
        if not yes and not click.confirm(f"delete {counted(len(meant), 'take')} for good?", err=True):
            raise click.Abort
        for take in meant:
            library.takes.drop(take.path)
        notice(f"{counted(len(meant), 'take')} deleted")
    else:
        _finish(meant, context)


def keep_take(
    path: Path,
    note: TakeNote,
    recording: Recording | None,
    recognizer: Recognizer,
    library: Library,
    progress: Progress,
    facts: Attempt | None = None,
) -> Attempt:
    """From a take to a kept attempt with all that is known of it; the take is then gone. Slow without its facts.

    facts : what was heard in it already, while it was spoken

    A take that became an attempt already, but was not removed any more, is not kept twice.
    Raises InputError for a take without words, ModelError, LibraryError; the take then stays.
    """
    with path.open("rb") as file:
        origin = hashlib.file_digest(file, "sha256").hexdigest()
    attempt = next((head for head in library.heads() if head.origin == origin), None)
    if attempt is None:
        heard = facts or listen(path, recognizer, progress)
        marks = [Mark(*mark) for mark in note.marks]
        attempt = replace(
            heard,
            recorded_at=note.began,
            question=note.question,
            story=note.story,
            tags=note.tags,
            origin=origin,
            recording=recording,
            corrections=corrections(marks, heard.seconds),
        )
        attempt = keep(attempt, library, path)
    # Kept: what goes wrong with removing the take from here on costs nothing.
    with suppress(LibraryError):
        library.takes.drop(path)
    return attempt


def _finish(takes: list[UnfinishedTake], context: Context) -> None:
    failed = False
    for take in takes:
        recording = Recording(take.note.device, take.rate, interrupted=_ENDED) if take.note.device else None
        try:
            with progress_bar() as progress:
                attempt = keep_take(take.path, take.note, recording, context.recognizer, context.library, progress)
        except ModelError:
            raise  # no other take would fare better
        except StarclockError as problem:
            failed = True
            notice(f"{take.id}: {problem}; delete it with `starclock recover --delete {take.id}`")
        else:
            remember(context.library, review(attempt, context.settings), context.settings)
            notice(f"{take.id}: kept as {attempt.id}; see `starclock report {attempt.id}`")
    if failed:
        raise click.exceptions.Exit(1)


def _named(name: str, unfinished: list[UnfinishedTake], library: Library) -> UnfinishedTake:
    # The path of a take is understood too.
    for take in unfinished:
        if name in (take.id, str(take.path), take.path.name):
            return take
    raise LibraryError(f"no unfinished take {name!r} in {library.folder}: `starclock recover --list` shows them all")


def _line(take: UnfinishedTake) -> str:
    about = " | ".join(text for text in (take.note.question, take.note.story and f"story {take.note.story}") if text)
    return f"{take.id}  {clock(take.seconds):>5}  {about or '(no question)'}"
