"""About oneself: no story is asked for; what is claimed needs one proof."""

from __future__ import annotations

import re

from starclock.advice._story import Kind, Story
from starclock.advice._told import at
from starclock.report import Advice

_NOW = re.compile(
    r"\b(?:now|currently|at the moment|these days|i'm the one|i ended up as|i am the one|for the last \w+ (?:years?"
    r"|months?)|i (?:work|run|lead|manage) )"
)
"""What the speaker does today."""


_PROOF = 0.8
"""Changes that are told, by what was learned, from which an answer about oneself has its proof."""
_WISH = re.compile(r"\bi(?:'d| would) (?:like|love)|\bi (?:want|hope)|looking for\b|\boutside (?:of )?work\b")


def _look(story: Story) -> Advice | None:
    why = "why" in story.question  # reasons are asked for, and no deed
    if story.asked.shape != "yourself" or len(story.told) < 3:
        return None
    if why:
        return _reasons(story)
    if story.expected("number") + story.expected("change") >= _PROOF:
        return None
    claims = "streng" in story.question  # the claim comes first
    late = [one for one in story.told if claims or story.late(one, 0.35)]
    late = [one for one in late if not _WISH.search(one.text)] or late
    half = [one for one in late if not story.figures(one) or _NOW.search(one.text)] or list(story.told)
    now = [one for one in half if _NOW.search(one.text)]
    one = max(now or half, key=lambda t: t.sentence.seconds)
    match = _NOW.search(one.text)
    quote = one.clause(match) if match else story.quoted(one)
    return Advice(
        story.on("about yourself", one, "no proof yet"),
        f"Put one proof beside {quote} at {at(one)}: one thing you built or changed there, and what it changed, in a"
        " sentence.",
        "In an answer about yourself the listener keeps one deed, not the dates.",
    )


def _reasons(story: Story) -> Advice | None:
    """Why somebody leaves or comes: what is wished for, with one thing that shows it."""
    if any(one.did("i") and story.figures(one) for one in story.told if story.late(one, 0.5)):
        return None
    one = max((t for t in story.told if story.late(t, 0.5)), key=lambda t: t.sentence.seconds, default=story.told[-1])
    return Advice(
        story.on("about yourself", one, "no example yet"),
        f"Add one example to {story.quoted(one)} at {at(one)}: one thing you did yourself that shows it, in a"
        " sentence.",
        "A wish is believed when a deed stands beside it.",
    )


KIND = Kind(
    "about yourself",
    53,
    "In an answer about oneself, is there one deed with what it changed?",
    "interview guides: present, past, future, with one result",
    _look,
)
