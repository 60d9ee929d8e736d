"""Words on a clock, where only a text is known: about 150 words a minute, as people answer.

The lengths are those by which the outside development data is judged, so that figures can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from starclock.speech import Attempt, Word

GAP = 0.02
"""Seconds between two words without a pause."""
AFTER_SENTENCE, AFTER_COMMA = 0.6, 0.25
"""Seconds of silence for which punctuation stands."""
START = 0.4
"""Seconds before the first word."""


def length(word: str) -> float:
    """Seconds that a word takes: 0.12 and 0.045 for each letter."""
    return 0.12 + 0.045 * len(word)


def ends_sentence(word: str) -> bool:
    """Whether a printed word ends a sentence.

    >>> [ends_sentence(word) for word in ("stop.", '"stop."', "e.g.,", "stop")]
    [True, True, False, False]
    """
    return word.rstrip("\"'").endswith((".", "?", "!"))


def printed_pauses(words: Iterable[str]) -> list[float]:
    """Seconds of silence after each word, as its punctuation tells."""
    return [
        AFTER_SENTENCE if ends_sentence(word) else AFTER_COMMA if word.endswith((",", ";", ":")) else 0.0
        for word in words
    ]


def timed(words: Sequence[str], pauses: Sequence[float] | None = None, start: float = START) -> tuple[Word, ...]:
    """The words with times in seconds, to the millisecond.

    pauses : seconds of silence after each word; by default what punctuation stands for
    start : seconds before the first word
    """
    at, made = start, []
    for word, pause in zip(words, printed_pauses(words) if pauses is None else pauses, strict=True):
        end = at + length(word)
        made.append(Word(round(at, 3), round(end, 3), word, 0.9))
        at = end + GAP + pause
    return tuple(made)


def attempt_of(name: str, words: tuple[Word, ...]) -> Attempt:
    """An attempt that came as a transcript, without sound."""
    return Attempt(id=name, seconds=words[-1].end, words=words, recognizer="transcript")
