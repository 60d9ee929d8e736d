"""Measures over several attempts as small drawings, each with its noise band."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starclock.compare.noise import margin
from starclock.renderers.pages import drawings
from starclock.report import Change, Measure, Summary

if TYPE_CHECKING:
    from markupsafe import Markup

TIMING = ("total", "situation", "task", "action", "result")
"""The clock, in the order it is shown here: the whole first."""


@dataclass(frozen=True, slots=True)
class Multiple:
    """One measure over all attempts, drawn small."""

    change: Change
    drawn: Markup


def multiples_of(changes: Iterable[Change], summaries: Sequence[Summary]) -> list[Multiple]:
    """The clock first, then the others as they come; `summaries` are of the attempts that changed."""
    tables = [{(m.name, m.phase): m for m in summary.measures} for summary in summaries]
    made = [Multiple(c, _drawn(c, [table.get((c.name, c.phase)) for table in tables])) for c in changes]
    return sorted(made, key=lambda m: _place(m.change))


def is_timing(change: Change) -> bool:
    """Whether it is of the clock."""
    return change.name in TIMING and change.phase is None


def _place(change: Change) -> int:
    return TIMING.index(change.name) if is_timing(change) else len(TIMING)


def _drawn(change: Change, measures: Sequence[Measure | None]) -> Markup:
    first = measures[0]
    margins: list[float | None] = []
    if first is not None and first.value is not None:
        margins = [margin(first, m) if m is not None and m.value is not None else None for m in measures]
    return drawings.series(change.values, margins, change.target, change.best)
