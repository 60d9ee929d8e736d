"""Words as printed -> how many syllables they take to say.

letters     a linear rule on the vowel groups and the letters around them; words that it gets wrong stand in
            a list beside it (`syllables.json`, learned from the CMU Pronouncing Dictionary, BSD, by
            scripts/train_syllables.py)
digits      read out: "$4.1" four point one dollars, "2021" twenty twenty-one, "9%" nine percent
capitals    "SRE" and "AWS" by letter, "NASA" as a word
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

_VOWELS = re.compile(r"[aeiouy]+")
_PARTS = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’][A-Za-z]+)*|\d+(?:[,.:]\d+)*|[$€£%&+=@]")
_SYMBOL = {"$": 2, "€": 2, "£": 1, "%": 2, "&": 1, "+": 1, "=": 2, "@": 1}
_LETTER_NAMES = {"w": 3}
_SPELLED = 3
"""Letters; longer words in capitals are said as words where they hold a vowel."""
_LETTERS_A_SYLLABLE, _SHORTEST = 3, 1.5
_REACH = 3
"""Letters before and after a vowel group that the rule looks at, four in all."""


@lru_cache(maxsize=20_000)
def syllables(printed: str) -> int:
    """Syllables of one printed word; 0 where nothing is said.

    >>> [syllables(word) for word in ("decided,", "people", "area", "rhythm", "2021", "$4.1", "SRE", "9%", "...")]
    [3, 2, 3, 2, 5, 5, 3, 3, 0]
    """
    return sum(_part(part) for part in _PARTS.findall(printed))


def letters(printed: str) -> float:
    """Length of one printed word in letters, the measure of how long it takes to say.

    Figures and initials count as they are read out, and even the shortest word takes some time.

    >>> letters("it"), letters("SRE"), letters("19")
    (3.5, 10.5, 7.5)
    """
    text = printed.strip().strip(".,?!;:\"'…")
    read_out = len(text) > 1 and (text.isupper() or not text.isalpha())
    return max(len(text), _LETTERS_A_SYLLABLE * syllables(text) if read_out else 0) + _SHORTEST


def _part(part: str) -> int:
    if part[0].isdigit():
        return _read_out(part)
    if part in _SYMBOL:
        return _SYMBOL[part]
    if part.isupper() and len(part) > 1 and (len(part) <= _SPELLED or not _VOWELS.search(part.lower())):
        return sum(_LETTER_NAMES.get(letter, 1) for letter in part.lower())
    return count(part.lower().replace("’", "'"))


def count(word: str) -> int:
    """Syllables of a lower-case word of letters, at least one."""
    table = _table()
    listed = table["words"].get(word)
    return int(listed) if listed else estimate(word, table["weights"])


def estimate(word: str, weights: dict[str, float]) -> int:
    """What the rule alone says."""
    return max(1, round(sum(weights.get(gram, 0.0) for gram in grams(word))))


def grams(word: str) -> Iterator[str]:
    """What the rule sums over: every vowel group, alone and with up to four letters around it, and the ending.

    >>> list(grams("by"))[:4]
    ['y', '<y>$', 'b<y>', 'b<y>$']
    """
    framed = f"^{word}$"
    for group in _VOWELS.finditer(framed):
        start, end = group.span()
        yield group[0]
        for left in range(min(_REACH, start) + 1):
            for right in range(min(_REACH, len(framed) - end, 4 - left) + 1):
                if left or right:
                    yield f"{framed[start - left : start]}<{group[0]}>{framed[end : end + right]}"
    yield from (framed[-length:] for length in (3, 4, 5))


@cache
def _table() -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = json.loads(
        files("starclock.english").joinpath("syllables.json").read_text(encoding="utf-8")
    )
    return table


_ONES = (2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 2, 2, 2, 2, 3, 2, 2)
"""zero, one, ... nineteen"""


_READ_AS_ONE = 15
"""Digits of the longest number that is read as one: 999 trillion."""


def _read_out(number: str) -> int:
    """Syllables of digits as they are read out: years in pairs, clock times and decimals part by part."""
    digits = [int(digit) for digit in number if digit.isdecimal()]
    if len(digits) > _READ_AS_ONE:  # a serial number, or a recognizer that repeats itself: digit by digit
        return sum(_ONES[digit] for digit in digits)
    whole, *parts = re.split("[:.]", number.replace(",", ""))
    if ":" in number:
        return _whole(int(whole)) + (2 if parts[0] == "00" else _whole(int(parts[0])) + (parts[0][0] == "0"))
    decimals = "".join(parts)
    if not decimals and "," not in number and len(whole) == 4 and 1100 <= int(whole) < 2100 and whole[1] != "0":
        return _whole(int(whole[:2])) + (_whole(int(whole[2:])) if whole[2:] != "00" else 2)
    if not decimals and re.fullmatch(r"20[1-9]\d", number):
        return _whole(20) + _whole(int(whole[2:]))
    return _whole(int(whole)) + (1 + sum(_ONES[int(digit)] for digit in decimals) if decimals else 0)


def _whole(number: int) -> int:
    """Syllables of a whole number.

    >>> [_whole(n) for n in (0, 7, 17, 70, 77, 100, 340, 19_000, 2_000_000)]
    [2, 2, 3, 3, 5, 3, 5, 4, 3]
    """
    if number < 20:
        return _ONES[number]
    if number < 100:
        return (3 if number // 10 == 7 else 2) + (_ONES[number % 10] if number % 10 else 0)
    for size, named in ((10**9, 2), (10**6, 2), (1000, 2), (100, 2)):
        if number >= size:
            return _whole(min(number // size, 999)) + named + (_whole(number % size) if number % size else 0)
    return 0
