"""How often a story was told: an attempt belongs to the story whose id it has. Pure.

A telling is the whole story, said aloud. A drill of one scene is none, nor is a transcript of somebody's typing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from starclock.report import Summary
from starclock.speech import DRILL, Attempt

DONE = 3
"""Times that a story is told aloud before it counts as practised (seed 001)."""


@dataclass(frozen=True, slots=True)
class Tellings:
    """count : how often; last : the day of the last one, ISO 8601, "" for never."""

    count: int = 0
    last: str = ""

    @property
    def done(self) -> bool:
        """Told often enough."""
        return self.count >= DONE


def is_telling(attempt: Attempt) -> bool:
    """Whether an attempt is a whole story told aloud."""
    return attempt.story is not None and DRILL not in attempt.tags and attempt.recognizer != "transcript"


def tellings(heads: Iterable[Attempt]) -> Mapping[str, Tellings]:
    """By the id of the story; stories that were never told are not in it."""
    found: dict[str, Tellings] = {}
    for head in heads:
        if head.story is not None and is_telling(head):
            before = found.get(head.story, Tellings())
            found[head.story] = Tellings(before.count + 1, max(before.last, (head.recorded_at or "")[:10]))
    return found


def is_good(summary: Summary) -> bool:
    """Whether it lasted as long as was meant and came to a result."""
    total = next((m for m in summary.measures if m.name == "total" and m.phase is None), None)
    return total is not None and total.side == "inside" and bool(summary.value("result"))


def last_good(summaries: Iterable[Summary]) -> Mapping[str, str]:
    """Of each story the day (ISO 8601) of the last telling that was good."""
    found: dict[str, str] = {}
    for summary in summaries:
        story, day = summary.attempt.story, (summary.attempt.recorded_at or "")[:10]
        if story is not None and is_telling(summary.attempt) and is_good(summary):
            found[story] = max(found.get(story, ""), day)
    return found
