"""Who did what: every subject of a sentence that is I, we, they or a team, with its verb group."""

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

Who = Literal["i", "we", "they", "team"]

_PRONOUNS: dict[str, Who] = {"i": "i", "we": "we", "they": "they", "everyone": "team", "everybody": "team"}
_TEAM = frozenset(
    "team teams group groups squad squads crew crews department departments people guys folks colleagues engineers"
    " developers designers nurses architects operators scientists teachers leads leaders managers seniors juniors"
    " company organisation organization leadership management committee camps testers analysts trainees techs".split()
)
_ALL = frozenset("all both each together".split())
_OPENERS = frozenset("the our my a two three both whole entire that this these those their other".split())


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
