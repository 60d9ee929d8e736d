"""The labelled answers as the model meets them: clean, or as a poor recognizer prints them."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from starclock.segmentation.sentences import Breaks, split
from starclock.speech import Word

LETTERS = "STARLO"
FOLDER = Path(__file__).parent.parent / "corpus"
_MARK = re.compile(r"\[\[(\w)\|(.*?)\]\]")
_STOP = re.compile(r"[.?!…][\"')\]]*$")
_EDGE = '.,?!;:…"()[]'


@dataclass(frozen=True, slots=True)
class Said:
    """One word, the letter of its phase, and whether its author ended a sentence with it."""

    text: str
    letter: str
    stop: bool


@dataclass(frozen=True, slots=True)
class Labelled:
    id: str
    author: str
    question: str
    words: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Units:
    """An answer cut into sentences: of each its words, the letters of these, the index into LETTERS of most of them."""

    question: str
    sentences: tuple[tuple[str, ...], ...]
    letters: tuple[str, ...]
    labels: tuple[int, ...]


def read(path: Path, fillers: bool = True) -> list[Labelled]:
    """The answers of a file of scripts/corpus, or of the same shape; without `fillers` the marked ones are left out."""
    answers = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        words = [
            Said(word, segment["phase"], bool(_STOP.search(word)))
            for segment in row["segments"]
            for word in _plain(segment["text"], fillers).split()
        ]
        answers.append(Labelled(row["id"], row.get("author", ""), row.get("question", ""), tuple(words)))
    return answers


def read_hands(fillers: bool = True, folder: Path = FOLDER) -> dict[str, list[Labelled]]:
    return {path.stem.removeprefix("hand_"): read(path, fillers) for path in sorted(folder.glob("hand_?.jsonl"))}


def vocabulary(answers: Iterable[Labelled]) -> tuple[list[str], list[int]]:
    """Words and how often they occur: what recognition errors are drawn from."""
    counts = Counter(_bare(word.text) for answer in answers for word in answer.words)
    return list(counts), list(counts.values())


def poor(answer: Labelled, known: tuple[list[str], list[int]], rng: random.Random, errors: float = 0.1) -> Labelled:
    """Lower case, no punctuation, and a share `errors` of the words substituted, deleted or inserted."""
    words: list[Said] = []
    for word in answer.words:
        kind = rng.choice("sssdi") if rng.random() < errors else ""
        if kind in ("s", "i"):
            words.append(Said(rng.choices(*known)[0], word.letter, word.stop and kind == "s"))
        if kind in ("i", "") and _bare(word.text):
            words.append(Said(_bare(word.text), word.letter, word.stop))
    return replace(answer, words=tuple(words))


def cut_up(answer: Labelled, breaks: Breaks, rng: random.Random, heard: float = 0.0) -> Units:
    """The answer in the sentences that starclock finds; a sentence has the phase of most of its words.

    heard : share of the authors' full stops at which there is a silence; elsewhere words follow without a gap
    """
    at, words = 0.0, []
    for said in answer.words:
        words.append(Word(at, at + 0.3, said.text))
        at += 0.3 + (0.7 if said.stop and rng.random() < heard else 0.0)
    sentences: list[tuple[str, ...]] = []
    letters: list[str] = []
    for sentence in split(words, (), breaks):
        start = sum(len(told) for told in letters)
        letters.append("".join(said.letter for said in answer.words[start : start + len(sentence.words)]))
        sentences.append(tuple(word.text for word in sentence.words))
    labels = tuple(LETTERS.index(Counter(told).most_common(1)[0][0]) for told in letters)
    return Units(answer.question, tuple(sentences), tuple(letters), labels)


def _bare(word: str) -> str:
    return word.lower().strip(_EDGE)


def _plain(text: str, fillers: bool) -> str:
    return _MARK.sub(lambda mark: mark[2] if fillers or mark[1] != "f" else "", text)
