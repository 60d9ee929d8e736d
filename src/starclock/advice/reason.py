"""Reasons: the decision that was asked for, without its reason."""

from __future__ import annotations

import re

from starclock.advice._story import Kind, Story
from starclock.advice._told import Told, at
from starclock.report import Advice

_TRIED = 3
"""Steps among which one without its reason is looked for."""
_GIVEN = 0.4
"""Chance from which a sentence gives a reason."""
_TURN = 0.15
"""Chance that a step is the turn of the story, from which its reason is missed."""
_BEFORE = 8
"""Sentences before a decision in which a reason may have been told."""
_YES = re.compile(r"(?:and |so |then )*i said (?:yes|no)")


def _look(story: Story) -> Advice | None:
    if story.asked.shape != "story":
        return None
    return _decision(story) if story.about("decision") else None


def _decision(story: Story) -> Advice | None:
    decided = [one for one in story.action if one.has("decided") or _YES.fullmatch(one.text)]
    bare = [one for one in decided if not _weighed(story, one)]
    if not bare or len(bare) < len(decided):
        return None
    one = bare[0]
    return Advice(
        story.on("reason", one, "the decision has no reason"),
        f"{one.where('decided')} at {at(one)} is the decision that the question asks about, and we do not hear why."
        f" Say what spoke against it and what you would have lost by doing the other thing.",
        "A decision is judged by its reasons, not by its luck.",
    )


def _tell(story: Story) -> Advice | None:
    if story.asked.shape != "story" or not story.action:
        return None
    own = sorted((t for t in story.action if t.did("i")), key=lambda t: -story.chance(t, "turn"))[:_TRIED]
    bare = [
        t
        for t in own
        if story.chance(t, "turn") >= _TURN and all(story.chance(near, "reason") < _GIVEN for near in _near(story, t))
    ]
    if not bare:
        return None
    one = bare[0]
    return Advice(
        story.on("reason", one, "the decision has no reason"),
        f"{story.quoted(one)} at {at(one)} could have gone wrong, and we do not hear why you did it. Say what spoke"
        " against it, and what you would have lost by doing the other thing.",
        "A decision is judged by its reasons, not by its luck.",
    )


def _near(story: Story, one: Told) -> list[Told]:
    return list(story.told[max(0, one.at - 1) : one.at + 3])


def _weighed(story: Story, one: Told) -> bool:
    """Whether a reason stands in a decision's sentence, in the next two, or in one of the two before it."""
    return any(near.has("weigh", "reason") for near in story.told if -_BEFORE <= near.at - one.at <= 2)


KIND = Kind(
    "reason",
    62,
    "Does the decision that was asked for have a reason?",
    "judgement is shown by the options weighed (guides for senior engineers)",
    _look,
    faults=("reason",),
    tell=_tell,
    least=0.4,
)
