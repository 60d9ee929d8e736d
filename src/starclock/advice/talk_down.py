"""Talking down: somebody is made small in passing."""

from __future__ import annotations

from starclock.advice._story import Kind, Story
from starclock.advice._told import at
from starclock.report import Advice

_BESIDE = 0.5
"""Share of the chance of the plainest remark from which a second one is named beside it."""


def _tell(story: Story) -> Advice | None:
    ranked = sorted(story.told, key=lambda one: -story.chance(one, "talk_down"))[:2]
    least = _BESIDE * story.chance(ranked[0], "talk_down")
    one, *more = sorted((t for t in ranked if story.chance(t, "talk_down") >= least), key=lambda t: t.at)
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
    lambda _: None,
    faults=("talk down",),
    tell=_tell,
    least=0.45,
    topic="blame",
)
