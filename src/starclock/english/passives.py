"""Passives: a form of be or get with the past participle that it makes passive.

    it | was, um, eventually decided |      a passive
    I | was so excited |                    an adjective: degree, feeling
    he's asked me                           has, not is: a perfect

Where a participle may be an adjective too, the decision follows the tests of Quirk et al. 1985 (3.74-3.78, the
passive gradient) and Huddleston & Pullum 2002 (16.10.1.3): an agent or "being" speaks for the verb; a word of
degree, a person's feeling, a fixed preposition ("involved in") or a resulting state ("it was broken") for the
adjective. Which participles are adjectives comes from WordNet (`verbs.adjectives`); what the grammars list by
hand stands below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starclock.english import verbs
from starclock.english.groups import after, ends, inside, is_adverb
from starclock.english.tokens import Token

PEOPLE = frozenset(
    "i you he she we they who everyone everybody anyone anybody someone somebody nobody people folks".split()
)
THINGS = frozenset("it this that these those which what there everything anything something nothing".split())
PRONOUNS = PEOPLE | THINGS
_OBJECTS = frozenset("me him us them you it what how this".split())
_DETERMINERS = frozenset("the a an my your his her its our their all any some each every no another both".split())
_AUXILIARIES = verbs.BE | verbs.GET | {"'s"}
_FINITE = frozenset(("am", "is", "are", "was", "were"))
_ASKING = frozenset("how why when where".split())
_DEGREE = frozenset("very so too quite extremely pretty more most how incredibly super rather".split())

_PERFECT = frozenset("been become had come gone fallen risen arrived sat stood died got gotten".split())
"""be + these is a perfect or a posture, never a passive: "she is gone", "I was sat there"."""
_FEELINGS = frozenset(
    "ashamed chuffed concerned convinced depressed exhausted fed gutted hooked humbled insulted overwhelmed psyched"
    " relieved satisfied scared stoked stressed thrilled torn".split()
)
"""Feelings that WordNet files elsewhere."""
_STATES = frozenset("broken cracked frayed stuck".split())
_ENDS = frozenset("done finished left lit lost shut".split())
"""Statal passives (Quirk 3.77) tell how a thing is, not what was done to it; the second only after finite be."""
_CHANGES = frozenset("changed dropped failed grown improved increased moved started stopped worked".split())
"""Verbs that need no doer: "it's changed" is "it has changed"."""
_AFTER = frozenset(
    "in on at by to for from with of as and or but so then when because if that which who into over under up down out"
    " off before after until till through than without within between while where since per".split()
)
_PREPOSITIONS = frozenset("in on at for with to under among within below behind inside".split())
_PARTICLES = frozenset("down up off out over apart back away into".split())
_ADJECTIVE_BEFORE = {
    "accustomed": "to", "based": "in out at", "bound": "to", "committed": "to", "dedicated": "to",
    "determined": "to", "devoted": "to", "engaged": "in to", "entitled": "to", "inclined": "to", "interested": "in",
    "involved": "", "married": "", "meant": "to", "mistaken": "", "opposed": "to", "prepared": "to for",
    "qualified": "to for", "related": "to", "retired": "", "set": "to", "supposed": "to", "used": "to",
}  # fmt: skip
"""Adjectives by their fixed preposition (Quirk 16.69) or semi-auxiliaries ("supposed to", 3.47); "" needs none."""


@dataclass(frozen=True, slots=True)
class Passive:
    """first, last : token indices of the first auxiliary and the last participle
    agent : "by ..." says who did it
    subject : the last word of what it was done to; "" where the clause names none
    """

    first: int
    last: int
    agent: bool
    subject: str = ""


def passives(tokens: Sequence[Token]) -> list[Passive]:
    """Every passive, in order, none overlapping.

    >>> from starclock.speech import Word
    >>> from starclock.english.tokens import tokens
    >>> said = tokens([Word(i, i + 1, w) for i, w in enumerate("It was, um, reviewed and then merged.".split())])
    >>> passives(said)
    [Passive(first=1, last=5, agent=False, subject='it')]
    """
    found: list[Passive] = []
    for be, token in enumerate(tokens):
        if token.text not in _AUXILIARIES:
            continue
        if (opener := _inverted(tokens, be)) is not None:
            found.append(Passive(opener, be, agent=False))
            continue
        head = _participle(tokens, be)
        if head is not None and not (found and be <= found[-1].last):
            last = _joined(tokens, head)
            if _is_passive(tokens, be, head):
                found.append(Passive(_first(tokens, be), last, _agent(tokens, last), _subject(tokens, be, head)))
    return found


def _participle(tokens: Sequence[Token], be: int) -> int | None:
    """The participle that the be or get at `be` may make passive, None where there is none."""
    text = tokens[be].text
    if ends(tokens[be]) or (text == "'s" and not be):
        return None
    at = after(tokens, be + 1)
    if at >= len(tokens):
        return None
    if verbs.is_participle(tokens[at].text):
        return at
    if text in _FINITE and (not be or ends(tokens[be - 1]) or tokens[be - 1].text in _ASKING):
        return _behind_subject(tokens, at)
    if text == "'s" and tokens[be - 1].text in (*_ASKING, "what") and tokens[at].text in PRONOUNS:
        return _behind_subject(tokens, at)
    return None


def _behind_subject(tokens: Sequence[Token], at: int) -> int | None:
    """The participle behind the subject of a question: "was it decided", "how was the outage noticed"."""
    if tokens[at].text in PRONOUNS:
        at = after(tokens, at + 1)
        return at if at < len(tokens) and verbs.is_participle(tokens[at].text) else None
    for head in range(at + 1, min(at + 5, len(tokens))):
        text = tokens[head].text
        if tokens[head - 1].stop or text in PRONOUNS or text == "to":
            return None
        if verbs.is_participle(text) and (head > at + 1 or tokens[at].text not in _DETERMINERS):
            return head
    return None


def _inverted(tokens: Sequence[Token], be: int) -> int | None:
    """The participle that opens an inverted sentence with its be at `be`: "Attached is", "Hidden in the list was"."""
    if tokens[be].text not in _FINITE or be + 1 >= len(tokens):
        return None
    for opener in range(be - 1, max(be - 6, -1), -1):
        if tokens[opener].stop:
            return None
        begins = not opener or tokens[opener - 1].stop or tokens[opener - 1].text == "also"
        if begins and _opens(tokens, opener, be):
            return opener
    return None


def _opens(tokens: Sequence[Token], opener: int, be: int) -> bool:
    word = tokens[opener].text
    if not verbs.is_participle(word) or verbs.is_base(word) or word in _PERFECT:
        return False
    if opener + 1 < be and tokens[opener + 1].text not in _PREPOSITIONS:
        return False
    return tokens[be + 1].text in _DETERMINERS or tokens[be + 1].name


def _first(tokens: Sequence[Token], be: int) -> int:
    """The first auxiliary of the group whose last is at `be`: "should not have | been"."""
    first = be
    while first:
        before = first - 1
        while before and inside(tokens, before) == 1 and not tokens[before].stop:
            before -= 1
        if tokens[before].stop or not _goes_before(tokens[before].text, tokens[first].text):
            break
        first = before
    return first


def _goes_before(text: str, auxiliary: str) -> bool:
    """Whether one auxiliary may stand right before another: modal, have, be, being."""
    if auxiliary in ("be", "get", "have"):
        return text in verbs.MODALS or text in verbs.DO or text == "'d"
    if auxiliary in ("been", "gotten", "got"):
        return text in verbs.HAVE or text in ("'s", "'d")
    return auxiliary in ("being", "getting") and (text in verbs.BE or text == "'s")


def _joined(tokens: Sequence[Token], head: int) -> int:
    """The last participle that and / or joins to the one at `head` under the same auxiliary."""
    at = head
    while at + 2 < len(tokens) and not ends(tokens[at]):
        if tokens[at + 1].text in ("and", "or"):
            following = after(tokens, at + 2)
        elif tokens[at].stop == ",":
            following = at + 1
        else:
            break
        if following >= len(tokens) or not verbs.is_participle(tokens[following].text):
            break
        if verbs.is_past(tokens[following].text) and _object(tokens, following):
            break  # "was paged and fixed it": the subject's own act
        at = following
    return at


def _is_passive(tokens: Sequence[Token], be: int, head: int) -> bool:
    """Whether be (or get) and participle are a passive rather than a perfect, an adjective or a set phrase."""
    word, auxiliary = tokens[head].text, tokens[be].text
    following = tokens[head + 1].text if head + 1 < len(tokens) and not tokens[head].stop else ""
    if word in _PERFECT or (word in ("rid", "let", "ground") and following != "go"):
        return False
    if auxiliary == "'s" and not _is_is(tokens, be, head, following):
        return False
    if be and tokens[be - 1].text in ("do", "did", "does") and verbs.is_base(word):
        return False  # "what I did was run the query"
    if _agent(tokens, head):
        return True
    subject = _subject(tokens, be, head)
    purpose = head + 2 < len(tokens) and verbs.is_base(tokens[head + 2].text)
    if word == "used" and purpose and subject not in PEOPLE:
        return True  # "the router is used to balance load"
    if _is_set_adjective(word, following):
        return False
    if tokens[head - 1].text in _DEGREE:
        return False
    if word in verbs.adjectives()["mostly"]:
        return False
    if word in _FEELINGS or word in verbs.adjectives()["feeling"]:
        return subject in THINGS and auxiliary not in verbs.GET
    if following in _PARTICLES or (auxiliary in verbs.GET and word == "broken"):
        return True
    return word not in _STATES and not (word in _ENDS and _is_end(word, auxiliary, following, subject))


def _is_is(tokens: Sequence[Token], be: int, head: int, following: str) -> bool:
    """Whether 's is "is" rather than "has", "us" or a genitive: "it's handled", not "he's asked me"."""
    subject, word = tokens[be - 1].text, tokens[head].text
    if subject == "let" or word in _CHANGES:
        return False
    if (word in ("called", "named") and following not in _OBJECTS) or _agent(tokens, head):
        return True
    if following and following not in _AFTER and not is_adverb(following):
        return False  # an object follows: "it's made things slower"
    return subject in THINGS or subject in _ASKING or (subject in PEOPLE and word in ("paid", "told", "accounted"))


