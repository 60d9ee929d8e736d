"""Loops: what a recognizer prints over and over once it has lost the thread, cut to what can have been said.

Whisper repeats a letter ("ummmm..." to its token limit), a word, a phrase or a whole sentence (openai/whisper#679).
People repeat too: "no, no, no", a stammer, a sentence begun twice. What is cut is what nobody does: a sentence four
times over, a word six times, and fewer where there was no time to say it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from starclock.intervals import Interval
from starclock.speech import Word
from starclock.writing.excerpts import cut

LONGEST = 40
"""Words of a phrase that is looked for again."""
_LEAST = {1: 6, 2: 5}
_LEAST_LONGER = 4
"""Words of a phrase -> how often in a row it is a loop; and of a longer phrase."""
_HURRIED = 3
"""The same where there was no time to say them all."""
_NEAR = 5.0
"""Seconds; what is said again after a longer silence is no loop."""
_STAMMER = 3
"""Copies that stay of a loop of one or two words, if there was time for them; of a longer phrase only the first."""
FASTEST = 8.0
"""Words a second of voice; nobody speaks faster, but Whisper crams a repeated sentence into a clip's last moment."""
_LETTERS = re.compile(r"([^\W\d])\1{4,}")
_SYLLABLES = re.compile(r"(\w{2,8}?|\W?\w{1,8}?\W)\1{5,}")
_LONG_PRINT = 30
"""Letters; a shorter word repeats a syllable because it is said so ("hahaha", 1,000,000,000)."""
_PRINT = re.compile(r"[^\w%]+")
_SHOWN = 60
"""Letters of a loop that a message shows."""
_LONGEST_SOUND = 2.0
"""Seconds of a drawn-out word whose print was cut: an "um" is rarely longer (Shriberg 2001)."""


@dataclass(frozen=True, slots=True)
class Loop(Interval):
    """What was cut: `text` came `times` more than it was said, between `start` and `end`."""

    text: str
    times: int

    @property
    def told(self) -> str:
        """One line that says what was cut."""
        more = "once more" if self.times == 1 else f"{self.times} times more"
        return (
            f"“{cut(self.text, _SHOWN)}” is printed {more} than it can have been said ({self.seconds:.0f} s): left out"
        )


def without_loops(
    words: Sequence[Word], speech: Sequence[Interval] | None = None
) -> tuple[tuple[Word, ...], tuple[Loop, ...]]:
    """The words that can have been said, in time order, and what was cut.

    speech : where a voice was heard, None where nobody listened

    >>> kept, cut = without_loops([Word(i, i + 0.4, w) for i, w in enumerate("so we we ran it ran it ran it".split())])
    >>> len(kept), cut
    (9, ())
    >>> kept, cut = without_loops([Word(i / 20, (i + 1) / 20, "words") for i in range(50)])
    >>> [w.text for w in kept], cut[0].times
    (['words'], 49)
    """
    words = [_shortened(word) for word in words]
    keys = [_PRINT.sub("", word.text.casefold()) for word in words]
    places: dict[str, list[int]] = {}
    for at, key in enumerate(keys):
        places.setdefault(key, []).append(at)
    turn = dict.fromkeys(places, 0)  # how many places of a word lie behind
    kept: list[Word] = []
    cut: list[Loop] = []
    at = 0
    while at < len(words):
        found = _loop(words, keys, places, turn, at, speech)
        if found is None:
            kept.append(words[at])
            turn[keys[at]] += 1
            at += 1
            continue
        size, times = found
        end = at + size * times
        stay = at + size * _times_said(words[at:end], size, speech)
        kept += words[at:stay]
        gone = words[stay:end]
        if gone:
            text = " ".join(word.text for word in words[at : at + size])
            cut.append(Loop(gone[0].start, max(gone[0].start, gone[-1].end), text, len(gone) // size))
        for key in keys[at:end]:
            turn[key] += 1
        at = end
    return tuple(kept), tuple(cut)


def _loop(
    words: Sequence[Word],
    keys: Sequence[str],
    places: dict[str, list[int]],
    turn: dict[str, int],
    at: int,
    speech: Sequence[Interval] | None,
) -> tuple[int, int] | None:
    """Words of the phrase that loops from word `at` on, and how often it comes; None where none does."""
    again = places[keys[at]]
    for i in range(turn[keys[at]] + 1, len(again)):
        size = again[i] - at
        if size > LONGEST:
            return None
        if keys[at + 2 * size : at + 2 * size + 1] != [keys[at]]:  # no loop comes but twice
            continue
        end = at + size
        while end < len(keys) and keys[end] == keys[end - size] and words[end].start - words[end - 1].end < _NEAR:
            end += 1
        times = (end - at) // size
        if times >= _LEAST.get(size, _LEAST_LONGER):
            return size, times
        if times >= _HURRIED and not _time_for(words[at : at + size * times], speech):
            return size, times
    return None


def _time_for(words: Sequence[Word], speech: Sequence[Interval] | None) -> bool:
    """Whether so many words can be said in the time they have."""
    span = Interval(words[0].start, max(words[0].start, words[-1].end))
    voiced = span.seconds if speech is None else sum(span.overlap(stretch) for stretch in speech)
    return len(words) <= FASTEST * voiced


def _times_said(words: Sequence[Word], size: int, speech: Sequence[Interval] | None) -> int:
    """How many copies of a loop can have been said: at least the first."""
    copies = len(words) // size
    if size > 2 or copies > 2 * _LEAST[size]:
        return 1
    return max([n for n in range(1, _STAMMER + 1) if _time_for(words[: size * n], speech)], default=1)


def _shortened(word: Word) -> Word:
    """A word that repeats a letter or a syllable without end, printed and timed as it can have been said.

    >>> _shortened(Word(0.0, 20.0, "u" + "m" * 400 + ","))
    Word(start=0.0, end=2.0, text='ummm,', probability=None)
    """
    text = _LETTERS.sub(lambda match: match[1] * 3, word.text)
    if len(text) > _LONG_PRINT:
        text = _SYLLABLES.sub(lambda match: match[1], text)
    if text == word.text:
        return word
    return replace(word, text=text, end=min(word.end, word.start + _LONGEST_SOUND))
