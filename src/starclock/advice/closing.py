"""The last line: a question or an apology after a good end."""

from __future__ import annotations

from starclock.advice._story import Kind, Story
from starclock.advice._told import Told
from starclock.report import Advice


def _look(story: Story) -> Advice | None:
    if story.asked.shape not in ("story", "brief") or len(story.told) < 6 or not (story.ending or story.lessons):
        return None
    asks = [one for one in story.told[-3:] if one.has("closing") and _asks(one)]
    if not asks:
        return None
    ends = [
        one
        for one in story.told
        if one.at < asks[0].at and (one.lesson or one.phase == "result") and not one.has("closing", "shrug")
    ]
    stock = {t.at for f in story.findings("generic-lesson", "vague-result") for t in [story.sentence_of(f)] if t}
    ends = [one for one in ends if one.at not in stock]
    if not ends:
        return None
    best = ends[-1]
    return Advice(
        story.on("last line", asks[0], "it comes after the end"),
        f"Stop at {story.quoted(best)}. {asks[0].where('closing')} after it takes the weight off your last line.",
        "The last sentence is what stays.",
    )


def _asks(one: Told) -> bool:
    words = one.sentence.text.rstrip()
    return words.endswith("?") or any(
        said in one.text for said in ("sorry", "don't know", "if you want", "does that", "is that")
    )


KIND = Kind(
    "last line",
    87,
    "Does it stop on its best line?",
    "end on the result or the lesson (interview guides)",
    _look,
    mild=True,
)
