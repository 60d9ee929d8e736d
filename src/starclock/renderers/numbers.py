"""Numbers as people read them: times on the clock, values with their unit, a line of them as a little curve."""

from __future__ import annotations

from collections.abc import Sequence

from starclock.report import Change, Target

_STEPS = "▁▂▃▄▅▆▇█"


def clock(seconds: float) -> str:
    """
    >>> clock(72.4), clock(3725)
    ('1:12', '1:02:05')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def number(value: float) -> str:
    """
    >>> [number(v) for v in (182.4, 4.26, 0.4, 0.0, 0.05)]
    ['182', '4.3', '0.4', '0', '0.05']
    """
    digits = 0 if abs(value) >= 20 else 1 if abs(value) >= 0.95 else 2
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


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
    >>> aim((120, 175)), aim((None, 5)), aim((1, None)), aim(None)
    ('aim 120-175', 'aim up to 5', 'aim from 1', '')
    """
    low, high = target or (None, None)
    if low is not None and high is not None:
        return f"aim {number(low)}-{number(high)}" if low else f"aim up to {number(high)}"
    if high is not None:
        return f"aim up to {number(high)}"
    return f"aim from {number(low)}" if low is not None else ""


def change_name(change: Change) -> str:
    """The name of a measure, with its phase where it is of one."""
    return f"{change.name}, {change.phase}" if change.phase else change.name


def change_text(change: Change) -> str:
    """ "filler 9.3 → 4.1 /min"; "result ladder 4 of 5" where both are printed alike."""
    before, after = ("?" if v is None else number(v) for v in (change.before, change.after))
    values = before if before == after else f"{before} → {after}"
    unit = "" if change.name.startswith(change.unit) else change.unit
    return f"{change_name(change)} {values} {unit}".rstrip()
