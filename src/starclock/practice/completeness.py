"""What a story card lacks, and what a bank of stories lacks. Pure; each thing in one plain line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from starclock.compare.facts import Fact, facts_of
from starclock.practice.questions import themes
from starclock.practice.stories import SCENES, Story
from starclock.practice.tellings import Tellings
from starclock.report import Said
from starclock.speech import PHASES
from starclock.writing.numbers import counted

FEWEST, MOST = 8, 12
"""Stories that carry any interview (seed 001); with fewer the same one comes again, more are hardly all practised."""
_SITUATION, _STEPS, _THEMES = 3, (3, 5), (2, 3)
"""Sentences of the situation at most; steps of the action; themes of a story (seed 001)."""
_FOLLOW_UPS = 2
_NUMBERS = {"percent", "money", "time", "times", "count"}
_DRILLED = ("disagreement", "near-failure", "stakeholder", "lesson", "handoff")
"""The five scenes that every card should have (seed 002); the others are drilled where they are written."""
_FAILED_SHARE, _FAILED_LEAST = 0.25, 2
"""Share of the stories that should have failed in part, and how many at least: those keep the moments one asks for."""
_ONE_FOR_ALL, _ENOUGH = 0.6, 5
"""Share of the tellings from which one story is used for everything, of so many tellings at least."""
_ALONE = 4
"""Themes that one story alone should not have to carry."""


def lacks(story: Story) -> Iterator[str]:
    """What is missing in a card or too much, the most important first."""
    for phase in PHASES:
        if not story.phase(phase).strip():
            yield f"{phase} is empty"
    if story.result and not any(f.kind in _NUMBERS for line in story.result.splitlines() for f in _facts(line)):
        yield "no number in the result: before and after, or an honest estimate"
    if not story.lesson:
        yield "no lesson: what it taught you, and where you used it since"
    if (many := len(_sentences(story.situation))) > _SITUATION:
        yield f"{many} sentences of situation: two or three are enough"
    steps = len(story.action.splitlines())
    if steps == 1:
        steps = len(_sentences(story.action))
    if story.action and not _STEPS[0] <= steps <= _STEPS[1]:
        yield f"{counted(steps, 'step')} in the action: three to five are told well"
    if story.action and not re.search(r"\bI\b", story.action):
        yield "no “I” in the action: say what you did yourself"
    if not story.themes:
        yield "no themes: two or three of those that `starclock stories coverage` lists"
    elif len(story.themes) < _THEMES[0]:
        yield "one theme: a good story can be told to two or three"
    elif len(story.themes) > _THEMES[1]:
        yield f"{len(story.themes)} themes: keep the two or three that it shows best"
    if not story.when:
        yield "no company and time"
    if not story.people:
        yield "no people: name one or two, listeners remember faces"
    if not story.places:
        yield "no places: say where it happened once"
    if len(story.follow_ups) < _FOLLOW_UPS:
        yield "fewer than two follow-up questions to be ready for"
    if missing := [SCENES[scene][:1].lower() + SCENES[scene][1:] for scene in _DRILLED if scene not in story.scenes]:
        yield f"scenes not written: {'; '.join(missing)}"


def failed_in_part(story: Story) -> bool:
    """Whether a story has what went wrong in it."""
    return "failure" in story.themes or "near-failure" in story.scenes or "my-fault" in story.scenes


@dataclass(frozen=True, slots=True)
class Coverage:
    """A bank of stories against the twelve themes.

    by_theme : id of a theme -> its stories
    advice : what the bank lacks, a line each
    """

    by_theme: Mapping[str, tuple[Story, ...]]
    advice: tuple[str, ...]


def coverage(cards: Sequence[Story], told: Mapping[str, Tellings]) -> Coverage:
    """told : how often each story was told, by id."""
    by_theme = {name: tuple(card for card in cards if name in card.themes) for name in themes()}
    return Coverage(by_theme, tuple(_advice(cards, by_theme, told)))


def _advice(
    cards: Sequence[Story], by_theme: Mapping[str, Sequence[Story]], told: Mapping[str, Tellings]
) -> Iterator[str]:
    if len(cards) < FEWEST:
        yield f"{_stories(len(cards))}: with {FEWEST} to {MOST} you can answer nearly everything"
    elif len(cards) > MOST:
        yield f"{_stories(len(cards))}: more than {MOST} are hardly all practised; keep those that you tell best"
    if empty := [theme for theme, stories in by_theme.items() if not stories]:
        yield f"no story for {', '.join(empty)}"
    alone = Counter(stories[0].id for stories in by_theme.values() if len(stories) == 1)
    for story, count in alone.items():
        if count >= _ALONE:
            yield f"{story} is the only story for {count} themes: have a second one for some of them"
    counts = {card.id: told[card.id].count for card in cards if card.id in told}
    total = sum(counts.values())
    for story, count in counts.items():
        if len(cards) > 1 and total >= _ENOUGH and count >= _ONE_FOR_ALL * total:
            yield f"{story} was told in {count} of {total} answers: practise the others too"
    failed = sum(map(failed_in_part, cards))
    if cards and failed < max(_FAILED_LEAST, _FAILED_SHARE * len(cards)):
        yield f"{_stories(failed)} in which something failed: those keep the moments that interviewers drill for"


def _stories(count: int) -> str:
    return f"{count or 'no'} stor{'y' if count == 1 else 'ies'}"


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]


def _facts(line: str) -> Iterator[Fact]:
    return facts_of(Said(0.0, 0.0, line))
