"""A verdict beside the figures: cut the line."""

from __future__ import annotations

from starclock.advice._story import Kind, Story, at
from starclock.report import Advice


def _look(story: Story) -> Advice | None:
    if story.asked.shape in ("scene", "yourself", "hypothetical"):
        return None
    figures = [one for one in story.ending if story.figures(one)]
    verdicts = [
        one
        for f in story.findings("vague-result")
        for one in [story.sentence_of(f)]
        if one
        and one in story.ending
        and not story.figures(one)
        and not one.did("other", "i")
        and len(one.sentence.words) < 14
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
