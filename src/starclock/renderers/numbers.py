"""Values of a report as people read them: with their name, unit and aim; many of them as a little curve."""

from __future__ import annotations

from collections.abc import Sequence

from starclock.report import Change, Target
from starclock.writing.numbers import band, number

_STEPS = "▁▂▃▄▅▆▇█"


def spark(values: Sequence[float | None]) -> str:
    """A curve from the least to the most; a blank where nothing was measured.

    >>> spark([1, 2, None, 8]), spark([3, 3])
    ('▁▂ █', '▄▄')
    """
    known = [v for v in values if v is not None]
    if not known:
        return ""
    low, span = min(known), max(known) - min(known)
    top = len(_STEPS) - 1
    return "".join(" " if v is None else _STEPS[round((v - low) / span * top) if span else top // 2] for v in values)


def aim(target: Target | None) -> str:
    """
    >>> aim((120, 175)), aim((None, 5)), aim(None)
    ('aim 120 to 175', 'aim up to 5', '')
    """
    ends = band(*target) if target else ""
    return f"aim {ends}" if ends else ""


def change_name(change: Change) -> str:
    """The name of a measure, with its phase where it is of one."""
    return f"{change.name}, {change.phase}" if change.phase else change.name


def change_text(change: Change) -> str:
    """ "filler 9.3 → 4.1 /min"; "result ladder 4 of 5" where both are printed alike."""
    before, after = ("?" if v is None else number(v) for v in (change.before, change.after))
    values = before if before == after else f"{before} → {after}"
    unit = "" if change.name.startswith(change.unit) else change.unit
    return f"{change_name(change)} {values} {unit}".rstrip()
