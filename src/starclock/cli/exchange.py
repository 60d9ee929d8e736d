"""Commands that carry attempts in and out: import, export."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from starclock.cli.context import Context
from starclock.cli.notices import notice
from starclock.cli.recognition import listen_to
from starclock.errors import InputError, LibraryError, ModelError, StarclockError
from starclock.library import ENDING, unpack
from starclock.pipeline import keep
from starclock.renderers.attempt_list import megabytes
from starclock.speech import Attempt
from starclock.writing.files import explain

_RECORDINGS = set(".wav .flac .mp3 .m4a .aac .ogg .opus .webm .mp4 .mov .aiff .aif .wma".split())
"""Endings that make a file in a folder worth trying."""


@click.command()
@click.argument("attempt")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE if it already exists.")
def export(attempt: str, file: Path | None, force: bool) -> None:
    """Write ATTEMPT, audio included, as one FILE that `starclock import` reads on another computer."""
    library = Context().library
    kept = library.get(attempt)
    path = file or Path(f"{kept.id}{ENDING}")
    if path.exists() and not force:
        raise LibraryError(f"{path} already exists: choose another name, or --force")
    library.export(kept, path)
    click.echo(f"{path} ({megabytes(path.stat().st_size)})")


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--question", metavar="TEXT-or-ID", help="The question that all of them answer.")
@click.option("--story", metavar="ID", help="The story that all of them tell.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Tag them.")
@click.option("--recognizer", metavar="NAME", help="By default the best one that has a model.")
@click.option("--model", metavar="NAME-or-DIR", help="A speech model's size or folder.")
def import_(
    paths: tuple[Path, ...],
    question: str | None,
    story: str | None,
    tags: tuple[str, ...],
    recognizer: str | None,
    model: str | None,
) -> None:
    """Take in old recordings (files or whole folders; dated by the file's date) and exported attempts.

    What is in the library already is passed over, so an interrupted import goes on where it stopped.
    """
    if gone := [path for path in paths if not path.exists()]:
        raise InputError(f"{gone[0]} is not there: name a recording, an exported attempt or a folder of them")
    context = Context(named=recognizer, model=model)
    files = _files_of(paths)
    known = {head.origin for head in context.library.heads()}
    told = {"question": question, "story": story}
    count = {"taken in": 0, "there already": 0, "not usable": 0}
    for number, path in enumerate(files, 1):
        where = f"{number} of {len(files)}  {path.name}"
        try:
            attempt = _take_in(path, context, known, {k: v for k, v in told.items() if v}, tags)
        except ModelError:
            raise  # no other file would fare better
        except StarclockError as problem:
            count["not usable"] += 1
            notice(f"{where}: {str(problem).removeprefix(f'{path}: ').removeprefix(f'{path.name}: ')}")
            continue
        except OSError as problem:
            count["not usable"] += 1
            notice(f"{where}: it cannot be read: {explain(problem)}")
            continue
        count["taken in" if attempt else "there already"] += 1
        notice(f"{where}: {f'kept as {attempt.id}' if attempt else 'there already'}")
    click.echo(", ".join(f"{n} {what}" for what, n in count.items() if n) or "no recordings found")
    if count["not usable"] or not files:
        raise click.exceptions.Exit(1)


def _take_in(
    path: Path, context: Context, known: set[str | None], told: dict[str, Any], tags: tuple[str, ...]
) -> Attempt | None:
    """The attempt that one file became; None where the library has it."""
    library = context.library
    if path.suffix == ENDING:
        with library.workbench() as folder:
            attempt, audio = unpack(path, folder)
            times = (attempt.recorded_at, attempt.seconds)
            alike = [head.id for head in library.heads() if (head.recorded_at, head.seconds) == times]
            if any(library.get(identity).words == attempt.words for identity in alike):
                return None
            return library.add(replace(attempt, **told, tags=(*attempt.tags, *tags)), audio)
    with path.open("rb") as file:
        origin = hashlib.file_digest(file, "sha256").hexdigest()
    if origin in known:
        return None
    recorded = datetime.fromtimestamp(path.stat().st_mtime).astimezone().isoformat(timespec="seconds")
    attempt = replace(
        listen_to(path, context.recognizer), recorded_at=recorded, name=path.stem, origin=origin, tags=tags, **told
    )
    known.add(origin)
    return keep(attempt, library, path)


def _files_of(paths: Sequence[Path]) -> list[Path]:
    """Recordings and exported attempts under the paths, oldest first; a file that was named is always one."""
    found = [path for path in paths if path.is_file()]
    for folder in (path for path in paths if path.is_dir()):
        inside = (f for f in folder.rglob("*") if not any(part.startswith(".") for part in f.relative_to(folder).parts))
        found += [f for f in inside if f.suffix.lower() in {*_RECORDINGS, ENDING} and f.is_file()]
    return sorted(dict.fromkeys(found), key=lambda f: (f.stat().st_mtime, f))
