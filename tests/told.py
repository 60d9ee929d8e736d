"""Answers as text, spoken at a steady pace, for tests of what is made of them."""

from __future__ import annotations

from starclock.pipeline import review
from starclock.report import Report
from starclock.speech import Attempt, Word

WORD, GAP, PAUSE = 0.3, 0.06, 0.5
"""Seconds of a word, between two, and after a sentence."""


def told(text: str, **facts: object) -> Attempt:
    """An attempt in which this was said."""
    words, at = [], 0.0
    for word in text.split():
        words.append(Word(round(at, 2), round(at + WORD, 2), word))
        at += WORD + GAP + (PAUSE if word[-1] in ".?!" else 0)
    given = {"id": "told", "seconds": round(at, 2), "words": tuple(words), "recognizer": "whisper", **facts}
    return Attempt(**given)  # type: ignore[arg-type]


def reported(text: str, **facts: object) -> Report:
    """The report on it."""
    return review(told(text, **facts))
