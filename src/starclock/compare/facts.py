"""A sentence -> the facts it states: numbers, dates and names, each with the words it stands among.

Spelling is the recognizer's: names that sound alike are one name (see `sounds`); a number that was rounded aloud
("about", "over") may differ by a tenth.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from starclock.compare.content import heard, stem
from starclock.compare.sounds import one_name, one_number, same_print
from starclock.english.numbers import Number, amounts, numbers, unit_of
from starclock.english.tokens import Token
from starclock.report import Said

_CALENDAR = {
    "month": "january february march april may june july august september october november december",
    "weekday": "monday tuesday wednesday thursday friday saturday sunday",
    "season": "spring summer autumn fall winter",
}
_DATE = {name: kind for kind, names in _CALENDAR.items() for name in names.split()}
_AMBIGUOUS = {"may", "march", "fall", "spring"}
"""Dates only after "in", "of", "last", ...: else "we may", "they fall"."""
_BEFORE_DATE = {"in", "of", "last", "this", "next", "since", "by", "until", "that", "the", "early", "late", "mid"}
_SECONDS = {
    "millisecond": 1e-3,
    "ms": 1e-3,
    "second": 1.0,
    "minute": 60.0,
    "hour": 3600.0,
    "day": 86400.0,
    "night": 86400.0,
    "week": 604800.0,
    "month": 2629800.0,
    "quarter": 7889400.0,
    "year": 31557600.0,
    "decade": 315576000.0,
}
_UNITS = {*_SECONDS, "percent", "percentage", "dollar", "euro", "pound"}
_ROUNDED = {"about", "around", "roughly", "almost", "nearly", "over", "under", "approximately", "some", "maybe"}
_ROUNDED |= {"like", "than", "least", "most", "close", "probably", "say"}
_LINKS = {"to", "or", "and", "into"}
"""Between the ends of a range; no unit of the first."""
_HEADS = {"person", "people", "engineer", "developer", "member", "colleague", "nurse", "teacher", "staff", "employee"}
_TITLES = frozenset("mr mrs ms miss mister dr doctor prof professor sir madam".split())
_NEAR, NEAR = 4, 2.0
"""Words to each side of a fact that tell most of what it is about, and their weight."""
_COMPANY = 2
"""Content words that two facts must share: one ("fell") happens in any story."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One value said in one sentence.

    kind : percent, money, time, times, count, year, month, weekday, season, name
    value : in its base unit (seconds, share of 1, ...), or the name in lower case
    shown : as printed
    about : content words around it -> weight
    at, last : its words, as `content.heard` numbers them
    spoken : the number as it was said, in its own unit
    sure : how sure the recognizer is of its words, 0..1; None where that is not known
    """

    kind: str
    value: float | str
    shown: str
    said: Said
    about: dict[str, float]
    rounded: bool = False
    at: int = 0
    last: int = 0
    spoken: float | None = None
    sure: float | None = None

    def agrees(self, other: Fact) -> bool:
        """Whether both may be the same thing: 10 % apart where one was rounded, else 0.5 %, or misheard."""
        sure = min((s for s in (self.sure, other.sure) if s is not None), default=None)
        if same_print(self.shown, other.shown):
            return True
        if isinstance(self.value, str) or isinstance(other.value, str):
            alike = self.kind == "name" and one_name(str(self.value), str(other.value), sure)
            return alike or self.value == other.value
        if self.kind == "year":
            return self.value == other.value
        if self.spoken and other.spoken and one_number(self.spoken, other.spoken, sure):
            return True
        slack = 0.1 if self.rounded or other.rounded else 0.005
        return abs(self.value - other.value) <= slack * max(abs(self.value), abs(other.value))

    def alike(self, other: Fact) -> float:
        """How alike what stands around them is, 0..1."""
        both = self.about.keys() & other.about.keys()
        if len(both) < min(_COMPANY, len(self.about), len(other.about)):
            return 0.0
        shared = sum(min(self.about[word], other.about[word]) for word in both)
        total = sum(self.about.values()) + sum(other.about.values())
        return 2 * shared / total if total else 0.0


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence laid out for reading facts from it.

    keys : what each token tells about its neighbours: a content word, a number's value, None for neither
    """

    said: Said
    printed: tuple[str, ...]
    tokens: tuple[Token, ...]
    numbers: tuple[Number, ...]
    keys: tuple[str | None, ...]

    def fact(
        self,
        kind: str,
        value: float | str,
        first: int,
        last: int,
        unit: int = 0,
        rounded: bool = False,
        spoken: float | None = None,
    ) -> Fact:
        """The fact that tokens `first`..`last` state, shown with `unit` more."""
        begin, end = self.tokens[first].word, self.tokens[last + unit].word + 1
        shown = " ".join(self.printed[begin:end]).strip(" ,.;:?!\"'“”()…–—-")
        known = [c for c in self.said.chances[begin : self.tokens[last].word + 1] if c is not None]
        sure = min(known) if known and len(self.said.chances) == len(self.printed) else None
        around = self._about(first, last)
        return Fact(kind, value, shown, self.said, around, rounded, first, last, spoken, sure)

    def _about(self, first: int, last: int) -> dict[str, float]:
        around: dict[str, float] = {}
        for at, key in enumerate(self.keys):
            if key and not first <= at <= last:
                weight = NEAR if first - _NEAR <= at <= last + _NEAR else 0.5
                around[key] = max(weight, around.get(key, 0.0))
        return around


