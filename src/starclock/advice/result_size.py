"""The size of the result: everything has a number but what came of it."""

from __future__ import annotations

import re

from starclock.advice._story import Kind, Story
from starclock.advice._told import Told, at
from starclock.report import Advice

_CHANGE = re.compile(
    r"(?<!not )(?<!n't )(?<!nothing )(?<!never )(?<!they )(?<!we )(?<!i )\b(?:faster|fewer|dropped|fell|rose|grew"
    r"|went (?:down|up|away)|came"
    r" (?:down|up)|down a|up a|improved"
    r"|reduced|increased|decreased|quicker|shorter)\b(?! than to)"
)
_LEAST = 3
"""Numbers on the way from which the missing one is missed."""


def _look(story: Story) -> Advice | None:
    if story.asked.shape != "story" or story.about("growth", "feedback") or not story.ending or story.opens_with_result:
        return None
    before = [one for one in story.of("situation", "task", "action") if story.figures(one)]
    changes = [one for one in story.ending if _CHANGE.search(one.text) and not _sized(story, one)]
    if (
        sum(len(story.figures(one)) for one in before) < _LEAST
        or not changes
        or any(_sized(story, one) for one in story.result if one.at >= story.ending[0].at)
    ):
        return None
    one, start = changes[0], before[0]
    change = _CHANGE.search(one.text)
    assert change is not None
    return Advice(
        story.on("size of the result", one, "the change has no size"),
        f"You give numbers on the way ({story.figured(start)} at {at(start)}) and none for what came of it. Put one on"
        f" {one.clause(change)}: how many before, how many after?",
        "The change is the number that a listener keeps.",
    )


def _sized(story: Story, one: Told) -> bool:
    """Whether a number of the sentence says how large a change is, or counts what came of it."""
    figures = story.figures(one)
    if not figures:
        return False
    clauses = [story.spot(figure).lower() for figure in figures]
    return (
        len(figures) > 1
        or any(_CHANGE.search(text) or "%" in text or "percent" in text or "from " in text for text in clauses)
        or not _CHANGE.search(one.text)
    )


def _tell(story: Story) -> Advice | None:
    """Numbers are told of what it cost, and none of what got better."""
    if story.asked.shape != "story":
        return None
    late = [one for one in story.told if story.late(one, 0.5) and not story.figures(one)]
    costs = [one for one in story.told if story.figures(one)]
    if not late or not costs:
        return None
    one, cost = story.most("change", late), story.most("cost", costs)
    return Advice(
        story.on("size of the result", one, "the change has no size"),
        f"What you number is what it cost ({story.figured(cost)} at {at(cost)}), not what it brought. Put a number on"
        f" {story.quoted(one)} at {at(one)}: how many before, how many after?",
        "The change is the number that a listener keeps.",
    )


KIND = Kind(
    "size of the result",
    52,
    "Does the change have a number, where the costs have theirs?",
    "results: metric, business impact, second-order effect (walkthroughs of ownership questions)",
    _look,
    faults=("number",),
    tell=_tell,
    least=0.3,
    topic="result",
)
