"""Words -> sentences: by full stops where the transcript has them, else where a stop is likely.

Without full stops a break is placed by what stands around a gap between words (learned, `breaks.py`) and by the
silence in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from starclock.segmentation.breaks import chances_of_break
from starclock.speech import Interval, Sentence, Word

_STOP = re.compile(r"[.?!…][\"'”’)\]]*$")
_ABBREVIATION = re.compile(r"^(?:mr|mrs|ms|dr|prof|st|vs|etc|e\.g|i\.e|approx|jr|sr|[a-z])\.$", re.IGNORECASE)

BREAK = 0.6
"""A silence of this many seconds ends a sentence in a transcript without full stops (cf. 0.6 s rated the
most natural at punctuation, Front. Psychol. 2022, 778018)."""
_SHORT_BREAK = 0.25
"""The research floor of a silent pause (Language Testing 2025): with it a break needs less evidence in the words."""
_LIKELY = {True: 0.08, False: 0.2}
"""Chance of a break, from the words alone, that is enough: with a short pause there, without."""
LONGEST = 45
"""Words; a longer stretch without a stop is cut where a stop is likeliest."""
_SHORTEST = 4
"""Words; a shorter piece is only made by a full stop or a long silence."""


Breaks = Callable[[Sequence[str]], Sequence[float]]
"""Words -> the chance that a sentence ends after each."""


def split(
    words: Sequence[Word], pauses: Sequence[Interval] = (), breaks: Breaks = chances_of_break
) -> tuple[Sentence, ...]:
    """Sentences in time order, every word in exactly one.

    pauses : silent stretches heard in the sound; without them the gaps between words serve
    breaks : the model of sentence ends, for words without full stops
    """
    stops = sum(_ends(word) for word in words)
    if stops * LONGEST >= len(words):
        runs: list[list[Word]] = list(_runs(words, [_ends(word) for word in words]))
    else:
        runs = list(_runs(words, _found_ends(words, pauses, breaks)))
    return tuple(
        Sentence(part[0].start, max(w.end for w in part), tuple(part)) for run in runs for part in _short(run, breaks)
    )


def _ends(word: Word) -> bool:
    return bool(_STOP.search(word.text)) and not _ABBREVIATION.match(word.text)


def _runs(words: Sequence[Word], ends: Sequence[bool]) -> Iterator[list[Word]]:
    run: list[Word] = []
    for word, end in zip(words, ends, strict=True):
        run.append(word)
        if end:
            yield run
            run = []
    if run:
        yield run


def _found_ends(words: Sequence[Word], pauses: Sequence[Interval], breaks: Breaks) -> list[bool]:
    """Whether a sentence ends after each word, in a transcript without full stops."""
    chances = breaks([word.text for word in words])
    ends: list[bool] = []
    length = 0
    for at, (word, chance) in enumerate(zip(words, chances, strict=True)):
        length += 1
        silence = _gap(word, words[at + 1], pauses) if at + 1 < len(words) else BREAK
        likely = length >= _SHORTEST and chance >= _LIKELY[silence >= _SHORT_BREAK]
        ends.append(_ends(word) or silence >= BREAK or likely)
        if ends[-1]:
            length = 0
    return ends


def _gap(word: Word, following: Word, pauses: Sequence[Interval]) -> float:
    """Seconds of silence between two words: whichever of gap and heard pause is longer."""
    between = (word.middle, max(word.middle, following.middle))
    heard = max((min(p.end, between[1]) - max(p.start, between[0]) for p in pauses), default=0.0)
    return max(following.start - word.end, heard)


def _short(run: list[Word], breaks: Breaks) -> Iterator[list[Word]]:
    if len(run) <= LONGEST:
        yield run
        return
    # Away from the ends, so that no scrap is left.
    chances = breaks([word.text for word in run])
    last = max(range(7, len(run) - 8), key=lambda i: (chances[i], run[i + 1].start - run[i].end))
    yield from _short(run[: last + 1], breaks)
    yield from _short(run[last + 1 :], breaks)
