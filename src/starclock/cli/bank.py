"""What commands know of practice: the question bank and the story cards of the library, and names in them."""

from __future__ import annotations

from collections.abc import Callable

from starclock.cli.notices import notice
from starclock.library import Library
from starclock.practice import QUESTIONS, STORIES
from starclock.practice.questions import Question, find_question, questions
from starclock.practice.stories import Story, find_story, stories, stories_named
from starclock.writing.texts import short


def question_bank(library: Library, tell: Callable[[str], object] = notice) -> tuple[Question, ...]:
    """Every question, the user's own among them; what is broken is told."""
    return questions(library.folder / QUESTIONS, tell)


def story_cards(library: Library, tell: Callable[[str], object] = notice) -> tuple[Story, ...]:
    """Every story card; what is broken is told."""
    return stories(library.folder / STORIES, tell)


def question_text(given: str, library: Library) -> str:
    """The question of an id, or of a beginning that only one id has; any other text as it is.

    Raises InputError for what looks like an id, with a hyphen and no blank, and is none.
    """
    bank = question_bank(library)
    if any(question.id == given for question in bank) or ("-" in given and " " not in given.strip()):
        return find_question(bank, given.strip()).text
    return given


def question_meant(given: str, library: Library) -> str:
    """As `question_text`, where a part of a question is meant too: only a whole id stands for its question."""
    return next((question.text for question in question_bank(library) if question.id == given), given)


def story_id(given: str, library: Library) -> str:
    """The id of the story card that is meant; where there is none of that name, the text as it is.

    Raises InputError where it could be several.
    """
    cards = story_cards(library)
    if stories_named(cards, given):
        return find_story(cards, given).id
    if cards:
        notice(f"no story card is called {short(given)} (`starclock stories` shows them); the name is kept as it is")
    return given
