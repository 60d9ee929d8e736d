"""What a recognizer prints, before it is words: pieces, in segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starclock.speech import Interval, Word


@dataclass(frozen=True, slots=True)
class Piece(Interval):
    """A word or a part of one as printed, `probability` 0..1 or None where not known.

    A blank at the start of `text` begins a word, if the recognizer keeps its blanks.
    """

    text: str
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a recognizer heard. `language` is an ISO 639-1 code, None where it did not look."""

    words: tuple[Word, ...]
    language: str | None = "en"


def shared(texts: Sequence[str], start: float, end: float, probability: float | None = None) -> list[Piece]:
    """Texts without times of their own share a stretch by their lengths."""
    letters = sum(len(text) + 1 for text in texts)
    found, at = [], start
    for text in texts:
        until = min(end, at + (end - start) * (len(text) + 1) / letters)
        found.append(Piece(at, until, text, probability))
        at = until
    return found
