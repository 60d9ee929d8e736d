"""Another question answered: a failure is asked for and a success told."""

from __future__ import annotations

import re

from starclock.advice._story import Kind, Story
from starclock.advice._told import at
from starclock.report import Advice

_ASKS = re.compile(r"\b(?:fail\w*|mistakes?|(?:were|was|being) wrong|regret|screwed|messed)\b")
"""Questions that a success does not answer; a setback that ended well is an answer to the others."""
_WRONG = re.compile(
    r"\b(?:wrong\w*|mistakes?|fail\w*|errors?|faults?|should(?:n't)? have|should(?:n't)?'ve|sorry|apolog\w*|too (?:late"
    r"|long|early|slow)|lost|refund\w*|regret\w*|embarrass\w*|asham\w*|blew|screw\w*|mess(?:ed)?|crash\w*|worse|stupid"
    r"|never again|blame\w*|cancell?ed|reject\w*|cried|quit|resign\w*|harm\w*|complain\w*|terrible|scandal|dropped us"
    r"|i (?:didn't|did not|hadn't|never) (?:even |really |once )?(?:check|see|saw|notice|reali[sz]e|tell|told|listen"
    r"|sa[yi]|know|knew|understand|test|think|thought|read|plan|prepare|involve|talk|speak|write|look|verif|measure"
    r"|ask(?! \w+ to))\w*|i (?:\w+ )?(?:missed|deleted|broke|forgot|ignored|assumed|skipped))\b"
)
"""Words without which no failure is told."""
_NOT = re.compile(r"\b(?:didn't|did not|couldn't|wasn't|weren't|no longer|let \w+ (?:\w+ )?go|debt|only)\b")


def _look(story: Story) -> Advice | None:
    asks = _ASKS.search(story.question)
    if not asks or story.asked.shape != "story" or len(story.told) < 6:
        return None
    told = [one for one in story.told[2:] if one.phase != "situation"]
    owned = [one for one in told if _WRONG.search(one.text) or one.has("own fault")]
    good = [one for one in story.ending if one.has("good end") or story.figures(one)]
    sour = [one for one in story.result if _NOT.search(one.text)]
    if owned or sour or story.findings("hand-off") or not any(story.figures(one) for one in good):
        return None
    one = good[0]
    return Advice(
        story.on("another question", one, "the question asks for a failure; this is a success"),
        f"You were asked for a failure, and this is a success from start to finish: {story.quoted(one)}. Keep it for"
        " another question. Tell a time when something you decided went wrong, what it cost, and what you changed.",
        "To an interviewer an answer without a failure sounds like one that is hidden.",
    )


def _tell(story: Story) -> Advice | None:
    question = (story.answer.attempt.question or "").strip()
    if story.asked.shape != "story" or not question:
        return None
    one = story.most("change")
    if story.about("failure") and not story.about("boss", "conflict"):
        advice = (
            "You were asked for something that went wrong through you. What this story ends on is"
            f" {story.quoted(one)} at {at(one)}. Say first what you yourself got wrong and what it cost, or take"
            " another story."
        )
    else:
        advice = (
            f"The question was “{question.rstrip('?.!')}”, and {story.quoted(one)} at {at(one)} answers another one."
            " Say in your first sentence how this story answers it, or take one that does."
        )
    return Advice(
        story.on("another question", one, "it answers another question"),
        advice,
        "A good story for another question scores as no answer.",
    )


KIND = Kind(
    "another question",
    13,
    "Does a question about a failure get one?",
    "questions about failure ask for an owned fault and what was changed (walkthroughs of ownership questions)",
    _look,
    faults=("other question",),
    tell=_tell,
    least=0.45,
    alone=True,
)
