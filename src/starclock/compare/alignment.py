"""Which sentences of two tellings are the same, almost word for word, and which of their words stand for each other.

Sentences are paired by the pairs of words that they share, wherever they stand: a sentence may have moved, and a
recognizer ends sentences where it likes, so one of here may be a part of one there. Within a pair the words are
aligned in order (Ratcliff and Obershelp 1988, by `difflib`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Sized
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from starclock.compare.content import heard
from starclock.report import Said

_LEAST_WORDS, _LEAST_SHARE = 3, 0.6
"""Words that two sentences must share, and the share of the shorter one that this must be at least."""
_LONGEST_GAP = 6
"""Words that may stand for others; of more nobody knows which stands for which."""
_CANDIDATES = 4
"""Sentences of the other telling that are looked at for each."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A sentence, or a part of one, that both tellings have almost word for word.

    here, there : numbers of the two sentences
    runs : (word here, word there, how many) that are the same, in order; words as `content.heard` numbers them
    """

    here: int
    there: int
    runs: tuple[tuple[int, int, int], ...]

    @property
    def same(self) -> int:
        """Words that both have."""
        return sum(size for _, _, size in self.runs)

    def replaced(self, here: Sized, there: Sized) -> Iterator[tuple[range, range]]:
        """Where some words here stand for others there, between two runs or at an end of both sentences.

        here, there : the words of the two sentences
        """
        for (a, b, size), (c, d, _) in pairwise([(0, 0, 0), *self.runs, (len(here), len(there), 0)]):
            if 0 < c - a - size <= _LONGEST_GAP and 0 < d - b - size <= _LONGEST_GAP:
                yield range(a + size, c), range(b + size, d)


def kept(here: Sequence[Said], there: Sequence[Said]) -> list[Kept]:
    """The pairs, those that share most first. Each word of either telling is in one pair at most."""
    mine = [_spoken(said.text) for said in here]
    others = [_spoken(said.text) for said in there]
    places = defaultdict(list)
    for number, spoken in enumerate(others):
        for two in set(pairwise(spoken)):
            places[two].append(number)
    found = []
    for number, spoken in enumerate(mine):
        near = Counter(other for two in set(pairwise(spoken)) for other in places.get(two, ()))
        for other, _ in near.most_common(_CANDIDATES):
            if pair := _pair(number, other, spoken, others[other]):
                found.append(pair)
    found.sort(key=lambda pair: (-pair.same, pair.here, pair.there))
    return list(_apart(found))


@lru_cache(maxsize=8192)
def _spoken(text: str) -> tuple[str, ...]:
    return tuple(token.text for token in heard(text))


def _pair(here: int, there: int, mine: tuple[str, ...], other: tuple[str, ...]) -> Kept | None:
    runs = _runs(mine, other)
    pair = Kept(here, there, runs)
    least = max(min(_LEAST_WORDS, len(mine), len(other)), _LEAST_SHARE * min(len(mine), len(other)))
    return pair if pair.same >= least else None


@lru_cache(maxsize=8192)
def _runs(mine: tuple[str, ...], other: tuple[str, ...]) -> tuple[tuple[int, int, int], ...]:
    if mine == other:
        return ((0, 0, len(mine)),)
    matcher = SequenceMatcher(None, mine, other, autojunk=False)
    return tuple((block.a, block.b, block.size) for block in matcher.get_matching_blocks() if block.size)


def _apart(pairs: Sequence[Kept]) -> Iterator[Kept]:
    """Of pairs that claim the same words, the one that shares most."""
    taken: set[tuple[str, int, int]] = set()
    for pair in pairs:
        own = {("here", pair.here, first + at) for first, _, size in pair.runs for at in range(size)}
        own |= {("there", pair.there, first + at) for _, first, size in pair.runs for at in range(size)}
        if not own & taken:
            taken |= own
            yield pair


def spans(pairs: Sequence[Kept], here: Sequence[Said], there: Sequence[Said]) -> list[tuple[range, range]]:
    """The words that each pair is about: the whole of a sentence that is in no other pair and of which most words are
    the same, else what lies between the first and the last that are.
    """
    alone_here, alone_there = Counter(pair.here for pair in pairs), Counter(pair.there for pair in pairs)
    found = []
    for pair in pairs:
        (first, first_there, _), (last, last_there, size) = pair.runs[0], pair.runs[-1]
        mine, others = len(_spoken(here[pair.here].text)), len(_spoken(there[pair.there].text))
        whole = alone_here[pair.here] == 1 and pair.same >= _LEAST_SHARE * mine
        whole_there = alone_there[pair.there] == 1 and pair.same >= _LEAST_SHARE * others
        left = range(mine) if whole else range(first, last + size)
        right = range(others) if whole_there else range(first_there, last_there + size)
        found.append((left, right))
    return found
