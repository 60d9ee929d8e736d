"""A fault owned in a soft voice: "I kind of ignored her"."""

from __future__ import annotations

import re

from starclock.advice._story import Kind, Story
from starclock.advice._told import at, clause
from starclock.report import Advice

_SOFT = re.compile(r"\bi (kind of|sort of|kinda|sorta|maybe|probably|perhaps|a bit|a little|like) \w+")


def _look(story: Story) -> Advice | None:
    for one in story.having("own fault"):
        match = _SOFT.search(one.text)
        if match and one.phase in ("action", "result", "task"):
            said = clause(one.sentence, match.start(), match.end())
            return Advice(
                story.on("soft fault", one, "the fault is softened"),
                f"Leave out “{match[1]}” in {said} at {at(one)}: a fault that you own is stronger said flat.",
                "A softener on a fault sounds like half an excuse.",
            )
    return None


KIND = Kind(
    "soft fault",
    86,
    "Is an owned fault softened?",
    "hedges lower how competent a speaker is rated (Hosman 1989; Parton et al. 2002)",
    _look,
    topic="sound",
    mild=True,
)
