"""Which names come back, and in which spellings a recognizer wrote each: so that the speaker can teach one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from starclock.compare.facts import facts_of
from starclock.compare.sounds import one_name
from starclock.report import Said

_OWNED = ("'s", "’s")


@dataclass(slots=True)
class Name:
    """One name as it was written: spelling -> how often; `tellings` are the numbers of those that have it."""

    spellings: Counter[str] = field(default_factory=Counter)
    tellings: set[int] = field(default_factory=set)

    @property
    def usual(self) -> str:
        """The spelling that is written most often."""
        return self.spellings.most_common(1)[0][0]

    @property
    def others(self) -> list[str]:
        """The other ones, the most frequent first."""
        return [spelling for spelling, _ in self.spellings.most_common()[1:]]


def names_of(tellings: Iterable[Sequence[Said]]) -> list[Name]:
    """The names of several tellings, those told most often first; spellings that sound alike are one name."""
    found: list[Name] = []
    for number, telling in enumerate(tellings):
        for said in telling:
            for fact in facts_of(said):
                if fact.kind != "name":
                    continue
                spelling = fact.shown.removesuffix(_OWNED[0]).removesuffix(_OWNED[1])
                name = next((n for n in found if spelling in n.spellings or _same(spelling, n.usual)), None)
                if name is None:
                    found.append(name := Name())
                name.spellings[spelling] += 1
                name.tellings.add(number)
    return sorted(found, key=lambda name: -name.spellings.total())


def _same(spelling: str, other: str) -> bool:
    """Whether both may be one name misheard. "Maria" and "Maria Lopez" are one person, but no misspelling; nor is a
    plural, and letters that are spelled out ("RPM", "PM") are not guessed at."""
    if spelling.isupper() or other.isupper() or spelling == f"{other}s" or other == f"{spelling}s":
        return False
    parts, others = (set(text.lower().split()) for text in (spelling, other))
    return parts.isdisjoint(others) and one_name(spelling.lower(), other.lower())
