"""What recognizers print, before it is words, and what becomes of it.

Piece       a word or a part of one, with its times
Printed     the same as a file has it: its times may be missing
Caption     lines on a screen
Segment     what a file holds as one unit: a caption, a segment, a turn
Transcript  the words, and what was left out on the way to them
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starclock.speech import Aside, Interval, Unprinted, Word


@dataclass(frozen=True, slots=True)
class Piece(Interval):
    """A word or a part of one as printed, `probability` 0..1 or None where not known.

    A blank at the start of `text` begins a word, if the recognizer keeps its blanks.
    """

    text: str
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """A word or a part of one in a file: `start` and `end` in seconds, None where the file has none."""

    text: str
    start: float | None = None
    end: float | None = None
    probability: float | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Caption:
    """Lines shown from `start` to `end` (seconds); `line` is where in the file, from 1. A line may be blank."""

    start: float
    end: float | None
    lines: tuple[str, ...]
    line: int
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A caption, segment or turn of a file, in seconds.

    where : what to call it in a message: "line 12", "segment 3"
    text : all of it, lines parted by a newline; None where there are only words
    words : one by one, empty where there is only text
    no_speech, likelihood, repetition : what Whisper says of it: the chance that it is silence (0..1), the mean
        logarithm of the tokens' chances, the compression ratio
    """

    where: str
    text: str | None = None
    start: float | None = None
    end: float | None = None
    words: tuple[Printed, ...] = ()
    speaker: str | None = None
    no_speech: float | None = None
    likelihood: float | None = None
    repetition: float | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a recognizer heard.

    language : ISO 639-1 code, None where it did not look
    asides : stretches that are not the speaker's, in time order: other voices, and what a recognizer invented
    notes : what was left out or mended, one line each
    question : what the other voice asked, None where nobody did
    unprinted : where it was asked for an "um" that it did not print; None where it was not asked
    """

    words: tuple[Word, ...]
    language: str | None = "en"
    asides: tuple[Aside, ...] = ()
    notes: tuple[str, ...] = ()
    question: str | None = None
    unprinted: tuple[Unprinted, ...] | None = None


def shared(texts: Sequence[str], start: float, end: float, probability: float | None = None) -> list[Piece]:
    """Texts without times of their own share a stretch by their lengths."""
    letters = sum(len(text) + 1 for text in texts)
    found, at = [], start
    for text in texts:
        until = min(end, at + (end - start) * (len(text) + 1) / letters)
        found.append(Piece(at, until, text, probability))
        at = until
    return found
