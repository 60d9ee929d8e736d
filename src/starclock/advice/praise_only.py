"""Praise as the result: somebody's thanks, and nothing that is different since."""

from __future__ import annotations

from starclock.advice._story import Kind, Story, no_rule
from starclock.advice._told import at
from starclock.report import Advice


def _tell(story: Story) -> Advice | None:
    if story.asked.shape not in ("story", "brief"):
        return None
    half = [one for one in story.told if story.late(one, 0.5)]
    one = story.most("praise", half)
    return Advice(
        story.on("praise only", one, "praise is not a result"),
        f"What came of it is somebody's thanks: {story.quoted(one)} at {at(one)}. Put before it what is different"
        " since: for whom, how much, and whether it lasted.",
        "Praise shows that people were pleased; a change shows that it worked.",
    )


KIND = Kind(
    "praise only",
    54,
    "Is the result more than thanks and praise?",
    "results without a number or a concrete outcome are the commonest mistake (interview guides)",
    no_rule,
    faults=("praise only",),
    tell=_tell,
    mark="praise",
    seen=0.3,
    topic="result",
)
