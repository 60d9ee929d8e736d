"""The order: the story jumps back and forth, so that nobody can tell what came before what."""

from __future__ import annotations

import re
from itertools import pairwise

from starclock.advice._story import Kind, Story
from starclock.advice._told import at
from starclock.report import Advice

_JUMPS = 2
_BACKWARDS = re.compile(r"\bbackwards?\b|\bfrom the end\b|\bin reverse\b")
_EARLIER = re.compile(r"\b(?:before (?:the|that|this|all)|(?:days?|weeks?|months?) before|because before|earlier)\b")

_GOES_BACK = re.compile(
    r"^(?:and |but |so |now |well |the thing )*(?:(?:right |just |a bit |the \w+ |two \w+ )*before (?:that|this|it|the"
    r"|all)|why (?:i|we|was|were|did)|how (?:i|we) (?:knew|got|came)|earlier (?:that|on))\b|\bbecause before\b"
)
"""A sentence that goes on with what came before the one that was just told."""


def _look(story: Story) -> Advice | None:
    if story.asked.shape in ("scene", "yourself", "hypothetical"):
        return None
    return _backwards(story) or _jumps(story)


def _backwards(story: Story) -> Advice | None:
    said = next((one for one in story.told[:8] if _BACKWARDS.search(one.text)), None)
    earlier = [one for one in story.told if _EARLIER.search(one.text) and one.phase is not None]
    back = [one for one in earlier if _GOES_BACK.search(one.text)]
    if said is None and story.opens_with_result and len(back) > 1:
        said = story.told[0]
    if said is None or len(earlier) < _JUMPS:
        return None
    return Advice(
        story.on("order", said, "the story is told backwards"),
        f"Open with the result if you like, but after {story.quoted(said)} go on from the beginning: what you saw"
        f" first, what you tried next.",
        "Backwards, the listener hears each step before its reason.",
    )


def _jumps(story: Story) -> Advice | None:
    jumps = story.having("out of order", within=[one for one in story.told if one.phase is not None])
    after = [one for one in jumps if story.late(one, 0.5) and "forgot" in one.text]
    if len(jumps) < _JUMPS and not after:
        return None
    if len(jumps) < _JUMPS + 1 and after:
        one = after[0]
        advice = (
            f"At {at(one)} you go back: {one.where('out of order')}. Tell it in its place, in one sentence, or"
            f" leave it for a question."
        )
    else:
        one = jumps[0]
        advice = (
            f"Tell it in the order in which it happened. You jump at {', '.join(at(j) for j in jumps[:4])}; the"
            f" first time at {one.where('out of order')}."
        )
    return Advice(story.on("order", one, "the story jumps"), advice, "The listener loses what caused what.")


def _tell(story: Story) -> Advice | None:
    """Where a story goes back to its beginning after something was done or came of it."""
    if story.asked.shape in ("scene", "yourself", "hypothetical"):
        return None
    late = ("action", "result")
    back = [
        one
        for before, one in pairwise(story.told)
        if before.phase in late and one.phase in ("situation", "task") and one.at > 1
    ]
    if not back:
        return None
    places = ", ".join(at(one) for one in back[:3])
    return Advice(
        story.on("order", back[0], "the story jumps"),
        f"Tell it in the order in which it happened. At {places} you go back to what came before; the first time with"
        f" {story.quoted(back[0])}.",
        "The listener loses what caused what.",
    )


KIND = Kind(
    "order",
    35,
    "Is it told in the order in which it happened?",
    "STAR is told in order: where, what was asked, what was done, what came of it",
    _look,
    faults=("order",),
    tell=_tell,
    topic="set-up",
)
