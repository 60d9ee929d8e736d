"""The question bank: questions that come with starclock and the user's own, read from TOML files.

    [themes.conflict]                 in themes.toml: twelve themes, each with what its listeners wait for
    title = "Conflict resolution"
    listened_for = ["..."]            what counts for the speaker
    path = ["..."]                    the way through an answer, step by step
    red_flags = ["blamed"]            ids of flags.toml, or words that count as one when they are said
    source = "..."

    lens = "amazon"                   in a file of questions, for all of them: lens, role, source, theme, angle
    [[questions]]
    id = "conflict-manager"
    theme = "conflict"
    text = "Tell me about a time ..."
    also = ["..."]                    the same asked in other words
    listened_for, path, red_flags, fails, source     instead of those of its theme

The user's own stand in `questions/*.toml` of the library folder, as files of questions. What cannot be used is told
in one line and costs only its own file or question.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from starclock.asked import Shape, asked
from starclock.errors import InputError
from starclock.foreign import text_of, toml_of
from starclock.writing.texts import short

Lens = Literal["amazon", "google", "startup"]
LENSES: tuple[Lens, ...] = get_args(Lens)
Role = Literal["ic", "em"]
_LARGEST = 1 << 20
"""Bytes of a file of questions."""
_LONGEST = 2000
"""Letters of a text in one."""
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LISTS = ("also", "listened_for", "path", "red_flags", "fails")
_FOR_ALL = ("lens", "role", "source", "theme", "angle")
_TEXTS = ("id", "theme", "text", "lens", "role", "principle", "angle", "source", "kind")


@dataclass(frozen=True, slots=True)
class Theme:
    """What a question is about; a story can carry several.

    listened_for : what counts for the speaker
    path : the way through an answer, step by step
    red_flags : ids of `Flag`s
    story : what a story of this theme is about
    """

    id: str
    title: str
    listened_for: tuple[str, ...]
    path: tuple[str, ...]
    red_flags: tuple[str, ...] = ()
    story: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that costs the speaker when it is said.

    says : what it is, as the report names it
    why : what a listener makes of it
    check : the name of the check that finds it; "" where `red_flags.txt` has phrases for it
    """

    id: str
    says: str
    why: str = ""
    check: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the bank.

    theme : the id of its theme
    kind : what shape of answer it asks for; see `asked`
    also : the same question in other words
    listened_for : what its listeners wait for
    path : the way through an answer, step by step
    red_flags : what costs the speaker: ids of `flags()`, or the words themselves in a question of the user's own
    fails : where candidates fail at it
    lens : the company it is asked at, None for everywhere; principle : what is looked for there; angle : what a story
        is turned towards for it
    role : "em" for engineering managers, "ic" for engineers, None for both
    source : where it comes from
    own : it is the user's
    """

    id: str
    theme: str
    text: str
    kind: Shape
    also: tuple[str, ...] = ()
    listened_for: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    red_flags: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()
    lens: Lens | None = None
    principle: str = ""
    angle: str = ""
    role: Role | None = None
    source: str = ""
    own: bool = False


@cache
def themes() -> Mapping[str, Theme]:
    """The twelve themes by id, in the order in which a story bank covers them."""
    table = toml_of(_packaged("themes"))["themes"]
    return MappingProxyType({name: Theme(id=name, **_tuples(told)) for name, told in table.items()})


@cache
def flags() -> Mapping[str, Flag]:
    """What costs a speaker, by id."""
    return MappingProxyType({name: Flag(name, **told) for name, told in toml_of(_packaged("flags")).items()})


def theme_named(text: str) -> Theme:
    """The theme of this id or title, or of a beginning of one that only one has. Raises InputError."""
    wanted = _plain(text)
    found = [theme for theme in themes().values() if wanted in (_plain(theme.id), _plain(theme.title))]
    found = found or [theme for theme in themes().values() if wanted and _plain(theme.title).startswith(wanted)]
    found = found or [theme for theme in themes().values() if wanted and theme.id.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    near = get_close_matches(wanted, [*themes(), *(_plain(theme.title) for theme in themes().values())], n=1)
    meant = f"did you mean {near[0]!r}? T" if near else "t"
    raise InputError(f"there is no theme {short(text)}: {meant}he themes are {', '.join(themes())}")


def questions(folder: Path | None = None, damaged: Callable[[str], object] = lambda _: None) -> tuple[Question, ...]:
    """Every question: those that come with starclock, then the user's own, by file name.

    folder : of the user's own files; None where there are none
    damaged : told in one line of each file or question that cannot be used
    """
    found = {question.id: question for question in _ours()}
    own = sorted(folder.glob("*.toml")) if folder and folder.is_dir() else []
    for path in own:
        try:
            table = toml_of(text_of(path, _LARGEST))
        except InputError as problem:
            damaged(f"{problem}; its questions are left out")
            continue
        except ValueError as problem:
            damaged(f"{path}: {problem}; its questions are left out until you correct it")
            continue
        try:
            entries = _entries(table)
        except ValueError as problem:
            damaged(f"{path}: {problem}; its questions are left out until you correct it")
            continue
        for number, entry in enumerate(entries, 1):
            try:
                question = _question(table, entry, own=True)
                if question.id in found:
                    raise ValueError(f"there is already a question {short(question.id)}; give it another id")
            except (ValueError, InputError) as problem:
                damaged(f"{path}, question {number}: {problem}; it is left out until you correct it")
            else:
                found[question.id] = question
    return tuple(found.values())


def find_question(bank: Sequence[Question], reference: str) -> Question:
    """The question of this id, or of a beginning that only one id has. Raises InputError."""
    found = [q for q in bank if q.id == reference] or [q for q in bank if reference and q.id.startswith(reference)]
    if len(found) == 1:
        return found[0]
    if not found:
        near = get_close_matches(reference, [q.id for q in bank], n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        raise InputError(f"there is no question {short(reference)}: {meant}`starclock questions` shows them all")
    some = ", ".join(q.id for q in found[:4]) + (", ..." if len(found) > 4 else "")
    raise InputError(f"{short(reference)} could be {some}: write more of it")


def filtered(
    bank: Sequence[Question],
    theme: str | None = None,
    lens: str | None = None,
    role: str | None = None,
    text: str | None = None,
    own: bool = False,
) -> tuple[Question, ...]:
    """Those of a theme (its id), a company, a role, with all words of a text in them, of the user's own.

    lens : None asks for none in particular
    role : "ic" leaves out what only managers are asked, "em" takes that alone
    """
    words = (text or "").casefold().split()
    return tuple(
        q
        for q in bank
        if (theme is None or q.theme == theme)
        and (lens is None or q.lens == lens)
        and (role is None or (q.role == "em") == (role == "em"))
        and (not own or q.own)
        and all(word in _searched(q) for word in words)
    )


def drawn(bank: Sequence[Question], chance: random.Random) -> Question:
    """One of them at random. Raises InputError where there is none."""
    if not bank:
        raise InputError("there is no such question to draw from: `starclock questions` shows them all")
    return chance.choice(bank)


def _searched(question: Question) -> str:
    told = (question.id, question.theme, question.text, question.principle, question.lens or "", *question.also)
    return " ".join(told).casefold()


@cache
def _ours() -> tuple[Question, ...]:
    found = []
    for file in sorted((files(__package__) / "bank").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml") and file.name not in ("themes.toml", "flags.toml"):
            table = toml_of(file.read_text(encoding="utf-8"))
            found += [_question(table, entry) for entry in _entries(table)]
    return tuple(sorted(found, key=lambda question: (question.lens is not None, question.role == "em")))


def _packaged(name: str) -> str:
    return (files(__package__) / "bank" / f"{name}.toml").read_text(encoding="utf-8")


def _entries(table: Mapping[str, Any]) -> list[Any]:
    """Raises ValueError for a file that holds no questions."""
    if not table:
        return []  # nothing but comments
    if unknown := sorted(set(table) - {"questions", *_FOR_ALL}):
        raise ValueError(
            f"unknown {short(unknown[0])}; a file holds [[questions]], and lens, role, theme, source for all"
        )
    entries = table.get("questions")
    if not isinstance(entries, list) or not entries:
        raise ValueError("it holds no questions: write each under [[questions]]")
    return entries


def _question(table: Mapping[str, Any], entry: Any, own: bool = False) -> Question:
    """Raises ValueError for what has no meaning, InputError for an unknown theme."""
    if not isinstance(entry, dict):
        raise ValueError("write each question under [[questions]]")
    told = {**{key: table[key] for key in _FOR_ALL if key in table}, **entry}
    if unknown := sorted(set(told) - {*_TEXTS, *_LISTS}):
        raise ValueError(f"unknown {short(unknown[0])}; known are {', '.join((*_TEXTS, *_LISTS))}")
    for key, value in told.items():
        _fits(key, value)
    for key in ("id", "theme", "text"):
        if not str(told.get(key, "")).strip():
            raise ValueError(f"it has no {key}")
    if not _ID.fullmatch(told["id"]):
        raise ValueError(f"its id is {short(told['id'])}; write small letters, digits and hyphens, like my-own-1")
    if told.get("lens", "amazon") not in LENSES:
        raise ValueError(f"lens is {short(told['lens'])}; write one of {', '.join(LENSES)}")
    if told.get("role", "ic") not in ("ic", "em"):
        raise ValueError(f'role is {short(told["role"])}; write "ic" or "em"')
    if told.get("kind", "story") not in get_args(Shape):
        raise ValueError(f"kind is {short(told['kind'])}; write one of {', '.join(get_args(Shape))}")
    theme = theme_named(told["theme"])
    inherited = {key: getattr(theme, key) for key in ("listened_for", "path", "red_flags")}
    return Question(
        **{"source": theme.source, **inherited, **_tuples(told)}
        | {"theme": theme.id, "kind": told.get("kind") or asked(told["text"]).shape, "own": own}
    )


def _fits(key: str, value: object) -> None:
    """Raises ValueError for a value of the wrong kind."""
    if key in _TEXTS:
        if not isinstance(value, str) or len(value) > _LONGEST:
            raise ValueError(f"{key} must be a short text in quotes")
    elif not isinstance(value, list) or not all(isinstance(v, str) and 0 < len(v) <= _LONGEST for v in value):
        raise ValueError(f'{key} must be a list of short texts, like ["...", "..."]')


def _tuples(told: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
