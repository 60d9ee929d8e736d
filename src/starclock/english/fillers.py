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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from starclock.english import verbs
from starclock.english.hesitations import FILLED_PAUSES, filled_pause
from starclock.speech import Word

PHRASES = (
    *FILLED_PAUSES,
    *("like", "you know", "i mean", "kind of", "sort of", "kinda", "sorta", "so", "well", "right", "okay", "ok"),
    *("basically", "actually", "literally", "honestly", "to be honest", "if i'm honest", "or whatever", "yeah", "oh"),
)
"""What may be a filler, depending on its place."""

SOFT, HARD = 0.2, 0.6
"""Seconds of silence that part words as a comma or as a full stop does."""

_PRINT = " ,.;:?!\"'“”‘’()…–—-"
_STOPS, _COMMAS = frozenset(".?!…"), frozenset(",;:–—-")
_SPARSE = 60
"""A transcript with fewer than one mark for so many words prints none."""
_SURE = {"like": 0.6}
"""Told a filler that was none ("I like Go"), people stop believing: "like" must be likelier than the others."""
_OPENERS = frozenset(("so", "well", "right", "okay", "ok", "yeah", "oh"))
"""Two of these in a row are one filler: "okay so", "so yeah"."""
SAME = {"kinda": "kind of", "sorta": "sort of", "ok": "okay"}
"""Spellings that share their weights."""

_CLASSES = {
    "be": "am is are was were be been being 's 're 'm it's that's there's he's she's i'm they're we're you're what's",
    "be not": "isn't wasn't aren't weren't not",
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
    "wanting": "would i'd you'd he'd she'd we'd they'd didn't don't doesn't really didnt dont to",
}
_KINDS = {word: kind for kind, words in _CLASSES.items() for word in words.split()}
_SAYING = frozenset(
    "said says say saying goes go went thought think thinking told asked was i'm he's she's like".split()
)
_SPEAKERS = frozenset("i you he she we they i've you've i'd".split())
_SAYS = frozenset("said say says mentioned told".split())
_OTHERS = frozenset("everybody everyone anybody anyone any every most all nobody".split())


@dataclass(frozen=True, slots=True)
class Filler:
    """Words first..last (indices, both included) that carry nothing. `phrase` is the entry of the list it matched.

    probability : the chance that it is a filler, 0..1
    """

    first: int
    last: int
    phrase: str
    probability: float


def find_fillers(words: Sequence[Word], phrases: Iterable[str] = PHRASES, story: int = 0) -> list[Filler]:
    """Filled pauses and those of `phrases` that carry nothing here, in time order.

    A phrase that the weights do not know counts wherever it stands: the user put it on the list.
    story : index of the word the story begins with, after greeting and thinking aloud
    """
    found: list[Filler] = []
    for place in candidates(words, phrases, story):
        if place.probability < _SURE.get(place.phrase, 0.5):
            continue
        before = found[-1] if found else None
        if before and before.last + 1 == place.first and {before.phrase, place.phrase} <= _OPENERS:
            found[-1] = Filler(before.first, place.last, f"{before.phrase} {place.phrase}", place.probability)
        else:
            found.append(place)
    return found


def candidates(words: Sequence[Word], phrases: Iterable[str] = PHRASES, story: int = 0) -> Iterator[Filler]:
    """Every place that may hold a filler, with its chance (0..1) of being one."""
    said = [normal(word.text) for word in words]
    breaks = breaks_of(words)
    spellings = _by_first_word(tuple(phrases))
    at = 0
    while at < len(said):
        first = at
        at += 1
        pause = filled_pause(words[first].text)
        if pause and not (said[first] == "mm" and first and said[first - 1][-1:].isdigit()):
            if (pause,) in spellings.get(pause, ()):
                yield Filler(first, first, pause, 1.0)
            continue
        phrase = next((p for p in spellings.get(said[first], ()) if said[first : first + len(p)] == list(p)), None)
        if phrase and phrase[0] not in FILLED_PAUSES:
            at = first + len(phrase)
            name = " ".join(phrase)
            if (name == "yeah" and not _led_in(said, first)) or (name == "like" and _compares(said, at)):
                continue
            yield Filler(first, at - 1, name, _chance(name, describe(said, breaks, first, at, story)))


def _led_in(said: Sequence[str], first: int) -> bool:
    """Whether "so", "and" or "but" leads to this word, or "so" follows it: else a "yeah" is an answer."""
    left = next((word for word in reversed(said[:first]) if not filled_pause(word)), "")
    return left in ("so", "and", "but", "well", "okay") or said[first + 1 : first + 2] == ["so"]


def _compares(said: Sequence[str], after: int) -> bool:
    """Whether "like" leads to what was said before or to other people: "like I said", "like everybody else"."""
    whom, does = (*said[after : after + 2], "", "")[:2]
    return (whom in _SPEAKERS and does in _SAYS) or (whom in _OTHERS and does in ("else", "other", "others"))


