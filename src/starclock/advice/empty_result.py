"""An empty result: a verdict where a change could stand ("it went really well"), or a verdict beside one."""

from __future__ import annotations

from starclock.advice._story import Kind, Story
from starclock.advice._told import Told, at
from starclock.report import Advice

_SIZED, _CHANGED = 0.5, 0.3
"""Chance from which a sentence tells a change with its size, and from which one with a figure tells any."""
_CLEAR = 5
"""Words from which a clause says what its number counts."""


def _look(story: Story) -> Advice | None:
    if story.asked.shape in ("scene", "yourself", "hypothetical"):
        return None
    verdicts = story.verdicts
    if not verdicts or any(_solid(story, one) for one in story.ending):
        return None
    return _ends(story, verdicts[0])


def _tell(story: Story) -> Advice | None:
    if story.asked.shape in ("scene", "yourself", "hypothetical"):
        return None
    if any(story.chance(one, "number") >= _SIZED for one in story.ending):
        return None
    half = [one for one in story.told if story.late(one, 0.5)]
    return _ends(story, story.most("verdict", half))


def _ends(story: Story, one: Told) -> Advice:
    advice = f"You end with {story.quoted(one)}, which could be said of any project."
    change = _change(story, one)
    if change is not None:
        advice += f" At {at(change)} you said {_shown(story, change)}: end there."
    else:
        advice += " Say what is different now: a number, a decision, or what somebody did because of it."
    return Advice(
        story.on("empty result", one, "a verdict, not a change"), advice, "What changed is what a listener writes down."
    )


def _shown(story: Story, one: Told) -> str:
    """The clause with the number; the sentence where that clause alone says too little."""
    clause = story.figured(one)
    return clause if len(clause.split()) >= _CLEAR else story.quoted(one)


def _solid(story: Story, one: Told) -> bool:
    """Whether a sentence of the result tells a change: a figure, or what somebody said or did."""
    vague = one in story.verdicts
    return (
        bool(story.figures(one)) or (not vague and one.has("good end", "bad end")) or (not vague and one.did("other"))
    )


def _change(story: Story, end: Told) -> Told | None:
    """A change told earlier: the last sentence of the action or of an earlier result with a figure of one."""
    told = [one for one in story.of("action", "result") if one.at < end.at and story.figures(one)]
    learned = [one for one in told if story.chance(one, "number") >= _SIZED]
    if learned:
        return learned[-1]
    ways = [one for one in told if one.has("good end") or any(" to " in f.text for f in story.figures(one))]
    return next((one for one in reversed(ways) if story.chance(one, "change", "number") >= _CHANGED), None)


KIND = Kind(
    "empty result",
    51,
    "Is the result a change, or only a verdict?",
    "results without a number or a concrete outcome are the commonest mistake (interview guides)",
    _look,
    faults=("verdict",),
    tell=_tell,
    topic="result",
)
