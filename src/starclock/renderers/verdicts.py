"""How long a phase took against what was meant, in words: within, under or over, and whether that matters."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from starclock.report import Finding, Report, Timing

_WORDS: Mapping[str | None, str] = MappingProxyType(
    {"on target": "within", "short": "under", "long": "over", "missing": "missing", None: "not all heard"}
)
_LIGHT: Mapping[str | None, str] = MappingProxyType({"short": "no problem", "long": "a small fault"})
_OVER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "situation": ("set-up", "too long", "thin action"),
        "task": ("set-up", "too long", "thin action"),
        "action": ("excursion", "too long"),
        "result": ("order", "too long"),
        "total": ("too long", "excursion"),
    }
)
_UNDER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "situation": ("cut off",),
        "task": ("task", "cut off"),
        "action": ("thin action", "too short", "cut off", "no story"),
        "result": ("no result", "empty result", "too short", "cut off"),
        "total": ("too short", "cut off", "no story"),
    }
)
"""Kinds of advice that are about too much time, and too little, of a phase."""


def word(timing: Timing) -> str:
    """What a phase is against its range; "" where nothing is meant.

    >>> [word(Timing("task", 9.0, 15.0, judged)) for judged in ("on target", "short", "long")]
    ['within', 'under', 'over']
    """
    return _WORDS[timing.verdict] if timing.target or timing.verdict is None else ""


def weight(timing: Timing, report: Report, shown: int | None = None) -> str:
    """Whether it matters that a phase is under or over: the number of what is said first of it, else that it does not.

    What is said first has been asked of the whole answer, so a length that none of it is about is hardly a fault.
    "" where nothing was said of the answer, and for a phase that is missing and not asked for.
    shown : how many of the things said first the reader sees, where there is no room for all; no number is beyond them
    """
    if timing.verdict in ("on target", None) or not timing.target:
        return ""
    kinds = (_OVER if timing.verdict == "long" else _UNDER)[timing.name]
    for place, advice in enumerate(report.first, 1):
        if isinstance(advice.about, Finding) and advice.about.check in kinds:
            return f"see {place}" if shown is None or place <= shown else ""
    return _LIGHT.get(timing.verdict, "") if report.first else ""
