"""Do the facts still agree? Facts of several tellings, threaded by their kind and by what stands around them.

A value that the other telling has as well is no disagreement; what is left over on both sides, in like
company or in the same place between facts that agree, is: "40 percent" then, "45 percent" now.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from starclock.compare.content import heard, stem
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
        _thread(threads, index, facts)
        after = index + 1 if index >= 0 else len(accounts) - 1
        _thread_by_place(threads, index, facts, after)
        hung = {id(thread.facts[index]) for thread in threads if index in thread.facts}
        threads += [_Thread({index: fact}, [fact]) for fact in facts if id(fact) not in hung]
    return tuple(_drift(thread, len(accounts)) for thread in threads if len(thread.values) > 1)


def _thread(threads: list[_Thread], index: int, facts: Sequence[Fact]) -> None:
    """Hangs the facts of an earlier telling onto the threads: first where values agree, then where company does."""
    for needs_agreement in (True, False):
        pairs = sorted(
            (
                (score, i, j)
                for i, fact in enumerate(facts)
                for j, thread in enumerate(threads)
                if _one_kind(thread.values[0], fact, needs_agreement)
                and (score := _match(thread, fact, needs_agreement)) is not None
            ),
            key=lambda p: (-p[0], p[1], p[2]),
        )
        used: set[int] = set()
        for _, i, j in pairs:
            if i not in used and index not in threads[j].facts:
                threads[j].add(index, facts[i])
                used.add(i)
        facts = [fact for i, fact in enumerate(facts) if i not in used]


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
        meant=tuple(f"{f.kind} {f.value}" if f else None for f in told),
        card=written.shown if written else None,
    )


def _label(thread: _Thread) -> str:
    """Up to three words that its tellings share, as the latest says them."""
    facts = list(thread.facts.values())
    shared = [word for word in facts[0].about if all(word in f.about for f in facts)] or list(facts[0].about)
    best = sorted(shared, key=lambda w: -facts[0].about[w])[:3]
    spoken = [t.text for t in heard(facts[0].said.text) if stem(t.text) in best]
    return " ".join(dict.fromkeys(spoken)) or _KINDS.get(facts[0].kind, facts[0].kind)
