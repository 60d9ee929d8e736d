"""Talking down: somebody is made small in passing."""

from __future__ import annotations

from starclock.advice._story import Kind, Story, no_rule
from starclock.advice._told import at
from starclock.report import Advice


def _tell(story: Story) -> Advice | None:
    one, *more = story.plainest("talk_down")
    advice = f"{story.quoted(one)} at {at(one)} makes somebody small"
    if more:
        advice += f", and so does {story.quoted(more[0])} at {at(more[0])}"
    advice += ". Leave the remark out, or say what they did and nothing of what you think of them."
    return Advice(
        story.on("talk down", one, "somebody is made small"),
        advice,
        "The listener wonders how you will speak of them.",
    )


KIND = Kind(
    "talking down",
    33,
    "Is somebody made small in passing?",
    "red flags of interview guides: contempt for colleagues or customers",
    no_rule,
    faults=("talk down",),
    tell=_tell,
    least=0.4,
    mark="talk_down",
    seen=0.1,
    topic="blame",
)
