"""No result: the story stops before anybody hears what came of it."""

from __future__ import annotations

from starclock.advice._story import Kind, Story
from starclock.advice._told import Told, at
from starclock.report import Advice


def _look(story: Story) -> Advice | None:
    if story.asked.shape not in ("story", "brief") or not story.action or story.opens_with_result:
        return None
    return None if _has_result(story) else _stops(story)


def _tell(story: Story) -> Advice | None:
    fits = story.asked.shape in ("story", "brief") and story.action and not story.opens_with_result
    return _stops(story) if fits else None


def _stops(story: Story) -> Advice | None:
    if not any(one.text for one in story.told):
        return None
    closing = [one for one in story.having("closing") if one.at > story.last_action - 1]
    last = closing[-1] if closing else next(one for one in reversed(story.told) if one.text)
    deed = story.told[story.last_action]
    start = _stake(story)
    advice = f"The story stops at {at(last)}, {story.quoted(last)}, before we hear what came of it."
    if start is not None:
        advice += f" You opened with {story.spot(story.figures(start)[-1])}: say what became of that."
    else:
        advice += f" After {story.quoted(deed)} say what changed, for whom, and by when."
    return Advice(
        story.on("no result", last, "no result is told"),
        advice,
        "Without an end the listener guesses that it failed.",
    )


def _has_result(story: Story) -> bool:
    """Whether something that came of it is told near the end."""
    stops = any(one.has("closing") for one in story.told[-2:])
    told = [one for one in story.ending if one.text and not one.has("closing")]
    if stops:
        vague = [story.sentence_of(f) for f in story.findings("vague-result")]
        told = [one for one in told if _outcome(story, one)]
        told += [one for one in story.ending if one in vague]
    if told or stops:
        return bool(told)
    late = story.answer.span.start + 0.75 * story.seconds
    return any(
        one.sentence.start > late and one.has("good end", "bad end") and one.phase != "situation" for one in story.told
    )


def _outcome(story: Story, one: Told) -> bool:
    return one.has("good end", "bad end") or bool(story.figures(one)) or story.voice(one)


def _stake(story: Story) -> Told | None:
    """The trouble that the story opened with, where it had a number."""
    told = [one for one in story.setup if story.figures(one) and one.phase == "situation"]
    return told[-1] if told else None


KIND = Kind(
    "no result",
    50,
    "Is it told what came of it?",
    "results make the story (interview guides)",
    _look,
    faults=("no result",),
    tell=_tell,
    topic="result",
)
