"""A result talked down: the number stands there, and the speaker takes it back."""

from __future__ import annotations

import re

from starclock.advice._story import Kind, Story
from starclock.advice._told import at
from starclock.report import Advice

_SOFT = re.compile(
    r"\b(?:maybe|probably|i guess|i think|or something|or so|not sure|i don't know exactly|i didn't (?:really"
    r" )?measure|don't quote me"
    r"|i mean|kind of|sort of|i suppose|more or less)\b"
)
_LEAST = 2


def _look(story: Story) -> Advice | None:
    if story.asked.shape in ("yourself", "hypothetical"):
        return None
    found = [one for one in story.result if story.figures(one) and len(_SOFT.findall(one.text)) >= _LEAST]
    if not found:
        return None
    one = found[-1]
    words = " and ".join(f"“{word}”" for word in dict.fromkeys(_SOFT.findall(one.text)))
    return Advice(
        story.on("soft number", one, "the result is talked down"),
        f"{story.figured(one)} at {at(one)} is talked down by {words}. Say the figure once, flat; if it is an"
        " estimate, say “roughly”.",
        "A listener believes the doubt before the number.",
    )


KIND = Kind(
    "soft number",
    54,
    "Is the number of the result taken back?",
    "hedges lower how competent a speaker is rated (Hosman 1989; Parton et al. 2002)",
    _look,
    topic="result",
)
