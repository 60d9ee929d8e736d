"""A sentence as the words that carry its content, so that two tellings of one thing can be recognized."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

from starclock.english import tokens, verb
from starclock.english.numbers import singular
from starclock.english.tokens import Token
from starclock.speech import Word

_EMPTY = frozenset(
    """
    a an the this that these those it its it's that's there here i i'm i'd i've me my mine myself we we're we'd we've
    us our ours you your yours he she him her his hers they they're them their theirs one ones who whom whose which
    what when where why how and or but so because if then than as of in on at to from for with without by about into
    onto over under after before until till since while during between through up down out off again also too very
    really just only even still yet already now not n't no yes yeah okay ok well like maybe probably perhaps some any
    all both each every other another such same own more most much many few less least lot lots bit kind sort thing
    things something anything everything nothing someone everyone people way be am is are was were been being have
    has had having do does did doing done don't didn't wasn't weren't isn't can can't could couldn't will won't would
    wouldn't shall should shouldn't may might must get got gets getting go goes going went gone come came make makes
    made making take took taken taking say said says tell told know knew think thought want wanted let us put actually
    basically literally honestly guess suppose mean able ago first second third next last later finally back around
    right pretty quite almost nearly roughly exactly per against across along
    """.split()
)


@lru_cache(maxsize=8192)
def heard(text: str) -> tuple[Token, ...]:
    """One token for each printed word that says something; "um" and stammers are left out.

    >>> [t.text for t in heard("We, um, we didn't cut 40% of it.")]
    ['we', 'we', "didn't", 'cut', '40%', 'of', 'it']
    """
    printed = tuple(Word(0.0, 0.0, word) for word in text.split())
    found = []
    for _, parts in groupby(tokens(printed), key=lambda t: t.word):
        said = list(parts)
        found.append(Token("".join(t.text for t in said), said[0].word, said[-1].stop, name=said[0].name))
    return tuple(found)


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """The words of a text, in lower case and without punctuation."""
    return tuple(token.text for token in heard(text))


@lru_cache(maxsize=8192)
def stem(word: str) -> str | None:
    """What two forms of one word share; None for words without content.

    >>> [stem(w) for w in ("deliveries", "rewrote", "the", "engineers")]
    ['delivery', 'rewrite', None, 'engineer']
    """
    word = word.removesuffix("'s")
    if word in _EMPTY or not any(c.isalnum() for c in word):
        return None
    return verb.lemma(word) or singular(word)


@lru_cache(maxsize=8192)
def stems(text: str) -> frozenset[str]:
    """What is left of the words with content, each once."""
    return frozenset(s for s in map(stem, words(text)) if s)
