"""Blame: the fault lies with others, and nothing of it with the speaker."""

from __future__ import annotations

import re

from starclock.advice._story import Kind, Story
from starclock.advice._told import Told, at
from starclock.report import Advice, Finding

_LIKE = -1.0
"""Score of the learned label from which a sentence without a known phrase counts, where a failure is asked for and
nothing of it owned."""
_OWNED = 0.6
"""Sentences that own a fault, by what was learned, from which one is owned."""
_PLAIN = 0.06
"""Chance below which not even the likeliest sentence can be shown."""
_FAR = -3.5
"""Score below which even a known phrase is no blame: "the court was asleep"."""


_OWN = re.compile(r"\bof us\b|^(?:and |so |but )*i (?:\w+ )?thought\b| but i\b| so i\b")


_MINE = re.compile(
    r"\bi (?:\w+ )?(?:should|shouldn't|didn't|hadn't|never|missed|forgot|ignored|assumed|skipped|thought|chose|decided"
    r"|let|trusted|underestimated|was (?:wrong|too|so|sure|careless|late))\b"
    r"|\bmy (?:own )?(?:fault|mistake|decision|call|error)\b"
    r"|\b(?:i'd|i would) (?:\w+ )?(?:not|never|do|have|ask|start|stop|say|go|tell|check|test)\b"
)
"""What owns a part of a failure."""


def _look(story: Story) -> Advice | None:
    blamed = [
        (one, f)
        for f in story.findings("hand-off")
        if "fault on somebody" in f.message
        for one in [story.sentence_of(f)]
        if one and not _cured(one)
    ]
    digs = [one for one in story.having("blame") if not _cured(one)]
    places: dict[int, tuple[Told, str]] = {one.at: (one, story.spot(f)) for one, f in blamed}
    places |= {one.at: (one, one.where("blame")) for one in digs}
    excused = story.about("failure") and not any(
        one for one in story.having("own fault") if "maybe" not in one.text and one.at > 1
    )
    heard = story.blaming
    flat = {one.at for one, f in blamed if _plain(f)}
    places = {
        i: place for i, place in places.items() if i in flat or heard.get(i, _FAR) > (_FAR if excused else _FAR + 1)
    }
    if excused:
        others = [story.told[i] for i, score in heard.items() if score > _LIKE and i not in places]
        places |= {one.at: (one, story.quoted(one)) for one in others if not one.did("i") and not _cured(one)}
    sure = any(i in places for i in (*flat, *(one.at for one in digs)))
    loud = any(heard.get(i, _FAR) > 0 for i in places)
    if not places or not (sure or (loud and excused) or len(places) > 1):
        return None
    (one, quote), *more = (places[i] for i in sorted(places))
    advice = f"Cut the remark at {at(one)}, {quote}"
    if more:
        advice += f", and the one at {at(more[-1][0])}, {more[-1][1]}"
    if excused:
        advice += ". You were asked for a failure: say first the one decision that was yours and wrong."
    else:
        advice += ". Say what happened as a fact and go on with what you did."
    return _blames(story, one, advice)


def _tell(story: Story) -> Advice | None:
    """Blame in soft words, as it was learned; what a conflict is about is none."""
    told = [one for one in story.told if not _cured(one) and not (story.about("conflict") and one.phase == "situation")]
    if not told or max(story.chance(one, "blame") for one in told) < _PLAIN:
        return None
    one, *more = story.plainest("blame", told)
    advice = f"At {at(one)} it becomes somebody else's fault: {story.quoted(one)}"
    if more:
        advice += f"; so it does at {at(more[0])}: {story.quoted(more[0])}"
    advice += ". Say it as a fact, in half a sentence, and go on with your own part: what you saw, did, or let happen."
    return _blames(story, one, advice)


def _blames(story: Story, one: Told, advice: str) -> Advice:
    return Advice(
        story.on("blame", one, "it puts the fault on somebody else"),
        advice,
        "Blaming others is what interviewers write down first; what you did needs no one to look bad.",
    )


def _nobodys(story: Story) -> Advice | None:
    """A failure in which nothing is the speaker's doing."""
    asks = re.search(r"\b(?:fail\w*|mistakes?)\b", story.question)
    told = [one for one in story.told if one.at > 0]
    if not asks or story.asked.shape != "story" or not any(one.has("bad end") for one in told):
        return None
    if any(one.has("own fault") or _MINE.search(one.text) for one in told) or story.expected("owned") >= _OWNED:
        return None
    one = next(one for one in reversed(told) if one.has("bad end"))
    return Advice(
        story.on("whose failure", one, "no part of it is yours"),
        f"{story.quoted(one)} at {at(one)} is the failure, and nothing that led to it is yours. Say the one"
        " decision that you would take back.",
        "The question asks for your part in it.",
    )


def _cured(one: Told) -> bool:
    """Whether the same sentence takes the fault, or goes on with the speaker's own part ("..., but I ...")."""
    return one.has("own fault") or _OWN.search(one.text) is not None


def _plain(finding: Finding) -> bool:
    """Whether a single remark is enough: an insult, or a fault named as theirs."""
    words = finding.text.lower()
    return any(insult in words for insult in _INSULTS)


_INSULTS = (
    *(
        "no clue",
        "no idea what",
        "dropped the ball",
        "their fault",
        "his fault",
        "her fault",
        "lazy",
        "useless",
        "incompetent",
    ),
    *(
        "clueless",
        "couldn't be bothered",
        "not my job",
        "wasn't my job",
        "not my fault",
        "wasn't my fault",
        "screwed",
        "threw",
    ),
    *("messed", "kept missing", "no help", "hopeless", "set up to fail", "way over", "unprofessional"),
)

KINDS = (
    Kind(
        "blame",
        30,
        "Is a fault put on somebody else?",
        "red flags of interview guides: blaming others, escalating first",
        _look,
        faults=("blame",),
        tell=_tell,
        least=0.4,
        topic="blame",
    ),
    Kind(
        "whose failure",
        32,
        "Is something of a failure the speaker's own doing?",
        "questions about failure ask for an owned fault and what was changed (walkthroughs of ownership questions)",
        _nobodys,
        faults=("blame",),
        topic="blame",
    ),
)
