"""`starclock stories`: the story cards, what they lack, what they cover, which one fits a question."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from shutil import get_terminal_size

import click

from starclock.cli.bank import question_bank, story_cards
from starclock.cli.context import Context
from starclock.cli.editor import edited
from starclock.cli.notices import notice
from starclock.cli.output import say, say_json
from starclock.errors import InputError
from starclock.library import Library
from starclock.practice import STORIES
from starclock.practice.cards import blank, drafted, new_card, slug
from starclock.practice.completeness import coverage as covered
from starclock.practice.completeness import lacks
from starclock.practice.fitting import fitting
from starclock.practice.matching import asked_before, matched
from starclock.practice.questions import Question, filtered, find_question, theme_named
from starclock.practice.stories import find_story, read_story
from starclock.practice.tellings import is_telling, last_good, tellings
from starclock.renderers.story_cards import coverage_text, seven_text, story_card, story_dict, story_lines, telling_text
from starclock.speech import Attempt
from starclock.writing.numbers import counted

_FITS = 3
"""Stories that are offered for a question."""


@click.group(invoke_without_command=True)
@click.option("--theme", metavar="THEME", help="Only stories of this theme.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_context
def stories(context: click.Context, theme: str | None, as_json: bool) -> None:
    """Your stories, one a line, with their themes and how often each was told aloud: three times is done.

    Each is a Markdown file of yours. Write the first with `starclock stories new`, tell it with
    `starclock record --story ID`.
    """
    if context.invoked_subcommand is None:
        _list(theme, as_json)


@stories.command("list")
@click.option("--theme", metavar="THEME", help="Only stories of this theme.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def list_(theme: str | None, as_json: bool) -> None:
    """The same as `starclock stories`."""
    _list(theme, as_json)


def _list(theme: str | None, as_json: bool) -> None:
    library = Context().library
    cards, meant = story_cards(library), theme_named(theme).id if theme else None
    shown = [card for card in cards if meant is None or meant in card.themes]
    told = tellings(library.heads(notice))
    if as_json:
        for card in shown:
            say_json(json.dumps(story_dict(card, told.get(card.id)), ensure_ascii=False))
        return
    width = get_terminal_size().columns if sys.stdout.isatty() else None
    for line in story_lines(shown, told, width):
        say(line)
    done = sum(card.id in told and told[card.id].done for card in shown)
    count = f"{len(shown) or 'no'} stor{'y' if len(shown) == 1 else 'ies'}"
    notice(f"{count} in {library.folder / STORIES}" + (f", {done} done" if done else ""))
    if not cards:
        notice("write one with `starclock stories new`, or from an answer: `starclock stories new --from last`")


@stories.command()
@click.argument("title", required=False)
@click.option("--from", "attempt", metavar="ATTEMPT", help="Begin with what was said in this answer, phase by phase.")
@click.option("--theme", "named", multiple=True, metavar="THEME", help="A theme of it; may be given again.")
@click.option("--no-edit", is_flag=True, help="Do not open the editor.")
def new(title: str | None, attempt: str | None, named: tuple[str, ...], no_edit: bool) -> None:
    """Write a new story card; the editor opens. Its file is named after its TITLE."""
    context = Context()
    library = context.library
    chosen = list(dict.fromkeys(theme_named(theme).id for theme in named))
    kept: Attempt | None = None
    if attempt is None:
        title = title or _asked_for()
        text = blank(title, chosen)
    else:
        kept = library.get(attempt)
        question = matched(kept.question, question_bank(library))
        title = title or kept.name or kept.story or kept.question or f"The answer of {kept.id}"
        chosen = chosen or ([question.theme] if question else [])
        text = drafted(context.report(kept.id), title, chosen)
    path = new_card(library.folder / STORIES, title, text)
    if kept is not None and kept.story in (None, "", title, slug(title)):
        library.change(kept.id, lambda now: replace(now, story=path.stem))
        notice(f"{kept.id} belongs to it")
    click.echo(str(path))
    if not no_edit:
        edited(path)
        if missing := list(lacks(read_story(path))):
            notice(f"still to write: {counted(len(missing), 'thing')} (starclock stories check {path.stem})")


def _asked_for() -> str:
    """The title, asked for on a terminal. Raises click.UsageError elsewhere."""
    if not sys.stdin.isatty():
        raise click.UsageError("give the new story a TITLE")
    title: str = click.prompt("Title of the story", err=True)
    return title


@stories.command()
@click.argument("story", metavar="STORY")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(story: str, as_json: bool) -> None:
    """A STORY (its id, its title, or the start of one) as it is written, and the attempts that belong to it."""
    library = Context().library
    card = find_story(story_cards(library), story)
    heads = [head for head in library.heads(notice) if head.story == card.id]
    told = tellings(heads).get(card.id)
    if as_json:
        say_json(json.dumps(story_dict(card, told) | {"attempts": [h.id for h in heads]}, ensure_ascii=False))
    else:
        say(story_card(card, told, heads))


@stories.command()
@click.argument("story", metavar="STORY")
def edit(story: str) -> None:
    """Open a STORY in your editor; one that cannot be read is opened by the name of its file."""
    library = Context().library
    path = library.folder / STORIES / f"{story}.md"
    edited(path if path.is_file() else find_story(story_cards(library), story).path)


@stories.command()
@click.argument("chosen", nargs=-1, metavar="[STORY...]")
def check(chosen: tuple[str, ...]) -> None:
    """What is missing in these stories, or in all: empty parts, a result without a number, scenes not written."""
    cards = story_cards(Context().library)
    if not cards:
        raise InputError("there are no stories to check yet: write one with `starclock stories new`")
    for card in [find_story(cards, name) for name in chosen] or cards:
        say(f"{card.id}  {card.title}")
        missing = list(lacks(card))
        for line in missing:
            say(f"  -  {line}")
        if not missing:
            say("  +  nothing is missing")


@stories.command()
def coverage() -> None:
    """The twelve themes, your stories for each, when each was last told well, and what the whole lacks.

    Told well: as long as was meant, and with a result. For the role of a manager (role = "em" in the settings) also
    the questions that managers are asked.
    """
    context = Context()
    library = context.library
    cards = story_cards(library)
    if not cards:
        raise InputError("there are no stories yet: write one with `starclock stories new`")
    known = {card.id for card in cards}
    every = library.heads(notice)
    heads = [head for head in every if head.story in known and is_telling(head)]
    say(coverage_text(covered(cards, tellings(heads)), last_good(context.summaries(heads))))
    if context.settings.role == "em":
        bank = question_bank(library)
        say(f"\n{seven_text(filtered(bank, role='em'), asked_before((head.question for head in every), bank))}")


@stories.command()
@click.argument("question", nargs=-1, required=True, metavar="QUESTION")
def match(question: tuple[str, ...]) -> None:
    """Which of your stories answers a QUESTION (its id, or its text), the best first."""
    library = Context().library
    text, cards = " ".join(question), story_cards(library)
    if not cards:
        raise InputError("there are no stories to choose from yet: write one with `starclock stories new`")
    known = _question(text, library)
    told = tellings(library.heads(notice))
    if known:
        say(f"{known.id}: {known.text}")
    found = fitting(known.text if known else text, known, cards)[:_FITS]
    for place, fit in enumerate(found, 1):
        say(f"{place}. {fit.story.id}  {fit.story.title}")
        say(f"   {'; '.join(fit.reasons)}; {telling_text(told.get(fit.story.id))}")
    if not found:
        about = f" of the theme {known.theme}" if known else ""
        raise InputError(f"no story{about} fits this question: write one with `starclock stories new`")


def _question(text: str, library: Library) -> Question | None:
    """The question of an id, or the one of the bank that a text asks. Raises InputError for what looks like an id."""
    bank = question_bank(library)
    if " " not in text and ("-" in text or any(one.id == text for one in bank)):
        return find_question(bank, text)
    return matched(text, bank)
