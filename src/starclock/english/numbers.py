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
_SCALE = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
_SCALE |= {"lakh": 1e5, "crore": 1e7, "k": 1e3, "grand": 1e3}
_FRACTION = {word: 1 / (2 + i) for i, word in enumerate(("half", "third", "quarter"))}
_FRACTION |= {word: 1 / (5 + i) for i, word in enumerate(("fifth", "sixth", "seventh", "eighth", "ninth", "tenth"))}
_FRACTION |= {f"{word}s": share for word, share in _FRACTION.items()} | {"halves": 0.5}
_BY = {"halved": 0.5, "halving": 0.5, "doubled": 2.0, "doubling": 2.0, "tripled": 3.0, "tripling": 3.0, "twice": 2.0}
_BY |= {"trebled": 3.0, "quadrupled": 4.0, "none": 0.0, "twofold": 2.0, "threefold": 3.0, "tenfold": 10.0}

_TIME = {"millisecond", "ms", "second", "minute", "hour", "day", "night", "week", "month", "quarter", "year", "decade"}
_MONEY = {"dollar", "euro", "pound", "buck", "cent", "rupee", "yen", "yuan", "franc", "krona", "crown", "peso", "real"}
_MONEY |= {"reais", "riyal", "naira", "zloty", "lira", "shilling", "grand", "quid", "arr", "gmv", "dirham", "rand"}
_BEFORE_POINT = frozenset("to from by of about around only roughly nearly almost".split())
"""What comes before a decimal that begins with "point", and not before a point that is made or reached."""
_CLOCK = {"am", "pm", "a.m", "p.m", "o'clock"}
_CURRENCY = {"pound", "dollar", "euro", "rupee", "usd", "eur", "gbp", "inr"}
"""In the singular before digits, as Whisper prints a sign: "pound 3.1 million"."""
_PERCENT = {"percent", "%", "per", "percentage", "points", "point"}
_SHORT = {"s": "second", "sec": "second", "secs": "second", "min": "minute", "mins": "minute", "h": "hour"}
_SHORT |= {"hr": "hour", "hrs": "hour", "ms": "millisecond", "msec": "millisecond", "yr": "year", "yrs": "year"}
_SUFFIX = {"k": 1e3, "m": 1e6, "mm": 1e6, "b": 1e9, "bn": 1e9}
_SIZES = "kb mb gb tb pb kg km cm mg mph kph rpm fps hz khz mhz ghz kw kwh mw px pp"
_DIGITS = r"\d[\d,]*(?:\.\d+)?|\.\d+"
_PRINTED = re.compile(
    rf"[~≈≤≥<>±+−-]*(?:us|[acns]|nz|hk)?(?P<money>[$€£¥₹])?(?:(?P<low>{_DIGITS})[-–−][$€£¥₹]?)?(?P<digits>{_DIGITS})?"
    rf"(?P<part>[½¼¾⅓⅔])?(?P<euro>[€£])?"
    rf"(?:(?P<suffix>%|x|k|mm?|bn?|{'|'.join(sorted(_SHORT, key=len, reverse=True))}|{_SIZES.replace(' ', '|')})"
    rf"|[-‑–](?P<unit>[a-z]+)(?:-old)?)?\+?"
)
"""A number as it is printed, with what is glued to it: "$2-3", "300ms", "40-person", "100+", "3½"."""
_PARTS = {"½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3}
_SLASHED = re.compile(r"(\d)/(\d|10)")
_NO_UNIT = frozenset("to in on or and a an by at of up off out one two for".split())
"""What follows a hyphen in "9-to-5" and "2-in-1"."""
_DECADES = frozenset("the early mid late in my his her their our".split())
"""Before these, "80s" are years."""


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


_LARGEST = 1e18
"""Larger numbers nobody speaks of; Whisper is known to repeat a digit without end."""


@lru_cache(maxsize=2048)
def numbers(said: tuple[str, ...]) -> tuple[Number, ...]:
    """The numbers of a line, in order, ranges and shares joined.

    >>> [(n.kind, n.value, n.unit) for n in numbers(tuple("it fell from 3 seconds to 400 milliseconds".split()))]
    [('time', 400.0, 'millisecond')]
    >>> [(n.kind, n.value) for n in numbers(tuple("we lost $4.1 million and a hundred and six calls".split()))]
    [('money', 4100000.0), ('count', 106.0)]
    """
    found: list[Number] = []
    for number in amounts(said):
        if found and (joined := _join(said, found[-1], number)):
            found[-1] = joined
        else:
            found.append(number)
    return tuple(found)


@lru_cache(maxsize=2048)
def amounts(said: tuple[str, ...]) -> tuple[Number, ...]:
    """The numbers of a line, in order, each by itself: both ends of a range, both halves of a share."""
    found: list[Number] = []
    at = 0
    while at < len(said):
        number = _amount(said, at)
        if number is None or not (number.value <= _LARGEST and (number.start_value or 0.0) <= _LARGEST):
            at += 1
            continue
        at = number.last + 1
        if number.unit in _CLOCK and number.kind == "count" and number.value <= 24:
            continue
        if number.unit == "cent" and found and (whole := _with_cents(said, found[-1], number)):
            found[-1] = whole
        else:
            found.append(number)
    return tuple(found)


def _with_cents(said: Sequence[str], whole: Number, cents: Number) -> Number | None:
    """ "nineteen dollars and ninety-nine cents" as one amount."""
    between = said[whole.last + 1 : cents.first]
    if (
        whole.kind != "money"
        or cents.value >= 100
        or between not in ((whole_unit := said[whole.last + 1],), (whole_unit, "and"))
    ):
        return None
    return replace(whole, last=cents.last + 1, value=round(whole.value + cents.value / 100, 2))


def unit_of(word: str) -> str:
    """What a word counts, as one full word in the singular.

    >>> [unit_of(w) for w in ("engineers", "queries", "s", "mins", "%")]
    ['engineer', 'query', 'second', 'minute', '%']
    """
    return _SHORT.get(word) or singular(word)


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
    word = said[at]
    following, third = (*said[at + 1 : at + 3], "", "")[:2]
    if word in _BY:
        return Number(at, at, _BY[word], "times")
    if word in ("half", "quarter") and (scaled := _scaled_part(said, at)):
        return scaled
    if word in ("a", "an") and following in ("half", "quarter") and (scaled := _scaled_part(said, at + 1)):
        return replace(scaled, first=at)
    if word in ("a", "an") and following in _SCALE and following not in ("k", "grand"):
        return _counted(said, at, at + 1, _SCALE[following], following)
    if word in ("a", "an") and following in _FRACTION and following != "second":
        return _with_unit(said, Number(at, at + 1, _FRACTION[following], "share"), "share")
    if word == "point" and (decimals := _decimals(said, at + 1)) and at and said[at - 1] in _BEFORE_POINT:
        words = 1 if len(decimals) == 2 and (_worth(following) or 0) >= 10 else len(decimals)
        return _with_unit(said, Number(at, at + words, float(f"0.{decimals}"), "count"), None)
    if word == "half" and following in ("of", "the", "our", "as", "that", "a", "what"):
        return _with_unit(said, Number(at, at, 0.5, "share"), "share")
    if word in ("nineteen", "twenty") and 10 <= (_worth(following) or 0.0) < 100:
        return _year(said, at, (_worth(following) or 0.0), third)
    if (worth := _worth(word)) is not None:
        return _counted(said, at, at, worth, word)
    if "-" in word and (worth := _worth(word.rpartition("-")[0])) is not None:
        return _with_glued(said, at, worth, word.rpartition("-")[2])
    return _printed(said, at) if any(c.isdigit() or c in _PARTS for c in word) else None


def _scaled_part(said: Sequence[str], at: int) -> Number | None:
    """ "half a million", "quarter of a million": the part that stands at word `at`."""
    last = at + 1
    while last < len(said) and said[last] in ("of", "a"):
        last += 1
    scale = _SCALE.get(said[last]) if last < len(said) and said[last] not in ("k", "grand") else None
    return _with_unit(said, Number(at, last, _FRACTION[said[at]] * scale, "count"), None) if scale else None


def _year(said: Sequence[str], at: int, rest: float, third: str) -> Number:
    """ "nineteen ninety five", "twenty twenty": a year said in two halves; else two numbers."""
    unit = _worth(third) if rest >= 20 and rest % 10 == 0 else None
    last, rest = (at + 2, rest + unit) if unit is not None and 0 < unit < 10 else (at + 1, rest)
    year = _WORTH[said[at]] * 100 + rest
    return (
        Number(at, last, year, "count") if 1950 <= year < 2040 else _counted(said, at, at, _WORTH[said[at]], said[at])
    )


def _printed(said: Sequence[str], at: int) -> Number | None:
    """A number in digits, with what is glued to it; None for a clock time, an ordinal, a version, a score."""
    if slashed := _SLASHED.fullmatch(said[at]):
        part = _part_of_one(slashed[0])
        return _with_unit(said, Number(at, at, part, "share"), "share") if part else None
    match = _PRINTED.fullmatch(said[at])
    if not match or not (match["digits"] or match["part"]):
        return None
    if not match["digits"]:
        return _with_unit(said, Number(at, at, _PARTS[match["part"]], "share"), "share")
    value = _value(match["digits"]) + _PARTS.get(match["part"], 0.0)
    low = _value(match["low"]) if match["low"] else None
    suffix, money = match["suffix"], bool(match["money"] or match["euro"])
    if low is not None and (low >= value or (1950 <= low < 2040 and not money and not suffix)):
        return None
    if (
        suffix == "s"
        and value % 10 == 0
        and value < 3000
        and (value >= 1000 or (said[at - 1 : at] and said[at - 1] in _DECADES))
    ):
        return None
    money = money or (at > 0 and said[at - 1] in _CURRENCY)
    if match["unit"]:
        glued = _with_glued(said, at, value, match["unit"])
        if glued is None:
            return None
        number = replace(glued, kind="money") if money else glued
    elif suffix in _SHORT:
        number = Number(at, at, value, "time", _SHORT[suffix])
    elif suffix and (suffix in _SIZES.split()):
        number = Number(at, at, value, "percent" if suffix == "pp" else "count", suffix)
    else:
        kind: Kind | None = "money" if money else "percent" if suffix == "%" else "times" if suffix == "x" else None
        value = round(value * _SUFFIX.get(suffix or "", 1.0), 6)
        number = _counted(said, at, at, value, said[at], kind)
    if low is None:
        return number
    return replace(number, start_value=round(low * number.value / value, 6) if value else low, joined="range")


def _value(digits: str) -> float:
    """ "1,200" -> 1200, "4,5" -> 4.5: three digits follow a comma that parts thousands."""
    if re.fullmatch(r"\d+,\d{1,2}", digits):
        return float(digits.replace(",", "."))
    return float(digits.replace(",", ""))


def _with_glued(said: Sequence[str], at: int, value: float, unit: str) -> Number | None:
    """ "5-minute", "$3-million", "three-fold": a number whose unit hangs on it by a hyphen."""
    if unit in _SCALE and unit != "k":
        return _counted(said, at, at, round(value * _SCALE[unit], 6), unit)
    if unit in _FRACTION and 0 < value * _FRACTION[unit] < 1:
        return _with_unit(said, Number(at, at, value * _FRACTION[unit], "share"), "share")
    if unit == "fold":
        return Number(at, at, value, "times")
    words = not any(c.isdigit() for c in said[at])
    if unit in _NO_UNIT or (words and unit_of(unit) not in _TIME | _MONEY | {"person", "percent"}):
        return None
    return Number(at, at, value, _kind_of(unit, "") or "count", unit_of(unit))


def _counted(said: Sequence[str], first: int, last: int, value: float, word: str, kind: Kind | None = None) -> Number:
    """A number that goes on in the words after `last`: "two hundred fifty", "1.2 million", "nine point oh five".

    value : what the words up to `last` amount to; word : the last of them
    """
    digits = said[first][-1:].isdigit() or any(c.isdigit() for c in said[first])
    total, part = 0.0, value
    room = _SCALE[word] if word in _SCALE else 10.0 if not digits and value >= 20 and value % 10 == 0 else 0.0
    scale = _SCALE.get(word, 0.0)
    if scale >= 1e3:
        total, part = part, 0.0
    while last + 1 < len(said):
        word, after = said[last + 1], said[last + 2] if last + 2 < len(said) else ""
        worth = _worth(word)
        if (by := _SCALE.get(singular(word))) is not None:
            last += 1
            part = round((part or (0.0 if total else 1.0)) * by, 6)  # 4.1 million has no exact binary form
            if not part:
                total = round(total * by, 6)
            room = scale = by
            if by >= 1e3:
                total, part = total + part, 0.0
            kind = "money" if word == "grand" else kind
        elif word == "and" and after == "a" and said[last + 3 : last + 4] and said[last + 3] in ("half", "quarter"):
            if scale:
                total += _FRACTION[said[last + 3]] * scale
            else:  # "one and a half million": the scale may follow
                part += _FRACTION[said[last + 3]]
            last += 3
        elif word == "and" and scale and not digits and (more := _worth(after)) is not None and more < room:
            part, last, room = part + more, last + 2, 10.0 if more >= 20 and more % 10 == 0 else 0.0
        elif word == "point" and (decimals := _decimals(said, last + 2)):
            part += float(f"0.{decimals}")
            last += 1 + (len(decimals) if _worth(said[last + 2]) is None or (_worth(said[last + 2]) or 0) < 10 else 1)
            room = 0.0
        elif word in _FRACTION and word not in ("quarters", "seconds", "half") and total + part < 10:
            value = (total + part) * _FRACTION[word]
            return _with_unit(said, Number(first, last + 1, value, "share"), "share")
        elif worth is not None and not digits and worth < room:
            part, last, room = part + worth, last + 1, 10.0 if worth >= 20 and worth % 10 == 0 else 0.0
        elif digits and part == int(part) and (share := _part_of_one(word)):
            part, last = part + share, last + 1
        elif digits and word == "000" and re.fullmatch(r"[$€£]?\d{1,3}", said[first]):
            part, last = part * 1000, last + 1
        else:
            break
    return _with_unit(said, Number(first, last, round(total + part, 6), kind or "count"), kind)


def _part_of_one(word: str) -> float | None:
    """ "1/2" -> 0.5, "¾" -> 0.75; None for anything else."""
    if slashed := _SLASHED.fullmatch(word):
        over, under = float(slashed[1]), float(slashed[2])
        return over / under if 0 < over < under else None
    return _PARTS.get(word)


def _decimals(said: Sequence[str], at: int) -> str:
    """The decimals that words from `at` on say, digit by digit or as one number: "oh five", "twenty-five"."""
    found = ""
    for word in said[at:]:
        worth = 0.0 if word in ("oh", "o") else _worth(word)
        if worth is None or (worth >= 10 and found):
            break
        found += f"{worth:g}"
        if worth >= 10:
            break
    return found


def _worth(word: str) -> float | None:
    """ "thirty-five" -> 35; None for what is no number word."""
    tens, _, unit = word.partition("-")
    worth, more = _WORTH.get(tens), _WORTH.get(unit)
    if not unit:
        return worth
    return worth + more if worth is not None and more is not None and worth >= 20 and 0 < more < 10 else None


def _with_unit(said: Sequence[str], number: Number, kind: Kind | None) -> Number:
    after, then = (*said[number.last + 1 : number.last + 3], "", "")[:2]
    if kind is None and after == "basis" and then in ("point", "points"):
        return replace(number, last=number.last + 2, value=number.value / 100, kind="percent")
    return replace(number, kind=kind or _kind_of(after, then) or "count", unit=unit_of(after))


def _kind_of(after: str, then: str) -> Kind | None:
    """What kind of number the words after it make it."""
    unit = unit_of(after)
    if after in _PERCENT and after != "point" and (after != "per" or then == "cent"):
        return "percent"
    if unit in _MONEY:
        return "money"
    if unit in _TIME:
        return "time"
    return "times" if after in ("times", "fold") else None


def _join(said: Sequence[str], a: Number, b: Number) -> Number | None:
    """`a` and `b` as one number: "from a to b", "a out of b"; None where they are two."""
    between = said[a.last + 1 : b.first]
    if len(between) > 6:
        return None
    links = [i for i, word in enumerate(between) if word in ("to", "into")]
    if links and a.first and (said[a.first - 1] == "from" or said[max(0, a.first - 2)] == "from"):
        kind = b.kind if b.kind != "count" else a.kind
        return Number(a.first - 1, b.last, b.value, kind, b.unit or a.unit, a.value, "range")
    if between in (("to",), ("or",), ("and",)) and _near_range(said, a, b, between[0]):
        kind = b.kind if b.kind != "count" else a.kind
        return Number(a.first, b.last, b.value, kind, b.unit, a.value, "range")
    if a.value == 1 and len(between) == 2 and between[1] in ("in", "out"):  # one truck in 70
        return None if b.kind == "time" else Number(a.first, b.last, b.value, "share", between[0], a.value, "share")
    if re.fullmatch(r"(?:out of|in|of|from)(?: (?:the|these|those|our|all|every|about))*", " ".join(between)):
        if " ".join(between).startswith(("in", "from")) and (b.kind == "time" or a.value > b.value):
            return None
        return Number(a.first, b.last, b.value, "share", b.unit, a.value, "share")
    return None


def _near_range(said: Sequence[str], a: Number, b: Number, link: str) -> bool:
    """ "3 to 4 weeks", "two or three weeks", "between 2 and 3 percent": a lower and an upper end of one amount."""
    if link == "and" and "between" not in said[max(0, a.first - 1) : a.first]:
        return False
    of_one_kind = a.kind in ("count", b.kind) and not a.joined and not b.joined
    return of_one_kind and a.value < b.value and b.kind not in ("share", "times")
