"""Reasons: the decision that was asked for without its reason, or several steps without any."""

from __future__ import annotations

import re

from starclock.advice._story import Kind, Story, Told, at
from starclock.report import Advice

_LEAST = 3
"""Own deeds from which a reason is missed."""
_SO = re.compile(r"\bso (?:i|we)\b")
_YES = re.compile(r"(?:and |so |then )*i said (?:yes|no)")


def _look(story: Story) -> Advice | None:
    if story.asked.shape != "story":
        return None
    return (_decision(story) if story.about("decision") else None) or _steps(story)


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


def _weighed(story: Story, one: Told) -> bool:
    """Whether a reason stands in a decision's sentence, in the next two, or in one of the two before it."""
    after = any(near.has("weigh") for near in story.told if 0 <= near.at - one.at <= 2)
    return after or any(near.has("reason") for near in story.told if -2 <= near.at - one.at < 0)


def _steps(story: Story) -> Advice | None:
    """An action of several steps without any reason in it."""
    own = [one for one in story.action if one.did("i")]
    if len(own) < _LEAST or any(one.has("weigh", "reason") or _SO.search(one.text) for one in story.told):
        return None
    one = max((t for t in own if story.tells(t)), key=lambda t: t.sentence.seconds, default=own[0])
    return Advice(
        story.on("reason", one, "no step has a reason"),
        f"From {at(own[0])} to {at(own[-1])} we hear what you did and never why. Take the step that"
        " could have gone another way and say why you chose it.",
        "Steps without reasons sound like a report; reasons show how you think.",
    )


KIND = Kind(
    "reason",
    62,
    "Does the decision, or any step, have a reason?",
    "judgement is shown by the options weighed (guides for senior engineers)",
    _look,
)
