"""Handed on: the problem goes to somebody else as the first resort, or over the head of the one it concerns."""

from __future__ import annotations

import re

from starclock.advice._story import Kind, Story
from starclock.advice._told import at
from starclock.report import Advice

_FOUND_OUT = re.compile(
    r"\b(?:found out|only (?:heard|learn\w+)|heard (?:about )?it (?:from|in|there)|heard about it"
    r"|learn(?:ed|t) (?:about|of) it|(?:why|that) i (?:hadn't|had not|didn't|did not) (?:tell|told|ask|asked|come|came"
    r"|spoken|speak|warn|inform)\w*|behind (?:his|her|their) back|(?:caught|taken) (?:a (?:little|bit) )?(?:off guard"
    r"|by surprise)|without (?:telling|asking|informing) (?:him|her|them))\b"
)
"""Whoever it concerned heard of it from others."""


def _look(story: Story) -> Advice | None:
    if story.about("boss", "conflict", "feedback") and not story.having("asked first"):
        over = [one for one in story.having("over the head") if one.phase in ("action", "task", "situation")]
        late = [one for one in story.told if one.phase != "situation" and _FOUND_OUT.search(one.text)]
        owned = any(one.has("own fault") for one in (*late, *story.lessons))
        over = [one for one in over if not one.has("own fault")]
        if (over or late) and story.about("boss") and not owned:
            one = (over or late)[0]
            quote = one.where("over the head") if over else story.quoted(one)
            advice = f"At {at(one)} it goes past the person it concerns: {quote}."
            if late:
                advice += " They hear of it from others. Own that: say to whom you would speak first today."
            else:
                advice += " Say what you said to them first; if you did not, say so before they ask."
            return Advice(
                story.on("over the head", one, "it goes past the person it concerns"),
                advice,
                "An interviewer hears somebody who may do that to them.",
            )
    passed = [
        (one, f)
        for f in story.findings("hand-off")
        if "handed on" in f.message
        for one in [story.sentence_of(f)]
        if one
    ]
    passed = [(one, f) for one, f in passed if one.phase in ("action", "task", "result")]
    own = sum(one.did("i") for one in story.action)
    if not passed or own > 6:
        return None
    one, found = passed[0]
    return Advice(
        story.on("handed on", one, "the problem is handed on"),
        f"At {at(one)} the problem goes to somebody else: {story.spot(found)}. Say what you had tried by then, or"
        f" what you brought along.",
        "Escalating first reads as giving the problem away.",
    )


def _tell(story: Story) -> Advice | None:
    one = story.most("over_head")
    return Advice(
        story.on("over the head", one, "it goes past the person it concerns"),
        f"{story.quoted(one)} at {at(one)}: as you tell it, that came before you spoke with the person it concerns. Say"
        " what you said to them first; if you did not, say that you would today.",
        "Escalating first reads as going past people, or as giving the problem away.",
    )


KIND = Kind(
    "handed on",
    31,
    "Is the problem handed on before anything was tried, or past the person it concerns?",
    "red flags of interview guides: blaming others, escalating first",
    _look,
    faults=("over the head",),
    tell=_tell,
    least=0.3,
    mark="over_head",
    seen=0.03,
    topic="blame",
)
