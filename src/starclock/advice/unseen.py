"""The speaker cannot be seen: the deeds that carry the action belong to "we", to others, or to nobody."""

from __future__ import annotations

import re
from collections import Counter

from starclock.advice._story import Kind, Story, longest_run
from starclock.advice._told import Told, at, done
from starclock.report import Advice, Finding

_LEAST = 6
"""Deeds from which their shares say something."""
_OWN = 0.36
"""Share of "I" among the deeds of I and we below which the listener loses the speaker."""
_SPEECH = frozenset("say tell ask answer reply want think agree know be have like need".split())
_FEW = 4
"""Shared deeds from which a speaker without any own one is lost."""
_MANY = 5
"""Deeds of others beside which the speaker's own part is asked for, where it is less than half as large."""
_CARRIED = 0.4
"""Share of the action in one stretch of somebody else's deeds from which these carry the story."""
_THEIRS = 0.45
"""Chance that a sentence tells somebody else's deed from which it is said that others carry the story."""
_HIDDEN = 3
"""Passives without a doer in one stretch that make it one in which nobody acts."""
_DONE = re.compile(r"\b(?<!had )(?:was|were|been|got)\b(?!.*\b(?:not|never|n't)\b)")
_PERSON = frozenset("i we he she they you who which".split())
_NO_DEED = re.compile(
    r"\b(?:asked|born|called|given|hired|hurt|injured|known|located|lost|named|paid|scheduled|seen|shown|situated"
    r"|told|taught|used|supposed|based|surprised|married|closed|open|allowed|needed|involved|located|meant|made of"
    r"|considered|sold|killed|broken|delayed|affected|impressed|pleased)\b"
)
"""Passives that hide no deed of the story."""
_DECIDED = re.compile(
    r"\b(?:decided|agreed|chosen|shortened|moved|changed|stopped|cut|skipped|approved|dropped|made)\b"
)


def _look(story: Story) -> Advice | None:
    if story.asked.shape in ("scene", "yourself", "hypothetical"):
        return None
    return _nobody(story) or _we(story) or _others(story)


def _we(story: Story) -> Advice | None:
    deeds = [(one, d) for one in story.action for d in one.deeds if done(d)]
    own = [one for one, d in deeds if d.who == "i"]
    shared = [one for one, d in deeds if d.who in ("we", "team")]
    told = [one for one in story.told if not one.lesson]
    hidden = [one for f in story.findings("passive") if _hides(story, f) for one in [story.sentence_of(f)] if one]
    everywhere = [one for one in told if one.did("we", "team")]
    alone = not any(one.did("i") for one in told) and len(everywhere) + len(hidden) >= _FEW and bool(everywhere)
    shared = shared or everywhere if alone else shared
    lost = (not own and len(shared) >= _FEW) or alone
    few = len(own) + len(shared) < _LEAST or len(shared) < _FEW or len(own) > _OWN * (len(own) + len(shared))
    if few and not lost:
        return None
    run = longest_run(story.action, lambda one: not one.did("i"))
    if alone and not len(shared) >= _FEW:
        return _absent(story, everywhere[0])
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


def _absent(story: Story, one: Told) -> Advice:
    """Nothing in the whole answer is done by "I"."""
    return Advice(
        story.on("unseen", one, "no deed of your own"),
        f"No deed in this answer is yours: {story.quoted(one)} at {at(one)}, and the rest is done by nobody. Say with"
        " “I” which part you did.",
        "The listener scores what you did.",
    )


def _others(story: Story) -> Advice | None:
    if story.about("growth") or story.leads:
        return None
    told = [one for one in story.told if one.phase in ("action", "result", "task") and not one.lesson]
    deeds = [(one, d) for one in told for d in one.deeds if done(d) and d.group.lemma not in _SPEECH]
    theirs = [one for one, d in deeds if d.who in ("other", "they")]
    own = [one for one in told for d in one.deeds if done(d) and d.who in ("i", "we")]
    acts = [one for one in theirs if one.phase == "action"]
    if not acts or len(theirs) < _MANY or len(own) >= len(theirs):
        return None
    run = longest_run(story.action, lambda one: one.did("other", "they") and not one.did("i")) or theirs
    carried = sum(one.sentence.seconds for one in run) >= _CARRIED * sum(one.sentence.seconds for one in story.action)
    if 2 * len(own) >= len(theirs) and (not carried or story.about("conflict") or story.about("feedback")):
        return None
    who = _doer(story, theirs)
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


