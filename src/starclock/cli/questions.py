"""`starclock questions`: list, search, show, draw, and one's own."""

from __future__ import annotations

import json
import random as chance
import sys
from collections.abc import Callable, Mapping, Sequence
from shutil import get_terminal_size
from typing import Any

import click

from starclock.cli.bank import question_bank
from starclock.cli.context import Context
from starclock.cli.editor import edited
from starclock.cli.notices import notice
from starclock.cli.output import say, say_json
from starclock.errors import InputError
from starclock.library import Library
from starclock.practice import QUESTIONS
from starclock.practice.matching import asked_before
from starclock.practice.questions import (
    LENSES,
    Question,
    drawn,
    filtered,
    find_question,
    theme_named,
    themes,
)
from starclock.renderers.practice import question_card, question_dict, question_lines
from starclock.writing.files import make_private, write_whole
from starclock.writing.numbers import counted

_OWN = "mine.toml"
_TEMPLATE = """\
# Your own questions. Take the # away from the lines that you want, and copy the block for more.
# What you leave out is taken from its theme. The themes: {themes}.

# [[questions]]
# id = "my-first"                        # small letters, digits, hyphens
# theme = "conflict"
# text = "Why did the last project take so long?"
# also = ["What held the project up?"]   # the same in other words
# listened_for = ["the reason, in one sentence"]
# path = ["the plan", "what came between", "what you changed"]
# red_flags = ["it was not my fault"]    # words that you do not want to say
"""


def chosen(
    bank: Sequence[Question], theme: str | None, lens: str | None, role: str | None = None, text: str | None = None
) -> tuple[Question, ...]:
    """Those that the options name. Raises InputError for an unknown theme, or where no question is left."""
    found = filtered(bank, theme_named(theme).id if theme else None, lens, role, text)
    if not found:
        raise InputError("no question is like that: take an option away, or see them all with `starclock questions`")
    return found


def _filters(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--role", type=click.Choice(["ic", "em"]), help="Without, or only, what managers are asked."),
        click.option("--lens", type=click.Choice(LENSES), help="Only what is asked there."),
        click.option("--theme", metavar="THEME", help="Only this theme: its id, its title, or the start of one."),
    ):
        command = option(command)
    return command


@click.group(invoke_without_command=True)
@_filters
@click.option("--own", is_flag=True, help="Only your own.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_context
def questions(
    context: click.Context, theme: str | None, lens: str | None, role: str | None, own: bool, as_json: bool
) -> None:
    """The questions to practise with, by theme, and how often you answered each.

    Answer one with `starclock record --question ID`, or one by chance with `starclock record --random`.
    """
    if context.invoked_subcommand is None:
        library = Context().library
        bank = question_bank(library)
        bank = filtered(bank, own=True) if own else bank
        if own and not bank:
            raise InputError("there is no question of your own yet: write one with `starclock questions own`")
        _show(chosen(bank, theme, lens, role), library, as_json)


@questions.command()
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@_filters
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def search(words: tuple[str, ...], theme: str | None, lens: str | None, role: str | None, as_json: bool) -> None:
    """The questions with all these words in them."""
    library = Context().library
    _show(chosen(question_bank(library), theme, lens, role, " ".join(words)), library, as_json)


@questions.command()
@click.argument("question", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(question: str, as_json: bool) -> None:
    """What the listeners of a question wait for, a way through it, where candidates fail, what costs you."""
    library = Context().library
    bank = question_bank(library)
    _show_one(find_question(bank, question), bank, library, as_json)


@questions.command()
@_filters
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def random(theme: str | None, lens: str | None, role: str | None, as_json: bool) -> None:
    """One question by chance. `starclock record --random` asks it and records the answer."""
    library = Context().library
    bank = question_bank(library)
    _show_one(drawn(chosen(bank, theme, lens, role), chance.Random()), bank, library, as_json)


@questions.command()
def own() -> None:
    """Write questions of your own: opens the file with them in your editor."""
    library = Context().library
    path = library.folder / QUESTIONS / _OWN
    if not path.exists():
        make_private(path.parent)
        write_whole(path, _TEMPLATE.format(themes=", ".join(themes())).encode())
    edited(path)
    mine = filtered(question_bank(library), own=True)
    notice(f"{counted(len(mine), 'question')} of your own in {path.parent}")


def _answered(library: Library, bank: Sequence[Question]) -> Mapping[str, int]:
    return asked_before((head.question for head in library.heads(notice)), bank)


def _show(bank: Sequence[Question], library: Library, as_json: bool) -> None:
    if as_json:
        for question in bank:
            say_json(json.dumps(question_dict(question), ensure_ascii=False))
        return
    width = get_terminal_size().columns if sys.stdout.isatty() else None
    for line in question_lines(bank, _answered(library, bank), width):
        say(line)
    notice(f"{counted(len(bank), 'question')}; more of one: starclock questions show ID")


def _show_one(question: Question, bank: Sequence[Question], library: Library, as_json: bool) -> None:
    if as_json:
        say_json(json.dumps(question_dict(question), ensure_ascii=False))
    else:
        say(question_card(question, _answered(library, bank)[question.id]))
