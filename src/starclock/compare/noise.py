"""Is a change more than noise? That depends on what is asked.

What was said this time (seconds, counts) is a fact, told where |a - b| is more than the measuring may be off:
             |a - b| > 1.96 sqrt(error_a^2 + error_b^2).
What the speaker can (rates, shares) needs chance ruled out, by one rule for events that were counted and one for
everything else. A fact that passes this too is likely to last.

Events   Two Poisson counts a, b over exposures s, t (minutes) have the same rate until
             |a/s - b/t| > 1.96 sqrt((a + b) / (s t)),
         which for s = t is |a - b| > 1.96 sqrt(a + b). The variance is that of one common rate (the score
         test): with each rate's own variance a minute with no event looks far more certain than it is, and
         one comparison in eight of unlike lengths would claim a change where there is none.
Others   |a - b| > 1.96 sqrt(spread_a^2 + spread_b^2).

One in twenty comparisons of things that did not change passes the last two rules by chance; a reader of many
measures should know that, and the renderers say so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from starclock.report import Change, Kind, Measure, Summary, Target, Trend

Z = 1.96
UNKNOWN = "how much it varies by itself is not known"
_TREND = 4
"""Attempts it takes to speak of a trend: two to each half."""


def changes(summaries: Sequence[Summary], errors: Mapping[str, float] = MappingProxyType({})) -> tuple[Change, ...]:
    """A change for every measure that any of the attempts has, in the order they first appear.

    errors : one standard deviation of the difference between first and last, of measures of the whole answer where the
        two are not off independently
    """
    tables = [{(m.name, m.phase): m for m in summary.measures} for summary in summaries]
    keys = dict.fromkeys(key for table in tables for key in table)
    return tuple(_change([table.get(key) for table in tables], None if key[1] else errors.get(key[0])) for key in keys)


def told(before: Measure, after: Measure, error: float | None = None) -> bool | None:
    """Whether two values of what was said this time differ by more than the measuring may be off.

    >>> fifteen, nine = (Measure("filler", n / 3, "/min", error=0.5) for n in (15, 9))
    >>> told(fifteen, nine)
    True

    error : one standard deviation of their difference, where they are not off independently
    None where how far they may be off is not known.
    """
    if before.value is None or after.value is None or before.error is None or after.error is None:
        return None
    off = math.hypot(before.error, after.error) if error is None else error
    return abs(before.value - after.value) > Z * off


def real(before: Sequence[Measure], after: Sequence[Measure]) -> bool | None:
    """Whether two measures (or two groups of the same one) differ by more than noise.

    >>> fifteen, nine = (Measure("filler", n / 3, "/min", count=n, exposure=3.0) for n in (15, 9))
    >>> real([fifteen], [nine])
    False

    None where the noise of one is not known.
    """
    counts = [(m.count, m.exposure) for m in (*before, *after)]
    if all(count is not None and exposure for count, exposure in counts):
        a, s = _pooled(before)
        b, t = _pooled(after)
        return abs(a / s - b / t) > Z * math.sqrt((a + b) / (s * t))
    if any(m.spread is None for m in (*before, *after)):
        return None
    return abs(_mean(before) - _mean(after)) > Z * math.hypot(_error(before), _error(after))


def margin(before: Measure, after: Measure) -> float | None:
    """How far two measures may lie apart by `told` and `real` and still be the same, in their unit.

    >>> slow, fast = (Measure("pace", rate, "words/min", spread=5.0) for rate in (140.0, 160.0))
    >>> round(margin(slow, fast), 1)
    13.9

    None where nobody knows. Where the errors of two attempts are not independent they may lie a little less far apart.
    """
    if before.error is not None and after.error is not None:
        return Z * math.hypot(before.error, after.error)
    (a, s), (b, t) = (((m.count or 0), m.exposure or 0.0) for m in (before, after))
    if before.count is not None and after.count is not None and s and t:
        return Z * math.sqrt((a + b) / (s * t))
    if before.spread is None or after.spread is None:
        return None
    return Z * math.hypot(before.spread, after.spread)


def distance(value: float, target: Target) -> float:
    """How far outside its band; 0 inside."""
    low, high = target
    return max(0.0, (low - value) if low is not None else 0.0, (value - high) if high is not None else 0.0)


def _change(measures: Sequence[Measure | None], error: float | None) -> Change:
    known = [m for m in measures if m is not None]
    named = known[-1]
    values = tuple(m.value if m else None for m in measures)
    target = next((m.target for m in reversed(known) if m.target), None)
    first, last = measures[0], measures[-1]
    verdict, lasting, nearer, reason = None, None, None, None
    kind: Kind = "take" if first and last and first.error is not None and last.error is not None else "habit"
    if first is None or last is None:
        reason = "not looked for in each attempt"
    elif first.value is None or last.value is None:
        reason = last.reason or first.reason
    else:
        lasting = real([first], [last])
        verdict = told(first, last, error) if kind == "take" else lasting
        reason = UNKNOWN if verdict is None else None
        if target is not None:
            before, after = distance(first.value, target), distance(last.value, target)
            nearer = None if before == after else after < before
    unit = next((m.unit for m in known if m.unit), named.unit)
    best = None if target is None else _best(values, target)
    trend = _trend(measures)
    return Change(named.name, unit, values, verdict, nearer, reason, target, named.phase, best, trend, kind, lasting)


def _best(values: Sequence[float | None], target: Target) -> int | None:
    """The attempt nearest to the band; of several inside, the one nearest to its middle, then the latest.

    A band from 0 on has no middle to aim at: 0 fillers are as good as 2.
    """
    low, high = target
    middle = (low + high) / 2 if low and high is not None else None
    ranked = [
        (distance(v, target), abs(v - middle) if middle is not None else 0.0, -i)
        for i, v in enumerate(values)
        if v is not None
    ]
    return -min(ranked)[2] if ranked else None


def _trend(measures: Sequence[Measure | None]) -> Trend | None:
    known = [m for m in measures if m is not None and m.value is not None]
    if len(known) < _TREND:
        return None
    half = len(known) // 2
    early, late = known[:half], known[-half:]
    verdict = real(early, late)
    if verdict is None:
        return None
    if not verdict:
        return "level"
    return "up" if _mean(late) > _mean(early) else "down"


def _pooled(measures: Sequence[Measure]) -> tuple[int, float]:
    return sum(m.count or 0 for m in measures), sum(m.exposure or 0.0 for m in measures)


def _mean(measures: Sequence[Measure]) -> float:
    return sum(m.value or 0.0 for m in measures) / len(measures)


def _error(measures: Sequence[Measure]) -> float:
    """Standard deviation of the mean."""
    return math.sqrt(sum((m.spread or 0.0) ** 2 for m in measures)) / len(measures)
