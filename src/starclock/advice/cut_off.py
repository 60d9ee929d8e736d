"""An answer that stops early: in the middle of a sentence, or before anything is done or comes of it."""

from __future__ import annotations

from starclock.advice._parts import missing_of
from starclock.advice._story import Kind, Story
from starclock.advice._told import at
from starclock.report import Advice
from starclock.writing.clock import clock

_SHORT = 0.28
"""Share of the time meant for an answer below which it is too short to judge."""
_BARE = 0.14
"""Share of the time below which not even the parts that are there are judged."""
_ACTS = 2
"""Own deeds from which something is done, whatever part of the story they were taken for."""
_PRINTS = 0.5
"""Share of sentences that end with a full stop, from which a last one without any was cut off."""
_DOUBTED = 0.05
"""Chance of being cut off, by what was learned, from which an answer that breaks off is believed to have no end."""


def _look(story: Story) -> Advice | None:
    if not story.told or not story.asked.timed:
        return None
    last = story.told[-1]
    stopped = [one for one in story.told[:-1] if one.sentence.text.rstrip()[-1:] in '.?!”"']
    broken = len(stopped) >= _PRINTS * max(1, len(story.told) - 1) and last.sentence.text.rstrip()[-1:] not in '.?!”"…)'
    broken = broken or last.sentence.text.rstrip().endswith(("...", "…", "-", "–", "—", ","))
    short = story.seconds < _SHORT * story.settings.targets.total
    end = next((one for one in reversed(story.told) if not one.has("closing")), last)
    about = story.on("cut off", last, "the answer stops here")
    missing = [
        name
        for name, there in (("what you did", bool(story.action)), ("how it ended", bool(story.ending)))
        if not there
    ]
    if broken and (short or not story.ending or story.diagnosis["cut off"] > _DOUBTED):
        rest = " and ".join(missing) or "the rest"
        return Advice(
            about,
            f"The answer stops in the middle of a sentence at {clock(last.sentence.end)}: {story.quoted(last)}. What"
            f" is told so far can stay; record it again with {rest}.",
            "What is not told cannot be judged.",
        )
    acts = sum(one.did("i") for one in story.told[1:]) >= _ACTS
    if acts and "what you did" in missing:
        missing.remove("what you did")
    if missing[:1] == ["what you did"] and short:
        one = max(story.told, key=lambda t: t.sentence.seconds)
        return Advice(
            about,
            f"After {story.seconds:.0f} s the answer is over, and what you did is not in it. Take one moment of"
            f" {story.quoted(one)} and tell it: what was hard, what you did, what came of it.",
            "What is not told cannot be judged.",
        )
    if not missing or not (short and (not story.action or story.seconds < _BARE * story.settings.targets.total)):
        return None
    return Advice(
        story.on("cut off", end, "the answer stops here"),
        f"After {story.seconds:.0f} s the answer is over, and {' and '.join(missing)}"
        f" {'are' if len(missing) > 1 else 'is'} not in it. Go on from {story.quoted(end)}.",
        "What is not told cannot be judged.",
    )


def _thin(story: Story) -> Advice | None:
    """A short answer with all its parts, which has room for what is missing in the action."""
    if story.asked.shape != "story" or not story.action or story.seconds >= _SHORT * story.settings.targets.total:
        return None
    wanted = missing_of(story)
    if " and " not in wanted or "somebody else" not in wanted:
        return None
    return Advice(
        story.on("too short", story.action[0], f"the whole answer takes {story.seconds:.0f} s"),
        f"The whole answer takes {story.seconds:.0f} s, so there is room. Missing from"
        f" {at(story.action[0])} on: {wanted}.",
        "In so few seconds the listener hears that it worked, not how you work.",
    )


def _tell(story: Story) -> Advice | None:
    if story.asked.shape != "story" or not story.told:
        return None
    last = story.told[-1]
    return Advice(
        story.on("too short", last, f"the whole answer takes {story.seconds:.0f} s"),
        f"The answer is over after {story.seconds:.0f} s, with {story.quoted(last)}. Keep what is told, and go on:"
        " what you did step by step, who was against it or what was hard, and what came of it.",
        "In so few seconds the listener hears that it worked, not how you work.",
    )


_SOURCE = "an answer takes two to four minutes (interview guides)"
KINDS = (
    Kind(
        "cut off",
        11,
        "Is the answer long enough to hold what was done and how it ended?",
        _SOURCE,
        _look,
        faults=("cut off",),
        tell=_tell,
        least=0.5,
        alone=True,
    ),
    Kind("too short", 65, "Does a short answer show how it was done?", _SOURCE, _thin, topic="own part"),
)
