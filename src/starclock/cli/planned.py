"""The command that spreads practice over the days until an interview: plan."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from starclock.cli.context import Context
from starclock.cli.decks import PLAN, interview_day, standing
from starclock.cli.notices import notice
from starclock.cli.output import say, say_json
from starclock.errors import InputError, LibraryError
from starclock.library import Library
from starclock.practice.planning import plan as planned
from starclock.renderers.calendar import calendar
from starclock.renderers.plans import plan_lines
from starclock.writing.files import explain, make_private, write_whole

_FARTHEST = 366
"""Days that a plan reaches ahead."""


@click.command()
@click.option("--interview", metavar="YYYY-MM-DD", help="The day of the interview; kept for the next time.")
@click.option("--ics", type=click.Path(path_type=Path, dir_okay=False), help="Write a calendar file for your calendar.")
@click.option(
    "--at", "hour", metavar="HH:MM", default="18:00", show_default=True, help="With --ics: when you practise."
)
@click.option("--force", is_flag=True, help="Replace the calendar file if it already exists.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a day.")
def plan(interview: str | None, ics: Path | None, hour: str, force: bool, as_json: bool) -> None:
    """Spread stories, drills and mock interviews over the days until the interview.

    The plan is worked out anew each time from what you have practised, so a day that was missed costs nothing: its
    steps are spread over the days that are left.
    """
    library = Context().library
    now = datetime.now().astimezone()
    day = _day(interview) if interview else interview_day(library)
    if day is None:
        raise InputError("say when the interview is: starclock plan --interview 2026-12-15")
    if day <= now.date():
        raise InputError(f"the interview is on {day}, and today is {now.date()}: give a day that is still to come")
    if (day - now.date()).days > _FARTHEST:
        raise InputError(f"the interview is on {day}, more than a year away: plan nearer to it")
    if ics and ics.exists() and not force:
        raise LibraryError(f"{ics} already exists: choose another name, or --force")
    begins = _time(hour)
    days = planned(standing(Context()), now, day)
    if interview:
        _remember(library, day)
    if ics:
        try:
            write_whole(ics, calendar(days, day, begins, now))
        except OSError as problem:
            raise LibraryError(f"{ics} cannot be written: {explain(problem)}") from None
        notice(f"{ics}: import it into your calendar")
    if as_json:
        for each in days:
            steps = [{"kind": s.kind, "what": s.what, "why": s.why, "minutes": s.minutes} for s in each.steps]
            say_json(json.dumps({"day": each.on.isoformat(), "steps": steps}, ensure_ascii=False))
    elif not ics:
        for line in plan_lines(days, day, now.date()):
            say(line)


def _remember(library: Library, day: date) -> None:
    try:
        make_private(library.folder)
        write_whole(library.folder / PLAN, f"# Written by `starclock plan --interview`.\ninterview = {day}\n".encode())
    except OSError as problem:
        raise LibraryError(f"the day cannot be kept in {library.folder / PLAN}: {explain(problem)}") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no day: write it as 2026-12-15", param_hint="--interview") from None


def _time(text: str) -> tuple[int, int]:
    try:
        when = datetime.strptime(text, "%H:%M")
    except ValueError:
        raise click.BadParameter(f"{text!r} is no time of day: write it as 18:00", param_hint="--at") from None
    return when.hour, when.minute
