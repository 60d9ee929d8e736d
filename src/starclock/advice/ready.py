"""Ready: nothing fails and what the question asks for is there; and the next question to expect."""

from __future__ import annotations

import re

from starclock.advice._story import Kind, Story, Told, at, done
from starclock.report import Advice

_HEARD = frozenset(
    "tell propose recommend suggest offer warn pitch insist promise admit confess apologize confront".split()
)
"""What is said to somebody so that the answer decides how the story goes on; "ask her for a coffee" is none."""
_PLANNED = re.compile(
    r"\b(?:if (?:it|that|this|we|i|they|he|she) .{2,}|in case|fall ?back|plan b|roll(?:ed)? (?:it )?back|backup)\b"
)
"""What says that the other outcome was thought of."""
_PRONOUN = re.compile(r"\b(?:he|she|him|her|his|hers)\b|\b(?:he|she)'")
_DIFFERENT = re.compile(r"\bdifferent(?:ly)?\b|\bagain i\b|\bhindsight\b|\blooking back\b|\bshould(?:'ve| have)\b")
_STEPS = 3
"""Own deeds from which an action shows how somebody works."""


def _look(story: Story) -> Advice | None:
    return next(iter(following(story)), None) or last_resort(story)


def carries(story: Story) -> bool:
    """Whether an answer holds what its question asks for, so that it may be called ready.

    Stricter than silence: that no kind of advice speaks is no proof that everything is there.
    """
    if story.asked.shape in ("scene", "brief"):
        return bool(story.told)
    if story.asked.shape != "story":
        return False
    ends = any(
        story.figures(one) or one.has("good end", "bad end") or story.voice(one) or one.did("other", "they")
        for one in story.ending
    ) or (len(story.ending) > 1 and not story.findings("vague-result"))
    acts = sum(one.did("i") for one in story.action) >= _STEPS
    reasons = any(one.has("weigh", "reason") for one in story.action)
    heard = bool(story.voices) or any(one.did("other") for one in story.action)
    learned = bool(story.lessons) or any(story.late(one) and one.has("since", "use") for one in story.told)
    owned = bool(story.having("own fault"))
    return (
        ends
        and acts
        and reasons
        and (heard or not story.about("conflict", "persuade", "feedback", "growth", "boss", "people"))
        and (learned or not story.about("failure", "conflict", "feedback"))
        and (owned or not story.about("failure"))
        and story.seconds <= 1.2 * story.settings.targets.total
    )


def following(story: Story, people: bool = True) -> list[Advice]:
    """The questions that this answer leaves open, the likeliest first; without `people` none about other persons."""
    if story.asked.shape == "scene":
        asked = [_outcome]
    elif story.asked.shape == "brief":
        asked = [_longer]
    elif story.about("failure"):
        asked = [_fault, _afterwards, _answer, _decision]
    elif story.about("conflict", "persuade", "feedback", "growth", "boss", "people"):
        asked = [_afterwards, _answer, _decision]
    else:
        asked = [_decision, _answer, _afterwards]
    asked = [look for look in asked if people or look not in (_afterwards, _answer)]
    return [advice for look in asked if (advice := look(story))]


def last_resort(story: Story) -> Advice | None:
    """What can be asked of any story in which the speaker does something."""
    own = [one for one in story.action if story.tells(one)]
    if story.asked.shape != "story" or not own:
        return None
    about = story.on("next question", max(own, key=_weight), "the step that carries the story")
    if story.person and story.about("conflict", "persuade", "feedback", "growth", "boss", "people"):
        return Advice(
            about,
            f"Be ready for “How would {story.person} tell this story?”: one thing that they saw otherwise than you.",
            "In a story about people the other side is asked for next.",
        )
    if _DIFFERENT.search(story.text):
        return Advice(
            about,
            "Be ready for “What was the hardest part of it for you?”: one moment, and what you did in it.",
            "It is asked after nearly every story.",
        )
    return Advice(
        about,
        "Be ready for “What would you do differently today?”: name one step and what you would do in its place.",
        "It is asked after nearly every story.",
    )


