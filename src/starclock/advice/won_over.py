"""Won over: somebody is against it, then agrees, and what changed their mind is not told."""

from __future__ import annotations

from starclock.advice._story import Kind, Story, at
from starclock.report import Advice

_NEAR = 4
"""Sentences after a refusal in which the agreement is looked for."""


def _look(story: Story) -> Advice | None:
    if story.asked.shape != "story":
        return None
    for yes in story.having("agreed", within=story.of("action", "result")):
        refused = [one for one in story.having("against") if 0 < yes.at - one.at <= _NEAR]
        if not refused:
            continue
        no = refused[-1]
        told = [one for one in story.told if no.at <= one.at <= yes.at]
        if any(one.did("i", "we") or one.has("weigh") for one in told):
            continue
        return Advice(
            story.on("won over", yes, "what changed their mind is not told"),
            f"At {at(no)} we hear {no.where('against')}, and at {at(yes)} {yes.where('agreed')}. What changed their"
            " mind is missing: say what you said or showed in between.",
            "How somebody is won over is the scene that the story is told for.",
        )
    return None


KIND = Kind(
    "won over",
    59,
    "Where somebody first says no and then yes, is it told what changed their mind?",
    "follow-up questions of four coaches on 80 answers",
    _look,
    topic="people",
)
