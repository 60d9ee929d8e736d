"""The attempts on disk -> lines of plain text."""

from __future__ import annotations

from collections.abc import Sequence

from starclock.renderers.numbers import aim, spark
from starclock.report import Summary
from starclock.speech import Attempt
from starclock.writing.clock import clock
from starclock.writing.excerpts import cut

_LEAST_TITLE = 20
"""Letters of a title that stay, however many marks follow."""


def attempt_line(attempt: Attempt, width: int | None = None) -> str:
    """One attempt on one line of `starclock list`; its title cut so that the line fits into `width`."""
    title = " | ".join(text for text in (attempt.name, attempt.question) if text) or "(no question)"
    marks = [f"#{tag}" for tag in attempt.tags]
    if attempt.story:
        marks.append(f"story {attempt.story}")
    if attempt.note:
        marks.append("note")
    begin, end = f"{attempt.id}  {clock(attempt.seconds):>5}  ", "".join(f"  {mark}" for mark in marks)
    if width is not None:
        title = cut(title, max(_LEAST_TITLE, width - len(begin) - len(end)))
    return f"{begin}{title}{end}"


def trend_line(summaries: Sequence[Summary]) -> str:
    """The total over the attempts shown, oldest first."""
    totals = [s.value("total") for s in summaries]
    known = [t for t in totals if t is not None]
    meant = next((m.target for s in reversed(summaries) for m in s.measures if m.name == "total" and m.target), None)
    if not known:
        return "trend  no totals yet"
    told = f"trend  total {spark(totals)}  {known[0]:.0f} → {known[-1]:.0f} s over the last {len(totals)}"
    return ", ".join(part for part in (told, aim(meant)) if part)


def megabytes(size: int) -> str:
    """
    >>> megabytes(310_000), megabytes(48_300_000), megabytes(0)
    ('0.3 MB', '48 MB', '0 MB')
    """
    value = size / 1e6
    return f"{value:.1f} MB" if 0 < value < 10 else f"{value:.0f} MB"
