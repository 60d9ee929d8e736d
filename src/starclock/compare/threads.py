"""Do the facts still agree? Facts of several tellings, threaded by their kind and by what stands around them.

A value that the other telling has as well is no disagreement; what is left over on both sides, in like
company or in the same place between facts that agree, is: "40 percent" then, "45 percent" now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from starclock.compare.alignment import kept
from starclock.compare.content import heard, stem, words
from starclock.compare.facts import NEAR, Fact, facts_of
from starclock.report import Drift, Said

_ALIKE = {"name": 0.5, "month": 0.34, "weekday": 0.4, "season": 0.34}
_ALIKE_NUMBER = 0.34
"""How alike the company of two facts must be (Dice, near words double) before they are the same fact."""

_KINDS = {"count": "a number", "times": "how many times", "time": "a time"}
"""What is shown for a fact that shares no word with its other tellings."""
_DATED = ("month", "weekday", "season", "year")
_SMALL = 12
"""Up to here a count ("two") says little by itself."""
_COMPANY = 2
"""Words that two facts must share to be one, where none of them is near."""
_LIKE, _NEAR_LIKE = 4.0, 10.0
"""Times that one amount may be of another that it is taken for; where a word near both is the same."""
_SUM = 100
"""From here on a bare number may be money."""


@dataclass(slots=True)
class _Thread:
    """One fact through the tellings: which of them told it, how. The latest telling first.

    values : the facts of different value among them
    """

    facts: dict[int, Fact]
    values: list[Fact]

    def add(self, index: int, fact: Fact) -> None:
        self.facts[index] = fact
        if not self.agrees(fact):
            self.values.append(fact)

    def agrees(self, fact: Fact) -> bool:
        return any(fact.agrees(known) for known in self.values)

    def alike(self, fact: Fact) -> float:
        """To the first or the last that was hung on: enough, and the cost stays the same over many tellings."""
        told = list(self.facts.values())
        return max(fact.alike(told[0]), fact.alike(told[-1]))


def drift(tellings: Sequence[Sequence[Said]], card: str = "") -> tuple[Drift, ...]:
    """Facts that two tellings, or a telling and the story card, tell differently; in the order last told."""
    accounts = [list(telling) for telling in tellings]
    story = [Said(0.0, 0.0, text) for text in re.split(r"(?<=[.!?])\s+|\n+", card) if text.strip()]
    # The facts of the story card come last, and count as told before all attempts.
    threads: list[_Thread] = []
    for index, account in [*reversed(list(enumerate(accounts))), (-1, story)]:
        facts = [fact for said in account for fact in sorted(facts_of(said), key=lambda f: f.at)]
        after = index + 1 if index >= 0 else len(accounts) - 1
        places = _Words(account, accounts[after]) if 0 <= index < after < len(accounts) else None
        for agreeing in (True, False):
            left = facts
            if places:
                left = _thread_by_words(threads, index, left, after, places, agreeing)
            facts = _thread(threads, index, left, agreeing)
        _thread_by_place(threads, index, facts, after)
        hung = {id(thread.facts[index]) for thread in threads if index in thread.facts}
        threads += [_Thread({index: fact}, [fact]) for fact in facts if id(fact) not in hung]
    told = {index: _text(account) for index, account in [*enumerate(accounts), (-1, story)]}
    differing = [thread for thread in threads if len(thread.values) > 1 and _differs(thread, told)]
    return tuple(_drift(thread, len(accounts)) for thread in _once(differing))


def _once(threads: Sequence[_Thread]) -> Iterator[_Thread]:
    """A name that changed wherever it stands is one fact, not one for each sentence: told where it is heard best."""
    groups: list[list[_Thread]] = []
    for thread in threads:
        named = thread.values[0].kind == "name"
        group = next((group for group in groups if named and _same_names(thread, group[0])), None)
        if group is None:
            groups.append([thread])
        else:
            group.append(thread)
    yield from (max(group, key=lambda thread: min(fact.sure or 0.0 for fact in thread.values)) for group in groups)


def _same_names(thread: _Thread, other: _Thread) -> bool:
    both = thread.facts.keys() & other.facts.keys()
    return len(both) > 1 and all(thread.facts[index].agrees(other.facts[index]) for index in both)


def _text(account: Sequence[Said]) -> str:
    return f" {' '.join(word for said in account for word in words(said.text))} "


def _differs(thread: _Thread, told: Mapping[int, str]) -> bool:
    """Whether no telling has both of two names: who is named in both is another person, or was only named elsewhere.

    told : the words of every telling
    """
    named = [(index, fact) for index, fact in thread.facts.items() if fact.kind == "name"]
    if not named:
        return True
    return any(
        not fact.agrees(other) and f" {fact.value} " not in told[j] and f" {other.value} " not in told[i]
        for (i, fact), (j, other) in combinations(named, 2)
    )


class _Words:
    """Which words of one telling stand where in the next, in the sentences that both have almost word for word."""

    def __init__(self, here: Sequence[Said], there: Sequence[Said]) -> None:
        self._here = {id(said): number for number, said in enumerate(here)}
        self._there = {id(said): number for number, said in enumerate(there)}
        self._pairs = {(pair.here, pair.there): pair for pair in kept(here, there)}
        self._same = {
            (pair.here, first + at)
            for pair in self._pairs.values()
            for first, _, size in pair.runs
            for at in range(size)
        }

    def stands_for(self, fact: Fact, other: Fact) -> bool:
        """Whether a fact stands in the place of another one of the next telling."""
        pair = self._pairs.get((self._here.get(id(fact.said), -1), self._there.get(id(other.said), -1)))
        if pair is None:
            return False
        mine, others = set(range(fact.at, fact.last + 1)), set(range(other.at, other.last + 1))
        for gap, gap_there in pair.replaced(heard(fact.said.text), heard(other.said.text)):
            if mine & set(gap) and others & set(gap_there):
                return not any((pair.here, word) in self._same for word in gap)
        moved = {at - a + b for a, b, size in pair.runs for at in mine if a <= at < a + size}
        return bool(moved & others)


def _thread_by_words(
    threads: list[_Thread], index: int, facts: Sequence[Fact], after: int, places: _Words, agreeing: bool
) -> list[Fact]:
    """Hangs facts where the next telling has the same sentence with another fact, or the same, in their place.

    Returns those left over.
    """
    left = []
    for fact in facts:
        place = next(
            (
                thread
                for thread in threads
                if index not in thread.facts
                and after in thread.facts
                and _one_kind(thread.facts[after], fact, agreeing)
                and places.stands_for(fact, thread.facts[after])
                and thread.agrees(fact) is agreeing
            ),
            None,
        )
        if place:
            place.add(index, fact)
        else:
            left.append(fact)
    return left


def _thread(threads: list[_Thread], index: int, facts: Sequence[Fact], agreeing: bool) -> list[Fact]:
    """Hangs the facts of an earlier telling onto the threads: where values agree, or where company does.

    Returns those left over.
    """
    pairs = sorted(
        (
            (score, i, j)
            for i, fact in enumerate(facts)
            for j, thread in enumerate(threads)
            if _one_kind(thread.values[0], fact, agreeing) and (score := _match(thread, fact, agreeing)) is not None
        ),
        key=lambda p: (-p[0], p[1], p[2]),
    )
    used: set[int] = set()
    for _, i, j in pairs:
        if i not in used and index not in threads[j].facts:
            threads[j].add(index, facts[i])
            used.add(i)
    return [fact for i, fact in enumerate(facts) if i not in used]


def _thread_by_place(threads: list[_Thread], index: int, facts: Sequence[Fact], after: int) -> None:
    """Hangs what is left over where it stands between the same two facts as the only one of its kind in both."""
    shared = [thread for thread in threads if index in thread.facts and after in thread.facts]
    left = [thread for thread in threads if after in thread.facts and index not in thread.facts]
    hung = {id(thread.facts[index]) for thread in threads if index in thread.facts}
    here = _places([fact for fact in facts if id(fact) not in hung], [(t.facts[index], t) for t in shared])
    there = _places([thread.facts[after] for thread in left], [(t.facts[after], t) for t in shared])
    for place, own in here.items():
        if (
            len(own) == 1
            and len(others := there.get(place, [])) == 1
            and _same_matter(own[0], others[0], any(place[1:]))
        ):
            thread = next(thread for thread in left if thread.facts[after] is others[0])
            thread.add(index, own[0])


_Place = tuple[str, int, int]


def _places(facts: Sequence[Fact], marks: Sequence[tuple[Fact, _Thread]]) -> dict[_Place, list[Fact]]:
    """Facts by their kind and the marks before and after them."""
    placed: dict[_Place, list[Fact]] = {}
    ordered = sorted(marks, key=lambda mark: _when(mark[0]))
    for fact in facts:
        before = [id(thread) for mark, thread in ordered if _when(mark) < _when(fact)]
        behind = [id(thread) for mark, thread in ordered if _when(mark) > _when(fact)]
        # A day or a month may stand anywhere in its sentence.
        dated = fact.kind in _DATED
        place = (fact.kind, 0 if dated or not before else before[-1], 0 if dated or not behind else behind[0])
        placed.setdefault(place, []).append(fact)
    return placed


def _when(fact: Fact) -> tuple[float, int]:
    return fact.said.start, fact.at


def _same_matter(fact: Fact, other: Fact, marked: bool) -> bool:
    """A word near both, or two further off; amounts of like size also where they stand beside a shared fact."""
    near = {word for word, weight in fact.about.items() if weight >= NEAR}
    near &= {word for word, weight in other.about.items() if weight >= NEAR}
    both = fact.about.keys() & other.about.keys()
    if isinstance(fact.value, str) or isinstance(other.value, str):
        return bool(near) or len(both) >= _COMPANY
    low, high = sorted((fact.value, other.value))
    if near:
        return high <= _NEAR_LIKE * low
    if high > _LIKE * low or (fact.kind == "count" and low <= _SMALL):
        return False
    return bool(both) or (marked and fact.kind != "count") or (marked and not fact.about and not other.about)


def _one_kind(fact: Fact, other: Fact, needs_agreement: bool) -> bool:
    """A sum may be told without its currency: "we paid 12K"."""
    if fact.kind == other.kind:
        return True
    sums = {fact.kind, other.kind} == {"count", "money"} and isinstance(fact.value, float) and fact.value >= _SUM
    return needs_agreement and sums


def _match(thread: _Thread, fact: Fact, needs_agreement: bool) -> float | None:
    if not needs_agreement:
        score = thread.alike(fact)
        return score if score >= _ALIKE.get(fact.kind, _ALIKE_NUMBER) else None
    if not thread.agrees(fact):
        return None
    score = thread.alike(fact)
    # A small count ("two") says little by itself, so the words around it must be the same too.
    common = fact.kind == "count" and isinstance(fact.value, float) and fact.value <= _SMALL
    return score if score > 0 or not common else None


def _drift(thread: _Thread, count: int) -> Drift:
    told = [thread.facts.get(i) for i in range(count)]
    written = thread.facts.get(-1)
    return Drift(
        fact=_label(thread),
        values=tuple(f.shown if f else None for f in told),
        sentences=tuple(f.said if f else None for f in told),
        meant=tuple(_meant(f) if f else None for f in told),
        card=written.shown if written else None,
    )


def _meant(fact: Fact) -> str:
    return f"{fact.kind} {fact.value if isinstance(fact.value, str) else f'{fact.value:.12g}'}"


def _label(thread: _Thread) -> str:
    """Up to three words that its tellings share, as the latest says them."""
    facts = list(thread.facts.values())
    shared = [word for word in facts[0].about if all(word in f.about for f in facts)] or list(facts[0].about)
    best = sorted(shared, key=lambda w: -facts[0].about[w])[:3]
    spoken = [t.text for t in heard(facts[0].said.text) if stem(t.text) in best]
    return " ".join(dict.fromkeys(spoken)) or _KINDS.get(facts[0].kind, facts[0].kind)
