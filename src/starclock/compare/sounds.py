"""May two names, or two numbers, be one thing that a recognizer heard twice?

Whisper writes a name as it sounds to it, in one attempt so and in the next so: "Karine" and "Corinne", "Nando" and
"Nano". Names are compared by sound: by their consonants as Metaphone (Philips 1990) codes them, and by their letters.
Of numbers the pairs are known that listeners too mistake for each other: thirteen and thirty, nineteen and ninety.
A recognizer tells how sure it is of a word, and is mostly not where it errs; so where it is sure, less will do to tell
two things apart.
"""

from __future__ import annotations

import re
from functools import lru_cache

from jellyfish import levenshtein_distance, metaphone

_KIN = tuple(frozenset(letters) for letters in ("BPFVW", "KGJX", "SXJZ0C", "TD0", "LR", "MN", "AEIOUHYW"))
"""Codes of sounds that are taken for each other; 0 is "th"."""
_APART, _APART_UNSURE = 0.4, 0.55
"""Distance from which two names are two: where the recognizer is sure of both, and where not. Of pairs of unlike common
names 1 in 500 is nearer than the first, 1 in 50 than the second."""
_SURE, _SURE_NUMBER = 0.75, 0.9
"""Probability of a word from which a recognizer is sure of a name, of a number: words misheard are mostly below."""
_DIGITS = re.compile(r"\D")
_CLOCK, _SPELLED = 3, 5
"""Digits of a time of day, at least; letters that are spelled out, at most."""
_LEAST_PART = 3
"""Letters of a part of a name that makes two names one: "Maria" and "Maria Lopez"."""


def one_name(name: str, other: str, sure: float | None = None) -> bool:
    """Whether two names may be one, misheard, misspelled or told in part.

    sure : the lower probability of the two, 0..1; None counts as sure
    >>> one_name("siobhan", "shivaun", 0.4), one_name("maria lopez", "maria"), one_name("corinne", "karine")
    (True, True, True)
    >>> one_name("walter", "marcus", 0.4), one_name("terraform", "terra form"), one_name("maria lopez", "maria gomez")
    (False, True, False)
    """
    parts, others = name.split(), other.split()
    shared = {part for part in parts if len(part) >= _LEAST_PART and part in others}
    if shared and len(parts) == len(others) > 1:  # "Maria Lopez" and "Maria Gomez" are two
        parts, others = ([part for part in own if part not in shared] for own in (parts, others))
        return not (parts and others) or one_name(" ".join(parts), " ".join(others), sure)
    if shared:
        return True
    if len(parts) != len(others) and any(
        one_name(part, another, sure) for part in parts for another in others if min(len(part), len(another)) > 3
    ):
        return True
    if sure is None or sure >= _SURE:
        return distance(name, other) < _APART
    return distance(name, other) < _APART_UNSURE or _cut_off(name, other)


def _cut_off(name: str, other: str) -> bool:
    """Whether one may be the beginning of the other: "Grom" for "Groningen"."""
    short, long = sorted((_code(name), _code(other)), key=len)
    return len(short) >= _LEAST_PART and long.startswith(short)


@lru_cache(maxsize=8192)
def distance(name: str, other: str) -> float:
    """How far apart two names sound and are spelled, 0..1.

    >>> round(distance("karine", "corinne"), 2), round(distance("walter", "marcus"), 2)
    (0.21, 0.85)
    """
    joined, other_joined = name.replace(" ", ""), other.replace(" ", "")
    letters = levenshtein_distance(joined, other_joined) / max(len(joined), len(other_joined), 1)
    code, other_code = _code(name), _code(other)
    if not (code and other_code):
        return letters
    return (letters + _steps(code, other_code) / max(len(code), len(other_code))) / 2


def one_number(value: float, other: float, sure: float | None = None) -> bool:
    """Whether two numbers are a pair that is easily misheard, and the recognizer not sure of both.

    value, other : as they were said, both seconds, both percent, ...; sure : as in `one_name`, 0..1
    >>> one_number(90, 19, 0.76), one_number(15, 50, 0.95), one_number(90, 18, 0.5)
    (True, False, False)
    """
    if sure is None or sure >= _SURE_NUMBER:
        return False
    low, high = sorted((value, other))
    return low in range(13, 20) and high == (low - 10) * 10


def same_print(shown: str, other: str) -> bool:
    """Whether two texts may be one thing printed in two ways: a time of day as a number, letters that are spelled out.

    >>> same_print("7:48", "748"), same_print("7.48", "748"), same_print("1.5", "15"), same_print("PN", "PM")
    (True, True, False, True)
    """
    digits, other_digits = _DIGITS.sub("", shown), _DIGITS.sub("", other)
    if len(digits) >= _CLOCK and digits == other_digits and {*shown, *other} <= {*digits, *".:"}:
        return True
    spelled = shown.isupper() and other.isupper() and max(len(shown), len(other)) <= _SPELLED
    return spelled and len(shown) == len(other) > 1 and levenshtein_distance(shown, other) == 1


def _code(name: str) -> str:
    """Its consonants; "bh" and "mh" sound as a "v" in the Irish names that Metaphone does not know."""
    name = name.replace("bh", "v").replace("mh", "v")
    return "".join(metaphone(part) for part in name.split()).replace(" ", "")


def _steps(code: str, other: str) -> float:
    """Sounds to be changed, added or left out to make one of the other; half for one of its kin."""
    row = [float(at) for at in range(len(other) + 1)]
    for number, sound in enumerate(code, 1):
        following = [float(number)]
        for at, there in enumerate(other):
            cost = 0.0 if sound == there else 0.5 if any(sound in kin and there in kin for kin in _KIN) else 1.0
            following.append(min(row[at + 1] + 1, following[-1] + 1, row[at] + cost))
        row = following
    return row[-1]