def facts_of(said: Said) -> Iterator[Fact]:
    """The facts of one sentence.

    >>> [(f.kind, f.value) for f in facts_of(Said(0, 9, "In March we cut 40 percent of the calls with Maria Lopez."))]
    [('percent', 0.4), ('month', 'march'), ('name', 'maria lopez')]
    """
    sentence = _read(said)
    taken = {at for number in sentence.numbers for at in range(number.first, number.last + 1)}
    for number in sentence.numbers:
        if fact := _number(sentence, number):
            yield fact
    for at, token in enumerate(sentence.tokens):
        kind = _DATE.get(token.text)
        if kind and (token.text not in _AMBIGUOUS or (at and sentence.tokens[at - 1].text in _BEFORE_DATE)):
            taken.add(at)
            yield sentence.fact(kind, token.text, at, at)
    yield from _names(sentence, taken)


def _read(said: Said) -> _Sentence:
    tokens = heard(said.text)
    found = tuple(_single(tuple(t.text for t in tokens)))
    keys = [None if (word := stem(t.text)) in _UNITS else word for t in tokens]
    for number in found:
        keys[number.first : number.last + 1] = [f"{number.value:g}"] + [None] * (number.last - number.first)
    return _Sentence(said, tuple(said.text.split()), tokens, found, tuple(keys))


def _single(said: tuple[str, ...]) -> Iterator[Number]:
    """The numbers of a sentence, both ends of a range apart."""
    for number in numbers(said):
        if number.joined != "range":
            yield number
            continue
        if number.first == number.last and number.start_value is not None:  # "10-15%"
            yield replace(number, value=number.start_value, start_value=None, joined=None)
            yield replace(number, start_value=None, joined=None)
            continue
        for end in amounts(said[number.first : number.last + 2]):
            kind = number.kind if end.kind == "count" else end.kind
            unit = end.unit if end.unit and end.unit not in _LINKS else number.unit
            yield replace(end, first=end.first + number.first, last=end.last + number.first, kind=kind, unit=unit)


def _number(sentence: _Sentence, number: Number) -> Fact | None:
    tokens = sentence.tokens
    before = [t.text for t in tokens[max(0, number.first - 3) : number.first]]
    value, kind, rounded = number.value, str(number.kind), bool(_ROUNDED & set(before))
    if number.joined == "share" and number.start_value is not None and value:
        kind, value, rounded = "percent", number.start_value / value, True
    elif kind == "share":
        kind, rounded = "percent", True  # "a third" is 33 percent, or 35
    elif kind == "percent":
        value /= 100
    elif kind == "time" and [t.text for t in tokens[number.last + 1 : number.last + 3]] == ["quarters", "of"]:
        kind, value, rounded = "percent", value / 4, True  # "three quarters of them"
    elif kind == "time":
        value *= _SECONDS.get(number.unit, 1.0)
    elif kind == "money" and number.unit == "cent":
        value /= 100
    elif kind == "count" and value in range(1950, 2040) and tokens[number.first].text.isdigit():
        kind = "year"
    elif kind == "count" and value == 1:
        return None  # "one of them", "one day": rarely a number
    after = tokens[number.last + 1].text if number.last + 1 < len(tokens) else ""
    unit = kind != "year" and stem(after) is not None and unit_of(after) == number.unit
    fact = sentence.fact(kind, value, number.first, number.last, unit, rounded, number.value)
    if kind == "count" and (number.unit in _HEADS or before[-2:] in (["team", "of"], ["group", "of"])):
        fact.about["team"] = NEAR  # "a team of five" and "five engineers" are one fact
    return fact


def _names_one(word: str) -> bool:
    """Whether a word with a capital can be a name: no word without content, no title."""
    return stem(word) is not None and word not in _TITLES


def _names(sentence: _Sentence, taken: set[int]) -> Iterator[Fact]:
    """Runs of words with a capital inside the sentence, up to a comma."""
    tokens, at = sentence.tokens, 0
    while at < len(tokens):
        last = at
        while last < len(tokens) and tokens[last].name and last not in taken and _names_one(tokens[last].text):
            last += 1
            if tokens[last - 1].stop:
                break
        if last > at:
            name = " ".join(t.text.removesuffix("'s") for t in tokens[at:last])
            yield sentence.fact("name", name, at, last - 1)
        at = max(last, at + 1)
