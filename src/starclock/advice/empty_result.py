"""An empty result: a verdict where a change could stand ("it went really well"), or a verdict beside one."""

from __future__ import annotations

from starclock.advice._story import Kind, Story, Told, at
from starclock.report import Advice


def _look(story: Story) -> Advice | None:
    if story.asked.shape in ("scene", "yourself", "hypothetical"):
        return None
    verdicts = story.verdicts
    if not verdicts or any(_solid(story, one) for one in story.ending):
        return None
    one = verdicts[0]
    advice = f"You end with {story.quoted(one)}, which could be said of any project."
    change = _change(story, one)
    if change is not None:
        advice += f" At {at(change)} you said {story.figured(change)}: end there."
    else:
        advice += " Say what is different now: a number, a decision, or what somebody did because of it."
    return Advice(
        story.on("empty result", one, "a verdict, not a change"), advice, "What changed is what a listener writes down."
    )


def _solid(story: Story, one: Told) -> bool:
    """Whether a sentence of the result tells a change: a figure, or what somebody said or did."""
    vague = one in story.verdicts
    return (
        bool(story.figures(one)) or (not vague and one.has("good end", "bad end")) or (not vague and one.did("other"))
    )


def _change(story: Story, end: Told) -> Told | None:
    """A change told earlier: the last sentence of the action or of an earlier result with a figure of one."""
    told = [one for one in story.of("action", "result") if one.at < end.at and story.figures(one)]
    ways = [one for one in told if one.has("good end") or any(" to " in f.text for f in story.figures(one))]
    return next(reversed(ways), None)


KIND = Kind(
    "empty result",
    51,
    "Is the result a change, or only a verdict?",
    "results without a number or a concrete outcome are the commonest mistake (interview guides)",
    _look,
    topic="result",
)
