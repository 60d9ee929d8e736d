"""A plan was asked for: one time when it was done makes it believed."""

from __future__ import annotations

from starclock.advice._story import Kind, Story
from starclock.advice._told import at, done
from starclock.report import Advice

_CASE = 0.8
"""Changes that are told, by what was learned, from which the plan has its case."""


def _look(story: Story) -> Advice | None:
    if story.asked.shape != "hypothetical" or len(story.told) < 3:
        return None
    if any(d.who in ("i", "we") and d.group.tense == "past" and done(d) for one in story.told for d in one.deeds):
        return None
    return _tell(story)


def _tell(story: Story) -> Advice | None:
    if story.asked.shape != "hypothetical" or story.expected("change") + story.expected("number") >= _CASE:
        return None
    one = max(story.told, key=lambda t: t.sentence.seconds)
    return Advice(
        story.on("plan", one, "no case yet"),
        f"A plan is what was asked. Add one time when you did it, in two sentences, after {story.quoted(one)} at"
        f" {at(one)}: who it was, and what came of it.",
        "A plan with one real case is believed; without one it could be read somewhere.",
    )


KIND = Kind(
    "plan",
    64,
    "Does a plan name one time when it was done?",
    "past behaviour tells more than intentions (structured interviews)",
    _look,
    faults=("no case",),
    tell=_tell,
)
