"""Who did what: every subject of a sentence with its verb group.

`deeds` knows I, we, they and teams, which is what the question "whose deed was it?" turns on; `all_deeds` also sees
single other people: he, she, "the director", "legal", and names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from starclock.english import verbs as verb
from starclock.english.groups import VerbGroup, verb_group
from starclock.english.lines import tokens_of
from starclock.english.tokens import Token
from starclock.speech import Word

Who = Literal["i", "we", "they", "team", "other"]

_PRONOUNS: dict[str, Who] = {"i": "i", "we": "we", "they": "they", "everyone": "team", "everybody": "team"}
_TEAM = frozenset(
    "team teams group groups squad squads crew crews department departments people guys folks colleagues engineers"
    " developers designers nurses architects operators scientists teachers leads leaders managers seniors juniors"
    " company organisation organization leadership management committee camps testers analysts trainees techs".split()
)
_ALL = frozenset("all both each together".split())
_OPENERS = frozenset("the our my a two three both whole entire that this these those their other".split())


_SINGLE = frozenset(
    "manager boss director vp ceo cto cfo president owner founder supervisor superintendent foreman chief head lead"
    " architect engineer developer designer programmer analyst scientist consultant contractor vendor supplier"
    " customer client user buyer caller guest tenant patient family mother father mom dad mum wife husband daughter son"
    " brother sister parent parents teacher student principal professor mentor intern junior senior graduate trainee"
    " apprentice colleague coworker co-worker teammate partner nurse doctor surgeon physician consultant pharmacist"
    " inspector auditor regulator driver operator mechanic technician electrician plumber planner buyer clerk"
    " receptionist guy woman man lady girl boy kid person pm agent rep adviser advisor lawyer judge officer board"
    " committee insurer insurers recruiter candidate stakeholder sponsor secretary treasurer captain sergeant coach"
    " chef cook waiter farmer landlord neighbor neighbour mayor editor writer author curator lender customers clients"
    " users patients families managers supervisors operators drivers tenants farmers students nurses doctors vendors"
    " suppliers contractors lads girls boys men women kids".split()
)
"""People in the singular, and groups that are not the speaker's own team."""
_ROOMS = frozenset(
    "sales marketing legal security finance hr product operations ops support engineering procurement compliance"
    " purchasing accounting billing nobody somebody someone".split()
)
"""What speaks without an article: "legal wanted an answer"."""
_ARTICLES = frozenset(
    "the my our his her their a an one another that this some every each both two three four five six no your".split()
)


@dataclass(frozen=True, slots=True)
class Deed:
    """A subject and its verb group in a sentence's tokens.

    subject : index of the first token of the subject
    head : index of its last token, right before the verb group
    """

    who: Who
    subject: int
    head: int
    group: VerbGroup


@lru_cache(maxsize=2048)
def deeds(words: tuple[Word, ...]) -> tuple[tuple[Token, ...], tuple[Deed, ...]]:
    """The tokens of a sentence and its deeds in order."""
    said = tokens_of(words)
    return said, tuple(_deeds(said))


def all_deeds(words: tuple[Word, ...], names: frozenset[str] = frozenset()) -> tuple[Deed, ...]:
    """The deeds of a sentence, those of single other people ("other") among them, in order.

    names : people's names, lower case, that count even where they begin the sentence
    """
    said = tokens_of(words)
    own = {deed.head: deed for deed in _deeds(said)}
    for at, token in enumerate(said):
        if at in own or (token.stop and token.stop != ","):
            continue
        if (begin := other_person(said, at, names)) is None:
            continue
        group = verb_group(said, at + 1)
        if group is not None and group.first <= at + 6 and not _infinitive(said, group):
            own[at] = Deed("other", begin, at, group)
    return tuple(own[head] for head in sorted(own))


def other_person(said: tuple[Token, ...], at: int, names: frozenset[str]) -> int | None:
    """Where the words for one other person that end at token `at` begin ("the director"); None where there are none."""
    token = said[at]
    if token.text in ("he", "she") or token.text in _ROOMS or token.text in names:
        return at
    if token.text in _SINGLE:
        return next((i for i in range(at - 1, max(-1, at - 4), -1) if said[i].text in _ARTICLES), None)
    return None


def _deeds(said: tuple[Token, ...]) -> Iterator[Deed]:
    for at, token in enumerate(said):
        if token.stop and token.stop != ",":
            continue
        if (who := _PRONOUNS.get(token.text)) is not None:
            head = at + 1 if at + 1 < len(said) and said[at + 1].text in _ALL else at
            begin = at
        elif token.text == "us" and at > 1 and said[at - 1].text == "of":
            who, begin, head = "we", at - 2, at
        elif token.text in _TEAM and (opener := _opener(said, at)) is not None:
            who, begin, head = "team", opener, at
        else:
            continue
        group = verb_group(said, head + 1)
        if group is not None and group.first <= head + 8 and not _infinitive(said, group):
            yield Deed(who, begin, head, group)


def _opener(said: tuple[Token, ...], at: int) -> int | None:
    """Where the noun phrase that ends in a team noun begins; None where nothing opens it."""
    for begin in range(at - 1, max(-1, at - 5), -1):
        if said[begin].text in _OPENERS:
            return begin
        if said[begin].stop or verb.is_past(said[begin].text):
            return None
    return None


def _infinitive(said: tuple[Token, ...], group: VerbGroup) -> bool:
    """ "the team to decide": no deed."""
    return any(said[i].text == "to" for i in range(max(0, group.first - 1), group.first))
