"""What to practise next, and how it spreads over the days until the interview. Pure.

write    a story card that is missing
tell     a story aloud, until it was told three times
drill    a scene of a story in 90 seconds
mock     a whole round, evenly spread; the last one two days before
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from starclock.practice.questions import themes
from starclock.practice.schedule import DrillCard
from starclock.practice.stories import Story
from starclock.writing.numbers import counted

Kind = Literal["write", "tell", "drill", "mock"]
MINUTES: Mapping[Kind, int] = {"write": 20, "tell": 6, "drill": 3, "mock": 20}
"""What each takes, about."""
A_DAY = 30
"""Minutes of practice planned for a day."""
STORIES = 8
"""Stories with which nearly everything can be answered."""
ALOUD = 3
"""Times that a story is told before it is done."""
_MOCK_EVERY = 4
"""Days between two mock interviews."""
_DRILLS_A_DAY = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, why, and the words of the command that starts it."""

    kind: Kind
    what: str
    why: str
    command: tuple[str, ...]

    @property
    def minutes(self) -> int:
        """About how long it takes."""
        return MINUTES[self.kind]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands.

    told : id of a story -> how often all of it was told aloud
    deck : a card for every scene of every story
    last_mock : None where there was none
    """

    stories: tuple[Story, ...]
    told: Mapping[str, int]
    deck: tuple[DrillCard, ...]
    last_mock: date | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """What one day holds."""

    on: date
    steps: tuple[Step, ...]

    @property
    def minutes(self) -> int:
        """About how long all of it takes."""
        return sum(step.minutes for step in self.steps)


def next_steps(standing: Standing, now: datetime, interview: date | None = None) -> tuple[Step, ...]:
    """What to do today, the most useful first; never empty.

    What is due comes before what is new, since it is lost otherwise; a first story comes before everything.
    """
    today = now.date()
    left = None if interview is None else (interview - today).days
    steps: list[Step] = []
    if not standing.stories:
        return (_write(standing),)
    due = sorted((card for card in standing.deck if card.is_due(now)), key=lambda card: card.due or now)
    if left is not None and 0 <= left <= 1:
        steps += [_tell(story, standing) for story in _least_told(standing)[:2]]
        return tuple(steps or [_mock(standing, today)])
    steps += [_drill(card, f"it is due; last time {card.why}") for card in due[:_DRILLS_A_DAY]]
    if _mock_is_due(standing, today, left):
        steps.append(_mock(standing, today))
    steps += [_tell(story, standing) for story in _least_told(standing) if standing.told.get(story.id, 0) < ALOUD][:2]
    if len(standing.stories) < STORIES and (left is None or left > 2):
        steps.append(_write(standing))
    new = [card for card in standing.deck if card.due is None]
    steps += [_drill(card, "you have not told this scene yet") for card in _spread(new)[:2]]
    return tuple(steps or [_mock(standing, today)])


def plan(standing: Standing, now: datetime, interview: date) -> tuple[Day, ...]:
    """The days from today to the one before the interview, each with what it holds; days without anything are left out.

    Stories are written first, told with days between, drilled scene by scene; the last two days hold nothing new.
    """
    days = [now.date() + timedelta(days=n) for n in range(max(0, (interview - now.date()).days))]
    held: dict[date, list[Step]] = {day: [] for day in days}
    working = [day for day in days if (interview - day).days > 2] or days
    for day in _mock_days(days, interview, standing):
        held[day].append(_mock(standing, day))
    for at in range(max(0, STORIES - len(standing.stories))):
        _place(held, working[: max(1, len(working) // 2)], _write(standing, at), at)
    for round_ in range(ALOUD):
        queue = [s for s in standing.stories if standing.told.get(s.id, 0) <= round_]
        part = _third(working, round_)
        for at, story in enumerate(queue):
            _place(held, part, _tell(story, standing), at)
    due = [card for card in standing.deck if card.due is not None and not card.retired and card.due.date() < interview]
    for card in due:
        day = max(now.date(), (card.due or now).astimezone(now.tzinfo).date())
        if day in held:
            held[day].append(_drill(card, f"it is due; last time {card.why}"))
    for at, card in enumerate(_spread([card for card in standing.deck if card.due is None])):
        if at >= _DRILLS_A_DAY * len(working):
            break
        _place(held, working, _drill(card, "you have not told this scene yet"), at)
    for day in days[-1:]:
        if not held[day]:
            held[day] += [_tell(story, standing) for story in _least_told(standing)[:2]]
    order: Sequence[Kind] = ("write", "mock", "tell", "drill")
    return tuple(
        Day(day, tuple(sorted(steps, key=lambda s: order.index(s.kind)))) for day, steps in held.items() if steps
    )


def _place(held: dict[date, list[Step]], days: Sequence[date], step: Step, at: int) -> None:
    """Puts a step on the day with the least, among the days that have room; else leaves it out."""
    if not days:
        return
    room = [day for day in days if sum(s.minutes for s in held[day]) + step.minutes <= A_DAY and step not in held[day]]
    if room:
        wanted = days[min(len(days) - 1, at % len(days))]
        best = min(room, key=lambda day: (sum(s.minutes for s in held[day]) // 10, abs((day - wanted).days)))
        held[best].append(step)


def _third(days: Sequence[date], which: int) -> Sequence[date]:
    size = max(1, len(days) // ALOUD)
    return days[which * size : (which + 1) * size if which < ALOUD - 1 else None] or days[-1:]


def _mock_days(days: Sequence[date], interview: date, standing: Standing) -> Iterator[date]:
    """Every few days backwards from two days before the interview; one at least, where there is a story to tell."""
    last = [day for day in days if (interview - day).days >= 2] or list(days)
    for back in range(0, len(last), _MOCK_EVERY):
        day = last[-1 - back]
        if back and not standing.stories and len(last) - back <= 2:
            return  # no round before there is a story
        yield day


def _mock_is_due(standing: Standing, today: date, left: int | None) -> bool:
    if not any(standing.told.values()):
        return False
    every = _MOCK_EVERY if left is not None else 7
    return standing.last_mock is None or (today - standing.last_mock).days >= every


def _least_told(standing: Standing) -> list[Story]:
    return sorted(standing.stories, key=lambda story: (standing.told.get(story.id, 0), story.title.casefold()))


def _spread(cards: Sequence[DrillCard]) -> list[DrillCard]:
    """Scenes that are written before those that are not, the stories taking turns."""
    turn: dict[str, int] = {}
    keyed = []
    for card in sorted(cards, key=lambda each: each.scene not in each.story.scenes):
        place = turn[card.story.id] = turn.get(card.story.id, -1) + 1
        keyed.append((card.scene not in card.story.scenes, place, card))
    return [card for _, _, card in sorted(keyed, key=lambda each: each[:2])]


def _write(standing: Standing, at: int = 0) -> Step:
    covered = {theme for story in standing.stories for theme in story.themes}
    missing = [theme for theme in themes().values() if theme.id not in covered]
    count = len(standing.stories) + at
    have = "you have no story yet" if not count else f"you have {count} {'story' if count == 1 else 'stories'}"
    command = ("stories", "new")
    if not missing:
        return Step(
            "write", "Write another story", f"{have}; with {STORIES} nearly everything can be answered", command
        )
    theme = missing[at % len(missing)]
    what = f"Write a story of {theme.title.lower()}: {theme.story}"
    return Step("write", what, f"{have}, none for this theme" if count else have, command)


def _tell(story: Story, standing: Standing) -> Step:
    count = standing.told.get(story.id, 0)
    why = "you have never told it aloud" if not count else f"told {counted(count, 'time')} aloud; {ALOUD} make it yours"
    return Step("tell", f"Tell “{story.title}” aloud", why, ("record", "--story", story.id))


def _drill(card: DrillCard, why: str) -> Step:
    what = f"Drill “{card.story.title}”: {card.question[:1].lower()}{card.question[1:]}"
    return Step("drill", what, why, ("drill", "--story", card.story.id, "--scene", card.scene))


def _mock(standing: Standing, day: date) -> Step:
    last = standing.last_mock
    days = 0 if last is None else (day - last).days
    why = f"the last round was {counted(days, 'day')} before" if last else "a round shows what follow-ups do to a story"
    return Step("mock", "A mock interview", why, ("mock",))
