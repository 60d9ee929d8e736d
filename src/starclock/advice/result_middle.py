"""The result in the middle: it is told, and smaller steps follow, so that the end falls flat."""

from __future__ import annotations

from starclock.advice._story import Kind, Story, no_rule
from starclock.advice._told import at
from starclock.report import Advice

_FEW = 18.0
"""Seconds after the result that bury nothing."""
_LEAST = 0.5
"""Chance from which a sentence tells a change."""


def _tell(story: Story) -> Advice | None:
    if story.asked.shape not in ("story", "brief"):
        return None
    ahead = [one for one in story.told[:-1] if story.chance(one, "number", "change") >= _LEAST]
    if not ahead:
        return None
    best = max(ahead, key=lambda one: (story.chance(one, "number") >= _LEAST, one.at))
    after = story.told[best.at + 1]
    seconds = story.told[-1].sentence.end - after.sentence.start
    if seconds < _FEW:
        return None
    return Advice(
        story.on("result in the middle", best, "smaller steps follow the result"),
        f"Your result stands at {at(best)}, {story.quoted(best)}, and {seconds:.0f} s follow it, from"
        f" {story.quoted(after)} on. Tell those steps before it or leave them for a question, and end on the result.",
        "The last thing said is what stays.",
    )


KIND = Kind(
    "result in the middle",
    56,
    "Does the story end where its result is told?",
    "end on the result or the lesson (interview guides)",
    no_rule,
    faults=("result in the middle",),
    tell=_tell,
    topic="result",
)
