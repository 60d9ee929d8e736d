"""What the shell offers on the Tab key: commands, options, and the ids of attempts, questions, stories, tags.

click asks each command for its parameters, and loading one that listens takes half a second. So what a command is asked
for most, its first argument and what stands behind --question, --story and --tag, is answered without loading it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from types import MappingProxyType

import click
from click.core import ParameterSource
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

from starclock.errors import StarclockError
from starclock.library import Library
from starclock.practice import QUESTIONS, STORIES
from starclock.speech import Attempt
from starclock.writing.excerpts import cut
from starclock.writing.texts import visible

Items = list[CompletionItem[str]]

ATTEMPT_FIRST = frozenset(
    "report play fillers compare rename note tag delete purge export phases retake ladder angle catch".split()
)
"""Commands whose first argument is an attempt."""
_HELP = 60
"""Letters of what is told beside a candidate."""


def install(commands: Mapping[str, str]) -> None:
    """Makes click's completion of bash, zsh and fish know what starclock keeps.

    commands : each with its help in one line
    """
    for base in (BashComplete, ZshComplete, FishComplete):
        add_completion_class(type(base.__name__, (_Known, base), {"commands": commands}))


class _Known(ShellComplete):
    """Candidates from the library before those that click knows."""

    commands: Mapping[str, str]

    def get_completions(self, args: list[str], incomplete: str) -> Items:
        """See `click.shell_completion.ShellComplete`."""
        if not args and not incomplete.startswith("-"):
            return _items(((name, name, about) for name, about in self.commands.items()), incomplete)
        option, equals, begun = incomplete.rpartition("=")
        if equals and option in _OPTIONS:
            return _OPTIONS[option](begun)
        if args and args[-1] in _OPTIONS:
            return _OPTIONS[args[-1]](incomplete)
        if len(args) == 1 and args[0] in ATTEMPT_FIRST and not incomplete.startswith("-"):
            return attempts(incomplete)
        found = super().get_completions(args, incomplete)
        if found or incomplete.startswith("-") or _wants_value(self.cli, args):
            return found
        return _of_argument(self.cli, args, incomplete)


def attempts(incomplete: str) -> Items:
    """Attempts whose id, name or question begins so, the newest first, and `last`."""
    heads = Library().heads()[::-1]
    rows = [(word, word, _about(head)) for word, head in zip(("last", "last~1"), heads, strict=False)]
    for head in heads:
        rows += [(head.id, text, _about(head)) for text in (head.id, head.name, head.question) if text]
    return _items(rows, incomplete)


def questions(incomplete: str) -> Items:
    """Ids of the question bank and of the user's own."""
    from starclock.practice.questions import questions as bank  # only here: an attempt needs no question bank

    return _items(((q.id, q.id, q.text) for q in bank(Library().folder / QUESTIONS)), incomplete)


def stories(incomplete: str) -> Items:
    """Ids of the story cards."""
    from starclock.practice.stories import stories as cards  # only here: an attempt needs no story card

    return _items(((card.id, card.id, card.title) for card in cards(Library().folder / STORIES)), incomplete)


def tags(incomplete: str) -> Items:
    """Tags that attempts have."""
    known = sorted({tag for head in Library().heads() for tag in head.tags})
    return _items(((tag, tag, "") for tag in known), incomplete)


def _files(incomplete: str) -> Items:
    """Whatever files the shell finds."""
    return [CompletionItem(incomplete, type="file")]


_OPTIONS: Mapping[str, Callable[[str], Items]] = MappingProxyType(
    {"--question": questions, "--story": stories, "--tag": tags, "--from": attempts}
)
_ARGUMENTS: Mapping[str, Callable[[str], Items]] = MappingProxyType(
    {
        **dict.fromkeys(("attempt", "attempts"), attempts),
        **dict.fromkeys(("story", "chosen"), stories),
        **dict.fromkeys(("files", "paths"), _files),
        "question": questions,
        "tags": tags,
    }
)
"""By the name of the argument."""


def _about(head: Attempt) -> str:
    return ": ".join(text for text in (head.name, head.question) if text)


def _items(rows: Iterable[tuple[str, str, str]], incomplete: str) -> Items:
    """Of rows (value, what it may be called, what it is) those that are called so, each value once."""
    begun, found = incomplete.casefold(), {}
    with suppress(StarclockError):  # a library that cannot be read has nothing to offer
        for value, called, about in rows:
            if called.casefold().startswith(begun) and value not in found:
                found[value] = CompletionItem(value, help=cut(" ".join(visible(about).split()), _HELP) or None)
    return list(found.values())


def _command(cli: click.Command, args: list[str]) -> tuple[click.Context, list[str]] | None:
    """The context of the command that `args` name, and what of them is left for it; None where they name none."""
    context, rest = click.Context(cli, resilient_parsing=True), args
    while isinstance(context.command, click.Group) and rest:
        command = context.command.get_command(context, rest[0])
        if command is None:
            return None
        context, rest = click.Context(command, context, rest[0], resilient_parsing=True), rest[1:]
    return context, rest


def _wants_value(cli: click.Command, args: list[str]) -> bool:
    """Whether the last word is an option that a value follows."""
    found = _command(cli, args)
    options = [p for p in found[0].command.params if isinstance(p, click.Option)] if found else []
    return bool(args) and any(args[-1] in option.opts and not option.is_flag for option in options)


def _of_argument(cli: click.Command, args: list[str], incomplete: str) -> Items:
    """Candidates for the first argument that has no value yet."""
    if not (found := _command(cli, args)):
        return []
    context, rest = found
    command = context.command
    with suppress(click.ClickException), command.make_context(command.name, list(rest), resilient_parsing=True) as now:
        for param in command.params:
            open_ = param.nargs == -1 or now.get_parameter_source(param.name or "") is not ParameterSource.COMMANDLINE
            if isinstance(param, click.Argument) and open_ and param.name in _ARGUMENTS:
                return _ARGUMENTS[param.name](incomplete)
            if isinstance(param, click.Argument) and open_:
                return []
    return []