def breaks_of(words: Sequence[Word]) -> list[str]:
    """What parts each word from the one before, and the last from the end [len(words) + 1]:

    "end" (start or end of all), "." (a stop or a long pause), "," (a comma or a short pause), "-" (nothing, where
    commas are printed) or "" (nothing, in a transcript that prints none).
    """
    marks = sum(word.text[-1:] in ",.?!;:" for word in words)
    nothing = "-" if marks * _SPARSE > len(words) else ""
    found = ["end"]
    for word, following in pairwise(words):
        gap = following.start - word.end
        stop = word.text.rstrip("\"'”’)]")[-1:]
        if stop in _STOPS or gap >= HARD:
            found.append(".")
        elif stop in _COMMAS or gap >= SOFT:
            found.append(",")
        else:
            found.append(nothing)
    return [*found, "end"] if words else found


def describe(said: Sequence[str], breaks: Sequence[str], first: int, after: int, story: int = 0) -> list[str]:
    """What stands around the words first..after-1: the names of the features that are 1 there."""

    def word(at: int) -> str:
        return said[at] if 0 <= at < len(said) else "|"

    def kind(at: int) -> str:
        return _kind(word(at))

    before, behind = breaks[first], breaks[after]
    left, right = first - 1, after
    start = next((i for i in range(first, -1, -1) if breaks[i] in (".", "end")), 0)
    end = next((i for i in range(after, len(breaks)) if breaks[i] in (".", "end")), len(said))
    found = [
        "",
        f"breaks {before} {behind}",
        f"before {before}",
        f"after {behind}",
        f"-1 {word(left)}",
        f"+1 {word(right)}",
        f"-2 {word(left - 1)}",
        f"+2 {word(right + 1)}",
        f"-21 {word(left - 1)} {word(left)}",
        f"+12 {word(right)} {word(right + 1)}",
        f"kind -1 {kind(left)}",
        f"kind +1 {kind(right)}",
        f"kind -2 {kind(left - 1)}",
        f"kind +2 {kind(right + 1)}",
        f"kinds -1+1 {kind(left)} {kind(right)}",
        f"kind-1 breaks {kind(left)} {before} {behind}",
        f"breaks+1 kind {before} {behind} {kind(right)}",
        f"kinds -21 {kind(left - 1)} {kind(left)}",
        f"kinds +12 {kind(right)} {kind(right + 1)}",
        f"-1 kind +1 {word(left)} {kind(right)}",
    ]
    if before not in (".", "end") and any(kind(i) == "similar" for i in range(max(0, first - 4), first)):
        found.append("similar before")
    if word(left) == word(right) or (word(left - 1), word(left)) == (word(right), word(right + 1)):
        found.append("said again")
    if before in (".", "end"):
        found.append(f"after a sentence of {_size(first - _sentence_start(breaks, first - 1))}")
        found.append(f"{_opening(first, story)} after {_size(first - _sentence_start(breaks, first - 1))}")
    found.append(_opening(first, story))
    if end - after <= 2:
        found.append(f"left in the sentence {end - after}")
    if any(said[i] in _SAYING for i in range(max(start, first - 3), first)):
        found.append("quoted")
    return found


def _sentence_start(breaks: Sequence[str], at: int) -> int:
    return next((i for i in range(at, -1, -1) if breaks[i] in (".", "end")), 0)


def _size(count: int) -> str:
    return "none" if count <= 0 else "few words" if count <= 4 else "many words"


def _opening(first: int, story: int) -> str:
    """How near the start of the answer or of its story: an opening "so" carries nothing, a later one "therefore"."""
    since = first - story if first >= story else first
    return next((f"within {limit} words" for limit in (1, 4, 12, 30) if since < limit), "later")


def normal(printed: str) -> str:
    """A printed word in lower case, without the punctuation around it."""
    return printed.strip(_PRINT).lower().replace("’", "'")


@lru_cache(maxsize=20_000)
def _kind(word: str) -> str:
    """The word class that matters beside a filler; for the open classes the verb form or a look at the ending."""
    if word in _KINDS:
        return _KINDS[word]
    if word == "|":
        return "|"
    if filled_pause(word):
        return "um"
    if word[:1].isdigit() or word[:1] in "$£€":
        return "quantity"
    if verbs.is_past(word):
        return "past"
    if verbs.is_ing(word):
        return "ing"
    if word.endswith("ly"):
        return "very"
    if verbs.is_base(word):
        return "base"
    return "s" if word.endswith("s") else "other"


@cache
def _weights() -> dict[str, dict[str, float]]:
    """phrase -> feature -> weight, as scripts/train_fillers.py wrote them."""
    table: dict[str, dict[str, float]] = json.loads(
        files("starclock.english").joinpath("fillers.json").read_text(encoding="utf-8")
    )
    return table


def _chance(phrase: str, features: Sequence[str]) -> float:
    weights = _weights().get(SAME.get(phrase, phrase))
    if weights is None:
        return 1.0
    score = sum(weights.get(feature, 0.0) for feature in features)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


@lru_cache(maxsize=8)
def _by_first_word(phrases: tuple[str, ...]) -> dict[str, list[tuple[str, ...]]]:
    """First word -> phrases that begin with it, longest first."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted({tuple(p.lower().split()) for p in phrases if p.split()}, key=lambda p: (-len(p), p)):
        table.setdefault(phrase[0], []).append(phrase)
    return table
