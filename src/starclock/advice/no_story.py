"""A plan or a habit where a story was asked for: "I would let them talk", "usually I ask first"."""

from __future__ import annotations

import re

from starclock.advice._story import Kind, Story
from starclock.advice._told import Told, at, done
from starclock.report import Advice

_LEAST = 4
"""Sentences of plan or habit from which an answer is no story."""
_HABIT = re.compile(
    r"\b(?:usually|normally|generally|typically|in general|my approach|every time|tend to|i always|whenever|as a"
    r" rule)\b"
)


def _look(story: Story) -> Advice | None:
    if story.asked.shape not in ("story", "brief"):
        return None
    told = [one for one in story.told if one.deeds]
    plans = [
        one
        for one in told
        if any(d.who in ("i", "we") and d.group.modal in ("would", "will", "'ll") for d in one.deeds)
    ]
    plans += [one for one in told if one not in plans and "i'd " in one.text and not one.did("i", "we")]
    habits = [one for one in told if _HABIT.search(one.text) and not _over(one)]
    past = [one for one in told if _over(one)]
    planned = len(plans) >= _LEAST and len(plans) > 1.2 * len(past)
    usual = len(habits) >= 3 and len(habits) + len(plans) > len(past)
    if not planned and not usual:
        return None
    one = (sorted(plans, key=lambda p: p.at) if planned else habits)[0]
    what = "what you would do" if planned else "what you usually do"
    return Advice(
        story.on("no story", one, f"the answer says {what}, not what you did once"),
        f"You were asked for a time when it happened, and from {at(one)} on you say {what}: {story.quoted(one)}."
        " Take one real case, from a job, a course, a club or the family, and tell what you did and how it ended.",
        "An interviewer can only judge what you have done.",
    )


def _tell(story: Story) -> Advice | None:
    if story.asked.shape not in ("story", "brief"):
        return None
    one = story.most("step", story.told[1:])
    return Advice(
        story.on("no story", one, "the answer says what you usually do, not what you did once"),
        f"You were asked for one time when it happened, and this is what you do as a rule: {story.quoted(one)}. Take"
        " one real case, say when it was, and tell what you did and how it ended.",
        "An interviewer can only judge what you have done.",
    )


def _over(one: Told) -> bool:
    return any(d.who in ("i", "we") and d.group.tense == "past" and not d.group.modal and done(d) for d in one.deeds)


KIND = Kind(
    "no story",
    10,
    "Is one real case told, or only a plan or a habit?",
    "of 62 real interviews 23 % of the replies were stories (Bangerter 2014)",
    _look,
    faults=("no story",),
    tell=_tell,
    certain=True,
    alone=True,
)
