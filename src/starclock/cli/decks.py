"""Where the user stands, worked out from the kept attempts: drill cards, stories told, the day of the interview.

Light: nothing here records.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from starclock.cli.bank import story_cards
from starclock.cli.context import Context
from starclock.cli.notices import notice
from starclock.errors import InputError
from starclock.foreign import text_of, toml_of
from starclock.library import Library
from starclock.practice.planning import Standing
from starclock.practice.schedule import SCENE, DrillCard, Drilled, deck
from starclock.practice.stories import SCENES, Story, find_story
from starclock.practice.tellings import tellings
from starclock.speech import DRILL

MOCK = "mock"
"""The tag of every answer of a mock interview."""
PLAN = "plan.toml"
"""Of the day of the interview, in the library folder."""
_LARGEST = 1 << 16
"""Bytes of that file."""


def drill_deck(context: Context, story: str | None = None) -> tuple[DrillCard, ...]:
    """A card for every scene of every story, or of one. Raises InputError where there is no story."""
    cards = story_cards(context.library)
    if not cards:
        raise InputError("there are no stories to drill yet: write the first with `starclock stories new`")
    if story is not None:
        cards = (find_story(cards, story),)
    return deck(cards, drills(context, cards), datetime.now().astimezone())


def drills(context: Context, cards: Sequence[Story]) -> list[Drilled]:
    """Every drill that was recorded of these stories, with how specific it was."""
    known = {card.id for card in cards}
    heads = [h for h in context.library.heads(notice) if DRILL in h.tags and h.story in known and h.recorded_at]
    measured = {summary.attempt.id: summary.value("specificity") for summary in context.summaries(heads)}
    found = []
    for head in heads:
        scene = next((tag.removeprefix(SCENE) for tag in head.tags if tag.startswith(SCENE)), "")
        if scene in SCENES and head.story and head.recorded_at:
            parts = measured.get(head.id)
            when = datetime.fromisoformat(head.recorded_at).astimezone()
            found.append(Drilled(head.story, scene, when, head.seconds, None if parts is None else int(parts)))
    return found


def standing(context: Context) -> Standing:
    """Where the user stands: stories, how often each was told, the cards, the last round."""
    cards = story_cards(context.library)
    heads = context.library.heads(notice)
    told = {story: each.count for story, each in tellings(heads).items()}
    rounds = [head.recorded_at for head in heads if MOCK in head.tags and head.recorded_at]
    last = datetime.fromisoformat(max(rounds)).astimezone().date() if rounds else None
    return Standing(cards, told, deck(cards, drills(context, cards), datetime.now().astimezone()), last)


def interview_day(library: Library) -> date | None:
    """The day that `plan --interview` was told; None where none was. Raises InputError for a file of no use."""
    path = library.folder / PLAN
    if not path.exists():
        return None
    try:
        day = toml_of(text_of(path, _LARGEST)).get("interview")
    except ValueError as problem:
        raise InputError(f"{path}: {problem}; give the day again: starclock plan --interview 2026-12-15") from None
    if not isinstance(day, date) or isinstance(day, datetime):
        raise InputError(f"{path}: it says no day; give it again: starclock plan --interview 2026-12-15")
    return day
