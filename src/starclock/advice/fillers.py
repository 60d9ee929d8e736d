"""Fillers so many that they are heard before the story."""

from __future__ import annotations

from collections import Counter

from starclock.advice._story import Kind, Story
from starclock.advice._told import at
from starclock.report import Advice
from starclock.writing.clock import clock

_HEAVY = 11.0
_SOME = 6.0
"""A minute. Five do no harm, twelve do (Laske & DiGennaro Reed 2024)."""


def _heavy(story: Story) -> Advice | None:
    return _look(story, _HEAVY, None)


def _some(story: Story) -> Advice | None:
    return _look(story, _SOME, _HEAVY)


def _look(story: Story, low: float, high: float | None) -> Advice | None:
    measure = story.report.measure("fillers")
    starts = story.findings("false-start", "restart", "repetition", "false start")
    rate = measure.value if measure and measure.value is not None else 0.0
    minutes = max(story.seconds, 1.0) / 60
    rate += len(starts) / minutes
    if rate < low or (high is not None and rate >= high) or not story.findings("filler"):
        return None
    found = story.findings("filler")
    worst = max(story.told, key=lambda one: (sum(one.sentence.contains(f.middle) for f in found), -one.at))
    counts = Counter(f.text.lower().strip(" ,.") for f in found).most_common(3)
    named = " and ".join(f"“{word}” {'once' if times == 1 else f'{times} times'}" for word, times in counts[:2])
    edge = story.answer.span.start + 0.75 * story.seconds
    late = sum(f.middle >= edge for f in found)
    advice = (
        f"{len(found) + len(starts)} fillers and restarts in {clock(story.seconds)}: {named}. The most stand at"
        f" {at(worst)}, {story.quoted(worst)}."
    )
    if late < 0.08 * len(found):
        advice += (
            f" From {clock(edge)} on there are hardly any: learn your first two sentences by heart and begin"
            f" as calmly as you end."
        )
    else:
        advice += " Close your mouth where the filler would come; a silent second costs nothing."
    return Advice(
        story.on("fillers", worst, f"{rate:.0f} a minute"),
        advice,
        f"Up to five a minute nobody minds; {rate:.0f} are heard instead of the story.",
    )


HEAVY = Kind(
    "fillers",
    56,
    "Are fillers heard before the story?",
    "5 a minute do no harm, 12 do (Laske & DiGennaro Reed 2024)",
    _heavy,
    measured=True,
    faults=("fillers",),
    topic="sound",
)
SOME = Kind(
    "some fillers", 90, "Are fillers more than nobody minds?", "the same study", _some, topic="sound", mild=True
)
KINDS = (HEAVY, SOME)
