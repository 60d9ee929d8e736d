"""A thin action: the speaker's own work has less time than what leads up to it."""

from __future__ import annotations

import re

from starclock.advice._story import Kind, Story, at
from starclock.report import Advice

_SHARE = 0.26
_SECONDS = 0.5
"""Share of the seconds meant for the action."""
_HINDERED = re.compile(
    r"\b(?:but|however|although|even though|instead|problem|trouble|hard|difficult\w*|fail\w*|refus\w*|against|no"
    r"|not|never|\w+n't|wrong|broke\w*|stuck|late|resist\w*|only)\b"
)
"""What tells that something stood in the way."""


def _look(story: Story) -> Advice | None:
    if story.asked.shape != "story" or not story.action:
        return None
    seconds = story.answer.seconds_of("action")
    if seconds > _SHARE * story.seconds or seconds > _SECONDS * story.settings.targets.action:
        return None
    missing = [what for what, there in _parts(story) if not there]
    if not missing:
        return None
    wanted = missing[0] if len(missing) == 1 else ", ".join(missing[:-1]) + " and " + missing[-1]
    return Advice(
        story.on("thin action", story.action[0], f"{seconds:.0f} s of {story.seconds:.0f} tell what you did"),
        f"What you did has {seconds:.0f} of {story.seconds:.0f} seconds, from {at(story.action[0])} on. Give it more of"
        f" them; what is missing there: {wanted}.",
        "The action is what you are judged by.",
    )


def _parts(story: Story) -> list[tuple[str, bool]]:
    """What an action is asked for, and whether this one has it."""
    heard = any(story.voice(one) for one in story.told)
    hindered = any(_HINDERED.search(one.text) for one in story.told)
    return [
        ("a second step", sum(one.did("i") for one in story.action) > 1),
        ("why you did it that way", any(one.has("weigh", "reason") for one in story.told)),
        ("what stood in your way", hindered),
        ("what somebody else said or did", heard),
    ]


KIND = Kind(
    "thin action",
    63,
    "Does the speaker's own work have room?",
    "Action + Result 60-70 % of the words (interview guides)",
    _look,
)
