"""Won over: somebody is against it, then agrees, and what changed their mind is not told."""

from __future__ import annotations

import re

from starclock.advice._story import TALK, Kind, Story
from starclock.advice._told import Told, at, done
from starclock.report import Advice

_SHOWS = TALK | frozenset("say write draw demonstrate compare prove give".split())
_YES = re.compile(
    r"\b(?:he|she|they) (?:then |finally |later |eventually )?(?:agreed to|gave in|came round|came around)\b"
)
_TALK, _FIRST = 3, 2
"""Sentences before an agreement in which its reason is looked for, and those that must stand before it."""
_NEAR = 4
"""Sentences after a refusal in which the agreement is looked for."""


def _look(story: Story) -> Advice | None:
    if story.asked.shape != "story":
        return None
    agreed = story.having("agreed", within=story.of("action", "result"))
    if story.about("persuade", "boss"):
        agreed += [one for one in story.of("action", "result") if _YES.search(one.text) and one not in agreed]
    for yes in sorted(agreed, key=lambda one: one.at):
        refused = [one for one in story.having("against") if 0 < yes.at - one.at <= _NEAR]
        no = refused[-1] if refused else _first_met(story, yes)
        if no is None:
            continue
        told = [one for one in story.told if no.at < one.at <= yes.at]
        acted = bool(refused) and any(one.did("i", "we") for one in told[:-1])
        if acted or any(_told_them(one) or one.has("weigh") for one in told):
            continue
        before = f"At {at(no)} we hear {no.where('against')}, and at" if refused else "At"
        return Advice(
            story.on("won over", yes, "what changed their mind is not told"),
            f"{before} {at(yes)} {yes.where('agreed')}. What changed their mind is missing: say what you said or showed"
            " in between.",
            "How somebody is won over is the scene that the story is told for.",
        )
    return None


def _first_met(story: Story, yes: Told) -> Told | None:
    """Where somebody is won over in an answer to a question about it, and nothing before says how: the sentence before
    the last two."""
    if not story.about("persuade", "conflict", "boss") or yes.at < _FIRST:
        return None
    return story.told[max(0, yes.at - _TALK)]


def _told_them(one: Told) -> bool:
    """Whether the speaker says or shows something in a sentence."""
    return any(d.who in ("i", "we") and done(d) and d.group.lemma in _SHOWS for d in one.deeds)


KIND = Kind(
    "won over",
    59,
    "Where somebody first says no and then yes, is it told what changed their mind?",
    "follow-up questions of four coaches on 80 answers",
    _look,
    faults=("silent other",),
    topic="people",
)
