"""Times on the clock, written and read."""

from __future__ import annotations

import re

from starclock.writing.texts import short

_CLOCK = re.compile(r"(?:(\d+):(?=[0-5]\d:))?(\d+):([0-5]\d(?:\.\d+)?)")
_UNITS = re.compile(r"(?=\d|\.\d)(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m(?:in)?)?(?:(\d+(?:\.\d+)?)s?)?")


def clock(seconds: float, digits: int = 0) -> str:
    """Minutes and seconds, hours where there are any; rounded down, as a clock does, to `digits` (0..3) decimals.

    >>> clock(72.4), clock(3725), clock(59.97, 1), clock(-0.1)
    ('1:12', '1:02:05', '0:59.9', '0:00')
    """
    hours, minutes, rest, thousandths = _parts(seconds)
    fraction = f".{thousandths:03d}"[: digits + 1] if digits else ""
    return f"{hours}:{minutes:02d}:{rest:02d}{fraction}" if hours else f"{minutes}:{rest:02d}{fraction}"


def stamp(seconds: float, point: str = ".") -> str:
    """The time as captions write it.

    >>> stamp(62.5), stamp(3600.0004, ",")
    ('00:01:02.500', '01:00:00,000')
    """
    hours, minutes, rest, thousandths = _parts(seconds)
    return f"{hours:02d}:{minutes:02d}:{rest:02d}{point}{thousandths:03d}"


def _parts(seconds: float) -> tuple[int, int, int, int]:
    """Hours, minutes, seconds, thousandths. What is below a thousandth is an error of floats, not time."""
    whole, thousandths = divmod(max(0, round(seconds * 1000)), 1000)
    minutes, rest = divmod(whole, 60)
    return *divmod(minutes, 60), rest, thousandths


def seconds_of(text: str) -> float:
    """Seconds of a time or a length, as people write it.

    >>> [seconds_of(text) for text in ("1:42", "1:02:05.5", "102.5", "5m", "90s", "1m30s", "1h")]
    [102.0, 3725.5, 102.5, 300.0, 90.0, 90.0, 3600.0]

    Raises ValueError for anything else.
    """
    given = text.strip().lower()
    match = _CLOCK.fullmatch(given) or _UNITS.fullmatch(given)
    if match is None:
        raise ValueError(f"{short(text)} is not a time: write it as 1:42, 102.5, 5m or 1m30s")
    hours, minutes, rest = (float(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + rest
