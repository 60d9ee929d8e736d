"""An answer far over its time, or one whose first story is dropped for a second."""

from __future__ import annotations

from starclock.advice._story import Kind, Story, Told, at, iterate
from starclock.report import Advice
from starclock.writing.clock import clock

_LONG = 1.4
"""Times the time meant for the whole answer from which it is far too long."""


def _look(story: Story) -> Advice | None:
    if story.asked.shape in ("scene",):
        return None
    dropped = [one for one in story.having("other story") if 0.1 < _place(story, one) < 0.75]
    if dropped and (start := _begins(story, dropped[-1].at)) is not None:
        return Advice(
            story.on("too long", start, f"the story that counts begins at {at(start)}"),
            f"The first {clock(start.sentence.start)} go to a story that you drop. Begin at"
            f" {_opening(story, start)}; that one is yours.",
            "By the time the real story begins the listener has stopped expecting one.",
            cost=start.sentence.start,
        )
    meant = story.settings.targets.total
    if story.seconds < _LONG * meant:
        return None
    heaviest = max(("situation", "task", "action", "result"), key=lambda phase: _over(story, phase))
    told = story.of(heaviest)  # type: ignore[arg-type]
    one = max(told, key=lambda t: (not t.did("i"), t.sentence.seconds), default=story.told[0])
    return Advice(
        story.on("too long", one, f"{clock(story.seconds)} in all, {clock(meant)} are meant"),
        f"{clock(story.seconds)} is too long; come down to about {clock(meant)}. The {heaviest} has the most to give:"
        f" {sum(t.sentence.seconds for t in told):.0f} s of it, for example {story.quoted(one)}.",
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


def _over(story: Story, phase: str) -> float:
    timing = story.report.seconds(phase)
    return timing.seconds - story.settings.targets.of(phase)  # type: ignore[arg-type]


KIND = Kind(
    "too long",
    12,
    "Is the answer within its time, and is it one story?",
    "guides cap answers at two to four minutes",
    _look,
)
