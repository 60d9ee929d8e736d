"""The same story in other words? What is verbatim is a script; what shares no content is another story.

Overlap is the share of four-word runs that two tellings have in common (Dice over counted runs): free
retellings of one event share few runs of four words, recited ones most of them.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

from starclock.compare.content import stems, words
from starclock.report import Said, Wording

_RUN = 4
_SHORTEST = 40
"""Words; less than this is too little to tell a script from chance."""
_VERBATIM = 6
"""Words a sentence needs to count as kept word for word: shorter ones ("It worked.") recur by themselves."""
SCRIPT, FREE = 0.5, 0.25
"""Overlap above which it sounds recited, and below which it is in new words: rules of thumb."""
OTHER, _ENOUGH = 0.36, 25
"""Share of the content words of the shorter telling that come back, below which it is another story, and how many of
them both must have to say so. Of pairs of different stories 1 in 100 shares more; retellings share from 0.4 on."""
_POINT, _COVERED = 3, 0.2
"""Content words a sentence needs to be a point, and the share of them that the other telling must have: little,
for the same point in other words shares little, and a point that is called missing but was told annoys."""
_WINDOW = 3


def wording(tellings: Sequence[Sequence[Said]]) -> Wording:
    """How far the last telling repeats the one before it."""
    runs = [_runs(telling) for telling in tellings]
    series = tuple(_shared(a, b) for a, b in itertools.pairwise(runs))
    before, last = tellings[-2], tellings[-1]
    return Wording(series[-1], tuple(_verbatim(last, before)), series, _reading(series[-1], before, last))


def missing_points(said: Sequence[Said], other: Sequence[Said], least: float = _COVERED) -> tuple[Said, ...]:
    """Sentences of the story whose content the other telling has nowhere, in time order.

    least : share (0..1) of a sentence's content words that the other telling must have near each other
    """
    windows = [
        frozenset().union(*(stems(s.text) for s in other[i : i + _WINDOW]))
        for i in range(max(1, len(other) - _WINDOW + 1))
    ]
    missing = []
    for sentence in said:
        content = stems(sentence.text)
        if sentence.phase is None or len(content) < _POINT:
            continue
        if max((len(content & window) for window in windows), default=0) < least * len(content):
            missing.append(sentence)
    return tuple(missing)


def other_story(said: Sequence[Said], other: Sequence[Said]) -> bool:
    """Whether two tellings are two stories; False where they are too short to say."""
    a, b = (frozenset().union(*(stems(s.text) for s in telling)) for telling in (said, other))
    return min(len(a), len(b)) >= _ENOUGH and len(a & b) < OTHER * min(len(a), len(b))


def _runs(telling: Sequence[Said]) -> Counter[tuple[str, ...]]:
    spoken = _spoken(telling)
    return Counter(tuple(spoken[i : i + _RUN]) for i in range(len(spoken) - _RUN + 1))


def _spoken(telling: Sequence[Said]) -> list[str]:
    return [word for sentence in telling for word in words(sentence.text)]


def _shared(a: Counter[tuple[str, ...]], b: Counter[tuple[str, ...]]) -> float | None:
    if min(a.total(), b.total()) < _SHORTEST:
        return None
    return 2 * (a & b).total() / (a.total() + b.total())


def _verbatim(last: Sequence[Said], before: Sequence[Said]) -> Iterator[Said]:
    """Found anywhere in the text before: where its sentences end is the recognizer's choice."""
    earlier = f" {' '.join(_spoken(before))} "
    for sentence in last:
        spoken = words(sentence.text)
        if len(spoken) >= _VERBATIM and f" {' '.join(spoken)} " in earlier:
            yield sentence


def _reading(overlap: float | None, before: Sequence[Said], last: Sequence[Said]) -> str:
    if overlap is None:
        return "too short to compare the wording"
    if overlap > SCRIPT:
        return "mostly word for word: it will sound recited; tell it from the facts, not from the sentences"
    if overlap > FREE:
        return "partly word for word: some sentences have set"
    if other_story(before, last):
        return "another story: few of its words came back"
    return "the same story in new words"
