"""An excursion: a long explanation in the middle of the action, in which nobody does anything."""

from __future__ import annotations

from starclock.advice._story import Kind, Story, longest_run
from starclock.advice._told import Told, at, done
from starclock.report import Advice

_SAYS = 10
"""Words of a sentence that says what it is about."""
_BESIDE = 0.4
"""Share of the highest chance from which a neighbour belongs to the same stretch."""
_BRIEF = 10.0
"""Seconds; a shorter aside costs nothing."""
_LONG = 32.0
"""Seconds."""


def _look(story: Story) -> Advice | None:
    if story.asked.shape in ("yourself", "hypothetical") or story.first_own is None:
        return None
    inside = [one for one in story.told if story.first_own.at < one.at < story.last_action and not one.lesson]
    run = longest_run(inside, lambda one: _still(one))
    if not run:
        return None
    seconds = run[-1].sentence.end - run[0].sentence.start
    if seconds < _LONG or not any(one.phase == "action" for one in run):
        return None
    start = next((one for one in run if len(one.sentence.words) >= _SAYS), run[0])
    return Advice(
        story.on("excursion", start, f"{seconds:.0f} s in which nobody does anything"),
        f"From {at(run[0])} you explain for {seconds:.0f} s, beginning with {story.quoted(start)}. Give that one"
        " sentence and come to what you did next.",
        "The listener wants to follow your steps, and here they stand still.",
        cost=seconds,
    )


def _still(one: Told) -> bool:
    return not one.did("i", "we") and not any(
        d.who in ("other", "they", "team") and d.group.tense == "past" and done(d) for d in one.deeds
    )


def _tell(story: Story) -> Advice | None:
    """The stretch of neighbours that, as it was learned, nobody needs."""
    if story.asked.shape in ("yourself", "hypothetical"):
        return None
    most = story.most("digress")
    least = _BESIDE * story.chance(most, "digress")
    first = last = most.at
    while first > 0 and story.chance(story.told[first - 1], "digress") >= least:
        first -= 1
    while last + 1 < len(story.told) and story.chance(story.told[last + 1], "digress") >= least:
        last += 1
    start, end = story.told[first], story.told[last]
    seconds = end.sentence.end - start.sentence.start
    if seconds < _BRIEF:
        return None
    return Advice(
        story.on("excursion", start, f"{seconds:.0f} s beside the story"),
        f"From {at(start)} you leave the story for {seconds:.0f} s, beginning with {story.quoted(start)}. Nothing"
        " later needs it: cut it, or keep half a sentence.",
        "The listener wants to follow your steps.",
        cost=seconds,
    )


KIND = Kind(
    "excursion",
    41,
    "Is there a long stretch of the action in which nobody does anything?",
    "keep the steps; leave explanations for the follow-up questions (guides for senior engineers)",
    _look,
    faults=("digression",),
    tell=_tell,
    least=0.3,
    topic="own part",
)
