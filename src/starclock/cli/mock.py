"""The command for a whole round: mock. An anchor question, then follow-ups chosen by what the answer left out."""

from __future__ import annotations

import random
from collections.abc import Iterator

import click

from starclock.cli.bank import question_bank, question_text, story_cards, story_id
from starclock.cli.context import Context
from starclock.cli.decks import MOCK
from starclock.cli.keys import on_terminal
from starclock.cli.notices import notice
from starclock.cli.offers import offer_length
from starclock.cli.output import say
from starclock.cli.practising import practice, speaking_options
from starclock.cli.questions import chosen
from starclock.errors import InputError
from starclock.practice.fitting import fitting
from starclock.practice.follow_ups import follow_ups
from starclock.practice.matching import matched
from starclock.practice.questions import LENSES, drawn
from starclock.practice.schedule import LONG, SECONDS
from starclock.practice.schedule import QUESTIONS as SCENES
from starclock.practice.stories import Story
from starclock.renderers.practising import debrief_text
from starclock.report import Report
from starclock.settings import Settings, Targets
from starclock.sound.voice_out import Speaker, speaker
from starclock.speech import DRILL

_ANCHOR, _PRESSED = 300.0, 120.0
"""Seconds for the anchor answer, and under time pressure."""
_REPLY_PRESSED = 60.0
_PICK = "I will ask about one story and go into it. Which of yours shall it be?"


@click.command()
@click.option("--question", metavar="TEXT-or-ID", help="The first question; else one is drawn.")
@click.option("--theme", metavar="THEME", help="Draw the first question from this theme.")
@click.option("--lens", type=click.Choice(LENSES), help="Draw it from what is asked there.")
@click.option("--role", type=click.Choice(["ic", "em"]), help="For an engineer, or for a manager of people.")
@click.option("--story", metavar="ID", help="The story you will tell first.")
@click.option(
    "--style",
    type=click.Choice(["prompts", "pick"]),
    default="prompts",
    show_default=True,
    help="prompts: the interviewer leads; pick: you pick a story and it is gone into.",
)
@click.option("--follow-ups", "count", type=click.IntRange(1, 6), default=3, show_default=True)
@click.option("--pressure", is_flag=True, help="Two minutes for the first answer, one for each follow-up.")
@click.option("--voice/--no-voice", default=True, show_default=True, help="Ask aloud, where this computer has a voice.")
@speaking_options
def mock(
    question: str | None,
    theme: str | None,
    lens: str | None,
    role: str | None,
    story: str | None,
    style: str,
    count: int,
    pressure: bool,
    voice: bool,
    device: str | None,
    recognizer: str | None,
    model: str | None,
    countdown: int,
) -> None:
    """A mock interview: one question, then follow-ups chosen by what your answer left out, then a debrief.

    No language model asks them: each follow-up hangs on a sentence that you said and on what it leaves open. How soon
    you begin and how long you speak is measured for every answer, and all of them are kept as attempts.
    """
    context = Context(role="em" if role == "em" else "ic" if role == "ic" else None, named=recognizer, model=model)
    offer_length(context.library)
    settings, bank = context.settings, question_bank(context.library)
    told = story_id(story, context.library) if story else None
    if question:
        asked = question_text(question, context.library)
    else:
        asked = drawn(chosen(bank, theme, lens, settings.role if settings.role == "ic" else None), random.Random()).text
    if style == "pick" and not question:
        picked = _picked(story_cards(context.library), told)
        told, asked = picked.id, f"Tell me about “{picked.title}”."
    with practice(context, device, countdown) as speaking:
        aloud = speaker() if voice else None
        if voice and aloud is None:
            notice("this computer has no voice: the questions are only shown (espeak-ng is one)")
        answers: list[tuple[str, Report]] = []
        limit = _PRESSED if pressure else _ANCHOR
        _ask(aloud, asked)
        made = speaking.told(asked, limit, settings.targets, told, (MOCK,))
        answers.append((asked, made))
        for follow, quote in _next(made, settings, count):
            if quote:
                notice(f"You said: “{quote}”")
            _ask(aloud, follow)
            limit, targets = _REPLY_PRESSED if pressure else LONG, Targets().scaled(SECONDS)
            answers.append((follow, speaking.told(follow, limit, targets, told, (MOCK, DRILL))))
    say(debrief_text(answers, _carried(asked, told, context)))
    notice(f"Each answer is kept: starclock report {made.answer.attempt.id}, and `starclock list`")


def _next(made: Report, settings: Settings, count: int) -> Iterator[tuple[str, str]]:
    """The follow-ups, each with the sentence that it hangs on: by the gaps, then scenes that are often asked for."""
    found = [(each.ask, each.quote) for each in follow_ups(made, settings)]
    found += [(ask, "") for ask in SCENES.values()]
    yield from found[:count]


def _ask(aloud: Speaker | None, question: str) -> None:
    if aloud and not aloud.say(question):
        notice(f"the voice {aloud.name} does not work here: read the question")


def _picked(cards: tuple[Story, ...], told: str | None) -> Story:
    """The story that is gone into. Raises InputError where there is none to pick from."""
    if named := next((card for card in cards if card.id == told), None):
        return named
    if not cards:
        raise InputError("there is no story to pick: write one with `starclock stories new`, or leave out --style pick")
    if not on_terminal():
        raise InputError("name the story to go into with --story: " + ", ".join(card.id for card in cards))
    notice(_PICK)
    for number, card in enumerate(cards, 1):
        notice(f"  {number}  {card.title}")
    return cards[click.prompt("Story", type=click.IntRange(1, len(cards)), err=True) - 1]


def _carried(asked: str, told: str | None, context: Context) -> str:
    """Which story of the bank fits the first question best, as a sentence; "" where none does."""
    found = fitting(asked, matched(asked, question_bank(context.library)), story_cards(context.library))
    if not found:
        return ""
    best, why = found[0].story, "; ".join(found[0].reasons)
    if best.id == told:
        return f"The story that you told is the one of your bank that fits the first question best ({why})."
    return f"From your bank “{best.title}” would have carried the first question ({why})."
