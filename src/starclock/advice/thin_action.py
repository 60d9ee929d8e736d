"""A thin action: the speaker's own work has less time than what leads up to it."""

from __future__ import annotations

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
    own = [one for one in story.action if one.did("i")] or story.action
    one = max(own, key=lambda t: t.sentence.seconds)
    return Advice(
        story.on("thin action", one, f"{seconds:.0f} s of {story.seconds:.0f} tell what you did"),
        f"What you did has {seconds:.0f} of {story.seconds:.0f} seconds. Open up {story.own(one)} at {at(one)}: how"
        f" you did it, why that way,"
        " and what stood in your way.",
        "The action is what you are judged by.",
    )


KIND = Kind(
    "thin action",
    63,
    "Does the speaker's own work have room?",
    "Action + Result 60-70 % of the words (interview guides)",
    _look,
)
