"""English verb forms: which verb a word is a form of, and which form.

The table `verbs.txt` beside this file holds every verb WordNet knows, with the past and participle that
lemminflect (from the SPECIALIST lexicon) gives where they are irregular; regular forms are undone by rule, so
that it loads in milliseconds. `scripts/build_verbs.py` writes it, and `adjectives.txt`. Words outside it that
look regular ("onboarded", "dockerized") are taken for what they look like.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

BE = frozenset(("be", "am", "is", "are", "was", "were", "been", "being", "'m", "'re"))
HAVE = frozenset(("have", "has", "had", "having", "'ve"))
DO = frozenset(("do", "does", "did"))
GET = frozenset(("get", "gets", "got", "gotten", "getting"))
MODALS = frozenset(("can", "could", "will", "would", "shall", "should", "may", "might", "must", "'ll"))

Kind = Literal["base", "s", "ing", "past", "participle"]
_PRESENT: tuple[tuple[str, str, Kind], ...] = (
    ("has", "have", "s"),
    ("is", "be", "s"),
    ("am", "be", "s"),
    ("are", "be", "s"),
    ("beat", "beat", "participle"),
)
_PREFIXES = ("re-", "re", "over", "under", "out", "mis", "pre-", "pre", "co-", "de-", "fore")
_VOWELS = frozenset("aeiou")


class Form(NamedTuple):
    """A word read as a form of the verb `lemma`."""

    lemma: str
    kind: Kind


class Table(NamedTuple):
    """lemmas: every verb; irregular: form -> its readings; unruly: verbs without a regular past."""

    lemmas: frozenset[str]
    irregular: dict[str, tuple[Form, ...]]
    unruly: frozenset[str]


@cache
def table() -> Table:
    """The shipped table, read once. Lines: `lemma`, or `lemma past/past participle/participle` where irregular."""
    lines = (Path(__file__).parent / "verbs.txt").read_text(encoding="utf-8").splitlines()
    unruly = [line.split() for line in lines if " " in line]
    irregular: dict[str, tuple[Form, ...]] = {form: (Form(lemma, kind),) for form, lemma, kind in _PRESENT}
    kinds: tuple[Kind, Kind] = ("past", "participle")
    for lemma, *spellings in unruly:
        for kind, forms in zip(kinds, spellings, strict=True):
            for form in forms.split("/"):
                irregular[form] = (*irregular.get(form, ()), Form(lemma, kind))
    names = frozenset(lemma for lemma, *_ in unruly)
    return Table(names.union(line for line in lines if " " not in line), irregular, names)


@cache
def adjectives() -> dict[str, frozenset[str]]:
    """Adjectives that look like participles, by kind, from `adjectives.txt`.

    none : no verb at all (talented, unused); mostly : far more often an adjective (complicated);
    feeling : of verbs that make someone feel (excited, worried).
    """
    lines = (Path(__file__).parent / "adjectives.txt").read_text(encoding="utf-8").splitlines()
    return {kind: frozenset(words.split()) for kind, words in (line.split(": ") for line in lines)}


@lru_cache(maxsize=20_000)
def forms(word: str) -> tuple[Form, ...]:
    """Every reading of a lower-case word as a verb form; empty where it is none.

    >>> forms("rewrote")
    (Form(lemma='rewrite', kind='past'),)
    >>> forms("put")[0]
    Form(lemma='put', kind='base')
    """
    if word in adjectives()["none"]:
        return ()
    known = table()
    found = [Form(word, "base")] if word in known.lemmas else []
    found += known.irregular.get(word, ())
    found += [Form(lemma, "s") for lemma in _without_s(word) if lemma in known.lemmas][:1]
    found += [Form(lemma, "ing") for lemma in stems(word, "ing") if lemma in known.lemmas][:1]
    regular = [lemma for lemma in stems(word, "ed") if lemma in known.lemmas and lemma not in known.unruly][:1]
    for lemma in regular:
        found += [Form(lemma, "past"), Form(lemma, "participle")]
    return tuple(found) or _prefixed(word) or _looks(word)


def lemma(word: str) -> str | None:
    """The verb a word is a form of, the reading as a past before the base ("found" -> "find").

    >>> lemma("decided"), lemma("found"), lemma("table-top")
    ('decide', 'find', None)
    """
    readings = forms(word)
    return next((form.lemma for form in readings if form.kind != "base"), readings[0].lemma if readings else None)


def past(participle: str) -> str:
    """The simple past that goes with a participle; the participle itself where no other is known.

    >>> past("written"), past("decided"), past("rolled")
    ('wrote', 'decided', 'rolled')
    """
    readings = forms(participle)
    if any(form.kind == "past" for form in readings):
        return participle
    lemmas = {form.lemma for form in readings if form.kind == "participle"}
    known = table().irregular
    return next(
        (word for word in known if any(f.kind == "past" and f.lemma in lemmas for f in known[word])), participle
    )


def is_base(word: str) -> bool:
    """Whether it may be the base of a verb: "go"."""
    return _is(word, "base")


def is_s(word: str) -> bool:
    """Whether it may be the third person: "goes"."""
    return _is(word, "s")


def is_ing(word: str) -> bool:
    """Whether it may be a form in -ing: "going"."""
    return _is(word, "ing")


def is_past(word: str) -> bool:
    """Whether it may be a past: "went"."""
    return _is(word, "past")


def is_participle(word: str) -> bool:
    """Whether it may be a past participle.

    >>> is_participle("rewritten"), is_participle("rewrote"), is_participle("onboarded"), is_participle("red")
    (True, False, True, False)
    """
    return _is(word, "participle")


def _is(word: str, kind: Kind) -> bool:
    return any(form.kind == kind for form in forms(word))


def stems(word: str, ending: Literal["ed", "ing"]) -> list[str]:
    """Verbs whose regular form in `ending` a word would be, the likeliest first."""
    if not word.endswith(ending) or len(word) < len(ending) + 2:
        return []
    stem = word[: -len(ending)]
    doubled = len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in _VOWELS
    found = [stem, stem + "e"]
    if len(stem) > 2 and stem[-1] not in _VOWELS and stem[-2] in _VOWELS and stem[-3] not in _VOWELS:
        # A single vowel before a single consonant doubles (hopped), so "hoped" is hope; longer words may not (edited).
        found.reverse()
    if doubled:
        found += [stem[:-1]]
        if stem[-1] == "k":
            found += [stem[:-1]]
    if ending == "ed" and stem.endswith("i"):
        found.insert(0, stem[:-1] + "y")
    if ending == "ing" and stem.endswith("y"):
        found.insert(0, stem[:-1] + "ie")
    return found


def _without_s(word: str) -> list[str]:
    if not word.endswith("s") or word.endswith("ss"):
        return []
    found = [word[:-1]]
    if word.endswith("es"):
        found.append(word[:-2])
    if word.endswith("ies"):
        found.append(word[:-3] + "y")
    return found


def _prefixed(word: str) -> tuple[Form, ...]:
    """Readings of "re-run" and its like by the verb inside."""
    for prefix in _PREFIXES:
        inner = word.removeprefix(prefix)
        if inner != word and len(inner) > 2 and (readings := forms(inner)):
            return tuple(Form(prefix + form.lemma, form.kind) for form in readings)
    return ()


def _looks(word: str) -> tuple[Form, ...]:
    """A verb the table lacks, by its looks: only the past is safe to guess from letters."""
    if len(word) < 6 or not word.endswith("ed") or word.endswith("eed") or not word.isalpha():
        return ()
    stem = word[:-3] if word[-3] == word[-4] != "s" else word[:-2]
    lemma = stem + "e" if stem.endswith(("iz", "is", "at", "g", "v", "c", "u")) else stem
    return Form(lemma, "past"), Form(lemma, "participle")
