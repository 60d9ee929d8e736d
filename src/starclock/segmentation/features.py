"""What the model sees of each sentence: names of features that are present.

    words, word pairs and triples, endings    what is said
    word classes (lexicon.txt)                what kind of thing is said, whatever the trade
    subject : verb class : tense              who does it: "I rewrote" is I:work:past, "they had" they:be:past
    place                                     how far into the answer, counted in words, coarse

Nothing here knows a target or how long a phase should be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

_PERSON = {
    "i": "I", "i'm": "I", "i'd": "I", "i've": "I", "i'll": "I", "my": "my", "me": "me", "myself": "me", "mine": "my",
    "we": "we", "we'd": "we", "we're": "we", "we've": "we", "we'll": "we", "our": "our", "us": "us",
    "he": "he", "she": "he", "he'd": "he", "she'd": "he", "he's": "he", "she's": "he", "his": "his", "her": "his",
    "they": "they", "they'd": "they", "they're": "they", "they've": "they", "their": "their", "them": "them",
    "it": "it", "it's": "it", "it'd": "it", "that": "that", "that's": "that", "this": "this",
    "you": "you", "you're": "you", "your": "your", "there": "there", "there's": "there", "who": "who",
    "nobody": "nobody", "everybody": "all", "everyone": "all", "somebody": "some", "someone": "some",
}  # fmt: skip
_SUBJECTS = {"I", "we", "he", "they", "it", "you", "there", "who", "that", "nobody", "all", "some"}
_SHORT = {"'d": "would", "'ll": "will", "'ve": "have", "'m": "be", "'re": "be", "'s": "be"}
_AUXILIARY = {
    "had": "had", "have": "have", "has": "have", "was": "was", "were": "was", "is": "be", "are": "be", "am": "be",
    "would": "would", "could": "could", "can": "can", "will": "will", "should": "should", "might": "might",
    "didn't": "not", "don't": "not", "doesn't": "not", "couldn't": "not", "can't": "not", "wouldn't": "not",
    "wasn't": "not", "won't": "not", "hadn't": "not", "weren't": "not", "not": "not", "never": "not", "to": "to",
    "supposed": "must", "gonna": "will", "going": "going", "used": "used",
}  # fmt: skip
_REACH = 5
"""Words between a subject and its verb: "I, uh, just then quietly asked"."""
_USUAL = 350
"""Words of an answer; half of those that the model learned from have 250 to 370."""
_FAR = 4
"""Sentences before the last one; farther away they are not told apart."""
_DIGITS = re.compile(r"\d+")
_EDGE = ".,?!;:…\"'()[]“”‘-–—"


def plain(word: str) -> str:
    """A word without case, outer punctuation and the value of its digits.

    >>> plain("“1,400,"), plain("I’d")
    ('#,#', "i'd")
    """
    return _DIGITS.sub("#", word.lower().replace("’", "'").strip(_EDGE))


def sentence_features(words: Sequence[str]) -> list[str]:
    """Of one sentence by itself; no feature twice."""
    said = [word for word in map(plain, words) if word]
    classes, _ = lexicon()
    found = [f"w={word}" for word in said]
    found += [f"b={a} {b}" for a, b in pairwise(said)]
    found += [f"t={a} {b} {c}" for a, b, c in zip(said, said[1:], said[2:], strict=False)]
    found += [f"e={word[-4:]}" for word in said if len(word) > 5]
    found += [f"p={_PERSON[word]}" for word in said if word in _PERSON]
    for at in range(min(3, len(said))):
        found.append(f"start{at}={' '.join(said[: at + 1])}")
    if said:
        found.append(f"last={said[-1]}")
    kinds = [(word, kind) for word in said for kind in classes.get(word, ())]
    found += [f"k={kind}" for _, kind in kinds]
    for a, b in pairwise(said):
        found += [f"kb={kind} {b}" for kind in classes.get(a, ())]
        found += [f"bk={a} {kind}" for kind in classes.get(b, ())]
    found += _clauses(said)
    numbers = sum("#" in word or "NUMBER" in classes.get(word, ()) for word in said)
    found += [f"numbers={min(numbers, 3)}", f"length={min(len(said) // 5, 6)}"]
    found += [f"start kind={kind}" for word in said[:1] for kind in classes.get(word, ())]
    return list(dict.fromkeys(found))


def answer_features(
    sentences: Sequence[Sequence[str]], question: str | None = None, ended: bool = True
) -> list[list[str]]:
    """Of every sentence in its place; `question` helps to see where it is being repeated.

    ended : False while somebody still speaks: then no sentence is among the last, and each lies as far in as it would
        in an answer of usual length
    """
    asked = {word for word in map(plain, (question or "").split()) if len(word) > 4}
    total = max(1 if ended else _USUAL, sum(map(len, sentences)))
    before, rows = 0, []
    for at, words in enumerate(sentences):
        left = len(sentences) - 1 - at + (0 if ended else _FAR)
        share = (before + len(words) / 2) / total
        row = sentence_features(words)
        row += [f"share={int(share * 8)}", f"first={min(at, 5)}", f"left={min(left, _FAR)}"]
        row.append(f"asked={min(3, len(asked.intersection(map(plain, words))))}")
        row.append(f"words before={min(before // 25, 8)}")
        rows.append(row)
        before += len(words)
    return rows


def _clauses(said: Sequence[str]) -> list[str]:
    """Subject, auxiliaries and class and tense of the verb, for every subject pronoun."""
    classes, tenses = lexicon()
    found = []
    first = True
    for at, word in enumerate(said):
        person = _PERSON.get(word)
        if person not in _SUBJECTS:
            continue
        helpers = [_SHORT["'" + word.split("'")[1]]] if "'" in word and "'" + word.split("'")[1] in _SHORT else []
        verb, tense = "-", "-"
        for near in said[at + 1 : at + 1 + _REACH]:
            if near in _PERSON and _PERSON[near] in _SUBJECTS:
                break
            if near in tenses:
                # "had" and "was" may only help the verb that follows.
                verb, tense = near, "/".join(sorted(tenses[near]))
                if near not in _AUXILIARY:
                    break
            elif near.endswith("ed"):
                verb, tense = near, "past"
                break
            if near in _AUXILIARY:
                helpers.append(_AUXILIARY[near])
        helped = "+".join(dict.fromkeys(helpers))
        found.append(f"s={person}:{tense}:{helped}")
        found.append(f"sw={person}:{verb}:{helped}")
        for kind in classes.get(verb, ("other",)):
            found += [f"sk={person}:{kind}", f"skt={person}:{kind}:{tense}:{helped}"]
            if first:
                found.append(f"sk1={person}:{kind}:{tense}")
        if first:
            found.append(f"s1={person}:{tense}:{helped}")
        first = False
    return found or ["s=none"]


@cache
def lexicon() -> tuple[dict[str, tuple[str, ...]], dict[str, frozenset[str]]]:
    """Word -> its classes; verb form -> what it may be: base, past, ing, s."""
    classes: dict[str, list[str]] = {}
    tenses: dict[str, set[str]] = {}
    for line in (files(__package__) / "lexicon.txt").read_text(encoding="utf-8").splitlines():
        name, _, members = line.partition(": ")
        if not members or line.startswith("#"):
            continue
        if name.startswith("verb "):
            for member in members.split():
                for form, tense in inflect(member):
                    classes.setdefault(form, []).append(name.removeprefix("verb "))
                    tenses.setdefault(form, set()).add(tense)
        else:
            for member in members.split():
                classes.setdefault(member, []).append(name.upper())
    return (
        {word: tuple(dict.fromkeys(kinds)) for word, kinds in classes.items()},
        {form: frozenset(tense) for form, tense in tenses.items()},
    )


def inflect(entry: str) -> list[tuple[str, str]]:
    """Forms of a verb of the lexicon, each with its tense; irregular pasts follow the base after `=`.

    >>> inflect("stop")
    [('stop', 'base'), ('stops', 's'), ('stopping', 'ing'), ('stopped', 'past')]
    >>> inflect("write=wrote=written")[2:]
    [('writing', 'ing'), ('wrote', 'past'), ('written', 'past')]
    """
    base, *irregular = entry.split("=")
    ending_y = re.search(r"[^aeiou]y$", base)
    doubled = base + base[-1] if re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", base) else base
    third = base[:-1] + "ies" if ending_y else base + ("es" if re.search(r"(?:s|x|z|ch|sh)$", base) else "s")
    if base.endswith("e") and not base.endswith("ee"):
        ing, past = base[:-1] + "ing", base + "d"
    else:
        ing, past = doubled + "ing", base[:-1] + "ied" if ending_y else doubled + "ed"
    return [(base, "base"), (third, "s"), (ing, "ing"), *((form, "past") for form in irregular or [past])]
