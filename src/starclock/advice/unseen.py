"""The speaker cannot be seen: the deeds that carry the action belong to "we", to others, or to nobody."""

from __future__ import annotations

from starclock.advice._story import Kind, Story, Told, at, done, longest_run
from starclock.report import Advice

_LEAST = 6
"""Deeds from which their shares say something."""
_OWN = 0.36
"""Share of "I" among the deeds of I and we below which the listener loses the speaker."""
_OTHERS = 0.55
_SPEECH = frozenset("say tell ask answer reply want think agree know be have like need".split())
_HIDDEN = 3
"""Passives without a doer in one stretch that make it one in which nobody acts."""


def _look(story: Story) -> Advice | None:
    if story.asked.shape in ("scene", "yourself", "hypothetical"):
        return None
    return _nobody(story) or _we(story) or _others(story)


def _we(story: Story) -> Advice | None:
    deeds = [(one, d) for one in story.action for d in one.deeds if done(d)]
    own = [one for one, d in deeds if d.who == "i"]
    shared = [one for one, d in deeds if d.who in ("we", "team")]
    if len(own) + len(shared) < _LEAST or len(shared) < 4 or len(own) > _OWN * (len(own) + len(shared)):
        return None
    run = longest_run(story.action, lambda one: not one.did("i"))
    heavy = [one for one in run if one in shared] or shared
    one = max(heavy, key=lambda t: sum(d.who in ("we", "team") for d in t.deeds))
    advice = (
        f"In the action I hear “we” or the team {len(shared)} times and “I” {len(own)}: {story.quoted(one)}."
        " Say “I” wherever it was you."
    )
    mine = max((t for t in own if t.at != one.at and story.tells(t)), key=lambda t: t.sentence.seconds, default=None)
    if mine:
        advice += f" What you did yourself is told in passing at {at(mine)}, {story.own(mine)}: start there."
    return Advice(
        story.on("unseen", one, "who did it?"), advice, "The listener scores what you did, and “we” makes them guess."
    )


def _others(story: Story) -> Advice | None:
    if story.about("growth") or story.leads:
        return None
    deeds = [(one, d) for one in story.action for d in one.deeds if done(d) and d.group.lemma not in _SPEECH]
    theirs = [one for one, d in deeds if d.who in ("other", "they")]
    own = [one for one, d in deeds if d.who in ("i", "we")]
    if len(deeds) < _LEAST + 2 or len(theirs) < _OTHERS * len(deeds) or len(own) > 0.45 * len(deeds):
        return None
    run = longest_run(story.action, lambda one: one.did("other", "they") and not one.did("i")) or theirs
    who = story.person or "somebody else"
    mine = max((t for t in own if story.tells(t)), key=lambda t: t.sentence.seconds, default=None)
    advice = (
        f"From {at(run[0])} on nearly every deed is {_of(who)}: {story.quoted(run[0])}. Give that one sentence"
        f" and tell what you did."
    )
    if mine:
        advice += f" Your own part is {story.own(mine)} at {at(mine)}: say how."
    return Advice(
        story.on("unseen", run[0], "the deeds are somebody else's"),
        advice,
        "The listener remembers whoever acts, and here that is not you.",
    )


def _nobody(story: Story) -> Advice | None:
    hides = {f.start for f in story.findings("passive") if f.advice}
    if len(hides) < _HIDDEN:
        return None

    def hidden(one: Told) -> int:
        return sum(one.sentence.contains(start) for start in hides)

    told = [one for one in story.told if not one.lesson]
    run = longest_run(told, lambda one: not one.did("i", "we", "other") or hidden(one) > 0)
    count = sum(map(hidden, run))
    own = sum(one.did("i") for one in run)
    if count < _HIDDEN + 1 or own > count / 2:
        return None
    one = next(one for one in run if hidden(one))
    first = next(f for f in story.findings("passive") if f.advice and one.sentence.contains(f.start))
    return (
        Advice(
            story.on("unseen", one, "nobody acts here"),
            f"From {at(one)} on nobody does anything: {story.spot(first)}: by whom? Say who decided, and whether you"
            " agreed, argued or gave way.",
            "The listener asks where you were.",
        )
        if own <= 1
        else None
    )


def _of(who: str) -> str:
    return f"{who}'s" if who != "somebody else" else "somebody else's"


KIND = Kind(
    "unseen",
    20,
    "Whose deeds carry the action: the speaker's, or those of we, others, nobody?",
    "interviewers score the candidate's own contribution (guides for engineers and managers)",
    _look,
    topic="own part",
)
