"""Handed on: the problem goes to somebody else as the first resort, or over the head of the one it concerns."""

from __future__ import annotations

from starclock.advice._story import Kind, Story, at
from starclock.report import Advice


def _look(story: Story) -> Advice | None:
    if story.about("boss", "conflict", "feedback") and not story.having("asked first"):
        over = [one for one in story.having("over the head") if one.phase in ("action", "task", "situation")]
        if over and story.about("boss"):
            one = over[0]
            return Advice(
                story.on("over the head", one, "it goes past the person it concerns"),
                f"At {at(one)} you go past the person it concerns: {one.where('over the head')}. Say what you said"
                " to them first; if you did not, say so before they ask.",
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


KIND = Kind(
    "handed on",
    31,
    "Is the problem handed on before anything was tried, or past the person it concerns?",
    "red flags of interview guides: blaming others, escalating first",
    _look,
    topic="blame",
)
