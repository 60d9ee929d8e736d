"""Praise: one line, for the strongest change in the result or an owned fault; none where there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from starclock.advice._story import Story
from starclock.advice._told import Told, at
from starclock.report import Advice, Finding

_CHANGED = re.compile(
    r"\b(?:went|fell|dropped|rose|grew|cut|came down|improved|reduced|increased|was down|were down|is down)"
    r" (?:\w+ ){0,4}?(?:from|to|by|under|below) |\bfrom .{1,24} to |\b(?:fewer|faster|halved|doubled|tripled)\b"
)
"""A change told as one: "went down from 6 to 2"; what "came to" an amount may be a cost."""
_NUMBER = re.compile(
    r"\d|\b(?:zero|none|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty"
    r"|seventy|eighty|ninety|hundred|thousand|half|third|quarter)\b"
)
_SPOILS = ("vague-result", "hand-off", "generic-lesson", "polish", "hedge", "weak-motive", "smoothed-over")


def praise(story: Story, chosen: Sequence[Advice]) -> Advice | None:
    """What landed, untouched by anything that is to be mended."""
    if story.asked.shape in ("yourself", "hypothetical"):
        return None

    def clean(one: Told) -> bool:
        faulted = [
            f for f in story.report.findings if f.check in _SPOILS and not f.strength and f.overlap(one.sentence) > 0
        ]
        advised = [
            a
            for a in chosen
            if isinstance(a.about, Finding) and a.about.check != "next question" and a.about.overlap(one.sentence) > 0
        ]
        return not faulted and not advised and not one.has("blame", "talk down")

    changes = [
        one
        for one in story.result
        if clean(one) and _counts(story, one) and _sized(story.figured(one), story.figures(one))
    ]
    if changes and not story.about("failure"):
        best = max(
            changes,
            key=lambda one: (
                any(" to " in f.text for f in story.figures(one)),
                one in story.ending,
                len(story.figures(one)),
            ),
        )
        return Advice(
            story.on("praise", best, "a change with its number"),
            f"What lands: {story.figured(best)} at {at(best)}.",
            "A change with its number is what a listener writes down.",
        )
    owned = [
        one
        for one in story.having("own fault", within=story.of("action", "task"))
        if one.did("i") and clean(one) and "thought" not in one.where("own fault").lower()
    ]
    if owned and story.about("failure"):
        one = owned[0]
        return Advice(
            story.on("praise", one, "a fault owned"),
            f"What lands: {one.where('own fault')} at {at(one)}.",
            "Owning your part makes the rest believed.",
        )
    return None


def _sized(quote: str, figures: Sequence[Finding]) -> bool:
    """Whether the words that are quoted tell a change, and the number that measures it."""
    words = quote.lower()
    told = any(figure.text.lower().strip(" ,.") in words and _NUMBER.search(figure.text.lower()) for figure in figures)
    return told and _CHANGED.search(words) is not None


def _counts(story: Story, one: Told) -> bool:
    """Whether a change stands at the end of the story, or at the head of one that is told from the end."""
    if one in story.ending:
        return True
    return story.opens_with_result and any(" to " in f.text or "%" in f.text for f in story.figures(one))
