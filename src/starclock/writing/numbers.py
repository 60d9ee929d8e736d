"""Numbers as people read them: no more digits than they need, and never an exponent."""

from __future__ import annotations

import math


def number(value: float) -> str:
    """At least two digits that say something: none after the point from 20 on, one from 2 on, two below.

    value : in whatever unit (seconds, dB, a share, ...)

    >>> [number(v) for v in (182.4, 4.26, 1.25, 0.4, 0.0, 0.05, 0.0042, -0.001, 1e12)]
    ['182', '4.3', '1.25', '0.4', '0', '0.05', '0.0042', '-0.001', '1000000000000']
    """
    size = abs(value)
    digits = 0 if size >= 20 else 1 if size >= 2 else 2 if size >= 0.1 or not size else 1 - math.floor(math.log10(size))
    text = f"{value:.{min(digits, 6)}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def band(low: float | None, high: float | None) -> str:
    """What lies between two ends, in whatever unit (seconds, dB, a share, ...); None leaves one open.

    >>> band(120, 175), band(0, 5), band(None, 1.25), band(1, None), band(None, None)
    ('120 to 175', 'up to 5', 'up to 1.25', 'from 1', '')
    """
    if high is not None:
        return f"{number(low)} to {number(high)}" if low else f"up to {number(high)}"
    return f"from {number(low)}" if low is not None else ""


def amount(value: float, unit: str) -> str:
    """A number with its unit, which loses the "s" of many where there is one of it.

    value : in `unit`, whatever that is (seconds, words, a share, ...)

    >>> amount(1.0, "numbers"), amount(3.0, "numbers"), amount(1.0, "s"), amount(4.0, "of 5"), amount(2.0, "")
    ('1 number', '3 numbers', '1 s', '4 of 5', '2')
    """
    text = number(value)
    one = text == "1" and unit.isalpha() and len(unit) > 2
    return f"{text} {unit.removesuffix('s') if one else unit}".rstrip()


def counted(count: int, what: str) -> str:
    """How many there are of `what`, which takes an "s" for more than one.

    >>> counted(1, "attempt"), counted(0, "attempt")
    ('1 attempt', '0 attempts')
    """
    return f"{count} {what}{'' if count == 1 else 's'}"
