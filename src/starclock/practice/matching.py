"""A question as somebody words it -> the question of the bank that it asks. Light: neither numpy nor a model.

Words that nearly every question has count little (inverse document frequency, Sparck Jones 1972), words that ask for
the same count as one (`synonyms.txt`); the likeness of two texts is the cosine of their words' weights.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from starclock.asked import asked
from starclock.english import verb
from starclock.english.numbers import singular
from starclock.practice.questions import Question

SURE = 0.5
"""Likeness (0..1) from which a text is taken for a question; see `scripts/bench_practice.py`."""
_APART = 0.08
"""By so much the best must be ahead of one of another theme."""
_MOST = 0.99
"""The likeness of another wording, however many words are the same."""
_PARTICULAR = 0.9
"""What is asked only at one company, or only of managers, is the less likely question of two that fit."""
_WORD = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*")
_OPENING = re.compile(
    r"(?:can|could|would) you (?:please )?(?:share|give|tell|describe|think of)|(?:give|tell|share with) (?:me|us)"
    r"(?: (?:about|of|an? (?:good |real |specific )?(?:example|case|instance|story)(?: of| when| where)?|a time))?"
    r"|^(?:please )?(?:share|describe|walk me through|talk about|tell about)"
    r"|an? (?:specific |real |good )?(?:example|situation|case|instance|time|moment)(?: of| when| where| in which)?"
    r"|how (?:did|do|would) you (?:handle|deal with|approach|go about)"
    r"|(?:and )?(?:how|what) (?:did|do) you (?:handle|do|resolve|learn|responded?)"
    r"(?: (?:it|them|about it|from (?:it|that)))?"
)
"""How nearly every question begins or ends."""
_COMMON = frozenset({"team", "project", "manager", "colleague", "change", "technical", "notice", "priority"})
"""Words of questions that any story has."""
_NOT = {"not", "don't", "didn't", "wasn't", "weren't", "doesn't", "isn't", "never", "without"}
_EMPTY = frozenset(
    """
    a an the this that these those it its i me my you your yours we us our he she his her they them their who whom which
    what when where why how and or but so if than as of in on at to from for with by about into up out do does did done
    doing have has had be is are was were been being can could would will should may might must any some all one time
    times tell describe give example situation instance share talk walk through ever get got make made take took just
    very really most more much many something somebody someone anything thing things there people person work job case
    last recent recently go about then not please like want use find found feel look need come
    """.split()
)


@dataclass(frozen=True, slots=True)
class Match:
    """A question of the bank, and how alike (0..1) a text is to it."""

    question: Question
    likeness: float


def ranked(text: str, bank: Sequence[Question]) -> tuple[Match, ...]:
    """The questions that a text may ask, the likeliest first; those that share no word with it are left out."""
    weights = _weights(tuple(_texts(bank)))
    words = _vector(text, weights)
    found = []
    for question in bank:
        wordings = (question.text, *question.also)
        if asks(text, question):
            likeness = 1.0
        else:
            likeness = max(_likeness(words, _vector(wording, weights)) for wording in wordings)
            likeness = min(likeness, _MOST) * (1.0 if question.lens is None and question.role != "em" else _PARTICULAR)
        if likeness > 0:
            found.append(Match(question, likeness))
    return tuple(sorted(found, key=lambda match: -match.likeness))


def asks(text: str, question: Question) -> bool:
    """Whether a text is one of the question's own wordings."""
    return any(_plain(wording) == _plain(text) for wording in (question.text, *question.also))


def matched(text: str | None, bank: Sequence[Question]) -> Question | None:
    """The question that a text asks; None where it is none of the bank, or could well be another."""
    if not text or not (found := ranked(text, bank)):
        return None
    best = found[0]
    if best.likeness == 1:
        return best.question
    other = next((match for match in found if match.question.theme != best.question.theme), None)
    doubtful = other is not None and other.likeness > best.likeness - _APART
    if best.likeness < SURE or doubtful or asked(text).shape == "yourself":
        return None
    return best.question


def asked_before(texts: Iterable[str | None], bank: Sequence[Question]) -> Counter[str]:
    """How often each question of the bank is among these texts, by id; only where the text is one of its own."""
    known = {_plain(wording): q.id for q in bank for wording in (*q.also, q.text)}
    found = (known.get(_plain(text)) for text in texts if text)
    return Counter(identity for identity in found if identity)


def shared_words(question: str, text: str) -> frozenset[str]:
    """What a question asks for that a text speaks of, each as the first of its group of synonyms."""
    return (_words(question) & _words(text)) - _COMMON


def _texts(bank: Sequence[Question]) -> Iterable[str]:
    return (wording for question in bank for wording in (question.text, *question.also))


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower().replace("’", "'")))


@cache
def _weights(texts: tuple[str, ...]) -> Mapping[str, float]:
    """How much each word says; "" stands for a word that none of the texts has."""
    count = Counter(word for text in texts for word in set(_words(text)))
    weights = {word: math.log((len(texts) + 1) / (seen + 0.5)) for word, seen in count.items()}
    return weights | {"": math.log(2.0 * (len(texts) + 1))}


def _vector(text: str, weights: Mapping[str, float]) -> Mapping[str, float]:
    """The words of a text with their weights, of length 1."""
    found = {word: weights.get(word, weights[""]) for word in _words(text)}
    length = math.sqrt(sum(weight * weight for weight in found.values()))
    return {word: weight / length for word, weight in found.items()}


def _likeness(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """0..1; a single shared word is enough only where it is one of `synonyms.txt`, which say what is asked."""
    shared = one.keys() & other.keys()
    if len(shared) < 2 and not shared & _keywords():
        return 0.0
    return sum(one[word] * other[word] for word in shared)


@cache
def _words(text: str) -> frozenset[str]:
    """The words of a text that say what it asks, each as the first of its group."""
    groups, expressions = _synonyms()
    said = [_base(word) for word in _plain(_OPENING.sub(" ", text.lower())).split()]
    plain = f" {' '.join('not' if word in _NOT else word for word in said)} "
    found = set()
    for expression, first in expressions:
        if f" {expression} " in plain:
            plain = plain.replace(f" {expression} ", " ")
            found.add(first)
    return frozenset(found | {groups.get(word, word) for word in plain.split() if word in groups or word not in _EMPTY})


def _base(word: str) -> str:
    """Its dictionary form: "projects" is "project", "failed" is "fail"."""
    word = word.removesuffix("'s")
    return verb.lemma(word) or singular(word)


@cache
def _keywords() -> frozenset[str]:
    groups, expressions = _synonyms()
    return frozenset({*groups.values(), *(first for _, first in expressions)})


@cache
def _synonyms() -> tuple[Mapping[str, str], tuple[tuple[str, str], ...]]:
    """Word -> the first of its group; and the same for expressions of several words, the longest first."""
    text = (files(__package__) / "bank" / "synonyms.txt").read_text(encoding="utf-8")
    groups = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    known = {" ".join(map(_base, word.split("_"))): group[0] for group in groups for word in group}
    expressions = sorted(((w, first) for w, first in known.items() if " " in w), key=lambda p: -len(p[0]))
    return {word: first for word, first in known.items() if " " not in word}, tuple(expressions)
