"""A thin action: the speaker's own work has less time than what leads up to it."""

from __future__ import annotations

from starclock.advice._parts import missing_of
from starclock.advice._story import Kind, Story
from starclock.advice._told import at
from starclock.report import Advice

_SHARE = 0.26
_SECONDS = 0.5
"""Share of the seconds meant for the action."""


def _look(story: Story) -> Advice | None:
    if story.asked.shape != "story" or not story.action:
        return None
    seconds = story.answer.seconds_of("action")
    if seconds > _SHARE * story.seconds or seconds > _SECONDS * story.settings.targets.action:
        return None
    wanted = missing_of(story)
    if "second step" not in wanted:
        return None
    return Advice(
        story.on("thin action", story.action[0], f"{seconds:.0f} s of {story.seconds:.0f} tell what you did"),
        f"What you did has {seconds:.0f} of {story.seconds:.0f} seconds, from {at(story.action[0])} on. Give it more of"
        f" them; what is missing there: {wanted}.",
        "The action is what you are judged by.",
    )


def _tell(story: Story) -> Advice | None:
    if story.asked.shape != "story":
        return None
    one = story.most("generic")
    return Advice(
        story.on("thin action", one, "the steps are not told"),
        f"{story.quoted(one)} at {at(one)} is all we hear of how it was done. Tell that part step by step: what you"
        " looked at first, what it showed, what you changed, and what was hard about it.",
        "The action is what you are judged by.",
    )


KIND = Kind(
    "thin action",
    63,
    "Does the speaker's own work have room?",
    "Action + Result 60-70 % of the words (interview guides)",
    _look,
    faults=("thin action",),
    tell=_tell,
    topic="own part",
)
