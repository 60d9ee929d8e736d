"""The labelled answers of scripts/corpus, and outside files of the same form (scripts/corpus/README.md describes it).

answer = Labelled -> Segment, a run of sentences of one phase -> words, and Marks on them
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from starclock.speech import PhaseName

FOLDER = Path(__file__).resolve().parents[1] / "corpus"
LETTERS = "STARLO"
"""What a segment may be: situation, task, action, result, lesson, outside the story."""
PHASE: Mapping[str, PhaseName | None] = MappingProxyType(
    {"S": "situation", "T": "task", "A": "action", "R": "result", "L": "result", "O": None}
)
"""Letter of a segment -> phase; a lesson counts as the end of the result."""
CHECKS: Mapping[str, str] = MappingProxyType(
    {
        "f": "filler",
        "p": "passive",
        "w": "team-subject",
        "h": "hedge",
        "v": "vague-result",
        "m": "quantified",
        "g": "generic-lesson",
        "b": "hand-off",
    }
)
"""Letter of a mark -> the check that should find it."""
_MARK = re.compile(r"\[\[(\w)\|(.*?)\]\]")


@dataclass(frozen=True, slots=True)
class Mark:
    """Words first..last of a segment (both included) that its author marked; `letter` as in CHECKS."""

    letter: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of whole sentences of one phase; `letter` as in LETTERS."""

    letter: str
    words: tuple[str, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """One answer as its author wrote and labelled it; `shape` is the order in which it tells its phases."""

    id: str
    author: str
    question: str
    shape: str
    segments: tuple[Segment, ...]

    @property
    def words(self) -> list[str]:
        """The words of all segments."""
        return [word for segment in self.segments for word in segment.words]

    @property
    def marks(self) -> list[Mark]:
        """The marks of all segments, counted in the words of the whole answer."""
        marks, at = [], 0
        for segment in self.segments:
            marks += [Mark(mark.letter, at + mark.first, at + mark.last) for mark in segment.marks]
            at += len(segment.words)
        return marks


def read(path: Path, without: str = "") -> list[Labelled]:
    """The answers of a file; what is marked with one of the letters in `without` is left out of their words."""
    return [_answer(json.loads(line), without) for line in path.read_text(encoding="utf-8").splitlines()]


def read_authors(authors: str = "", folder: Path = FOLDER, without: str = "") -> dict[str, list[Labelled]]:
    """The answers of our own authors by their letters or digits, in the order in which they are named; empty: all."""
    files = {path.stem.removeprefix("author_"): path for path in sorted(folder.glob("author_?.jsonl"))}
    return {author: read(files[author], without) for author in authors or files}


def marked_words(text: str, without: str = "") -> tuple[tuple[str, ...], tuple[Mark, ...]]:
    """The words of a text, and which of them are marked.

    A mark may lie on a part of a word, for example on the number in "it's [[m|five]],": the whole word is marked.

    >>> marked_words("[[f|Um]], it's [[m|5 percent]].")
    (('Um,', "it's", '5', 'percent.'), (Mark(letter='f', first=0, last=0), Mark(letter='m', first=2, last=3)))
    >>> unmarked("[[f|Um]], it's [[m|5 percent]].")
    "Um, it's 5 percent."
    """
    plain, spans, last = "", [], 0
    for mark in _MARK.finditer(text):
        plain += text[last : mark.start()]
        if mark[1] not in without:
            spans.append((mark[1], len(plain), len(plain) + len(mark[2])))
            plain += mark[2]
        last = mark.end()
    plain += text[last:]
    words = list(re.finditer(r"\S+", plain))
    return tuple(word.group() for word in words), tuple(_on_words(spans, words))


def unmarked(text: str) -> str:
    """The text without its marks."""
    return _MARK.sub(r"\2", text)


def _on_words(spans: list[tuple[str, int, int]], words: list[re.Match[str]]) -> Iterator[Mark]:
    for letter, start, end in spans:
        touched = [at for at, word in enumerate(words) if word.start() < end and start < word.end()]
        if touched:
            yield Mark(letter, touched[0], touched[-1])


def _answer(row: dict[str, object], without: str) -> Labelled:
    segments = row["segments"]
    assert isinstance(segments, list)
    return Labelled(
        id=str(row["id"]),
        author=str(row.get("author", "")),
        question=str(row.get("question", "")),
        shape=str(row.get("shape", "")),
        segments=tuple(Segment(part["phase"], *marked_words(part["text"], without)) for part in segments),
    )
