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

# Words that end no sentence, and words that rarely do: "the team I worked with."
_LEADING = frozenset("a an the my our your their his its and but or nor because if as than every very".split())
_RARELY_LAST = frozenset(
    "in on at to of for from with by into about over after before under through until between during".split()
)
_LEAD = 3
"""Words that can lead into a clause before a misheard full stop: "and in the. End"."""

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
    ends = _printed_ends(words, pauses)
    if sum(ends) * LONGEST < len(words):
        ends = _found_ends(words, ends, pauses, breaks)
    return tuple(
        Sentence(part[0].start, max(w.end for w in part), tuple(part))
        for run in _runs(words, ends)
        for part in _short(run, breaks)
    )


def _ends(word: Word) -> bool:
    return bool(_STOP.search(word.text)) and not _ABBREVIATION.match(word.text)


def _printed_ends(words: Sequence[Word], pauses: Sequence[Interval]) -> list[bool]:
    """Whether a printed full stop ends a sentence after each word.

    One that stands after "in", "and" or "the" was misheard: in "three days in. The end" the sentence ended before
    "in" if the pause is there, else it goes on.
    """
    ends = [_ends(word) for word in words]
    for at, word in enumerate(words[:-1]):
        if not ends[at] or not _cuts_off(words, ends, at, pauses):
            continue
        ends[at] = False
        first = at
        while first and at - first < _LEAD - 1 and not ends[first - 1] and _leads(words[first - 1]):
            first -= 1
        if first and not ends[first - 1]:
            before = _gap(words[first - 1], words[first], pauses)
            ends[first - 1] = before >= _SHORT_BREAK and before > _gap(word, words[at + 1], pauses)
    return ends


def _cuts_off(words: Sequence[Word], ends: Sequence[bool], at: int, pauses: Sequence[Interval]) -> bool:
    """Whether the full stop after a word parts a clause from its opening."""
    bare = _bare(words[at])
    if not words[at].text.endswith(".") or words[at].text.endswith("..") or not _leads(words[at]):
        return False
    if bare in _LEADING or at == 0 or ends[at - 1] or words[at + 1].text[:1].islower():
        return True
    return _gap(words[at], words[at + 1], pauses) < _SHORT_BREAK <= _gap(words[at - 1], words[at], pauses)


def _leads(word: Word) -> bool:
    return _bare(word) in _LEADING or _bare(word) in _RARELY_LAST


def _bare(word: Word) -> str:
    return word.text.casefold().strip(".,;:!?\"'“”‘’()[]-–—")


def _runs(words: Sequence[Word], ends: Sequence[bool]) -> Iterator[list[Word]]:
    run: list[Word] = []
    for word, end in zip(words, ends, strict=True):
        run.append(word)
        if end:
            yield run
            run = []
    if run:
        yield run


def _found_ends(words: Sequence[Word], stops: Sequence[bool], pauses: Sequence[Interval], breaks: Breaks) -> list[bool]:
    """Whether a sentence ends after each word, in a transcript without full stops but for a few."""
    chances = breaks([word.text for word in words])
    ends: list[bool] = []
    length = 0
    for at, (word, chance) in enumerate(zip(words, chances, strict=True)):
        length += 1
        silence = _gap(word, words[at + 1], pauses) if at + 1 < len(words) else BREAK
        likely = length >= _SHORTEST and chance >= _LIKELY[silence >= _SHORT_BREAK]
        ends.append(stops[at] or silence >= BREAK or likely)
        if ends[-1]:
            length = 0
    return ends


def _gap(word: Word, following: Word, pauses: Sequence[Interval]) -> float:
    """Seconds of silence between two words: whichever of gap and heard pause is longer."""
    between = Interval(word.middle, max(word.middle, following.middle))
    heard = max((pause.overlap(between) for pause in pauses), default=0.0)
    return max(following.start - word.end, heard)


def _short(run: list[Word], breaks: Breaks) -> Iterator[list[Word]]:
    if len(run) <= LONGEST:
        yield run
        return
    # The cut is kept away from both ends, so that no piece becomes too short.
    chances = breaks([word.text for word in run])
    last = max(range(7, len(run) - 8), key=lambda i: (chances[i], run[i + 1].start - run[i].end))
    yield from _short(run[: last + 1], breaks)
    yield from _short(run[last + 1 :], breaks)