def _weight(one: Told) -> tuple[int, float]:
    return sum(deed.who == "i" and done(deed) for deed in one.deeds), one.sentence.seconds


def _longer(story: Story) -> Advice | None:
    own = [one for one in story.told if story.tells(one)]
    if not own:
        return None
    return Advice(
        story.on("next question", max(own, key=_weight), "the step that carries the story"),
        "The length is what was asked for. Have the longer version ready: what you tried first, and who had to agree.",
        "A short example is often followed by “tell me more”.",
    )


def _afterwards(story: Story) -> Advice | None:
    """Somebody of the action who is not heard of at the end."""
    name = story.person
    if name is None:
        return None
    met = [one for one in story.action if _named(one, name)]
    end = [one for one in story.told if one.at > story.last_action or one.phase == "result" or one.lesson]
    if not met or any(_named(one, name) or _PRONOUN.search(one.text) for one in end):
        return None
    between = story.about("conflict", "feedback", "boss")
    asked = f"How is it between you and {name} now?" if between else f"What did {name} say about it afterwards?"
    return Advice(
        story.on("next question", met[-1], f"{name} is not heard of at the end"),
        f"Be ready for “{asked}”: after {at(met[-1])} we do not hear of {name} again.",
        "Most follow-up questions ask about the other person.",
    )


def _named(one: Told, name: str) -> bool:
    return name.lower() in one.text.split()


def _answer(story: Story) -> Advice | None:
    """Something said to somebody whose answer decides, and is not told."""
    open_ends = [
        (one, who)
        for one in story.action
        if (who := story.speaks_to(one))
        and who != "them"
        and not story.answered(one)
        and any(deed.who == "i" and deed.group.lemma in _HEARD and done(deed) for deed in one.deeds)
    ]
    if not open_ends:
        return None
    one, who = max(open_ends, key=lambda pair: (pair[0].has("decision", "decided"), pair[0].sentence.seconds))
    name = who if who[0].isupper() else _SUBJECT.get(who, "they")
    return Advice(
        story.on("next question", one, "the answer is not told"),
        f"Be ready for “What did {name} say to that?” after {story.quoted(one)} at {at(one)}.",
        "Most follow-up questions ask what the other person said.",
    )


def _decision(story: Story) -> Advice | None:
    """A decision that went well, told without what would have been done otherwise."""
    decided = [one for one in story.having("decided", within=story.action) if one.did("i")]
    if not decided or any(_PLANNED.search(one.text) for one in story.action):
        return None
    if story.about("failure") or any(one.has("bad end") for one in story.ending):
        return None
    one = max(decided, key=lambda t: t.sentence.seconds)
    return Advice(
        story.on("next question", one, "the decision that carries the story"),
        f"Be ready for “What would you have done if that had not worked?” about {one.where('decided')} at {at(one)}.",
        "The hardest decision is where an interviewer digs.",
    )


def _fault(story: Story) -> Advice | None:
    """A fault that is owned and not explained, neither in its sentence nor in the next ones."""
    owned = story.having("own fault", within=story.of("action", "task"))
    if not owned:
        return None
    one = owned[0]
    if any(near.has("weigh", "reason") for near in story.told if -1 <= near.at - one.at <= 1):
        return None
    return Advice(
        story.on("next question", one, "the fault you own"),
        f"Be ready for “Why?” about {one.where('own fault')} at {at(one)}: one sentence on what you were thinking.",
        "Whoever owns a fault is asked why it happened.",
    )


def _outcome(story: Story) -> Advice | None:
    if not story.told:
        return None
    one = story.told[-1]
    return Advice(
        story.on("next question", one, "what comes next"),
        f"That is what was asked. Have the next answer ready: what came of it after {story.quoted(one)}?",
        "A follow-up is followed by the next one.",
    )


_SUBJECT = {"him": "he", "her": "she"}

KIND = Kind(
    "next question", 99, "What would be asked next?", "follow-up questions of four coaches on 80 answers", _look
)
