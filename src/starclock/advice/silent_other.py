"""The other person never speaks: a story about people in which only the speaker is heard."""

from __future__ import annotations

from starclock.advice._story import TALK, Kind, Story
from starclock.advice._told import Told, at, done
from starclock.report import Advice

_TALKS = 4
"""Sentences in which the speaker talks to people, from which their answers are missed whatever was asked."""
_TALK = 0.3
"""Chance from which a sentence mentions a talk."""
_HEARD = 1.5
"""Sentences in which somebody reacts, by what was learned, from which the other person is heard."""
_SAYS = frozenset("say tell ask answer reply shout warn complain insist refuse argue".split())


def _look(story: Story) -> Advice | None:
    if story.asked.shape != "story" or story.about("feedback", "failure") or not story.action:
        return None
    spoke = [one for one in story.action if story.speaks_to(one)]
    talked = [one for one in story.action if any(d.who == "i" and d.group.lemma in TALK and done(d) for d in one.deeds)]
    asked = story.about("conflict", "persuade", "boss") or (spoke and story.about("people", "growth"))
    if not asked and len(talked) < _TALKS:
        return None
    heard = [one for one in story.action if story.voice(one)]
    heard += [
        one for one in story.action if sum(d.who == "other" and done(d) for d in one.deeds) and not one.did("i", "we")
    ]
    heard += [one for one in story.result if story.voice(one) and any(d.who == "other" for d in one.deeds)]
    heard += [one for one in story.told if one.phase in ("situation", "task") and _speaks(one)]
    return None if heard or story.expected("reaction") >= _HEARD else _missed(story, spoke, bool(asked))


def _tell(story: Story) -> Advice | None:
    if story.asked.shape != "story" or story.expected("reaction") >= _HEARD or any(map(_speaks, story.action)):
        return None
    spoke = [one for one in story.action if story.speaks_to(one)]
    talk = story.marked("talk", _TALK, story.action)
    return _missed(story, spoke or talk, True) if spoke or talk or story.person else None


def _missed(story: Story, spoke: list[Told], asked: bool) -> Advice | None:
    if not story.action:
        return None
    who = story.person
    name = who or "the other person"
    to = [t for t in spoke if story.speaks_to(t) != "them"]
    one = next((t for t in to if t.has("decided", "decision")), to[0] if to else None)
    if one is None:
        where = "Where the two of you disagree" if asked else "Where you talk to others"
    else:
        where = f"After {story.quoted(one)} at {at(one)}"
    return Advice(
        story.on("silent other", one or story.action[0], f"{name} never answers"),
        f"{name[0].upper()}{name[1:]} never says a word in this story. {where} tell what the answer was, in their"
        " words, and what you said to that.",
        "A story about people is judged by how you deal with what they say.",
    )


def _speaks(one: Told) -> bool:
    """Whether somebody else says something in a sentence, whatever part of the story it stands in."""
    return any(d.who == "other" and d.group.lemma in _SAYS and done(d) for d in one.deeds)


KIND = Kind(
    "silent other",
    60,
    "In a story about people, does anybody but the speaker say or do something in answer?",
    "most follow-up questions ask what the other person said (readings of 80 answers by four coaches)",
    _look,
    faults=("silent other",),
    tell=_tell,
    topic="people",
)
