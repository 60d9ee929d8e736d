"""The decision without its reason, where a decision is what the question asks for."""

from __future__ import annotations

import re

from starclock.advice._story import Kind, Story, at
from starclock.report import Advice

_YES = re.compile(r"(?:and |so |then )*i said (?:yes|no)")


def _look(story: Story) -> Advice | None:
    if story.asked.shape != "story" or not story.about("decision"):
        return None
    decided = [one for one in story.action if one.has("decided") or _YES.fullmatch(one.text)]
    bare = [one for one in decided if not any(near.has("weigh") for near in story.told if -1 <= near.at - one.at <= 2)]
    if not bare or len(bare) < len(decided):
        return None
    one = bare[0]
    return Advice(
        story.on("reason", one, "the decision has no reason"),
        f"{one.where('decided')} at {at(one)} is the decision that the question asks about, and we do not hear why."
        f" Say what spoke against it and"
        " what you would have lost by doing the other thing.",
        "A decision is judged by its reasons, not by its luck.",
    )


KIND = Kind(
    "reason",
    62,
    "Does the decision have a reason near it?",
    "judgement is shown by the options weighed (guides for senior engineers)",
    _look,
)