def _doer(story: Story, theirs: list[Told]) -> str:
    """The name of whoever does most of what others do; "somebody else" where they are several."""
    known = Counter(name for one in theirs for key, name in story.names.items() if key in one.text.split())
    ((name, times),) = known.most_common(1) or [("", 0)]
    return name if times and times > 0.6 * sum(known.values()) else "somebody else"


def _nobody(story: Story) -> Advice | None:
    told = [one for one in story.told if not one.lesson and one.at > 0]
    hides = [f for f in story.findings("passive") if _hides(story, f)]

    def hidden(one: Told) -> int:
        return sum(one.sentence.contains(f.middle) for f in hides)

    run = longest_run(told, lambda one: not one.did("i", "we", "other", "team") or hidden(one) > 0)
    count, own = sum(map(hidden, run)), sum(one.did("i") for one in run)
    if count < _HIDDEN or own > 1 or 2 * count < len(run):
        return None
    if 2 * count < sum(one.did("i", "we") for one in story.told):  # the speaker is seen all around it
        return None
    acts = [one for one in run if hidden(one) and one.phase in ("action", "task", "result")]
    one = next(iter(acts), None) or next(one for one in run if hidden(one))
    first = next(f for f in hides if one.sentence.contains(f.middle))
    if _DECIDED.search(first.text.lower()):
        ask = "Say who decided, and whether you agreed, argued or gave way."
    else:
        ask = "Say which of these deeds were yours, with “I”."
    return Advice(
        story.on("unseen", one, "nobody acts here"),
        f"At {at(one)} nobody is named who did it: {story.spot(first)}. {ask}",
        "The listener asks where you were.",
    )


def _hides(story: Story, found: Finding) -> bool:
    """Whether a passive tells a deed of the story without its doer."""
    one = story.sentence_of(found)
    text = found.text.lower()
    if one is None or "comes last" in found.message or not _DONE.search(text) or _NO_DEED.search(text):
        return False
    words = one.sentence.words
    first = next((i for i, word in enumerate(words) if found.contains(word.middle)), 0)
    return not first or words[first - 1].text.lower().strip(",.") not in _PERSON


def _of(who: str) -> str:
    return f"{who}'s" if who != "somebody else" else "somebody else's"


def _tell(story: Story) -> Advice | None:
    """Where it is learned that others carry the story, or nobody, or "we"."""
    if story.asked.shape in ("scene", "yourself", "hypothetical"):
        return None
    likely = max(("others act", "nobody acts", "we act"), key=lambda fault: story.diagnosis[fault])  # type: ignore[index]
    own = [one for one in story.told if story.tells(one)]
    mine = story.most("step", own) if own else None
    if likely == "others act":
        one = story.most("others_deed")
        if story.chance(one, "others_deed") < _THEIRS:
            return None
        advice = f"{story.quoted(one)} at {at(one)}: the deed that carries this story is somebody else's."
        advice += " Give it one sentence and tell what you did"
        advice += f": yours is {story.own(mine)} at {at(mine)}; say how." if mine else "."
        message, why = "the deeds are somebody else's", "The listener remembers whoever acts, and here that is not you."
    elif likely == "nobody acts":
        one = story.most("hidden")
        advice = f"{story.quoted(one)} at {at(one)} does not say who did it. Where it was you, say “I”."
        message, why = "nobody is named who did it", "The listener scores what you did."
    else:
        shared = [one for one in story.told if one.did("we", "team")]
        if not shared:
            return None
        one = max(shared, key=lambda t: sum(d.who in ("we", "team") for d in t.deeds))
        advice = f"Most of it is done by “we”, as in {story.quoted(one)} at {at(one)}. Say “I” wherever it was you."
        if mine and mine.at != one.at:
            advice += f" What you did yourself is told in passing at {at(mine)}, {story.own(mine)}: start there."
        message, why = "who did it?", "The listener scores what you did, and “we” makes them guess."
    return Advice(story.on("unseen", one, message), advice, why)


KIND = Kind(
    "unseen",
    20,
    "Whose deeds carry the action: the speaker's, or those of we, others, nobody?",
    "interviewers score the candidate's own contribution (guides for engineers and managers)",
    _look,
    faults=("we act", "nobody acts", "others act"),
    tell=_tell,
    topic="own part",
)
