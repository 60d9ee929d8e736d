"""Passives: a form of be or get with the past participle that it makes passive.

it | was, um, eventually decided |     a passive
I | was so excited |                   an adjective (`participles`)
Attached | is | the plan               a passive turned round
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starclock.english import verbs
from starclock.english.groups import after, ends, inside, is_adverb
from starclock.english.participles import ASKING, OBJECTS, PEOPLE, PERFECT, THINGS, Candidate, is_passive
from starclock.english.tokens import Token

_PRONOUNS = PEOPLE | THINGS
_POINTING = frozenset(("this", "that", "these", "those"))
_DETERMINERS = frozenset("the a an my your his her its our their all any some each every no another both".split())
_PREPOSITIONS = frozenset("in on at for with to under among within below behind inside".split())
_AUXILIARIES = verbs.BE | verbs.GET | {"'s"}
_FINITE = frozenset(("am", "is", "are", "was", "were"))
_CLAUSE = frozenset("to and or but so that which who when while if because than as".split())
_BEFORE_TIME = frozenset("the that this next late early mid first second third last following same very".split())
_TIMES = frozenset(
    "now then noon midnight today tomorrow tonight morning evening night end time week month year day quarter hour"
    " monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december christmas easter spring summer autumn fall winter hand default".split()
)


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
        if token.text not in _AUXILIARIES or (found and be <= found[-1].last):
            continue
        if (opener := _inverted(tokens, be)) is not None:
            found.append(Passive(opener, be, agent=False))
        elif (head := _participle(tokens, be)) is not None:
            candidate = _candidate(tokens, be, head)
            if is_passive(candidate):
                last = _joined(tokens, head)
                agent = candidate.agent or _agent(tokens, last)
                found.append(Passive(_first(tokens, be), last, agent, candidate.subject))
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
    if text in _FINITE and (not be or ends(tokens[be - 1]) or tokens[be - 1].text in ASKING):
        return _behind_subject(tokens, at)
    asking = be and tokens[be - 1].text in ASKING | {"what", "who"}
    if asking and (text in _FINITE or text == "'s") and not tokens[be].stop and tokens[at].text in PEOPLE | {"it"}:
        return _behind_subject(tokens, at)
    return None


def _behind_subject(tokens: Sequence[Token], at: int) -> int | None:
    """The participle behind the subject of a question: "was it decided", "how was the outage noticed"."""
    if tokens[at].text == "there":
        return None
    if tokens[at].text in _PRONOUNS:
        head = after(tokens, at + 1)
        if head < len(tokens) and verbs.is_participle(tokens[head].text):
            return head
        if tokens[at].text not in _POINTING:
            return None
    for head in range(at + 1, min(at + 5, len(tokens))):
        text = tokens[head].text
        if tokens[head - 1].stop or text in _PRONOUNS or text == "to":
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
    if not verbs.is_participle(word) or verbs.is_base(word) or word in PERFECT:
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


def _candidate(tokens: Sequence[Token], be: int, head: int) -> Candidate:
    after_head = [] if tokens[head].stop else [token.text for token in tokens[head + 1 : head + 3]]
    following, then = [*after_head, "", ""][:2]
    return Candidate(
        word=tokens[head].text,
        auxiliary=tokens[be].text,
        subject=_subject(tokens, be, head),
        doing=be > 0 and tokens[be - 1].text in verbs.DO,
        before=tokens[head - 1].text,
        following=following,
        then=then,
        agent=_agent(tokens, head),
    )


def _object(tokens: Sequence[Token], verb: int) -> bool:
    """Whether a direct object follows the verb."""
    if tokens[verb].stop or verb + 1 >= len(tokens):
        return False
    text = tokens[verb + 1].text
    return text in _DETERMINERS or text in OBJECTS or text in PEOPLE


def _subject(tokens: Sequence[Token], be: int, head: int) -> str:
    """The pronoun of a question, or the last word of the subject before the group; "" where it begins the clause."""
    if asked := next((token.text for token in tokens[be + 1 : head] if token.text in _PRONOUNS), None):
        return asked
    at = _first(tokens, be) - 1
    while at > 0 and is_adverb(tokens[at].text) and not tokens[at].stop:
        at -= 1
    return "" if at < 0 or ends(tokens[at]) else tokens[at].text


def _agent(tokens: Sequence[Token], head: int) -> bool:
    """Whether "by" and who did it follow within four words of the same clause."""
    for at in range(head + 1, min(head + 5, len(tokens) - 1)):
        text = tokens[at].text
        if tokens[at - 1].stop or text in _CLAUSE:
            return False
        if text == "by":
            doer = tokens[at + 1].text
            return not (verbs.is_ing(doer) or doer.endswith(("self", "selves")) or _is_time(tokens[at + 1 : at + 5]))
    return False


def _is_time(words: Sequence[Token]) -> bool:
    """Whether what follows "by" is a time: "by then", "by the end", "by the second day", "by 5"."""
    text = next((token.text for token in words if token.text not in _BEFORE_TIME), "")
    return text[:1].isdigit() or text in _TIMES or text.removesuffix("s") in _TIMES
