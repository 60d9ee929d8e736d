"""A verdict beside the figures: cut the line."""

from __future__ import annotations

import re

from starclock.advice._story import Kind, Story, at
from starclock.report import Advice

_CHANGE = re.compile(
    r"%|percent|\b(?:from .{1,30} to|went|fell|dropped|rose|grew|down|up|by|fewer|faster|less|more|half|halved|doubled"
    r"|zero|none|a third|a quarter)\b"
)
"""A figure that says what changed."""
_LONG = 22
"""Words from which a sentence may hold more than a verdict."""


def _look(story: Story) -> Advice | None:
    if story.asked.shape in ("scene", "yourself", "hypothetical"):
        return None
    figures = [one for one in story.ending if story.figures(one) and _CHANGE.search(story.figured(one).lower())]
    verdicts = [
        one
        for one in story.plain_verdicts
        if not story.figures(one) and not one.did("other", "i") and len(one.sentence.words) < _LONG
    ]
    if not figures or not verdicts:
        return None
    one = verdicts[-1]
    best = min(figures, key=lambda f: abs(f.at - one.at))
    return Advice(
        story.on("verdict", one, "a verdict beside the figures"),
        f"Cut {story.quoted(one)}: {story.figured(best)} at {at(best)} has said it better.",
        "A verdict takes weight from the figures around it.",
    )


KIND = Kind(
    "verdict",
    85,
    "Does a verdict stand beside the figures?",
    "show the change and leave the verdict to the listener (interview guides)",
    _look,
    mild=True,
)
