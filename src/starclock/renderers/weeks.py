"""The weeks of practice -> lines of plain text, or values for JSON."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from starclock.compare.weeks import Course, LookBack
from starclock.renderers.json import change_dict, rounded
from starclock.renderers.numbers import change_text, spark
from starclock.writing.numbers import counted

_BAR = 30
_LONG_AGO = 14
"""Days after which a story is told as resting: two weeks."""
_LONG_SINCE = 60
"""Days from which on a date says more than their number."""


def progress_text(seen: LookBack, width: int | None = None) -> str:
    """Lines longer than `width` go on below, further in."""
    lines = ["Weeks"]
    most = max((week.attempts for week in seen.weeks), default=0) or 1
    begun = next((n for n, week in enumerate(seen.weeks) if week.attempts), len(seen.weeks) - 1)
    for week in seen.weeks[begun:]:
        bar = "█" * round(week.attempts / most * _BAR)
        lines.append(f"  {week.monday}  {week.attempts:>4}  {week.minutes:>5.0f} min  {bar}".rstrip())
    if seen.questions:
        lines += ["", "Questions, the latest practiced first"]
    for course in seen.questions:
        lines.append(f"  {course.name}")
        curve = f"; total {spark(course.totals)}" if course.totals else ""
        lines.append(f"    {counted(course.attempts, 'attempt')}, last {_ago(course, seen)}{curve}")
        for words, nearer in (("nearer to its target", True), ("further away", False)):
            moved = [change_text(change) for change in course.changes if change.nearer is nearer]
            if moved:
                lines.append(f"    {words}: {'; '.join(moved)}")
    resting = [course for course in seen.stories if (seen.today - course.last).days >= _LONG_AGO]
    if seen.stories:
        lines += ["", f"Stories not told for {_LONG_AGO} days or more"]
        lines += [
            f"  {course.name}: {counted(course.attempts, 'attempt')}, last {_ago(course, seen)}" for course in resting
        ]
        if not resting:
            lines.append("  none: all were told lately")
    return "\n".join(part for line in lines for part in (_folded(line, width) if width else [line]))


def _folded(line: str, width: int) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()))
    return wrap(line, width - 1, subsequent_indent=f"{indent}  ", drop_whitespace=True) or [line]


def progress_dict(seen: LookBack) -> dict[str, Any]:
    """The weeks as `--json` prints them."""
    return {
        "format": 1,
        "weeks": [{"monday": str(w.monday), "attempts": w.attempts, "minutes": rounded(w.minutes)} for w in seen.weeks],
        "questions": [_course_dict(course, seen) for course in seen.questions],
        "stories": [_course_dict(course, seen) for course in seen.stories],
    }


def _course_dict(course: Course, seen: LookBack) -> dict[str, Any]:
    return {
        "name": course.name,
        "attempts": course.attempts,
        "last": str(course.last),
        "days_ago": (seen.today - course.last).days,
        "totals": [rounded(total) for total in course.totals],
        "changes": [change_dict(change) for change in course.changes],
    }


def _ago(course: Course, seen: LookBack) -> str:
    days = (seen.today - course.last).days
    if days >= _LONG_SINCE:
        return f"on {course.last}"
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"
