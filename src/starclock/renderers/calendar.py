"""The days of a plan as an iCalendar file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from icalendar import Calendar, Event

from starclock.practice.planning import Day
from starclock.writing.numbers import counted


def calendar(days: Sequence[Day], interview: date, begins: tuple[int, int], now: datetime) -> bytes:
    """An event for each day, at the same hour of local time, and one for the interview.

    begins : hour and minute
    """
    book = Calendar()
    book.add("prodid", "-//starclock//plan//EN")
    book.add("version", "2.0")
    for day in days:
        start = datetime.combine(day.on, time(*begins))  # without a zone: the same hour wherever the user is
        event = _event(f"starclock: {counted(len(day.steps), 'step')}, {day.minutes} min", f"practice-{day.on}", now)
        event.add("dtstart", start)
        event.add("dtend", start + timedelta(minutes=day.minutes))
        event.add("description", "\n".join(f"{step.what} ({step.why})" for step in day.steps))
        book.add_component(event)
    event = _event("Interview", f"interview-{interview}", now)
    event.add("dtstart", interview)
    book.add_component(event)
    return bytes(book.to_ical())


def _event(title: str, name: str, now: datetime) -> Event:
    event = Event()
    event.add("summary", title)
    event.add("uid", f"{name}@starclock")
    event.add("dtstamp", now)
    return event
