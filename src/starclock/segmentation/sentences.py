"""Words -> sentences, by full stops where the transcript has them, by pauses where it has none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from starclock.speech import Interval, Sentence, Word

_STOP = re.compile(r"[.?!…][\"')\]]*$")
_ABBREVIATION = re.compile(r"^(?:mr|mrs|ms|dr|prof|st|vs|etc|e\.g|i\.e|approx|no|jr|sr|[a-z])\.$", re.IGNORECASE)

BREAK = 0.6
"""A silence of this many seconds ends a sentence in a transcript without full stops (cf. 0.6 s rated the
most natural at punctuation, Front. Psychol. 2022, 778018)."""
LONGEST = 45
"""Words; a longer stretch without a stop is cut at its longest gap."""


def split(words: Sequence[Word], pauses: Sequence[Interval] = ()) -> tuple[Sentence, ...]:
    """Sentences in time order, every word in exactly one.

    pauses : silent stretches heard in the sound; without them the gaps between words serve.
    """
    stops = sum(_ends(word) for word in words)
    punctuated = stops * LONGEST >= len(words)
    return tuple(
        Sentence(part[0].start, max(w.end for w in part), tuple(part))
        for run in _runs(words, pauses, punctuated)
        for part in _short(run)
    )


def _ends(word: Word) -> bool:
    return bool(_STOP.search(word.text)) and not _ABBREVIATION.match(word.text)


def _runs(words: Sequence[Word], pauses: Sequence[Interval], punctuated: bool) -> Iterator[list[Word]]:
    run: list[Word] = []
    for word, following in zip(words, [*words[1:], None], strict=True):
        run.append(word)
        if following is None:
            yield run
        elif _ends(word) or (not punctuated and _gap(word, following, pauses) >= BREAK):
            yield run
            run = []


def _gap(word: Word, following: Word, pauses: Sequence[Interval]) -> float:
    """Seconds of silence between two words: whichever of gap and heard pause is longer."""
    between = (word.middle, max(word.middle, following.middle))
    heard = max((min(p.end, between[1]) - max(p.start, between[0]) for p in pauses), default=0.0)
    return max(following.start - word.end, heard)


def _short(run: list[Word]) -> Iterator[list[Word]]:
    if len(run) <= LONGEST:
        yield run
        return
    # Cut where the gap is longest, away from the ends so that no scrap is left.
    cut = max(range(8, len(run) - 8), key=lambda i: run[i].start - run[i - 1].end)
    yield from _short(run[:cut])
    yield from _short(run[cut:])
