"""Do the facts still agree? Facts of several tellings, threaded by their kind and by what stands around them.

A value that the other telling has as well is no disagreement; what is left over on both sides, in like
company, is: "40 percent" then, "45 percent" now.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from starclock.compare.content import heard, stem
from starclock.compare.facts import Fact, facts_of
from starclock.report import Drift, Said

_ALIKE = {"name": 0.5, "month": 0.34, "weekday": 0.4, "season": 0.34}
_ALIKE_NUMBER = 0.34
"""How alike the company of two facts must be (Dice, near words double) before they are the same fact."""


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
    # The card is threaded last, as the telling before all others.
    threads: list[_Thread] = []
    for index, account in [*reversed(list(enumerate(accounts))), (-1, story)]:
        _thread(threads, index, [fact for said in account for fact in facts_of(said)])
    return tuple(_drift(thread, len(accounts)) for thread in threads if len(thread.values) > 1)


def _thread(threads: list[_Thread], index: int, facts: Sequence[Fact]) -> None:
    """Hangs the facts of an earlier telling onto the threads: first where values agree, then where company does."""
    for needs_agreement in (True, False):
        pairs = sorted(
            (
                (score, i, j)
                for i, fact in enumerate(facts)
                for j, thread in enumerate(threads)
                if fact.kind == thread.values[0].kind and (score := _match(thread, fact, needs_agreement)) is not None
            ),
            key=lambda p: (-p[0], p[1], p[2]),
        )
        used: set[int] = set()
        for _, i, j in pairs:
            if i not in used and index not in threads[j].facts:
                threads[j].add(index, facts[i])
                used.add(i)
        facts = [fact for i, fact in enumerate(facts) if i not in used]
    threads += [_Thread({index: fact}, [fact]) for fact in facts]


def _match(thread: _Thread, fact: Fact, needs_agreement: bool) -> float | None:
    if not needs_agreement:
        score = thread.alike(fact)
        return score if score >= _ALIKE.get(fact.kind, _ALIKE_NUMBER) else None
    if not thread.agrees(fact):
        return None
    score = thread.alike(fact)
    # A small count ("two") says little by itself: it must stand in the same company.
    common = fact.kind == "count" and isinstance(fact.value, float) and fact.value <= 12
    return score if score > 0 or not common else None


def _drift(thread: _Thread, count: int) -> Drift:
    told = [thread.facts.get(i) for i in range(count)]
    written = thread.facts.get(-1)
    return Drift(
        fact=_label(thread),
        values=tuple(f.shown if f else None for f in told),
        sentences=tuple(f.said if f else None for f in told),
        card=written.shown if written else None,
    )


def _label(thread: _Thread) -> str:
    """Up to three words that its tellings share, as the latest says them."""
    facts = list(thread.facts.values())
    shared = [word for word in facts[0].about if all(word in f.about for f in facts)] or list(facts[0].about)
    best = sorted(shared, key=lambda w: -facts[0].about[w])[:3]
    spoken = [t.text for t in heard(facts[0].said.text) if stem(t.text) in best]
    return " ".join(dict.fromkeys(spoken)) or facts[0].kind
