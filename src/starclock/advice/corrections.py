"""Corrections in mid-sentence: "14, no, 18, I should say it properly"."""

from __future__ import annotations

from starclock.advice._story import Kind, Story
from starclock.advice._told import Told, around, at
from starclock.report import Advice

_LEAST = 3


def _look(story: Story) -> Advice | None:
    found = story.having("correction")
    if len(found) < _LEAST:
        return None
    one = next((t for t in found if story.figures(t)), found[0])
    return Advice(
        story.on("corrections", one, "a correction in mid-sentence"),
        f"You correct yourself {len(found)} times ({', '.join(at(t) for t in found[:4])}), at {at(one)} on"
        f" {_near(one)}. Settle these facts beforehand and say each once.",
        "A corrected number is not believed.",
    )


def _near(one: Told) -> str:
    """The words around a correction, quoted."""
    words = one.sentence.words
    match = next(iter(one.found("correction")), None)
    middle = match if match is not None else len(words) // 2
    return around(one.sentence, max(0, middle - 5), min(len(words) - 1, middle + 5))


KIND = Kind("corrections", 58, "Are facts corrected while they are told?", "speech coaches", _look, topic="sound")
