"""Commands for the attempts on disk: list, progress, rename, note, tag, delete, purge, export, import."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from starclock.errors import InputError, LibraryError, ModelError, StarclockError
from starclock.speech import PHASES, Attempt

if TYPE_CHECKING:
    from starclock.cli.review import Ears
    from starclock.library import Library
    from starclock.report import Summary

_DATE = click.DateTime(["%Y-%m-%d", "%Y-%m"])


def _last_day(context: click.Context, option: click.Parameter, text: str | None) -> date | None:
    """2026-11 means its last day here, not its first."""
    if text is None:
        return None
    day: datetime = _DATE.convert(text, option, context)
    if text.count("-") > 1:
        return day.date()
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1).date() - timedelta(days=1)


_TREND = 20
"""Attempts that the trend line of a list shows: what fits beside its words."""


_RECORDINGS = set(".wav .flac .mp3 .m4a .aac .ogg .opus .webm .mp4 .mov .aiff .aif .wma".split())
"""Endings that make a file in a folder worth trying."""


@click.command("list")
@click.option("--question", metavar="TEXT", help="Only answers to questions that hold this text.")
@click.option("--story", metavar="ID", help="Only tellings of this story.")
@click.option("--tag", metavar="TAG", help="Only attempts with this tag.")
@click.option("--since", type=_DATE, metavar="DATE", help="Only from this day on (2026-11-22 or 2026-11).")
@click.option("--until", callback=_last_day, metavar="DATE", help="Only up to this day, or the end of this month.")
@click.option("--missing", type=click.Choice(PHASES), help="Only answers without this phase.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def list_(
    question: str | None,
    story: str | None,
    tag: str | None,
    since: datetime | None,
    until: date | None,
    missing: str | None,
    as_json: bool,
) -> None:
    """List the attempts, newest last, and say where they are kept and how much room they take."""
    from starclock.cli.show import notice
    from starclock.library import Library, find_place
    from starclock.renderers.json import attempt_dict
    from starclock.renderers.shelf import attempt_line, megabytes, trend_line

    place = find_place()
    library = Library(place.folder)
    every = library.heads(notice)
    shown = [
        head
        for head in every
        if (not question or question.casefold() in (head.question or "").casefold())
        and (not story or head.story == story)
        and (not tag or tag in head.tags)
        and (not since or _day(head) >= since.date())
        and (not until or _day(head) <= until)
    ]
    if missing:
        shown = _without(missing, shown, library)
    width = get_terminal_size().columns if sys.stdout.isatty() else None
    for head in shown:
        click.echo(json.dumps(attempt_dict(head), ensure_ascii=False) if as_json else attempt_line(head, width))
    if len(shown) > 1 and not as_json:
        click.echo(trend_line(_numbers(shown[-_TREND:], library)))
    count = f"{len(shown)} of {len(every)}" if len(shown) < len(every) else f"{len(every) or 'no'}"
    plural = "" if len(every) == 1 else "s"
    notice(f"{count} attempt{plural} in {place.folder} ({place.why}), {megabytes(library.disk_use())}")
    if not every:
        notice("record one with `starclock record`, or see the sample with `starclock demo`")
    for take in library.lost_takes():
        notice(f"an unfinished take was saved: starclock analyze --save {take}")


@click.command()
@click.option("--weeks", type=click.IntRange(1, 520), default=8, show_default=True, help="How far to look back.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def progress(weeks: int, as_json: bool) -> None:
    """The weeks at a glance: how often you practiced, what is nearing its target, what was not told for long."""
    from starclock.cli.show import notice
    from starclock.compare.weeks import look_back
    from starclock.library import Library
    from starclock.renderers.weeks import progress_dict, progress_text

    library = Library()
    heads = library.heads(notice)
    if not heads:
        raise LibraryError(f"no attempts yet in {library.folder}: record one with `starclock record`")
    width = get_terminal_size().columns if sys.stdout.isatty() else None
    seen = look_back(_numbers(heads, library), date.today(), weeks)
    click.echo(json.dumps(progress_dict(seen), ensure_ascii=False) if as_json else progress_text(seen, width))


@click.command()
@click.argument("attempt")
@click.argument("name", required=False)
@click.option("--question", metavar="TEXT-or-ID", help="The question it answers.")
@click.option("--story", metavar="ID", help="The story it tells.")
def rename(attempt: str, name: str | None, question: str | None, story: str | None) -> None:
    """Give ATTEMPT a NAME, a question or a story; its id stays. An empty text takes the old one away."""
    given = {"name": name, "question": question, "story": story}
    changed = {key: text.strip() or None for key, text in given.items() if text is not None}
    if not changed:
        raise click.UsageError("give a NAME, --question or --story")
    library = _library()
    kept = replace(library.get(attempt), **changed)  # type: ignore[arg-type]
    library.save(kept)
    click.echo(f"{kept.id}  {kept.name or kept.question or '(no name)'}")


@click.command()
@click.argument("attempt")
@click.argument("text", required=False)
def note(attempt: str, text: str | None) -> None:
    """Write TEXT as the note of ATTEMPT (an empty one removes it); without TEXT, show the note."""
    library = _library()
    kept = library.get(attempt)
    if text is not None:
        kept = replace(kept, note=text.strip() or None)
        library.save(kept)
    click.echo(f"{kept.id}  {kept.note or '(no note)'}")


@click.command()
@click.argument("attempt")
@click.argument("tags", nargs=-1, metavar="[TAG...]")
@click.option("--remove", "removed", multiple=True, metavar="TAG", help="Take this tag off.")
def tag(attempt: str, tags: tuple[str, ...], removed: tuple[str, ...]) -> None:
    """Add TAGs to ATTEMPT, or take some off; without any, show them."""
    library = _library()
    kept = library.get(attempt)
    if tags or removed:
        wanted = dict.fromkeys([*kept.tags, *(t.strip() for t in tags if t.strip())])
        kept = replace(kept, tags=tuple(t for t in wanted if t not in removed))
        library.save(kept)
    click.echo(f"{kept.id}  {' '.join(f'#{t}' for t in kept.tags) or '(no tags)'}")


@click.command()
@click.argument("attempts", nargs=-1, required=True, metavar="ATTEMPT...")
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(attempts: tuple[str, ...], yes: bool) -> None:
    """Delete attempts for good, audio and facts."""
    from starclock.renderers.shelf import attempt_line

    library = _library()
    doomed = [library.get(identity) for identity in dict.fromkeys(map(library.resolve, attempts))]
    for attempt in doomed:
        click.echo(attempt_line(attempt), err=True)
    _ask(f"delete {_count(doomed)} for good?", yes)
    for attempt in doomed:
        library.delete(attempt.id)
    click.echo(f"{_count(doomed)} deleted", err=True)


@click.command()
@click.argument("attempts", nargs=-1, metavar="[ATTEMPT...]")
@click.option("--audio", is_flag=True, required=True, help="Delete the audio; the facts stay.")
@click.option("--before", type=_DATE, metavar="DATE", help="Of all attempts from before this day.")
@click.option("--all", "every", is_flag=True, help="Of all attempts.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def purge(attempts: tuple[str, ...], audio: bool, before: datetime | None, every: bool, yes: bool) -> None:  # noqa: ARG001
    """Delete the audio of attempts and keep their facts: reports stay, hearing and transcribing again do not."""
    from starclock.renderers.shelf import megabytes

    if bool(attempts) + bool(before) + every != 1:
        raise click.UsageError("say which: ATTEMPT..., --before DATE or --all")
    library = _library()
    named = {library.resolve(a) for a in attempts}
    meant = [h for h in library.heads() if every or h.id in named or (before and _day(h) < before.date())]
    doomed = [head for head in meant if library.audio_of(head)]
    if not doomed:
        raise LibraryError("none of these has audio: nothing to purge")
    _ask(f"delete the audio of {_count(doomed)}? Reports stay; hearing and transcribing again do not", yes)
    freed = sum(library.purge_audio(head.id) for head in doomed)
    click.echo(f"{megabytes(freed)} freed; the facts of {_count(doomed)} stay", err=True)


@click.command()
@click.argument("attempt")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE where it is there already.")
def export(attempt: str, file: Path | None, force: bool) -> None:
    """Write ATTEMPT, audio included, as one FILE that `starclock import` reads on another computer."""
    from starclock.library import ENDING
    from starclock.renderers.shelf import megabytes

    library = _library()
    kept = library.get(attempt)
    path = file or Path(f"{kept.id}{ENDING}")
    if path.exists() and not force:
        raise LibraryError(f"{path} is there already: choose another name, or --force")
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
    from starclock.cli.review import Ears
    from starclock.cli.show import notice

    if gone := [path for path in paths if not path.exists()]:
        raise InputError(f"{gone[0]} is not there: name a recording, an exported attempt or a folder of them")
    library = _library()
    files = _files_of(paths)
    known = {head.origin for head in library.heads()}
    ears = Ears(recognizer, model)
    told = {"question": question, "story": story}
    count = {"taken in": 0, "there already": 0, "not usable": 0}
    for number, path in enumerate(files, 1):
        where = f"{number} of {len(files)}  {path.name}"
        try:
            attempt = _take_in(path, library, ears, known, {k: v for k, v in told.items() if v}, tags)
        except ModelError:
            raise  # no other file would fare better
        except StarclockError as problem:
            count["not usable"] += 1
            notice(f"{where}: {str(problem).removeprefix(f'{path}: ').removeprefix(f'{path.name}: ')}")
            continue
        count["taken in" if attempt else "there already"] += 1
        notice(f"{where}: {f'kept as {attempt.id}' if attempt else 'there already'}")
    click.echo(", ".join(f"{n} {what}" for what, n in count.items() if n) or "no recordings found")
    if count["not usable"] or not files:
        raise click.exceptions.Exit(1)


def _take_in(
    path: Path, library: Library, ears: Ears, known: set[str | None], told: dict[str, str], tags: tuple[str, ...]
) -> Attempt | None:
    """The attempt that one file became; None where the library has it."""
    import hashlib
    from tempfile import TemporaryDirectory

    from starclock.library import ENDING, unpack
    from starclock.pipeline import keep

    if path.suffix == ENDING:
        with TemporaryDirectory() as folder:
            attempt, audio = unpack(path, Path(folder))
            if (attempt.recorded_at, attempt.seconds) in ((h.recorded_at, h.seconds) for h in library.heads()):
                return None
            return library.add(replace(attempt, **told, tags=(*attempt.tags, *tags)), audio)  # type: ignore[arg-type]
    with path.open("rb") as file:
        origin = hashlib.file_digest(file, "sha256").hexdigest()
    if origin in known:
        return None
    recorded = datetime.fromtimestamp(path.stat().st_mtime).astimezone().isoformat(timespec="seconds")
    attempt = replace(ears.listen(path), recorded_at=recorded, name=path.stem, origin=origin, tags=tags, **told)  # type: ignore[arg-type]
    known.add(origin)
    return keep(attempt, library, path)


def _files_of(paths: Sequence[Path]) -> list[Path]:
    """Recordings and exported attempts under the paths, oldest first; a file that was named is always one."""
    from starclock.library import ENDING

    found = [path for path in paths if path.is_file()]
    for folder in (path for path in paths if path.is_dir()):
        inside = (f for f in folder.rglob("*") if not any(part.startswith(".") for part in f.relative_to(folder).parts))
        found += [f for f in inside if f.suffix.lower() in {*_RECORDINGS, ENDING} and f.is_file()]
    return sorted(dict.fromkeys(found), key=lambda f: (f.stat().st_mtime, f))


def _without(phase: str, heads: Sequence[Attempt], library: Library) -> list[Attempt]:
    return [s.attempt for s in _numbers(heads, library) if not s.value(phase)]


def _numbers(heads: Sequence[Attempt], library: Library) -> list[Summary]:
    from starclock.cli.review import chosen_settings
    from starclock.cli.show import progress_bar
    from starclock.history import summaries

    with progress_bar() as progress:
        return summaries(library, heads, chosen_settings(), progress=progress)


def _library() -> Library:
    from starclock.library import Library

    return Library()


def _day(head: Attempt) -> date:
    return datetime.fromisoformat(head.recorded_at).date() if head.recorded_at else date.min


def _ask(question: str, yes: bool) -> None:
    if not yes and not click.confirm(question, err=True):
        raise click.Abort


def _count(attempts: Sequence[Attempt]) -> str:
    return f"{len(attempts)} attempt{'' if len(attempts) == 1 else 's'}"
