"""Ready: what carries the answer, and the next harder thing: the question that would come next."""

from __future__ import annotations

from starclock.advice._story import Kind, Story, Told, at, done
from starclock.report import Advice


def _look(story: Story) -> Advice | None:
    return next(iter(following(story)), None) or last_resort(story)


def following(story: Story) -> list[Advice]:
    """The questions that this answer leaves open, the likeliest first."""
    if story.asked.shape == "scene":
        asked = [_outcome]
    elif story.about("failure"):
        asked = [_fault, _answer, _decision]
    elif story.about("conflict", "persuade", "feedback", "growth", "boss"):
        asked = [_answer, _decision, _fault]
    else:
        asked = [_decision, _answer, _fault]
    return [advice for look in asked if (advice := look(story))]


def last_resort(story: Story) -> Advice | None:
    """What can be asked of any answer that tells a step: the choice behind it."""
    own = [one for one in story.told if one.did("i") and one.phase not in ("situation", "result") and not one.lesson]
    own = own or story.action
    if not own:
        return None
    one = own[-1] if story.asked.shape == "brief" else max(own, key=_weight)
    return Advice(
        story.on("next question", one, "the step that carries the story"),
        f"Be ready for “Why did you do it that way?” about {story.own(one)} at {at(one)}: name one thing you decided"
        f" against.",
        "Alternatives show judgement.",
    )


def _weight(one: Told) -> tuple[int, float]:
    return sum(deed.who == "i" and done(deed) for deed in one.deeds), one.sentence.seconds


def _answer(story: Story) -> Advice | None:
    """Something said to somebody whose answer is not told."""
    open_ends = [(one, who) for one in story.action if (who := story.speaks_to(one)) and not story.answered(one)]
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
    told = [one for one in story.having("decided", "decision", within=story.action) if one.did("i")]
    decided = [one for one in told if one.has("decided") or one.has("reason")]
    if not decided:
        return None
    one = max(decided, key=lambda t: (t.has("decided"), t.has("reason"), t.sentence.seconds))
    return Advice(
        story.on("next question", one, "the decision that carries the story"),
        f"Be ready to be asked about {one.where('decided') if one.has('decided') else one.where('decision')} at"
        f" {at(one)}: what would you have done if it had gone wrong, and who was against it?",
        "The hardest decision is where an interviewer digs.",
    )


def _fault(story: Story) -> Advice | None:
    owned = story.having("own fault", within=story.of("action", "task"))
    if not owned:
        return None
    one = owned[0]
    return Advice(
        story.on("next question", one, "the fault you own"),
        f"Be ready for “What was going on in you there?” about {one.where('own fault')} at {at(one)}: one sentence"
        f" on what you were thinking.",
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
