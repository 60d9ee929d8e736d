"""Commands for the attempts on disk: list, rename, note, tag, delete, purge."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
from shutil import get_terminal_size

import click

from starclock.cli.context import Context
from starclock.cli.notices import notice
from starclock.cli.output import say_json
from starclock.errors import LibraryError
from starclock.library import find_place
from starclock.renderers.attempt_list import attempt_line, megabytes, trend_line
from starclock.renderers.json import attempt_dict
from starclock.speech import PHASES, Attempt
from starclock.writing.numbers import counted

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
    place, context = find_place(), Context()
    library = context.library
    if question:
        # Only here: a list of all must not wait for the bank of questions.
        from starclock.cli.bank import question_meant

        question = question_meant(question, library)
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
        shown = [summary.attempt for summary in context.summaries(shown) if not summary.value(missing)]
    width = get_terminal_size().columns if sys.stdout.isatty() else None
    for head in shown:
        if as_json:
            own = {"name": head.name, "note": head.note, "tags": list(head.tags)}
            say_json(json.dumps(attempt_dict(head) | own, ensure_ascii=False))
        else:
            click.echo(attempt_line(head, width))
    if len(shown) > 1 and not as_json:
        click.echo(trend_line(context.summaries(shown[-_TREND:])))
    count = f"{len(shown)} of {len(every)}" if len(shown) < len(every) else f"{len(every) or 'no'}"
    plural = "" if len(every) == 1 else "s"
    notice(f"{count} attempt{plural} in {place.folder} ({place.why}), {megabytes(library.disk_use())}")
    if not every:
        notice("record one with `starclock record`, or see the sample with `starclock demo`")
    if takes := library.takes.unfinished():
        notice(f"{counted(len(takes), 'unfinished take')}: starclock recover")


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
    # As in `list`: what else stands in this file must not wait for it.
    from starclock.cli.bank import question_text, story_id

    library = Context().library
    for key, known in (("question", question_text), ("story", story_id)):
        if name_or_text := changed.get(key):
            changed[key] = known(name_or_text, library)
    kept = library.change(attempt, lambda now: replace(now, **changed))  # type: ignore[arg-type]
    click.echo(f"{kept.id}  {kept.name or kept.question or '(no name)'}")


@click.command()
@click.argument("attempt")
@click.argument("text", required=False)
def note(attempt: str, text: str | None) -> None:
    """Write TEXT as the note of ATTEMPT (an empty one removes it); without TEXT, show the note."""
    library = Context().library
    if text is None:
        kept = library.get(attempt)
    else:
        kept = library.change(attempt, lambda now: replace(now, note=text.strip() or None))
    click.echo(f"{kept.id}  {kept.note or '(no note)'}")


@click.command()
@click.argument("attempt")
@click.argument("tags", nargs=-1, metavar="[TAG...]")
@click.option("--remove", "removed", multiple=True, metavar="TAG", help="Take this tag off.")
def tag(attempt: str, tags: tuple[str, ...], removed: tuple[str, ...]) -> None:
    """Add TAGs to ATTEMPT, or take some off; without any, show them."""
    library = Context().library

    def tagged(now: Attempt) -> Attempt:
        wanted = dict.fromkeys([*now.tags, *(t.strip() for t in tags if t.strip())])
        return replace(now, tags=tuple(t for t in wanted if t not in removed))

    kept = library.change(attempt, tagged) if tags or removed else library.get(attempt)
    click.echo(f"{kept.id}  {' '.join(f'#{t}' for t in kept.tags) or '(no tags)'}")


@click.command()
@click.argument("attempts", nargs=-1, required=True, metavar="ATTEMPT...")
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(attempts: tuple[str, ...], yes: bool) -> None:
    """Delete attempts for good, audio and facts."""
    library = Context().library
    doomed = [library.get(identity) for identity in dict.fromkeys(map(library.resolve, attempts))]
    for attempt in doomed:
        click.echo(attempt_line(attempt), err=True)
    _ask(f"delete {counted(len(doomed), 'attempt')} for good?", yes)
    for attempt in doomed:
        library.delete(attempt.id)
    click.echo(f"{counted(len(doomed), 'attempt')} deleted", err=True)


@click.command()
@click.argument("attempts", nargs=-1, metavar="[ATTEMPT...]")
@click.option("--audio", is_flag=True, required=True, help="Delete the audio; the facts stay.")
@click.option("--before", type=_DATE, metavar="DATE", help="Of all attempts from before this day.")
@click.option("--all", "every", is_flag=True, help="Of all attempts.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def purge(attempts: tuple[str, ...], audio: bool, before: datetime | None, every: bool, yes: bool) -> None:  # noqa: ARG001
    """Delete the audio of attempts and keep their facts: reports stay, hearing and transcribing again do not."""
    if bool(attempts) + bool(before) + every != 1:
        raise click.UsageError("say which: ATTEMPT..., --before DATE or --all")
    library = Context().library
    named = {library.resolve(a) for a in attempts}
    meant = [h for h in library.heads() if every or h.id in named or (before and _day(h) < before.date())]
    doomed = [head for head in meant if library.audio_of(head)]
    if not doomed:
        raise LibraryError("none of these has audio: nothing to purge")
    which = counted(len(doomed), "attempt")
    _ask(f"delete the audio of {which}? Reports stay; hearing and transcribing again do not", yes)
    freed = sum(library.purge_audio(head.id) for head in doomed)
    click.echo(f"{megabytes(freed)} freed; the facts of {which} stay", err=True)


def _day(head: Attempt) -> date:
    return datetime.fromisoformat(head.recorded_at).date() if head.recorded_at else date.min


def _ask(question: str, yes: bool) -> None:
    if not yes and not click.confirm(question, err=True):
        raise click.Abort
