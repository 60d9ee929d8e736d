"""A thin action: the speaker's own work has less time than what leads up to it."""

from __future__ import annotations

from starclock.advice._parts import missing_of
from starclock.advice._story import Kind, Story, at
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


KIND = Kind(
    "thin action",
    63,
    "Does the speaker's own work have room?",
    "Action + Result 60-70 % of the words (interview guides)",
    _look,
    topic="own part",
)
