"""An answer far over its time, or one whose first story is dropped for a second."""

from __future__ import annotations

from starclock.advice._story import BRIEF, Kind, Story, iterate
from starclock.advice._told import Told, at
from starclock.report import Advice
from starclock.writing.clock import clock

_LONG = 1.4
"""Times the time meant for the whole answer from which it is far too long."""
_MUCH = 1.4
"""Times the time meant for the action from which steps can go."""
_WAITS = 60.0
"""Seconds before the first own deed from which they are the ones to cut."""


def _look(story: Story) -> Advice | None:
    if story.asked.shape in ("scene",):
        return None
    dropped = [one for one in story.having("other story") if 0.1 < _place(story, one) < 0.75]
    if dropped and (start := _begins(story, dropped[-1].at)) is not None:
        return Advice(
            story.on("too long", start, f"a second story begins at {at(start)}"),
            f"At {at(start)} a second story begins: {_opening(story, start)}. Choose one of the two and tell it to the"
            " end.",
            "Of two stories a listener keeps neither.",
            cost=start.sentence.start,
        )
    if story.asked.shape == "brief" and story.seconds > BRIEF:
        return Advice(
            story.on("too long", story.told[0], f"{clock(story.seconds)} where a short answer was asked for"),
            f"A short answer was asked for, and this one takes {clock(story.seconds)}. Tell where it was in one"
            " sentence, what you did in two, and what came of it in one; keep the rest for the question that follows.",
            "Whoever asks for a short example wants to ask on.",
            cost=story.seconds - BRIEF,
        )
    meant = story.settings.targets.total
    if story.seconds < _LONG * meant:
        return None
    action = story.answer.seconds_of("action")
    one = story.action[0] if story.action else story.told[0]
    advice = f"{clock(story.seconds)} is too long; come down to about {clock(meant)}."
    first = story.first_own
    waited = first.sentence.start - story.answer.span.start if first else 0.0
    if waited > _WAITS:
        wanted = story.settings.targets.situation + story.settings.targets.task
        advice += f" {waited:.0f} s go by before you do anything; {wanted:.0f} are enough."
    if action > _MUCH * story.settings.targets.action:
        advice += (
            f" What you did takes {clock(action)}, from {at(one)} on: keep the steps without which the end cannot be"
            " understood, and leave the others for questions."
        )
    elif waited <= _WAITS:
        advice += " Keep the sentences without which the end cannot be understood."
    return Advice(
        story.on("too long", one, f"{clock(story.seconds)} in all, {clock(meant)} are meant"),
        advice,
        "After three minutes an interviewer listens for the end.",
        cost=story.seconds - meant,
    )


def _place(story: Story, one: Told) -> float:
    return float((one.sentence.start - story.answer.span.start) / max(1.0, story.seconds))


def _begins(story: Story, after: int) -> Told | None:
    """The first sentence of the second story: one that names a place or a time."""
    following = list(iterate(story.told, after, 6))
    return next((one for one in following if one.phase == "situation"), following[0] if following else None)


def _opening(story: Story, start: Told) -> str:
    """The first words of the second story: two sentences where the first is a name."""
    following = next(iterate(story.told, start.at, 1), None)
    if len(start.sentence.words) > 4 or following is None:
        return story.quoted(start)
    return f"{story.quoted(start)[:-1]}. {story.quoted(following)[1:]}"


KIND = Kind(
    "too long",
    12,
    "Is the answer within its time, and is it one story?",
    "guides cap answers at two to four minutes",
    _look,
    measured=True,
    faults=("too long",),
)
