"""Labelled answers on a clock: what the checks of words learn from and are measured on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kit.clock import attempt_of, timed
from kit.corpus import PHASE, Labelled, Mark, read_authors
from starclock.segmentation.sentences import split
from starclock.segmentation.timeline import phases_of
from starclock.speech import Answer, Attempt, Sentence


@dataclass(frozen=True)
class Marked:
    """A labelled answer on the clock: its words, the sentences as its author labelled them, the marks on the words."""

    attempt: Attempt
    sentences: tuple[Sentence, ...]
    marks: tuple[Mark, ...]

    @property
    def answer(self) -> Answer:
        """With the phases of its author."""
        return Answer(self.attempt, self.sentences, phases_of(self.sentences))


def marked(answer: Labelled, bare: bool = False) -> Marked:
    """On the clock; `bare` takes punctuation and capitals away once the times are set."""
    words = timed(answer.words)
    if bare:
        words = tuple(replace(w, text=re.sub(r"[.,;:?!](?!\d)", "", w.text).lower() or "-") for w in words)
    sentences: list[Sentence] = []
    at = 0
    for segment in answer.segments:
        for sentence in split(words[at : at + len(segment.words)]):
            lesson = segment.letter == "L"
            sentences.append(replace(sentence, phase=PHASE[segment.letter], part="lesson" if lesson else None))
        at += len(segment.words)
    return Marked(attempt_of(answer.id, words), tuple(sentences), tuple(answer.marks))


def read_marked(authors: str, bare: bool = False) -> Iterator[Marked]:
    """The answers of our own authors, by the letters of these."""
    for answers in read_authors(authors).values():
        yield from (marked(answer, bare) for answer in answers)
