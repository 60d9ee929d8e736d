"""Sentences to be spoken, and how a recognizer writes them.

A sentence is made as it is SPOKEN, word by word ("forty five percent of the orders, um, failed.").  `written`
turns it into print, keeping which spoken words each printed word covers, so that word times survive:

    numbers from 10 up are digits (forty -> 40, twenty nineteen -> 2019, two thousand -> 2,000, nine thirty -> 9.30),
    smaller ones are words (three); "percent" is "%" after digits, and always has digits (five percent -> 5%);
    "a hundred", "a dozen", "half past nine" stay words.
"""

import random
import re
from dataclasses import dataclass
from pathlib import Path

from .words import HERE, dictionary_words, forms, open_words, plural, vocabulary

SMALL = {w: i for i, w in enumerate("zero one two three four five six seven eight nine".split())}
TEEN = {
    w: i + 10
    for i, w in enumerate("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split())
}
TENS = {w: 10 * i for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
FORMS = {"gved": "ved", "gven": "ven", "gving": "ving", "gves": "vs"}
SCALE = {"hundred": 100, "thousand": 1000}


@dataclass(frozen=True)
class Printed:
    """One printed word and the spoken words [first, stop) that it covers."""

    text: str
    first: int
    stop: int


def spoken(text: str) -> list[str]:
    """The spoken words of a text whose numbers are in letters; punctuation stays attached."""
    return text.replace("-", " ").split()


def written(words: list[str]) -> list[Printed]:
    """Spoken words as a recognizer prints them (see the head of this file)."""
    printed: list[Printed] = []
    i = 0
    while i < len(words):
        value, stop = _number(words, i)
        tail = ""
        if stop > i:
            tail = "".join(re.findall(r"[.,?!]+$", words[stop - 1]))
            if not tail and stop < len(words) and _bare(words[stop]) == "percent":
                tail = "%" + words[stop][len("percent") :]
                stop += 1
                value = value or str(SMALL[_bare(words[i])])
        printed.append(Printed(value + tail if value else words[i], i, stop if value else i + 1))
        i = printed[-1].stop
    return printed


def _bare(word: str) -> str:
    return word.rstrip(".,?!").lower()


def _number(words: list[str], i: int) -> tuple[str, int]:
    """The number that starts at word i as digits ("" for a small one that stays a word) and where it stops."""
    run: list[str] = []
    for j in range(i, len(words)):
        word = _bare(words[j])
        joins = word == "and" and run and run[-1] in SCALE and j + 1 < len(words) and _below_100(_bare(words[j + 1]))
        decimal = word == "point" and run and j + 1 < len(words) and _bare(words[j + 1]) in SMALL
        if not (_below_100(word) or (run and (word in SCALE or joins or decimal))):
            break
        if run and _below_100(word) and not _continues(run, word):
            break
        run.append(word)
        if words[j][-1] in ".,?!":
            break
    if not run:
        return "", i
    return _value(run), i + len(run)


def _below_100(word: str) -> bool:
    return word in SMALL or word in TEEN or word in TENS


def _continues(run: list[str], word: str) -> bool:
    last = run[-1]
    if last in SCALE or last in ("and", "point"):
        return True
    if last in TENS:
        return (word in SMALL and word != "zero") or (run == ["twenty"] and (word in TEEN or word in TENS))
    if run == ["nineteen"] or (len(run) == 1 and last in SMALL and word == "thirty"):
        return word in TENS
    return len(run) == 2 and run[0] in ("twenty", "nineteen") and last in TENS and word in SMALL


def _value(run: list[str]) -> str:
    numbers = {**SMALL, **TEEN, **TENS}
    if "point" in run:
        at = run.index("point")
        return f"{sum(numbers[w] for w in run[:at])}." + "".join(str(numbers[w]) for w in run[at + 1 :])
    if len(run) == 1 and run[0] in SMALL:
        return ""
    if len(run) == 2 and run[0] in SMALL and run[1] == "thirty":
        return f"{SMALL[run[0]]}.30"
    if run[0] in ("twenty", "nineteen") and len(run) > 1 and (run[1] in TEEN or run[1] in TENS):
        return f"{numbers[run[0]]}{sum(numbers[w] for w in run[1:]):02d}"
    total = part = 0
    for word in run:
        if word == "thousand":
            total, part = total + part * 1000, 0
        elif word == "hundred":
            part *= 100
        else:
            part += numbers.get(word, 0)
    total += part
    return str(total) if 2000 < total < 2100 or total < 1000 else f"{total:,}"


class Talk:
    """A seeded source of sentences: the grammar, its word lists, fillers and false starts."""

    def __init__(self, seed: int, dictionary: Path, rare: float = 0.13) -> None:
        """`rare` is the share of list words that are drawn from the open words instead of the hand-written ones."""
        self.random = random.Random(seed)
        self.rare = rare
        self.rules: dict[str, list[str]] = {}
        for line in (HERE / "grammar.txt").read_text().splitlines():
            if line and not line.startswith("#"):
                name, alternatives = line.split(":", 1)
                self.rules[name] = [alternative.strip() for alternative in alternatives.split(" | ")]
        self.common = vocabulary()
        self.open = open_words(dictionary_words(dictionary))
        everything = [word for words in self.open.values() for word in words]
        self.open["rare"] = everything
        self.common["rare"] = everything

    def expand(self, text: str) -> str:
        """Expand every <name> and [option] in a text."""
        text = re.sub(r"\[([^]]*)\]", lambda m: m[1] if self.random.random() < 0.5 else "", text)
        return re.sub(r"<(\w+)>", lambda m: self._symbol(m[1]), text)

    def _symbol(self, name: str) -> str:
        if name in self.rules:
            return self.expand(self.random.choice(self.rules[name]))
        if name in ("ved", "ven", "ving", "vs"):
            return forms(self._word("verb"))[name]
        if name in ("gved", "gven", "gving", "gves"):
            return forms(self.random.choice(self.common["general_verb"]))[FORMS[name]]
        if name in ("things", "persons"):
            return plural(self._word(name[:-1]))
        word = self._word(name)
        return forms(word)["verb"] if name in ("verb", "general_verb") else word

    def _word(self, name: str) -> str:
        source = self.open if name in self.open and self.random.random() < self.rare else self.common
        return self.random.choice(source[name])

    def sentence(self, rule: str = "sentence") -> str:
        """One sentence as it is spoken, with capital, stop, and (in part) fillers and false starts."""
        while True:
            text = re.sub(r"\s+", " ", self.expand(f"<{rule}>")).strip()
            if not 2 <= len(text.split()) <= 34:
                continue
            text = re.sub(r"\b([Aa]) (?=[aeio]|u[mnp]|hour|honest)(?!one\b|eu)", r"\1n ", text)
            words = self._disfluent(text.split())
            return words[0][0].upper() + words[0][1:] + " " * (len(words) > 1) + " ".join(words[1:])

    def _disfluent(self, words: list[str]) -> list[str]:
        for _ in range(self.random.choice((0, 0, 0, 1, 1, 2))):
            at = self.random.randrange(len(words))
            kind = self.random.random()
            if kind < 0.75:
                filler = self.random.choice(self.rules["filler"])
                style = self.random.random()
                if at > 0 and style < 0.75 and words[at - 1][-1].isalpha():
                    words[at - 1] += ","
                words[at:at] = (filler + ("," if style > 0.1 else "")).split()
            elif kind < 0.9 and words[at].isalpha():
                words[at:at] = [words[at] + ","]
            elif at >= 2 and " ".join(words[at - 2 : at]).replace(" ", "").isalpha():
                words[at:at] = [words[at - 2], words[at - 1] + ","]
                words[at - 1], words[at + 1] = words[at - 1] + ",", words[at + 1].rstrip(",")
        if words[-1][-1] == ",":
            words[-1] = words[-1][:-1] + "."
        return words
