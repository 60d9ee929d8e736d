"""What is next, and how practice spreads over the days until an interview."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from starclock.practice.planning import A_DAY, ALOUD, STORIES, Standing, next_steps, plan
from starclock.practice.schedule import Drilled, deck
from starclock.practice.stories import Story
from starclock.renderers.calendar import calendar

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


def standing(stories: int, told: int = 0, drills: tuple[Drilled, ...] = (), last_mock: date | None = None) -> Standing:
    cards = tuple(Story(f"s{n}", f"Story {n}", Path(f"s{n}.md"), themes=("failure",)) for n in range(stories))
    counts = {card.id: told for card in cards} if told else {}
    return Standing(cards, counts, deck(cards, drills, NOW), last_mock)


def kinds(steps: tuple[object, ...]) -> list[str]:
    return [step.kind for step in steps]  # type: ignore[attr-defined]


def test_without_stories_the_first_is_written() -> None:
    (step,) = next_steps(standing(0), NOW)
    assert step.kind == "write" and step.why == "you have no story yet"


def test_what_is_due_comes_first_then_a_round_then_what_is_new() -> None:
    thin = Drilled("s0", "handoff", NOW - timedelta(days=9), 60.0, 1)
    steps = next_steps(standing(2, told=1, drills=(thin,)), NOW)
    assert kinds(steps)[:3] == ["drill", "mock", "tell"]
    assert "thin" in steps[0].why and steps[0].command == ("drill", "--story", "s0", "--scene", "handoff")


def test_a_round_is_not_due_again_at_once() -> None:
    assert "mock" not in kinds(next_steps(standing(8, told=3, last_mock=NOW.date()), NOW))


def test_the_day_before_nothing_new_is_begun() -> None:
    steps = next_steps(standing(3), NOW, NOW.date() + timedelta(days=1))
    assert set(kinds(steps)) == {"tell"}


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 12), st.integers(0, 4), st.integers(1, 90))
def test_a_plan_fits_its_days(stories: int, told: int, left: int) -> None:
    interview = NOW.date() + timedelta(days=left)
    days = plan(standing(stories, told), NOW, interview)
    assert days == plan(standing(stories, told), NOW, interview)
    assert [day.on for day in days] == sorted({day.on for day in days})
    for day in days:
        assert NOW.date() <= day.on < interview and day.steps
        assert day.minutes <= A_DAY + 20  # a round may stand beside what is due
        if (interview - day.on).days <= 2 < left:
            assert "write" not in kinds(day.steps)
    steps = [step for day in days for step in day.steps]
    assert kinds(tuple(steps)).count("write") <= max(0, STORIES - stories)
    if stories and left > 20 and told < ALOUD:
        tellings = [step.command[-1] for step in steps if step.kind == "tell"]
        assert all(tellings.count(f"s{n}") >= ALOUD - told for n in range(stories))
    if stories and left > 3:
        assert "mock" in kinds(tuple(steps))


def test_the_calendar_holds_each_day_at_its_hour_and_the_interview() -> None:
    interview = NOW.date() + timedelta(days=10)
    days = plan(standing(3), NOW, interview)
    book = icalendar.Calendar.from_ical(calendar(days, interview, (18, 30), NOW))
    events = [event for event in book.walk("VEVENT") if isinstance(event, icalendar.Event)]
    assert len(events) == len(days) + 1
    first = events[0]
    assert first.start == datetime.combine(days[0].on, time(18, 30))
    assert first.end - first.start == timedelta(minutes=days[0].minutes)
    assert days[0].steps[0].what in str(first["description"])
    assert events[-1].start == interview and len({event["uid"] for event in events}) == len(events)


@pytest.mark.parametrize("left", [1, 2, 3])
def test_a_late_plan_still_holds_something(left: int) -> None:
    assert plan(standing(2), NOW, NOW.date() + timedelta(days=left))
