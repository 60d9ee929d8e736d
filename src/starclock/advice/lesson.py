"""The lesson: a stock one, one that is shrugged off, nobody's, or none where one is asked for."""

from __future__ import annotations

import re

from starclock.advice._story import Kind, Story
from starclock.advice._told import Told, at, done
from starclock.report import Advice

_LONG = 60.0
"""Seconds; a shorter answer may stop on its result."""
_FEW = 4
"""Words; fewer are no lesson to stop on."""
_REST = 8
"""Words beside a stock phrase that may hold the real lesson."""
_EMPTY = frozenset(
    "i guess learned learnt that the a lesson is was what took from it for me so and think would say my to of really"
    " just besides".split()
)
_MINE = re.compile(
    r"\bi(?:'ve| have|'m)? (?:\w+ )?(?:now|since|always|never|first|still|before)\b|\b(?:now|since then) i\b"
)
_TAUGHT = re.compile(r"\b(?:learn\w*|taught|teach|lessons?|take ?aways?|take from|(?:do|done) differently)\b")
"""Questions that ask for a lesson."""
_FIRST = re.compile(r"\b(?:i|i'm|i'd|i've|i'll|me|my|mine|myself|we|us|our|you|your)\b")
_END = 3
"""Sentences at the end among which the speaker's own part of a lesson is looked for."""
_SAYS = frozenset("say think guess learn take suppose believe know find tell remember".split())
_LEARNED = 0.8
"""Chance from which a sentence is a lesson of the story."""
_OWN = -2.5
"""Score below which even a lesson in stock words is the story's own."""
_STOCK = 0.3
"""Score from which a lesson fits any story: right in 96 of 100 (`scripts/train_labels.py --check`)."""
_WHY = "A lesson counts when it could only come from this story."


def _stock(story: Story) -> Advice | None:
    if story.asked.shape in ("scene", "yourself"):
        return None
    found = [
        (one, f"“{f.text}”")
        for f in story.findings("generic-lesson")
        for one in [story.sentence_of(f)]
        if one and (one.lesson or story.late(one, 0.7)) and story.stock.get(one.at, 0.0) > _OWN
    ]
    known = {one.at for one, _ in found}
    found += [
        (story.told[at], story.quoted(story.told[at]))
        for at, score in story.stock.items()
        if score > _STOCK and at not in known and not story.told[at].has("since") and not _habit(story.told[at])
    ]
    found.sort(key=lambda pair: pair[0].at)
    shrugs = [(one, one.where("shrug")) for one in story.having("shrug") if story.late(one, 0.7)]
    if not found and not shrugs:
        return None
    one, quote = (found or shrugs)[0]
    what = "fits any story" if found else "stands where a lesson could"
    bad = {t.at for t, _ in found + shrugs}
    own = [t for t in story.told if t.at not in bad and len(t.text.split()) >= _FEW and _own(story, t)]
    rest = len([w for w in one.text.split() if w not in _EMPTY]) - len(
        [w for w in quote.lower().split() if w not in _EMPTY]
    )
    if own:
        best = max(own, key=lambda t: (t.has("use") and t.did("i"), t.at))
        advice = f"Cut {quote}: it {what}. Keep what you do since: {story.quoted(best)} at {at(best)}."
    elif found and rest > _REST and _MINE.search(one.text):
        advice = f"Cut {quote}, which {what}; the rest of that sentence is your own lesson."
    elif found and any(t.at not in bad and story.late(t) and (t.has("since") or _habit(t)) for t in story.told):
        advice = f"Cut {quote}: it {what}, and you have said already what you do now."
    else:
        advice = f"{quote} {what}. Say instead what you do differently since: in which case, and how."
    return Advice(story.on("stock lesson", one, what), advice, _WHY)


def _missing(story: Story) -> Advice | None:
    asks = story.about("failure", "conflict", "feedback") or _TAUGHT.search(story.question)
    if not asks or story.asked.shape != "story" or not story.action or story.seconds < _LONG:
        return None
    if story.lessons or any(
        story.late(one, 0.55)
        and (one.has("since", "learned") or (one.has("use") and one.phase != "action") or _habit(one))
        for one in story.told
    ):
        return None
    last = next((one for one in reversed(story.told) if not one.has("closing")), story.told[-1])
    faults = story.having("own fault", within=story.action) if story.about("failure") else []
    turn = next(iter(faults), None)
    advice = f"There is no lesson after {story.quoted(last)}."
    if turn is not None:
        advice += f" It lies in {turn.where('own fault')} at {at(turn)}: say what you do now because of it."
    else:
        advice += " Say in one sentence what you have done differently since."
    return Advice(
        story.on("no lesson", last, "no lesson is told"), advice, "The question asks for what you took from it."
    )


def _nobodys(story: Story) -> Advice | None:
    """A lesson in which nobody does anything: "a checklist was put in place"."""
    if story.asked.shape != "story" or not story.lessons:
        return None
    if story.about("failure", "conflict", "feedback") and not any(
        _FIRST.search(one.text) for one in story.told[-_END:]
    ):
        last = story.lessons[-1]
        return Advice(
            story.on("lesson", last, "the lesson is nobody's"),
            f"{story.quoted(last)} could be anybody's lesson. Say with “I” what you do now because of it.",
            _WHY,
        )
    passive = [f for f in story.findings("passive") if any(one.sentence.contains(f.middle) for one in story.lessons)]
    if len(passive) < 2 or any(d.who == "i" and done(d) for one in story.lessons for d in one.deeds):
        return None
    found = passive[-1]
    one = story.sentence_of(found)
    assert one is not None
    return Advice(
        story.on("lesson", one, "the lesson is nobody's"),
        f"Say the lesson with “I”: in {story.spot(found)} nobody does anything. What should you have done, and what"
        f" did you do on your next project?",
        _WHY,
    )


def _habit(one: Told) -> bool:
    """Whether a sentence tells what the speaker does today: "I check it twice"."""
    return any(
        d.who in ("i", "we") and d.group.tense in ("present", "base") and done(d) and d.group.lemma not in _SAYS
        for d in one.deeds
    )


def _own(story: Story, one: Told) -> bool:
    """Whether a sentence is a lesson of this story: what is done since, or what was learned."""
    if not story.late(one, 0.6) or one.has("closing", "shrug"):
        return False
    if story.chance(one, "lesson") < _LEARNED or story.chance(one, "stock", "verdict") > story.chance(one, "lesson"):
        return False
    speaker = any(d.who == "i" for d in one.deeds)
    return speaker and (one.lesson or story.late(one, 0.75)) and (one.has("since", "learned") or _habit(one))


_SOURCE = "a lesson must be tied to the story (walkthroughs of ownership questions)"
KINDS = (
    Kind(
        "stock lesson", 80, "Is the lesson one that fits any story, or shrugged off?", _SOURCE, _stock, topic="lesson"
    ),
    Kind("lesson of nobody", 81, "Whose lesson is it?", _SOURCE, _nobodys, topic="lesson"),
    Kind("no lesson", 82, "Is there a lesson?", _SOURCE, _missing, faults=("lesson",), topic="lesson"),
)
