"""Nothing to picture: no name, no number, no day in a whole answer."""

from __future__ import annotations

import re

from starclock.advice._story import Kind, Story
from starclock.english.lines import tokens_of
from starclock.report import Advice

_WORDS = 60
_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty"
    r"|hundred|thousand|half|dozen"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|july|august"
    r"|september|october|november"
    r"|december|christmas|midnight|noon)\b"
)
_MOST = 2
_LEAST = 3
"""Words that stand for something unnamed."""
_VAGUE = re.compile(
    r"\b(?:some|certain|various|several|different|relevant|things|stuff|issues?|concerns|stakeholders|particular"
    r" person|initiative|aspects?|approach)\b"
)


def _look(story: Story) -> Advice | None:
    words = sum(len(one.sentence.words) for one in story.told)
    if words < _WORDS or story.asked.shape not in ("story", "brief"):
        return None
    names = sum(t.name and t.text.isalpha() for one in story.told for t in tokens_of(one.sentence.words))
    if names + len(_NUMBER.findall(story.text)) > _MOST:
        return None
    if len(_VAGUE.findall(story.text)) < _LEAST:
        return None
    one = max(story.of("situation", "task", "action"), key=lambda t: len(_VAGUE.findall(t.text)), default=story.told[0])
    return Advice(
        story.on("nothing named", one, "no name, no number and no day in the whole answer"),
        "Nothing in this answer can be pictured: there is no name, no number and no day in it. Begin with"
        f" {story.quoted(one)}: say what it was, who was involved and what was about to go wrong.",
        "The same sentences could be said about any project.",
    )


def _tell(story: Story) -> Advice | None:
    if story.asked.shape not in ("story", "brief"):
        return None
    one = story.most("generic")
    return Advice(
        story.on("nothing named", one, "hardly anything can be pictured"),
        f"Hardly anything in this answer can be pictured, for example {story.quoted(one)}. Say who it was, what"
        " thing it was about, and one number.",
        "The same sentences could be said about any project.",
    )


KIND = Kind(
    "nothing named",
    14,
    "Is there a name, a number or a day in it?",
    "vague answers are the commonest complaint of interviewers (guides for senior engineers)",
    _look,
    faults=("vague",),
    tell=_tell,
)
