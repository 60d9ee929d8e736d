"""New story cards as Markdown: an empty one, and a draft from an answer in the speaker's own words.

What to write is said in comments. A file that is there is never written over.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from starclock.compare.facts import facts_of
from starclock.errors import InputError, LibraryError
from starclock.practice.questions import themes
from starclock.practice.stories import SCENES
from starclock.report import Report, Said
from starclock.speech import PHASES, PhaseName, Sentence
from starclock.writing.files import explain, make_private
from starclock.writing.texts import short

_ASKED: dict[PhaseName, str] = {
    "situation": "two or three sentences: where it begins, and what was at stake",
    "task": "one or two sentences: what was yours to do, not the team's",
    "action": "three to five steps that you took: I, not we",
    "result": "what came of it, with a number: before and after, or what it was worth",
}
_LESSON = "what this story taught you, and where you used it since"
_FOLLOW_UPS = "two questions that you expect after it"
_SCENES = (
    "each in three sentences, with a moment, a decision, a person and how it ended. They are drilled in 90 seconds. "
    "Choose stories in which things went wrong: those have such moments"
)
_PEOPLE = "names and roles: people remember faces"
_PLACES = "a room, a city, a call: people remember places"
_WORTH = (
    "A story is worth telling when you drove it, something stood in the way, it mattered, how it ended can be counted,"
    " and you learned from it. What stands in such brackets is a comment"
)
_LONGEST = 60
"""Letters of the name of a file."""


def blank(title: str, themes_of: Sequence[str] = ()) -> str:
    """A card with nothing but its title, and its themes (ids) where they are known."""
    return _card(title, themes_of, {}, "", _PEOPLE)


def drafted(report: Report, title: str, themes_of: Sequence[str] = ()) -> str:
    """A card with what was said in an answer, phase by phase; the action a step a sentence."""
    sentences = report.answer.sentences
    lesson = " ".join(s.text for s in sentences if s.part == "lesson")
    told = {phase: [s for s in sentences if s.phase == phase and s.part != "lesson"] for phase in PHASES}
    texts = {phase: _steps(said) if phase == "action" else _paragraph(said) for phase, said in told.items()}
    said = [Said(s.start, s.end, s.text, s.phase) for s in sentences]
    names = dict.fromkeys(fact.shown for one in said for fact in facts_of(one) if fact.kind == "name")
    people = f"{_PEOPLE}. Names that were heard: {', '.join(names)}" if names else _PEOPLE
    return _card(title, themes_of, texts, _escaped(lesson), people)


def new_card(folder: Path, title: str, text: str) -> Path:
    """Writes a card; its file is named after its title.

    Raises InputError where there is a file of that name, LibraryError where it cannot be written.
    """
    path = folder / f"{slug(title)}.md"
    try:
        make_private(folder)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise InputError(
            f"there is already a story {short(path.stem, _LONGEST)}: open it with `starclock stories edit {path.stem}`,"
            " or give the new one another title"
        ) from None
    except OSError as problem:
        raise LibraryError(f"{path} cannot be written: {explain(problem)}") from None
    return path


def slug(title: str) -> str:
    """A title as the name of a file, which is the id of the story.

    >>> slug("The café that wasn't (2023)!"), slug("???")
    ('the-cafe-that-wasnt-2023', 'story')
    """
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    return "-".join(words)[:_LONGEST].strip("-") or "story"


def _card(title: str, themes_of: Sequence[str], texts: dict[PhaseName, str], lesson: str, people: str) -> str:
    chosen = ", ".join(themes_of) or _comment(f"two or three of: {', '.join(themes())}")
    lines = [
        f"# {_escaped(' '.join(title.split()))}",
        "",
        _comment(_WORTH),
        "",
        f"- Company and time: {_comment('where, and when')}",
        f"- Themes: {chosen}",
        f"- People: {_comment(people)}",
        f"- Places: {_comment(_PLACES)}",
    ]
    for phase in PHASES:
        lines += ["", f"## {phase.capitalize()}", "", _comment(_ASKED[phase]), *_after(texts.get(phase, ""))]
    lines += ["", "## Lesson", "", _comment(_LESSON), *_after(lesson)]
    lines += ["", "## Follow-ups", "", _comment(_FOLLOW_UPS)]
    lines += ["", "## Scenes", "", _comment(_SCENES)]
    for scene in SCENES.values():
        lines += ["", f"### {scene}"]
    return "\n".join(lines) + "\n"


def _after(text: str) -> list[str]:
    return ["", text] if text else []


def _comment(text: str) -> str:
    return f"<!-- {text.replace('--', '-').replace('>', '')} -->"


def _paragraph(said: Sequence[Sentence]) -> str:
    return _escaped(" ".join(sentence.text for sentence in said))


def _steps(said: Sequence[Sentence]) -> str:
    return "\n".join(f"{number}. {_escaped(sentence.text)}" for number, sentence in enumerate(said, 1))


def _escaped(text: str) -> str:
    r"""A text in which nothing is taken for Markdown.

    >>> print(_escaped("1. #1 *was* <b>"))
    1\. \#1 \*was\* \<b\>
    """
    text = re.sub(r"([\\`*_\[\]<>#&~|])", r"\\\1", text)
    return re.sub(r"^(\s*)(\d+)([.)])", r"\1\2\\\3", re.sub(r"^(\s*)([-+=])", r"\1\\\2", text))
