"""An answer of which a part was not heard: nothing that may stand in that part is called missing."""

from __future__ import annotations

from starclock.advice._story import Kind, Story
from starclock.report import Advice
from starclock.writing.clock import clock

_LEAST = 2.0
"""Seconds; less hides no part of a story."""
_SHARE = 0.1
"""Share of the recording from which on what is missing may only be unheard."""


def _look(story: Story) -> Advice | None:
    gaps = story.answer.gaps
    hidden = sum(gap.seconds for gap in gaps)
    if not story.told or hidden < _LEAST or hidden < _SHARE * story.answer.attempt.seconds:
        return None
    longest = max(gaps, key=lambda gap: gap.seconds)
    before = [one for one in story.told if one.sentence.start < longest.start]
    last = before[-1] if before else story.told[0]
    return Advice(
        story.on("unheard", last, "here the microphone gave no sound"),
        f"From {clock(longest.start)} to {clock(longest.end)} the microphone gave no sound. What is heard can stay;"
        " see that it is not muted, with `starclock mic`, and tell it once more.",
        "What nobody heard cannot be judged.",
    )


KIND = Kind(
    "unheard",
    5,
    "Was the whole answer heard?",
    "stretches of exact zeros, which no working microphone gives",
    _look,
    alone=True,
)
