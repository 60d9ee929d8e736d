"""Words -> fillers: which of them carry nothing where they stand.

Two kinds. Filled pauses (um, uh, er, hmm) are fillers wherever they stand. Words such as "like", "so" or
"you know" are fillers only in some places: "it was, like, nine percent" against "I like Go". For these each
place is described by what stands around it (neighbouring words and their kinds, commas, pauses, where in the
sentence) and the weights of `fillers.json` decide. `scripts/train_fillers.py` learns them from the spoken
answers in scripts/corpus, with and without punctuation, so that a transcript without commas is read by its pauses
and its words.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from starclock.english import verbs
from starclock.speech import Word

FILLED_PAUSE = re.compile(r"(?:u+h+m*|u+m+|e+r+m*|e+m|e+h+m*|h+m+|m{2,}|euh|\[uh\]|\[um\])", re.IGNORECASE)
"""um, uh, er, erm, hmm, mm, em and eh (as the Irish and Scots say um), and the tags of verbatim models."""

PHRASES = (
    *("like", "you know", "i mean", "kind of", "sort of", "kinda", "sorta", "so", "well", "right", "okay", "ok"),
    *("basically", "actually", "literally", "honestly", "to be honest", "if i'm honest", "or whatever", "yeah", "oh"),
)
"""What may be a filler, depending on its place."""

SOFT, HARD = 0.2, 0.6
"""Seconds of silence that part words as a comma or as a full stop does."""

_CLASSES = {
    "be": "am is are was were be been being 's 're 'm it's that's there's he's she's i'm they're we're you're what's",
    "aux": "do does did have has had can could will would shall should may might must don't didn't doesn't can't",
    "subject": "i he she we they you who i'd we'd they'd he'd she'd i've we've they've i'll we'll",
    "pronoun": "it this that these those me him her us them something nothing everything anything someone everyone",
    "article": "a an the my your his its our their some any no every each another",
    "preposition": "of in on at to for with from by about into over after before under up out off than through until",
    "joint": "and but or because cause cos if when where while which since although though then plus",
    "quantity": "one two three four five six seven eight nine ten twenty thirty forty fifty hundred thousand half "
    "couple few several many most all every about around nearly almost double",
    "very": "very really so too quite pretty just only super totally completely still even also always never",
    "asking": "what how why who where when whether",
    "similar": "look looks looked looking feel feels felt feeling sound sounds sounded seem seems seemed something "
    "anything nothing things stuff exactly much more just work works",
    "wanting": "would i'd you'd he'd she'd we'd they'd didn't don't doesn't really didnt dont to not",
}
_KINDS = {word: kind for kind, words in _CLASSES.items() for word in words.split()}
_SAYING = frozenset("said says say saying goes go went thought think thinking told asked was i'm he's she's like".split())


@dataclass(frozen=True, slots=True)
class Filler:
    """Words first..last (indices, both included) that carry nothing. `phrase` is the entry of the list it matched."""

    first: int
    last: int
    phrase: str
    probability: float


def find_fillers(words: Sequence[Word], phrases: Iterable[str] = PHRASES) -> Iterator[Filler]:
    """Filled pauses and those of `phrases` that carry nothing here, in time order.

    A phrase that the weights do not know counts wherever it stands: the user put it on the list.
    """
    yield from (filler for filler in candidates(words, phrases) if filler.probability >= 0.5)


def candidates(words: Sequence[Word], phrases: Iterable[str] = PHRASES) -> Iterator[Filler]:
    """Every place that may hold a filler, with its chance (0..1) of being one."""
    said = [_said(word.text) for word in words]
    breaks = [_parted(a, b) for a, b in zip([None, *words], [*words, None], strict=True)]
    spellings = _by_first_word(tuple(phrases))
    at = 0
    while at < len(said):
        first = at
        at += 1
        if is_filled_pause(words[first].text):
            yield Filler(first, first, said[first], 1.0)
            continue
        phrase = next((p for p in spellings.get(said[first], ()) if said[first : first + len(p)] == list(p)), None)
        if phrase is None:
            continue
        last = at = first + len(phrase)
        features = describe(said, breaks, first, last)
        yield Filler(first, last - 1, " ".join(phrase), _chance(" ".join(phrase), features))


def is_filled_pause(printed: str) -> bool:
    """Whether a printed word is um, uh, er and the like. "ER" and "EM" in capitals are a room and a manager.

    >>> [is_filled_pause(word) for word in ("Um,", "uhh", "ER", "er...", "her", "[UH]")]
    [True, True, False, True, False, True]
    """
    bare = printed.strip(" ,.;:?!\"'“”‘’()…–—-")
    return bool(FILLED_PAUSE.fullmatch(bare)) and not (bare.isupper() and bare.isalpha())
