"""Another question answered: a failure is asked for and a success told."""

from __future__ import annotations

import re

from starclock.advice._story import Kind, Story
from starclock.report import Advice

_WRONG = re.compile(
    r"\b(?:wrong\w*|mistakes?|fail\w*|errors?|faults?|should(?:n't)? have|sorry|apolog\w*|too (?:late|long|fast"
    r"|early|slow)|missed|miss|delet\w*"
    r"|forg[eo]t\w*|damag\w*|refund\w*|lost|lose|broke\w*|break|regret\w*|embarrass\w*|asham\w*|admit\w*|blew"
    r"|screw\w*|mess\w*|crash\w*|worse"
    r"|stupid|bad|never again|blame\w*|cancel\w*|reject\w*|refus\w*|cried|quit|resign\w*|down for|hurt|harm\w*"
    r"|complain\w*|assum\w*|ignor\w*"
    r"|skipp\w*|late|terrible|scandal|dropped us|didn't (?:check|listen|tell|know|see|work|go|test|read))\b"
)
"""Words without which no failure is told."""
_NOT = re.compile(r"\b(?:didn't|did not|couldn't|wasn't|weren't|never|no longer|only|let \w+ (?:\w+ )?go|debt|gone)\b")
_LEAST = 2
"""Good results told."""


def _look(story: Story) -> Advice | None:
    if not story.about("failure") or story.asked.shape != "story" or len(story.told) < 6:
        return None
    owned = [one for one in story.told[2:] if one.phase != "situation" and _WRONG.search(one.text)]
    good = [one for one in story.ending if one.has("good end") or story.figures(one)]
    sour = [one for one in story.result if _NOT.search(one.text)]
    if owned or sour or story.findings("hand-off") or len(good) < _LEAST or not any(story.figures(one) for one in good):
        return None
    one = good[0]
    return Advice(
        story.on("another question", one, "the question asks for a failure; this is a success"),
        f"You were asked for a failure, and this is a success from start to finish: {story.quoted(one)}. Keep it for"
        f" another"
        " question. Tell a time when something you decided went wrong, what it cost, and what you changed.",
        "To an interviewer an answer without a failure sounds like one that is hidden.",
    )


KIND = Kind(
    "another question",
    13,
    "Does a question about a failure get one?",
    "questions about failure ask for an owned fault and what was changed (walkthroughs of ownership questions)",
    _look,
    alone=True,
)
