"""Verb groups: the auxiliaries, adverbs, negation and main verb of one clause read as one thing.

    we | have n't, um, really been asked | about it
         have  not        been       asked   -> lemma ask, perfect, passive, negated

Follows the order of the English verb group (Quirk et al. 1985, 3.21-3.56): modal, have, be (progressive),
be or get (passive), main verb; adverbs, fillers and restarts may stand between any two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from starclock.english import verbs
from starclock.english.tokens import Token

NOT = frozenset(("n't", "not"))
_ADVERBS = frozenset(
    "very so too quite rather pretty fairly somewhat more most as super how less least"
    " also always already again all almost alone altogether apparently away back basically both badly best better"
    " clearly constantly each either else even eventually ever far fast first finally formerly forever further half"
    " hard hardly here however indeed instead just kinda last later least likely likewise literally little long maybe"
    " mostly much near nearly never newly next normally nonetheless nor now nowhere obviously off often once only"
    " otherwise partly perhaps possibly probably quickly rarely recently right seldom simply since sometimes soon sorta"
    " still subsequently suddenly then there therefore thereby thus today together tomorrow twice typically up usually"
    " well worst yesterday yet actually honestly currently initially originally ultimately immediately".split()
)
_NOT_ADVERBS = frozenset("family reply supply apply rely comply imply italy ally july fly bully assembly tally".split())
_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "you know, i mean, kind of, sort of, a bit, a little, in the end, at that point, at the time, at least,"
        " of course, in fact, for example, as well, to be honest, at first, at last, all of a sudden, more or less,"
        " as a result, in turn, so far, by then, by now, in part, once again, no longer, let 's say, if you will,"
        " in general, no doubt, after all, not only, for some reason, for now, by accident"
    ).split(",")
)
_OPENERS = frozenset(phrase[0] for phrase in _PHRASES)
_STOPS = frozenset('.?!;:"”')

Tense = Literal["past", "present", "modal", "base"]


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """One verb group; `first` and `last` are token indices, auxiliary (or verb) to main verb.

    tense : of the first verb; "base" for a bare form ("to decide", an imperative, or "we decide")
    modal : "would", "can", ... or None
    """

    first: int
    last: int
    lemma: str
    tense: Tense
    modal: str | None = None
    negated: bool = False
    perfect: bool = False
    progressive: bool = False
    passive: bool = False


def ends(token: Token) -> bool:
    """Whether a clause cannot run on past this token."""
    return not _STOPS.isdisjoint(token.stop)


def is_adverb(text: str) -> bool:
    """Whether a word may stand inside a verb group as an adverb.

    >>> is_adverb("completely"), is_adverb("never"), is_adverb("family")
    (True, True, False)
    """
    return text in _ADVERBS or (text.endswith("ly") and len(text) > 4 and text not in _NOT_ADVERBS)


def inside(tokens: Sequence[Token], at: int) -> int:
    """How many tokens at `at` may stand between auxiliary and verb without being part: 0 where none.

    Adverbs, negation, fillers, short set phrases, and an aside between commas ("was, in my view, decided").
    """
    if at >= len(tokens):
        return 0
    text = tokens[at].text
    if text in _OPENERS:
        for phrase in _PHRASES:
            if tuple(token.text for token in tokens[at : at + len(phrase)]) == phrase:
                return len(phrase)
    if text in NOT or is_adverb(text):
        return 1
    if text in ("like", "and") and 0 < at < len(tokens) - 1 and _joins(tokens, at):
        return 1
    if at and tokens[at - 1].stop == ",":
        return _aside(tokens, at)
    return 0


def _joins(tokens: Sequence[Token], at: int) -> bool:
    """Whether a "like" is empty ("was like completely gone"), or an "and" joins manners ("slowly and surely")."""
    before, here, following = tokens[at - 1 : at + 2]
    if here.text == "and":
        return before.text.endswith("ly") and following.text.endswith("ly")
    return "," in (before.stop, here.stop) or is_adverb(following.text) or verbs.is_participle(following.text)


def after(tokens: Sequence[Token], at: int) -> int:
    """The first index from `at` on that is not inside a verb group; the end where a sentence stops before."""
    while at < len(tokens) and (step := inside(tokens, at)):
        if any(ends(token) for token in tokens[at : at + step]):
            return len(tokens)
        at += step
    return at


def _aside(tokens: Sequence[Token], at: int) -> int:
    """Tokens of an aside of at most five words that a comma closes and that holds no verb of its own."""
    for length in range(1, 6):
        if at + length > len(tokens):
            return 0
        token = tokens[at + length - 1]
        if token.text in verbs.BE or token.text in verbs.HAVE or token.text in verbs.MODALS or ends(token):
            return 0
        if verbs.is_participle(token.text):
            return 0
        if token.stop == ",":
            return length
    return 0


def verb_group(tokens: Sequence[Token], at: int) -> VerbGroup | None:
    """The verb group that begins at `at`, right after its subject, or at its auxiliary; None where no verb is.

    >>> from starclock.speech import Word
    >>> from starclock.english.tokens import tokens
    >>> said = tokens([Word(i, i + 1, w) for i, w in enumerate("we haven't really been told".split())])
    >>> group = verb_group(said, 1)
    >>> group.lemma, group.passive, group.perfect, group.negated, group.last
    ('tell', True, True, True, 5)
    """
    first = at = after(tokens, at)
    negated = perfect = progressive = passive = False
    modal: str | None = None
    tense: Tense | None = None
    previous: str | None = None
    while at < len(tokens):
        text = tokens[at].text
        following = at + 1 if ends(tokens[at]) else after(tokens, at + 1)
        negated = negated or any(t.text in NOT or t.text == "never" for t in tokens[at + 1 : following])
        more = following < len(tokens) and not ends(tokens[at])
        then = tokens[following].text if more else ""
        if text in ("'s", "'d"):
            text = _clitic(text, then)
        tense = tense or _tense(text)
        if text in verbs.MODALS and (then in ("have", "be") or verbs.is_base(then) or not more):
            modal = text
        elif text in verbs.HAVE and (verbs.is_participle(then) or then == "got"):
            perfect = True
        elif text in verbs.DO and more and verbs.is_base(then) and text != "done":
            pass
        elif text in verbs.BE and verbs.is_ing(then):
            progressive = True
        elif text in (verbs.BE | verbs.GET) and verbs.is_participle(then) and then not in ("been", "got"):
            passive = True
        elif (lemma := verbs.lemma(text)) is None:
            return None
        else:
            if verbs.is_base(text) and (previous in verbs.MODALS | verbs.DO or not verbs.is_past(text)):
                lemma = text
            return VerbGroup(first, at, lemma, tense, modal, negated, perfect, progressive, passive)
        previous = text
        at = following
    return None


def _clitic(text: str, then: str) -> str:
    """What 's or 'd stands for, by the verb form after it."""
    if text == "'d":
        return "had" if verbs.is_participle(then) and not verbs.is_base(then) else "would"
    return "has" if then in ("been", "got", "had") else "is"


def _tense(text: str) -> Tense:
    if text in verbs.MODALS:
        return "modal"
    if text in ("was", "were", "had", "did", "got") or verbs.is_past(text):
        return "past"
    if text in ("am", "is", "are", "'m", "'re", "has", "have", "'ve", "does", "do") or verbs.is_s(text):
        return "present"
    return "base"
