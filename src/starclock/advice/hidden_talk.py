"""A hard conversation hidden in a phrase: "we had a conversation about process"."""

from __future__ import annotations

from starclock.advice._story import Kind, Story
from starclock.advice._told import Told, at
from starclock.report import Advice


def _look(story: Story) -> Advice | None:
    if story.asked.shape != "story":
        return None
    hidden = [one for one in story.having("hidden talk", within=story.action) if not _heard(story, one.at)]
    hidden += [
        one
        for f in story.findings("smoothed-over")
        for one in [story.sentence_of(f)]
        if one and one.phase in ("action", "result") and one not in hidden
    ]
    if not hidden:
        return None
    one = hidden[0]
    return _skipped(story, one, f"At {at(one)} the talk that counts is hidden in a phrase: {one.where('hidden talk')}.")


def _tell(story: Story) -> Advice | None:
    if story.asked.shape != "story":
        return None
    one = story.most("talk")
    return _skipped(story, one, f"{story.quoted(one)} at {at(one)} is the talk that counts, and we do not hear it.")


def _skipped(story: Story, one: Told, where: str) -> Advice:
    return Advice(
        story.on("hidden talk", one, "what was said is skipped"),
        f"{where} Say one sentence that the other person said and one that you said.",
        "What was said there is what an interviewer asks for next.",
    )


def _heard(story: Story, at: int) -> bool:
    """Whether the sentences around already tell what was said."""
    return sum(story.voice(one) for one in story.told if abs(one.at - at) == 1) > 0


KIND = Kind(
    "hidden talk",
    61,
    "Is a hard conversation told, or only mentioned?",
    "real, messy scenes beat perfect outcomes (coaches of engineering managers)",
    _look,
    faults=("hidden talk",),
    tell=_tell,
    topic="people",
)
