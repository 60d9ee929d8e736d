"""What to practise: the drill cards, the next steps, the plan. Plain lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from starclock.practice.planning import Day, Step
from starclock.practice.schedule import DrillCard
from starclock.practice.stories import SCENES
from starclock.writing.numbers import counted


def card_line(card: DrillCard, now: datetime) -> str:
    """One card of the deck on one line."""
    state = "new" if card.due is None else f"fluent, {when_due(card, now)}" if card.retired else when_due(card, now)
    return f"{state:<24} {card.story.id:<28} {SCENES[card.scene]}" + (f"  ({card.why})" if card.told else "")


def when_due(card: DrillCard, now: datetime) -> str:
    """In how many days a card comes back."""
    if card.due is None:
        return "when it is drawn"
    days = (card.due.astimezone().date() - now.astimezone().date()).days
    return "today" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"


def today_text(steps: Sequence[Step], interview: date | None, today: date) -> str:
    """What to do next, numbered, each with its reason and its command."""
    lines = ["", f"  {_left(interview, today)}", ""]
    for number, step in enumerate(steps, 1):
        lines.append(f"  {number}  {step.what}  (about {step.minutes} min)")
        lines.append(f"     because {step.why}")
        lines.append(f"     starclock {' '.join(step.command)}")
    return "\n".join([*lines, ""])


def plan_lines(days: Sequence[Day], interview: date, today: date) -> Iterator[str]:
    """A plan, a day a paragraph."""
    yield f"{_left(interview, today)}"
    for day in days:
        yield ""
        yield f"{day.on:%a} {day.on}   about {day.minutes} min"
        for step in day.steps:
            yield f"  {step.kind:<6} {step.what}"
    yield ""
    yield f"{interview:%a} {interview}   the interview"


def _left(interview: date | None, today: date) -> str:
    if interview is None:
        return "What to practise next (`starclock plan --interview DATE` spreads it over the days)"
    days = (interview - today).days
    if days < 0:
        return f"The interview was on {interview}"
    return "The interview is today" if not days else f"{counted(days, 'day')} until the interview on {interview}"
