"""The story bank: the user's stories, one Markdown file each, in `stories/` of the library folder.

    # The rewrite that was rolled back

    - Company and time: Acme, spring 2023
    - Themes: failure, ambiguity
    - People: Maya (my manager), Tom (lead of the other team)
    - Places: the small room beside the kitchen

    ## Situation        then Task, Action, Result, Lesson, Follow-ups (a list), and Scenes:
    ## Scenes
    ### The moment of disagreement

What stands in `<!-- -->` is a comment. Other sections are the user's and are left alone. Files are read, and never
rewritten unless the user asks for it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from starclock.errors import InputError
from starclock.foreign import text_of
from starclock.practice.questions import theme_named
from starclock.speech import PHASES, PhaseName
from starclock.writing.texts import short

if TYPE_CHECKING:
    from markdown_it.token import Token

SCENES: Mapping[str, str] = MappingProxyType(
    {
        "disagreement": "The moment of disagreement",
        "near-failure": "The moment of near-failure",
        "stakeholder": "The hardest stakeholder",
        "lesson": "The most surprising lesson",
        "handoff": "The handoff",
        "my-fault": "What part of it was my fault",
        "when-i-knew": "When I knew it was going wrong",
        "what-next": "What I did when the room stopped believing me",
    }
)
"""The scenes of a story that are drilled, by id; each is a heading under `## Scenes`."""
_LARGEST = 100 << 10
"""Bytes of a story."""
_SECTIONS = (*PHASES, "lesson", "follow-ups", "scenes")
_OTHER_NAMES = {
    "actions": "action",
    "results": "result",
    "lesson learned": "lesson",
    "lessons": "lesson",
    "follow ups": "follow-ups",
    "follow-up questions": "follow-ups",
    "drill-in scenes": "scenes",
}
_HEAD = ("company and time", "themes", "people", "places")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_NEAR = 0.8
"""How alike (0..1) a heading must be to a known one to be taken for a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Story:
    """One story card. A text holds one line for each paragraph or list item; "" where nothing is written.

    id : the name of its file without the ending
    when : company and time
    themes : ids
    scenes : id of SCENES -> text, only those that are written
    """

    id: str
    title: str
    path: Path
    when: str = ""
    themes: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    situation: str = ""
    task: str = ""
    action: str = ""
    result: str = ""
    lesson: str = ""
    follow_ups: tuple[str, ...] = ()
    scenes: Mapping[str, str] = field(default_factory=dict)

    def phase(self, name: PhaseName) -> str:
        """The text of a phase; the lesson is apart."""
        return str(getattr(self, name))

    @property
    def told(self) -> str:
        """All that the story tells, a line for each paragraph or list item."""
        return "\n".join(text for text in (*(self.phase(name) for name in PHASES), self.lesson) if text)


def stories(folder: Path, damaged: Callable[[str], object] = lambda _: None) -> tuple[Story, ...]:
    """Every story of a folder, by title; none where there is no folder.

    damaged : told in one line of each file that cannot be used, and of stories of one name
    """
    found = []
    try:
        paths = sorted(p for p in folder.glob("*.md") if not p.name.startswith("."))
    except OSError as problem:
        damaged(f"{folder} cannot be read: {problem.strerror}")
        return ()
    for path in paths:
        try:
            found.append(read_story(path))
        except InputError as problem:
            damaged(str(problem))
    found.sort(key=lambda story: (story.title.casefold(), story.id))
    for one, other in itertools.pairwise(found):
        if one.title.casefold() == other.title.casefold():
            damaged(
                f"two stories have the title {short(one.title, 60)}: {one.path.name} and {other.path.name};"
                " give one of them another title"
            )
    return tuple(found)


def read_story(path: Path) -> Story:
    """One story. Raises InputError, in one line, for a file that is no story, or says what has no meaning."""
    try:
        return parse_story(text_of(path, _LARGEST), path)
    except ValueError as problem:
        raise InputError(f"{path}: {problem}") from None


def stories_named(bank: Sequence[Story], reference: str) -> list[Story]:
    """The stories of this id; else of this title; else those of which an id, a title or a word of it begins so."""
    wanted = reference.strip().casefold()
    exact = [s for s in bank if wanted == s.id.casefold()] or [s for s in bank if wanted == s.title.casefold()]
    begun = [
        s for s in bank if wanted and (s.id.casefold().startswith(wanted) or f" {wanted}" in f" {s.title.casefold()}")
    ]
    return exact or begun


