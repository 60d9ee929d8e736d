"""Drill cards: a story and a scene, when each comes back, and why.

Spaced repetition with FSRS (Ye et al. 2022, the `fsrs` package), graded by what was measured and not by what the
speaker thinks of it: how many of the five parts of a specific scene were told, and whether it fitted its 90 seconds.
Nothing of it is stored: the cards are worked out from the kept attempts each time.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from fsrs import Card, Rating, Scheduler

from starclock.errors import InputError
from starclock.practice.stories import SCENES, Story
from starclock.writing.numbers import counted

SECONDS = 90.0
"""Meant for one scene."""
SHORT, LONG = 20.0, 120.0
"""Seconds below which a scene is only mentioned, and above which it is no longer one."""
SCENE = "scene:"
"""What the tag of a drill begins with that says which scene it tells: "scene:handoff"."""
RETIRED = timedelta(days=30)
"""A card told well twice running that is not due for so long is fluent: it is not drawn until then."""
QUESTIONS: Mapping[str, str] = MappingProxyType(
    {
        "disagreement": "What was the moment of disagreement?",
        "near-failure": "When was it about to fail, and what did you do?",
        "stakeholder": "Who was the hardest person to bring along, and what did you do?",
        "lesson": "What surprised you most in it?",
        "handoff": "How did you hand it over?",
        "my-fault": "What part of it was your fault?",
        "when-i-knew": "When did you know that it was going wrong?",
        "what-next": "What did you do next, when the room stopped believing you?",
    }
)
"""Each scene as an interviewer asks for it."""
_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False, maximum_interval=180)
"""Days, not minutes: nobody drills a scene twice in ten minutes to remember it. Without chance, so that it is the same
whenever it is worked out."""


@dataclass(frozen=True, slots=True)
class Drilled:
    """One drill as it was measured.

    parts : how many of the five parts of a specific scene were told, None where it was not measured
    seconds : how long it took
    """

    story: str
    scene: str
    when: datetime
    seconds: float
    parts: int | None


@dataclass(frozen=True, slots=True)
class DrillCard:
    """A story and one of its scenes.

    told : how often it was told
    due : when it should be told again, None where it was never told
    retired : it is fluent, and not due for long
    why : what the last telling was graded by, in plain words
    """

    story: Story
    scene: str
    told: int = 0
    due: datetime | None = None
    retired: bool = False
    why: str = "never told aloud"

    @property
    def question(self) -> str:
        """The scene as an interviewer asks for it."""
        return QUESTIONS[self.scene]

    def is_due(self, now: datetime) -> bool:
        """Whether it was told before and should be told again."""
        return self.due is not None and self.due <= now


def grade(drilled: Drilled) -> tuple[Rating, str]:
    """How well a scene was told, and why, in plain words.

    >>> from datetime import datetime, timezone
    >>> grade(Drilled("s", "handoff", datetime(2026, 1, 1, tzinfo=timezone.utc), 80.0, 5))
    (<Rating.Easy: 4>, '5 of 5 parts in 80 s')
    >>> grade(Drilled("s", "handoff", datetime(2026, 1, 1, tzinfo=timezone.utc), 140.0, 5))[1]
    '5 of 5 parts, but 140 s for 90'
    """
    seconds = f"{drilled.seconds:.0f} s"
    if drilled.parts is None:
        return Rating.Hard, f"{seconds}, and how specific it was could not be measured"
    told = f"{drilled.parts} of 5 parts"
    if drilled.seconds < SHORT:
        return Rating.Again, f"only {seconds}: mentioned, not told"
    if drilled.parts <= 2:
        return Rating.Again, f"{told}: thin"
    if drilled.seconds > LONG:
        return Rating.Hard, f"{told}, but {seconds} for {SECONDS:.0f}"
    if drilled.parts == 3:
        return Rating.Hard, f"{told} in {seconds}"
    return (Rating.Easy if drilled.parts == 5 else Rating.Good), f"{told} in {seconds}"


def deck(cards: Sequence[Story], drills: Sequence[Drilled], now: datetime) -> tuple[DrillCard, ...]:
    """A card for every scene of every story, in the order of both.

    drills : in any order; those of stories that are gone are passed over
    """
    told: dict[tuple[str, str], list[Drilled]] = {}
    for drilled in sorted(drills, key=lambda each: each.when):
        told.setdefault((drilled.story, drilled.scene), []).append(drilled)
    return tuple(_card(story, scene, told.get((story.id, scene), []), now) for story in cards for scene in SCENES)


def _card(story: Story, scene: str, drills: Sequence[Drilled], now: datetime) -> DrillCard:
    if not drills:
        return DrillCard(story, scene)
    card, grades, why = Card(card_id=0), list[Rating](), ""
    for drilled in drills:
        rating, why = grade(drilled)
        grades.append(rating)
        card, _ = _SCHEDULER.review_card(card, rating, drilled.when)
    fluent = len(grades) > 1 and all(rating >= Rating.Good for rating in grades[-2:])
    return DrillCard(story, scene, len(drills), card.due, fluent and card.due - now >= RETIRED, why)


def draw(
    cards: Sequence[DrillCard], now: datetime, chance: random.Random, scene: str | None = None
) -> tuple[DrillCard, str]:
    """The card to tell next, and why: what is longest due, else one never told, else one that is due soonest.

    Raises InputError where every card is retired.
    """
    open_ones = [card for card in cards if not card.retired and scene in (None, card.scene)]
    due = [card for card in open_ones if card.is_due(now)]
    if due:
        card = min(due, key=lambda each: each.due or now)
        return card, f"due {_day(card.due or now, now)}; last time {card.why}"
    if new := [card for card in open_ones if card.due is None]:
        written = [card for card in new if card.scene in card.story.scenes]
        return chance.choice(written or new), "never told aloud"
    if open_ones:
        card = min(open_ones, key=lambda each: each.due or now)
        return card, f"nothing is due; this one is next, {_day(card.due or now, now)}; last time {card.why}"
    soonest = min((card.due for card in cards if card.due), default=None)
    when = f" the first comes back {_day(soonest, now)}" if soonest else ""
    raise InputError(f"every card is fluent:{when}; `starclock drill --story ID --scene SCENE` tells one all the same")


def _day(when: datetime, now: datetime) -> str:
    days = (when.astimezone().date() - now.astimezone().date()).days
    if days == 0:
        return "today"
    if abs(days) == 1:
        return "tomorrow" if days > 0 else "yesterday"
    return f"in {counted(days, 'day')}" if days > 0 else f"{counted(-days, 'day')} ago"
