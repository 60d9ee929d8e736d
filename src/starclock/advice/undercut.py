"""Undercutting: nearly every deed is taken back as it is told ("I guess", "anybody could have")."""

from __future__ import annotations

import re

from starclock.advice._story import Kind, Story
from starclock.advice._told import at
from starclock.report import Advice

_SOFT = re.compile(
    r"\b(?:kind of|sort of|kinda|sorta|i guess|i suppose|a (?:little )?bit|maybe|probably|pretty much|just|only like"
    r"|or something|or whatever)\b"
)
_LEAST = 5
_SHARE = 0.5
_THICK, _RATE = 7, 7.0
"""Softeners in the whole answer, and a minute, that take it back whatever they stand beside."""


def _look(story: Story) -> Advice | None:
    own = [one for one in story.action if one.did("i")]
    soft = [one for one in own if _SOFT.search(one.text)]
    down = [one for one in story.having("talk down") if one.phase in ("action", "result")]
    softeners = sum(len(_SOFT.findall(one.text)) for one in soft)
    everywhere = [one for one in story.told if one.phase is not None and _SOFT.search(one.text)]
    all_of_it = sum(len(_SOFT.findall(one.text)) for one in everywhere) + len(down)
    thick = all_of_it >= _THICK and all_of_it * 60 >= _RATE * story.seconds
    if not (
        (len(own) >= _LEAST and len(soft) >= _SHARE * len(own) and softeners >= _LEAST)
        or (len(down) >= 2 and softeners >= 3)
        or (thick and story.having("talk down", "shrug"))
    ):
        return None
    one = down[0] if down else max(soft, key=lambda t: len(_SOFT.findall(t.text)))
    words = ", ".join(f"“{w}”" for w in dict.fromkeys(w for t in soft for w in _SOFT.findall(t.text)))
    return Advice(
        story.on("undercut", one, "it takes the deed back"),
        f"You take your deeds back as you tell them: {one.where('talk down') if down else story.quoted(one)} at"
        f" {at(one)}. Leave out {words or 'such remarks'} and say each deed as it was.",
        f"In {len(soft)} of your {len(own)} own steps a softener stands, and the listener believes the softener.",
    )


def _tell(story: Story) -> Advice | None:
    one, *more = story.plainest("downplay")
    advice = f"You make your own work small: {story.quoted(one)} at {at(one)}"
    advice += f", and {story.quoted(more[0])} at {at(more[0])}" if more else ""
    return Advice(
        story.on("undercut", one, "it takes the deed back"),
        f"{advice}. Leave such remarks out and say what you did as it was.",
        "The listener believes the remark, not the deed.",
    )


KIND = Kind(
    "undercut",
    57,
    "Is nearly every deed taken back?",
    "hedges lower how competent a speaker is rated (Hosman 1989; Parton et al. 2002)",
    _look,
    faults=("undercut",),
    tell=_tell,
    topic="sound",
)
