"""The weeks at a glance: how often, how long, what gets closer to its target, what waits to be told again. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from starclock.compare.noise import changes
from starclock.report import Change, Summary

_LATEST = 10
"""Attempts of one question that are looked at: what was true a hundred attempts ago is no news."""


@dataclass(frozen=True, slots=True)
class Week:
    """Monday, and what was practiced from there."""

    monday: date
    attempts: int
    minutes: float


@dataclass(frozen=True, slots=True)
class Course:
    """All attempts at one question, or tellings of one story.

    totals : seconds of the latest ones, oldest first
    changes : real ones from the first to the last of these that go nearer to a target or away from it
    """

    name: str
    attempts: int
    last: date
    totals: tuple[float, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class LookBack:
    """`weeks` oldest first; `questions` the latest practiced first; `stories` those not told for longest first."""

    today: date
    weeks: tuple[Week, ...]
    questions: tuple[Course, ...]
    stories: tuple[Course, ...]


def look_back(summaries: Sequence[Summary], today: date, weeks: int) -> LookBack:
    """`summaries` : all attempts, oldest first. Those without a date count for no week."""
    monday = today - timedelta(days=today.weekday())
    mondays = [monday - timedelta(weeks=back) for back in reversed(range(weeks))]
    seconds: dict[date, list[float]] = {start: [] for start in mondays}
    for summary in summaries:
        day = day_of(summary)
        seconds.get(day - timedelta(days=day.weekday()), []).append(summary.attempt.seconds)
    questions = [_course(name, group) for name, group in _groups(summaries, lambda s: s.attempt.question)]
    stories = [_course(name, group) for name, group in _groups(summaries, lambda s: s.attempt.story)]
    return LookBack(
        today=today,
        weeks=tuple(Week(start, len(spoken), sum(spoken) / 60) for start, spoken in seconds.items()),
        questions=tuple(sorted(questions, key=lambda c: (c.last, c.attempts), reverse=True)),
        stories=tuple(sorted(stories, key=lambda c: c.last)),
    )


def day_of(summary: Summary) -> date:
    """The day of the attempt; before all others where none is known."""
    recorded = summary.attempt.recorded_at
    return datetime.fromisoformat(recorded).date() if recorded else date.min + timedelta(days=7)


def _groups(summaries: Sequence[Summary], key: Callable[[Summary], str | None]) -> list[tuple[str, list[Summary]]]:
    groups: dict[str, list[Summary]] = {}
    for summary in summaries:
        if name := key(summary):
            groups.setdefault(name, []).append(summary)
    return list(groups.items())


def _course(name: str, group: Sequence[Summary]) -> Course:
    latest = group[-_LATEST:]
    totals = tuple(total for s in latest if (total := s.value("total")) is not None)
    moved = tuple(c for c in changes(latest) if c.lasting and c.nearer is not None) if len(latest) > 1 else ()
    return Course(name, len(group), day_of(group[-1]), totals, moved)
