"""The set-up: too much is told before anything is done."""

from __future__ import annotations

from starclock.advice._story import Kind, Story
from starclock.advice._told import Told, at, quoted
from starclock.report import Advice

_SHARE = 0.4
"""Share of the answer before the first own deed from which the set-up is too long."""
_OVER = 1.3
"""Times the seconds meant for situation and task."""

_DOING = 0.3
"""Chance that a sentence tells a deed, or why it was done, from which something is done."""
_NEARLY, _HALF, _REST = 0.85, 0.48, 1.5
"""The same for an answer of which half goes by before anything is done: times the seconds meant for situation and
task, share of the answer, and the least length of the answer in the same measure."""


def _look(story: Story) -> Advice | None:
    first = story.first_own
    if first is None or story.asked.shape in ("scene", "yourself", "hypothetical") or story.opens_with_result:
        return None
    if any(one.at < first.at for one in story.having("other story")):
        return None  # what goes before is another story: too_long.py says so
    if any(one.at < first.at and story.chance(one, "step", "reason", "others_deed") >= _DOING for one in story.told):
        return None  # somebody acts or weighs something there
    waited = first.sentence.start - story.answer.span.start
    targets = story.settings.targets
    wanted = targets.situation + targets.task
    long = waited >= _OVER * wanted and waited >= _SHARE * story.seconds
    most = waited >= _NEARLY * wanted and waited >= _HALF * story.seconds and story.seconds >= _REST * wanted
    return _waits(story, first, waited, wanted) if long or most else None


def _tell(story: Story) -> Advice | None:
    first = story.first_own
    if first is None or not first.at or story.asked.shape in ("scene", "yourself", "hypothetical"):
        return None
    targets = story.settings.targets
    waited = first.sentence.start - story.answer.span.start
    wanted = targets.situation + targets.task
    return _waits(story, first, waited, wanted) if waited > wanted else None


def _waits(story: Story, first: Told, waited: float, wanted: float) -> Advice:
    before = [one for one in story.told if one.at < first.at]
    start = _turn(before)
    return Advice(
        story.on("set-up", start, f"{waited:.0f} s before the first thing you do"),
        f"The first thing you do comes at {at(first)}. Your story starts at {at(start)}, {quoted(start.sentence)}. For"
        " what comes before, two sentences are enough: where and when it was, and what was at stake.",
        f"Of {story.seconds:.0f} s, {waited:.0f} go by before the listener hears you act.",
        cost=max(0.0, waited - wanted),
    )


def _turn(before: list[Told]) -> Told:
    """Where the story could begin: the last task told before the first deed, else the sentence right before it."""
    tasks = [one for one in before if one.phase == "task"]
    if tasks:
        last = tasks[-1]
        run = [one for one in tasks if last.at - one.at < 3]
        return run[0]
    return before[-1]


KIND = Kind(
    "set-up",
    40,
    "How long until the speaker does something?",
    "stories of real interviews were heavy on Situation (Bangerter 2014)",
    _look,
    measured=True,
    faults=("set-up",),
    tell=_tell,
    topic="set-up",
)
