"""No task of one's own: nobody can tell why it was the speaker who did it."""

from __future__ import annotations

import re

from starclock.advice._story import Kind, Story
from starclock.advice._told import Told, at
from starclock.report import Advice

_SECONDS = 60.0
_TOLD = 0.4
"""Sentences that say why it was the speaker's, by what was learned, from which it is told."""
_LEAST = 2
"""Sentences before the first deed."""
_HERE = re.compile(
    r"\b(?:when )?i(?:'d been|'ve been| was| were| am|'m| work| worked)? (?:working )?(?:at|in|with|for|back) (?:the"
    r" |a |an |my )?\w+"
)
_TAKEN = re.compile(r"\b(?:ownership|initiative|volunteer\w*|above and beyond|out of your way|proud)\b")
"""Questions about what nobody asked for."""
_WHY = "Without a task the listener cannot tell what you were judged by."
_OWN = re.compile(r"\b(?:i|i'm|i'd|i've|i'll|my|mine|me|myself)\b")
_SHARED = re.compile(r"\b(?:we|the team) (?:were|was|had|got|needed|have) |\b(?:asked|told|gave|wanted) us\b")


def _look(story: Story) -> Advice | None:
    if story.asked.shape != "story" or story.first_own is None or story.seconds < _SECONDS:
        return None
    if story.about("failure", "conflict", "feedback", "boss", "growth") or story.having("lead role"):
        return None
    if _TAKEN.search(story.question):
        return None
    before = [one for one in story.told if one.at < story.first_own.at and one.phase is not None]
    tasks = [one for one in story.told if one.phase == "task"]
    if len(before) < _LEAST or story.findings("ownership", "weak-motive", strength=None):
        return None
    if story.expected("task") >= _TOLD:
        return None
    if any(_OWN.search(_HERE.sub("", one.text)) for one in (*before, *tasks)):
        return None
    first = story.first_own
    shared = next((one for one in tasks if _SHARED.search(one.text)), None)
    if tasks and shared is None:
        return None
    if shared is None:
        return _added(story, first)
    return Advice(
        story.on("task", shared, "no task of your own"),
        f"{story.quoted(shared)} at {at(shared)} says what was asked of all of you. Add what was yours: who put you on"
        " it, and what you had to reach.",
        _WHY,
    )


def _tell(story: Story) -> Advice | None:
    """What was learned finds a story without a task, and no sentence says why it was the speaker's."""
    if story.asked.shape != "story" or story.first_own is None or story.marked("task"):
        return None
    return _added(story, story.first_own)


def _added(story: Story, first: Told) -> Advice:
    return Advice(
        story.on("task", first, "no task of your own"),
        f"Before {story.quoted(first)} at {at(first)} put one sentence on why it was yours: who asked, or that you took"
        " it on, and what had to be reached.",
        _WHY,
    )


KIND = Kind(
    "task",
    70,
    "Is there a sentence that says why it was the speaker's to do?",
    "state the scope boundary and the assignment (walkthroughs of ownership questions)",
    _look,
    faults=("no task",),
    tell=_tell,
    least=0.4,
)
