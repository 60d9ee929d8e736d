"""Over several attempts: which take to keep, where each phase was clearest, the trend, and whether there still is one.

A phase is the clearer the nearer its seconds are to their target; of those that are equally near, the one with the
fewest findings to mend a minute in it. A take is the better the more of its phases are on target, then the nearer the
others are, then the fewer findings to mend it has a minute. Both are said with these numbers, never as a score.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from starclock.compare.noise import changes, distance
from starclock.compare.summary import TO_MEND
from starclock.report import Change, Measure, Summary
from starclock.speech import PHASES, PhaseName
from starclock.writing.clock import clock
from starclock.writing.numbers import number

_COURSE = ("total", "fillers", "filler words", TO_MEND, "speech rate")
"""Measures whose trend is told."""
_WATCHED = (*PHASES, *_COURSE)
"""Measures that must stand still for a plateau."""
_PLATEAU, _LEAST = 3, 4
"""Takes that differ by no more than noise make a plateau, where there are at least so many."""
_NEAR = 1
"""Digits of a second to which phases that are off their target are told apart."""


def clearest(summaries: Sequence[Summary]) -> dict[PhaseName, int]:
    """The number (from 0) of the attempt in which each phase was clearest, where it was told and has a target."""
    found: dict[PhaseName, int] = {}
    for phase in PHASES:
        told = [(at, m) for at, s in enumerate(summaries) if (m := _timed(s, phase)) and m.value]
        if told:
            ranked = [(_off([measure]), _to_mend(summaries[at], phase), -at) for at, measure in told]
            found[phase] = -min(ranked)[2]
    return found


def keep(summaries: Sequence[Summary]) -> int | None:
    """The number (from 0) of the attempt to keep; None where no phase of any has a target."""
    ranked = [
        (_missed(timed), _off(timed), _to_mend(summary, None), -at)
        for at, summary in enumerate(summaries)
        if (timed := _phases(summary))
    ]
    return -min(ranked)[3] if ranked else None


def course(summaries: Sequence[Summary], told: Sequence[Change]) -> Iterator[str]:
    """What several attempts say together, a line each: the take to keep and why, the clearest phases, trend, plateau.

    told : the changes of these attempts
    """
    kept = keep(summaries)
    if kept is not None:
        yield f"Keep take {kept + 1}: {_why(summaries[kept])}."
    if phases := clearest(summaries):
        named = (f"{phase.capitalize()} take {at + 1}{_seconds(summaries[at], phase)}" for phase, at in phases.items())
        yield f"Clearest so far: {', '.join(named)}."
    trends = {change.name: change.trend for change in told if change.phase is None and change.trend}
    if moves := [f"{name} {trends[name]}" for name in _COURSE if name in trends]:
        yield f"Trend over {len(summaries)} takes: {', '.join(moves)}."
    if len(summaries) >= _LEAST and _still(summaries[-_PLATEAU:]):
        yield f"Plateau: the last {_PLATEAU} takes differ by no more than noise; change one thing, or move on."


def _why(summary: Summary) -> str:
    timed = _phases(summary)
    total = summary.value("total")
    parts = [clock(total)] if total is not None else []
    parts.append(f"{len(timed) - _missed(timed)} of {len(timed)} phases on target")
    rate = summary.value(TO_MEND)
    if rate is not None:
        parts.append(f"{number(rate)} findings to mend a minute")
    return ", ".join(parts)


def _seconds(summary: Summary, phase: PhaseName) -> str:
    seconds = summary.value(phase)
    return "" if seconds is None else f" ({seconds:.0f} s)"


def _phases(summary: Summary) -> list[Measure]:
    """The phases that have a target and could be timed."""
    return [measure for phase in PHASES if (measure := _timed(summary, phase))]


def _timed(summary: Summary, phase: PhaseName) -> Measure | None:
    return next(
        (m for m in summary.measures if m.name == phase and m.phase is None and m.target and m.value is not None), None
    )


def _missed(timed: Sequence[Measure]) -> int:
    return sum(measure.side != "inside" for measure in timed)


def _off(timed: Sequence[Measure]) -> float:
    """Seconds by which phases lie outside of their bands."""
    return round(sum(distance(m.value, m.target) for m in timed if m.value is not None and m.target), _NEAR)


def _to_mend(summary: Summary, phase: PhaseName | None) -> float:
    found = (m.value for m in summary.measures if m.name == TO_MEND and m.phase == phase)
    return next((value for value in found if value is not None), 0.0)


def _still(latest: Sequence[Summary]) -> bool:
    """Whether nothing that is watched differs between any two of the latest attempts."""
    pairs = [(latest[0], latest[1]), (latest[1], latest[2]), (latest[0], latest[2])]
    told = [change for pair in pairs for change in changes(pair) if change.phase is None and change.name in _WATCHED]
    return any(change.real is False for change in told) and not any(change.real for change in told)
