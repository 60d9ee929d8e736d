"""Numbers in a line of speech, as digits or words, with what they count.

    "from 3 seconds to 400 milliseconds"   one Number that is a range
    "two thirds of them", "one in eight"   one Number that is a share
    "halved", "10x", "three times faster"  times
    "$4.1 million", "a hundred and six calls", "99.97 percent"

Clock times ("7:48"), ordinals ("the 5th") and names that hold a digit ("Q3") are no numbers here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

Kind = Literal["percent", "money", "time", "share", "times", "count"]

_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_SMALL += " seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORTH: dict[str, float] = {word: value for value, word in enumerate(_SMALL.split())}
_WORTH |= {word: 20.0 + 10 * i for i, word in enumerate(_TENS.split())}
_SCALE = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "lakh": 1e5, "crore": 1e7, "dozen": 12.0}
_SUFFIX = {"k": 1e3, "m": 1e6, "mm": 1e6, "b": 1e9, "bn": 1e9, "x": 1.0, "%": 1.0, "": 1.0}
_FRACTION = {word: 1 / (2 + i) for i, word in enumerate(("half", "third", "quarter"))}
_FRACTION |= {word: 1 / (5 + i) for i, word in enumerate(("fifth", "sixth", "seventh", "eighth", "ninth", "tenth"))}
_FRACTION |= {f"{word}s": share for word, share in _FRACTION.items()} | {"halves": 0.5}
_BY = {"halved": 0.5, "halving": 0.5, "doubled": 2.0, "doubling": 2.0, "tripled": 3.0, "tripling": 3.0, "twice": 2.0}
_BY |= {"trebled": 3.0, "quadrupled": 4.0, "none": 0.0, "twofold": 2.0, "threefold": 3.0, "tenfold": 10.0}
_DIGITS = re.compile(r"([$€£]?)(\d[\d,]*(?:\.\d+)?)(%|x|k|m|mm|bn|b)?")

_TIME = {"millisecond", "ms", "second", "minute", "hour", "day", "night", "week", "month", "quarter", "year", "decade"}
_MONEY = {"dollar", "euro", "pound", "buck", "cent", "rupee", "yen", "yuan", "franc", "krona", "crown", "peso", "real"}
_MONEY |= {"reais", "riyal", "naira", "zloty", "lira", "shilling", "grand", "quid", "arr", "gmv", "dirham", "rand"}
_PERCENT = {"percent", "%", "per", "percentage", "points", "point"}


@dataclass(frozen=True, slots=True)
class Number:
    """Line words `first`..`last` say a number; `unit` is the word after it, singular, "" where there is none.

    value : what it amounts to (of a range or share: the later part), in its own unit
    start_value : where a range or a share begins, else None
    """

    first: int
    last: int
    value: float
    kind: Kind
    unit: str = ""
    start_value: float | None = None
    joined: Literal["range", "share", None] = None


@lru_cache(maxsize=2048)
def numbers(said: tuple[str, ...]) -> tuple[Number, ...]:
    """The numbers of a line, in order, ranges and shares joined.

    >>> [(n.kind, n.value, n.unit) for n in numbers(tuple("it fell from 3 seconds to 400 milliseconds".split()))]
    [('time', 400.0, 'millisecond')]
    >>> [(n.kind, n.value) for n in numbers(tuple("we lost $4.1 million and a hundred and six calls".split()))]
    [('money', 4100000.0), ('count', 106.0)]
    """
    found: list[Number] = []
    at = 0
    while at < len(said):
        number = _amount(said, at)
        if number is None:
            at += 1
            continue
        at = number.last + 1
        if found and (joined := _join(said, found[-1], number)):
            found[-1] = joined
        else:
            found.append(number)
    return tuple(found)


def singular(word: str) -> str:
    """
    >>> [singular(w) for w in ("engineers", "queries", "boxes", "glass")]
    ['engineer', 'query', 'box', 'glass']
    """
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:s|x|ch|sh)es$", word):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _amount(said: Sequence[str], at: int) -> Number | None:
    """The number that begins at word `at`, with its unit; None where none does."""
    end, value = at, 0.0
    kind: Kind | None = None
    word = said[at]
    following = said[at + 1] if at + 1 < len(said) else ""
    if word in _BY:
        return Number(at, at, _BY[word], "times")
    if word in ("a", "an") and (following in _SCALE or (following in _FRACTION and following != "second")):
        end, value = at + 1, _SCALE.get(following) or _FRACTION[following]
        kind = "share" if following in _FRACTION else None
    elif word == "half" and following in ("of", "the", "our", "as", "that", "a", "what"):
        value, kind = 0.5, "share"
    elif match := _DIGITS.fullmatch(word):
        value = round(float(match[2].replace(",", "")) * _SUFFIX[match[3] or ""], 6)
        kind = "money" if match[1] else "percent" if match[3] == "%" else "times" if match[3] == "x" else None
    elif (worth := _worth(word)) is not None:
        value = worth
    else:
        return None
    while end + 1 < len(said):
        word, after = said[end + 1], said[end + 2] if end + 2 < len(said) else ""
        if (scale := _SCALE.get(singular(word))) is not None:
            value = round(value * scale, 6)  # 4.1 million has no exact binary form
        elif word == "and" and after == "a" and said[end + 3 : end + 4] and said[end + 3] in ("half", "quarter"):
            value += _FRACTION[said[end + 3]]
            end += 2
        elif word == "and" and _worth(after) is not None and said[end] in _SCALE and not said[at][0].isdigit():
            value += _worth(after) or 0.0
            end += 1
        elif word == "point" and _worth(after) is not None:
            value += (_worth(after) or 0.0) / 10
            end += 1
        elif word in _FRACTION and word not in ("quarters", "seconds") and value < 10 and word != "half":
            value, kind = value * _FRACTION[word], "share"
        elif (worth := _worth(word)) is not None and not said[at][0].isdigit() and said[end] not in _FRACTION:
            value += worth
        else:
            break
        end += 1
    return _with_unit(said, Number(at, end, value, kind or "count"), kind)


def _worth(word: str) -> float | None:
    """ "thirty-five" -> 35; None for what is no number word."""
    parts = [_WORTH.get(part) for part in word.split("-")]
    return None if None in parts else float(sum(part or 0.0 for part in parts))


def _with_unit(said: Sequence[str], number: Number, kind: Kind | None) -> Number:
    after = said[number.last + 1] if number.last + 1 < len(said) else ""
    unit = singular(after)
    if kind is None:
        if after in _PERCENT and after != "point":
            kind = "percent"
        elif unit in _MONEY:
            kind = "money"
        elif unit in _TIME:
            kind = "time"
        elif after in ("times", "fold"):
            kind = "times"
    return replace(number, kind=kind or "count", unit=unit)


def _join(said: Sequence[str], a: Number, b: Number) -> Number | None:
    """`a` and `b` as one number: "from a to b", "a out of b"; None where they are two."""
    between = said[a.last + 1 : b.first]
    if len(between) > 6:
        return None
    links = [i for i, word in enumerate(between) if word in ("to", "into")]
    if links and a.first and (said[a.first - 1] == "from" or said[max(0, a.first - 2)] == "from"):
        kind = b.kind if b.kind != "count" else a.kind
        return Number(a.first - 1, b.last, b.value, kind, b.unit or a.unit, a.value, "range")
    if a.value == 1 and len(between) == 2 and between[1] in ("in", "out"):  # one truck in 70
        return None if b.kind == "time" else Number(a.first, b.last, b.value, "share", between[0], a.value, "share")
    if re.fullmatch(r"(?:out of|in|of|from)(?: (?:the|these|those|our|all|every|about))*", " ".join(between)):
        if " ".join(between).startswith(("in", "from")) and (b.kind == "time" or a.value > b.value):
            return None
        return Number(a.first, b.last, b.value, "share", b.unit, a.value, "share")
    return None
