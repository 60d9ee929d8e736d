"""Verb or adjective: whether be (or get) and a participle make a passive.

The decision follows the tests of Quirk et al. 1985 (3.74-3.78, the passive gradient) and Huddleston & Pullum 2002
(16.10.1.3): an agent speaks for the verb; a word of degree ("so excited"), a person's feeling, a fixed preposition
("based in") or a resulting state ("it was broken") for the adjective. Which participles are adjectives and which
tell feelings comes from WordNet (`verbs.adjectives`); what the grammars list by hand stands below.
"""

from __future__ import annotations

from typing import NamedTuple

from starclock.english import verbs
from starclock.english.groups import is_adverb

PEOPLE = frozenset(
    "i you he she we they who everyone everybody anyone anybody someone somebody nobody people folks".split()
)
THINGS = frozenset("it this that these those which what everything anything something nothing".split())
ASKING = frozenset("how why when where".split())
OBJECTS = frozenset("me him us them you it what how this".split())

_DEGREE = frozenset("very so too quite extremely pretty more most how incredibly super rather".split())
PERFECT = frozenset(
    "been become had come gone fallen risen arrived died happened occurred appeared disappeared sat stood got"
    " gotten".split()
)
"""be + these is a perfect or a posture, never a passive: "she is gone", "I was sat there"."""
_FEELINGS = frozenset(
    "ashamed astounded chuffed concerned convinced depressed exhausted gutted hooked humbled insulted overwhelmed"
    " psyched relieved satisfied scared stoked stressed thrilled torn".split()
)
"""Feelings that WordNet files elsewhere."""
_STATES = frozenset("broken cracked frayed stuck".split())
_ENDS = frozenset("done finished left lit lost shut".split())
"""Statal passives (Quirk 3.77) tell how a thing is, not what was done to it; the second only after finite be."""
_CHANGES = frozenset("changed dropped failed grown improved increased moved started stopped worked".split())
"""Verbs that need no doer: "it's changed" is "it has changed"."""
_SUFFERED = frozenset("accounted allowed arrested fired forced hired injured invited paid required told".split())
"""Without an object these are passive even of people: "nobody's injured" is "is", "she's decided" is "has"."""
_NO_OBJECT = frozenset(
    "in on at by to for from with of as and or but so then when because if that which who into over under up down out"
    " off before after until till through than without within between while where since per".split()
)
_PARTICLES = frozenset("down up off out over apart back away into".split())
_ADJECTIVE_BEFORE = {
    "accustomed": "to", "based": "in out at", "bound": "to", "committed": "to", "dedicated": "to",
    "determined": "to", "devoted": "to", "drunk": "", "engaged": "in to", "entitled": "to", "fed": "up",
    "inclined": "to", "interested": "in", "involved": "", "married": "", "meant": "to", "mistaken": "",
    "opposed": "to", "prepared": "to for", "qualified": "to for", "related": "", "retired": "", "set": "to",
    "suited": "", "supposed": "to", "used": "to",
}  # fmt: skip
"""Adjectives by their fixed preposition (Quirk 16.69) or semi-auxiliaries ("supposed to", 3.47); "" needs none."""


class Candidate(NamedTuple):
    """An auxiliary, a participle and what stands around them; "" where the clause has nothing there.

    auxiliary : the be or get before the participle
    subject : the last word of the subject
    doing : the word right before the auxiliary is a form of do ("what I did was run it")
    before : the word right before the participle
    following, then : the two words after it in the same clause
    agent : "by ..." says who did it
    """

    word: str
    auxiliary: str
    subject: str
    doing: bool
    before: str
    following: str
    then: str
    agent: bool


def is_passive(one: Candidate) -> bool:
    """Whether be (or get) and participle are a passive rather than a perfect, an adjective or a set phrase."""
    if _is_no_passive(one):
        return False
    return one.agent or not _is_adjective(one)


def _is_no_passive(one: Candidate) -> bool:
    """Perfects, set phrases and look-alikes, which not even an agent makes passive."""
    if one.word in PERFECT or (one.doing and verbs.is_base(one.word)):
        return True
    if one.word in ("rid", "let", "ground") and one.following not in ("go", "down", "out", "off"):
        return True
    return one.auxiliary == "'s" and not _is_is(one)


def _is_adjective(one: Candidate) -> bool:
    if one.word == "used" and verbs.is_base(one.then) and one.subject not in PEOPLE:
        return False  # "the router is used to balance load"
    fixed = _ADJECTIVE_BEFORE.get(one.word)
    if fixed is not None and (not fixed or one.following in fixed.split()):
        return True
    listed = verbs.adjectives()
    if one.before in _DEGREE or one.word in listed["mostly"]:
        return True
    got = one.auxiliary in verbs.GET
    if one.word in _FEELINGS or one.word in listed["feeling"]:
        return got or one.subject not in THINGS
    if one.following in _PARTICLES or (got and one.word == "broken"):
        return False
    return one.word in _STATES or (one.word in _ENDS and _is_end(one))


def _is_is(one: Candidate) -> bool:
    """Whether 's is "is" rather than "has", "us" or a genitive: "it's handled", not "he's asked me"."""
    if one.subject == "let" or one.word in _CHANGES:
        return False
    if (one.word in ("called", "named") and one.following not in OBJECTS) or one.agent:
        return True
    free = one.following in _NO_OBJECT or (is_adverb(one.following) and one.following not in _DEGREE)
    if one.following and not free:
        return False  # an object or a measure follows: "it's made things slower", "it's taken so long"
    suffered = one.subject in PEOPLE and one.word in _SUFFERED
    return suffered or one.subject in THINGS or one.subject in ASKING


def _is_end(one: Candidate) -> bool:
    """Whether "done", "left" and their like tell a state: "we are done", "what is left", "it was shut"."""
    if one.auxiliary in ("be", "being", "been"):
        return one.following == "with"
    if one.word in ("finished", "left") and not one.following:
        return True
    if one.word == "left":
        return False
    if one.word == "shut" or one.subject in PEOPLE:
        return True
    if one.word == "lost":
        return one.auxiliary in verbs.GET
    return one.auxiliary == "'s" and not one.following
