"""The words that were asked for: "What exactly did you say?", answered by how it was said."""

from __future__ import annotations

from starclock.advice._story import Kind, Story, no_rule
from starclock.advice._told import at
from starclock.report import Advice


def _tell(story: Story) -> Advice | None:
    if not story.wants_words:
        return None
    one = story.most("talk")
    return Advice(
        story.on("no words", one, "described, not said"),
        f"You were asked for the words and describe them: {story.quoted(one)} at {at(one)}. Say two sentences as you"
        " said them, and one that came back.",
        "Whoever asks for the words wants to hear how you speak to people.",
    )


KIND = Kind(
    "no words",
    15,
    "Where the words are asked for, are they said?",
    "most follow-up questions ask what was said (readings of 80 answers by four coaches)",
    no_rule,
    faults=("no words",),
    tell=_tell,
    topic="people",
)
