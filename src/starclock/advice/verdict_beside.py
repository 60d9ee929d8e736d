"""A verdict beside the figures: cut the line."""

from __future__ import annotations

import re

from starclock.advice._story import Kind, Story
from starclock.advice._told import Told, at
from starclock.report import Advice

_CHANGE = re.compile(
    r"%|percent|\b(?:from .{1,30} to|went|fell|dropped|rose|grew|down|up|by|fewer|faster|less|more|half|halved|doubled"
    r"|zero|none|a third|a quarter)\b"
)
"""A figure that says what changed."""
_GOOD = 0.5
"""Chance from which a sentence tells a change or a lesson of the story."""
_LESSON = 0.3
"""The same for a lesson: rather one line too many kept than the best one cut."""
_LONG = 22
"""Words from which a sentence may hold more than a verdict."""


def _last(story: Story) -> Advice | None:
    """The story ends on the verdict."""
    found = _found(story)
    told = [one for one in story.told if one.text and not one.lesson and not one.has("closing")]
    return _cut(story, found) if found is not None and told and told[-1].at == found.at else None


def _beside(story: Story) -> Advice | None:
    found = _found(story)
    return _cut(story, found) if found is not None else None


def _found(story: Story) -> Told | None:
    """The last verdict among results one of which says with a figure what changed."""
    if story.asked.shape in ("scene", "yourself", "hypothetical") or not _figures(story):
        return None
    verdicts = [
        one
        for one in story.plain_verdicts
        if not story.figures(one) and not one.did("other", "i") and len(one.sentence.words) < _LONG
    ]
    return verdicts[-1] if verdicts else None


def _figures(story: Story) -> list[Told]:
    return [one for one in story.ending if story.figures(one) and _CHANGE.search(story.figured(one).lower())]


def _cut(story: Story, one: Told) -> Advice:
    best = min(_figures(story), key=lambda f: abs(f.at - one.at))
    return Advice(
        story.on("verdict", one, "a verdict beside the figures"),
        f"Cut {story.quoted(one)}: {story.figured(best)} at {at(best)} has said it better.",
        "A verdict takes weight from the figures around it.",
    )


def _tail(story: Story) -> Advice | None:
    """What follows the last good sentence, as it was learned: verdicts, stock remarks, apologies."""
    if story.asked.shape in ("scene", "yourself", "hypothetical"):
        return None
    good = [one for one in story.told[:-1] if story.late(one, 0.4) and _good(story, one) and not _empty(story, one)]
    if not good:
        return None
    best, after = good[-1], story.told[good[-1].at + 1]
    return Advice(
        story.on("tail", after, "it comes after the end"),
        f"Stop at {story.quoted(best)}, at {at(best)}. From {story.quoted(after)} on nothing is added, and your best"
        " line is buried.",
        "The last thing said is what stays.",
    )


def _good(story: Story, one: Told) -> bool:
    return story.chance(one, "number", "change") >= _GOOD or story.chance(one, "lesson") >= _LESSON


def _empty(story: Story, one: Told) -> bool:
    """Whether a sentence is rather a verdict or a stock remark than anything else."""
    return story.chance(one, "verdict", "stock") > story.chance(one, "number", "change", "lesson")


_SOURCE = "show the change and leave the verdict to the listener (interview guides)"
KINDS = (
    Kind(
        "verdict at the end",
        53,
        "Does the story end on a verdict, with the figures before it?",
        _SOURCE,
        _last,
        faults=("tail",),
        tell=_tail,
        topic="result",
    ),
    Kind("verdict", 85, "Does a verdict stand beside the figures?", _SOURCE, _beside, topic="result", mild=True),
)
