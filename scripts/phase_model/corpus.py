"""The labelled answers as the model meets them: clean, or as a poor recognizer prints them."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from kit import corpus
from kit.clock import timed
from kit.corpus import LETTERS
from starclock.segmentation.sentences import Breaks, split

_EDGE = '.,?!;:…"()[]'
_FILLER = "f"
_SILENCE = 0.7
"""Seconds between two sentences that are told apart by a pause."""
_STOP = re.compile(r"[.?!…][\"')\]]*$")


@dataclass(frozen=True, slots=True)
class LabelledWord:
    """One word, the letter of its phase, and whether the author ended a sentence with it."""

    text: str
    letter: str
    stop: bool


@dataclass(frozen=True, slots=True)
class Labelled:
    id: str
    author: str
    question: str
    words: tuple[LabelledWord, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """An answer cut into sentences, as the models learn it: the words of each sentence, and the letter of each word.

    labels : of each sentence the index in LETTERS of the letter that most of its words have
    """

    question: str
    sentences: tuple[tuple[str, ...], ...]
    letters: tuple[str, ...]
    labels: tuple[int, ...]


def read(path: Path) -> list[Labelled]:
    """The answers of a file of scripts/corpus, or of the same shape."""
    return [_words_of(answer) for answer in corpus.read(path)]


def read_authors(fillers: bool = True) -> dict[str, list[Labelled]]:
    """All of our own answers; without `fillers` those that are marked as such are left out."""
    authors = corpus.read_authors(without="" if fillers else _FILLER)
    return {author: [_words_of(answer) for answer in answers] for author, answers in authors.items()}


def vocabulary(answers: Iterable[Labelled]) -> tuple[list[str], list[int]]:
    """Words and how often they occur; recognition errors are drawn from them."""
    counts = Counter(_bare(word.text) for answer in answers for word in answer.words)
    return list(counts), list(counts.values())


def poor(answer: Labelled, known: tuple[list[str], list[int]], rng: random.Random, errors: float = 0.1) -> Labelled:
    """Lower case, no punctuation, and a share `errors` of the words substituted, deleted or inserted."""
    words: list[LabelledWord] = []
    for word in answer.words:
        kind = rng.choice("sssdi") if rng.random() < errors else ""
        if kind in ("s", "i"):
            words.append(LabelledWord(rng.choices(*known)[0], word.letter, word.stop and kind == "s"))
        if kind in ("i", "") and _bare(word.text):
            words.append(LabelledWord(_bare(word.text), word.letter, word.stop))
    return replace(answer, words=tuple(words))


def in_sentences(answer: Labelled, breaks: Breaks, rng: random.Random, heard: float = 0.0) -> Example:
    """The answer in the sentences that starclock finds; a sentence has the phase of most of its words.

    heard : share of the authors' full stops at which there is a silence; elsewhere words follow without a gap
    """
    silences = [_SILENCE if word.stop and rng.random() < heard else 0.0 for word in answer.words]
    words = timed([word.text for word in answer.words], silences)
    sentences: list[tuple[str, ...]] = []
    letters: list[str] = []
    for sentence in split(words, (), breaks):
        start = sum(map(len, letters))
        letters.append("".join(word.letter for word in answer.words[start : start + len(sentence.words)]))
        sentences.append(tuple(word.text for word in sentence.words))
    labels = tuple(LETTERS.index(Counter(each).most_common(1)[0][0]) for each in letters)
    return Example(answer.question, tuple(sentences), tuple(letters), labels)


def _bare(word: str) -> str:
    return word.lower().strip(_EDGE)


def _words_of(answer: corpus.Labelled) -> Labelled:
    words = (
        LabelledWord(word, segment.letter, bool(_STOP.search(word)))
        for segment in answer.segments
        for word in segment.words
    )
    return Labelled(answer.id, answer.author, answer.question, tuple(words))