def find_story(bank: Sequence[Story], reference: str) -> Story:
    """The one story that is meant; see `stories_named`. Raises InputError."""
    found = stories_named(bank, reference)
    if len(found) == 1:
        return found[0]
    if not found:
        where = "`starclock stories` shows them all" if bank else "write the first with `starclock stories new`"
        raise InputError(f"there is no story {short(reference)}: {where}")
    names = ", ".join(story.id for story in found[:4])
    raise InputError(f"{short(reference)} could be {names}: write more of its id")


def parse_story(text: str, path: Path) -> Story:
    """A story from its Markdown. Raises ValueError for a text without a title or with what has no meaning."""
    title, head, sections, scenes = "", list[str](), dict[str, list[str]](), dict[str, list[str]]()
    into: list[str] = head
    in_scenes = False
    for level, line in _lines(text):
        if level == 1 and not title:
            title = line
        elif level in (1, 2):
            name = _section(line)
            in_scenes = name == "scenes"
            into = sections.setdefault(name, []) if name else []
        elif level and in_scenes:
            into = scenes.setdefault(_scene(line), [])
        elif not level:
            into.append(line)
    if not title:
        raise ValueError("it has no title: write one in its first line, like `# The migration that nearly failed`")
    written = {name: "\n".join(lines) for name, lines in sections.items()}
    known = _head(head)
    return Story(
        id=path.stem,
        title=title,
        path=path,
        when=known.get("company and time", ""),
        themes=_themes(known.get("themes", "")),
        people=tuple(_parts(known.get("people", ""))),
        places=tuple(_parts(known.get("places", ""))),
        situation=written.get("situation", ""),
        task=written.get("task", ""),
        action=written.get("action", ""),
        result=written.get("result", ""),
        lesson=written.get("lesson", ""),
        follow_ups=tuple(sections.get("follow-ups", ())),
        scenes=MappingProxyType({name: "\n".join(lines) for name, lines in scenes.items() if lines}),
    )


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The headings of a text with their level, and what stands between them with level 0: one a block."""
    heading = 0
    # Only for who has stories to read: it takes longer to load than all the rest of this file.
    from markdown_it import MarkdownIt

    for token in MarkdownIt("commonmark", {"html": True}).parse(text):
        if token.type == "heading_open":
            heading = int(token.tag[1])
        elif token.type == "heading_close":
            heading = 0
        elif token.type in ("fence", "code_block"):
            yield from ((0, line.strip()) for line in token.content.splitlines() if line.strip())
        elif token.type == "inline" and (line := _shown(token)):
            yield heading, line


def _shown(token: Token) -> str:
    """The text of a block as it is read, without marks and comments."""
    shown = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            shown.append(" ")
        elif child.type != "html_inline":
            shown.append(child.content)
    return " ".join(_COMMENT.sub("", "".join(shown)).split())


def _section(heading: str) -> str:
    """Which section a heading begins; "" for one of the user's own. Raises ValueError for a misspelled one."""
    name = heading.casefold().strip(" :")
    name = _OTHER_NAMES.get(name, name)
    if name in _SECTIONS:
        return name
    if near := get_close_matches(name, _SECTIONS, n=1, cutoff=_NEAR):
        raise ValueError(f"its heading {short(heading)} is not known: did you mean {near[0].capitalize()!r}?")
    return ""


def _scene(heading: str) -> str:
    """The id of a scene. Raises ValueError for one that is not known."""
    wanted = _key(heading)
    for name, title in SCENES.items():
        if wanted in (_key(name), _key(title), _key(title).removeprefix("the ").removeprefix("moment of ")):
            return name
    raise ValueError(f"its scene {short(heading)} is not known: the scenes are {'; '.join(SCENES.values())}")


def _head(lines: Sequence[str]) -> dict[str, str]:
    """What stands above the sections, by its name. Raises ValueError for a misspelled name."""
    told = {}
    for line in lines:
        name, colon, value = line.partition(":")
        name = name.casefold().strip()
        if colon and name in _HEAD:
            told[name] = value.strip()
        elif colon and (near := get_close_matches(name, _HEAD, n=1, cutoff=_NEAR)):
            raise ValueError(f"its line {short(line, 30)} is not known: did you mean {near[0].capitalize()!r}?")
    return told


def _themes(text: str) -> tuple[str, ...]:
    """Their ids. Raises ValueError for one that is not known."""
    try:
        return tuple(dict.fromkeys(theme_named(part).id for part in _parts(text)))
    except InputError as problem:
        raise ValueError(str(problem)) from None


def _parts(text: str) -> list[str]:
    """What commas set apart, those in brackets aside: "Maya (manager, Berlin), Tom"."""
    return [part.strip() for part in re.split(r"[,;](?![^(]*\))", text) if part.strip()]


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
