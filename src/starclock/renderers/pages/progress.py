"""The weeks of practice -> a page: when, how much, and how each question and story went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from starclock.compare.noise import changes
from starclock.compare.weeks import LookBack, day_of
from starclock.renderers.pages import drawings
from starclock.renderers.pages.multiples import Multiple, is_timing, multiples_of
from starclock.renderers.pages.template import filled
from starclock.report import Change, Summary

if TYPE_CHECKING:
    from markupsafe import Markup

_LATEST = 20
"""Attempts of one question that are drawn; older ones would only make the dots touch."""
_BESIDE = ("fillers", "filler words"), ("speech rate",)
"""What is drawn beside the clock: of each of these the first that was measured."""


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week as a row of the table; `days` are those with practice."""

    monday: date
    attempts: int
    minutes: float
    days: int


@dataclass(frozen=True, slots=True)
class Row:
    """One question or story: how often, how long ago, and its measures over the latest attempts."""

    name: str
    attempts: int
    last: date
    days_ago: int
    multiples: tuple[Multiple, ...]


@dataclass(frozen=True, slots=True)
class ProgressPage:
    """All that the page shows.

    minutes : that were spoken in the weeks shown
    """

    weeks: tuple[WeekRow, ...]
    attempts: int
    minutes: float
    days: int
    calendar: Markup
    columns: Markup
    questions: tuple[Row, ...]
    stories: tuple[Row, ...]


def render_progress(seen: LookBack, summaries: Sequence[Summary]) -> str:
    """The page; `summaries` are those that were looked back on."""
    return filled("progress.html", "Your practice", False, page=page_of(seen, summaries), seen=seen)


def page_of(seen: LookBack, summaries: Sequence[Summary]) -> ProgressPage:
    """Works out all that the page shows."""
    practiced = Counter(day_of(summary) for summary in summaries)
    weeks = [
        WeekRow(week.monday, week.attempts, week.minutes, sum(day in practiced for day in _days(week.monday)))
        for week in seen.weeks
    ]
    return ProgressPage(
        weeks=tuple(weeks),
        attempts=sum(week.attempts for week in weeks),
        minutes=sum(week.minutes for week in weeks),
        days=sum(week.days for week in weeks),
        calendar=drawings.calendar([[practiced[day] for day in _days(week.monday)] for week in weeks]),
        columns=drawings.columns([week.minutes for week in weeks]),
        questions=tuple(_rows([c.name for c in seen.questions], summaries, lambda s: s.attempt.question, seen.today)),
        stories=tuple(_rows([c.name for c in seen.stories], summaries, lambda s: s.attempt.story, seen.today)),
    )


def _days(monday: date) -> list[date]:
    return [monday + timedelta(days=n) for n in range(7)]


def _rows(
    names: Sequence[str], summaries: Sequence[Summary], key: Callable[[Summary], str | None], today: date
) -> Iterator[Row]:
    groups: dict[str | None, list[Summary]] = {}
    for summary in summaries:
        groups.setdefault(key(summary), []).append(summary)
    for name in names:
        group = groups[name]
        last, latest = day_of(group[-1]), group[-_LATEST:]
        drawn = _drawn(latest) if len(latest) > 1 else []
        yield Row(name, len(group), last, (today - last).days, tuple(multiples_of(drawn, latest)))


def _drawn(latest: Sequence[Summary]) -> list[Change]:
    """The clock and what stands beside it, as far as it was measured."""
    known = {c.name: c for c in changes(latest) if c.phase is None and any(value is not None for value in c.values)}
    beside = (next((name for name in names if name in known), "") for names in _BESIDE)
    return [c for c in known.values() if is_timing(c)] + [known[name] for name in beside if name]