def _is_end(word: str, auxiliary: str, following: str, subject: str) -> bool:
    """Whether "done", "left" and their like tell a state: "we are done", "what is left", "it was shut"."""
    if auxiliary in ("be", "being", "been"):
        return following == "with"
    if word == "left":
        return not following
    return (
        word == "shut"
        or subject in PEOPLE
        or (auxiliary in verbs.GET and word == "lost")
        or (auxiliary == "'s" and word != "lost")
    )


def _object(tokens: Sequence[Token], verb: int) -> bool:
    """Whether a direct object follows the verb."""
    if tokens[verb].stop or verb + 1 >= len(tokens):
        return False
    text = tokens[verb + 1].text
    return text in _DETERMINERS or text in _OBJECTS or text in PEOPLE


def _is_set_adjective(word: str, following: str) -> bool:
    """Whether a participle is one of the adjectives with a fixed preposition or none."""
    fixed = _ADJECTIVE_BEFORE.get(word)
    return fixed is not None and (not fixed or following in fixed.split())


def _subject(tokens: Sequence[Token], be: int, head: int) -> str:
    """The pronoun of a question, or the last word of the subject before the group; "" where it begins the clause."""
    if asked := next((token.text for token in tokens[be + 1 : head] if token.text in PRONOUNS), None):
        return asked
    at = _first(tokens, be) - 1
    while at > 0 and is_adverb(tokens[at].text) and not tokens[at].stop:
        at -= 1
    return "" if at < 0 or ends(tokens[at]) else tokens[at].text


def _agent(tokens: Sequence[Token], head: int) -> bool:
    """Whether "by" and who did it follow within four words of the same clause."""
    for at in range(head + 1, min(head + 5, len(tokens) - 1)):
        if tokens[at - 1].stop:
            return False
        if tokens[at].text == "by":
            return not (verbs.is_ing(tokens[at + 1].text) or _is_time(tokens[at + 1 : at + 3]))
    return False


def _is_time(words: Sequence[Token]) -> bool:
    """Whether what follows "by" is a time: "by then", "by the end", "by noon", "by 5"."""
    return any(
        token.text in _TIMES or token.text[0].isdigit() or token.text.removesuffix("s") in _TIMES for token in words
    )


_TIMES = frozenset(
    "now then noon midnight today tomorrow tonight morning evening night end time week month year day quarter hour"
    " monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december christmas easter spring summer autumn fall winter hand default".split()
)
