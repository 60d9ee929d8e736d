"""Sentences that people would say: those of our own labelled answers (scripts/corpus), most with words exchanged.

A grammar, however large, speaks in its own phrases; a model that hears nothing else guesses them.  Exchanging words
for others of the same shape keeps it listening: every word of the lists turns up, in places where nobody expects it.
"""

import json
import random
import re
from collections import Counter
from pathlib import Path

from .words import dictionary_words, forms, open_words, plural, vocabulary

CORPUS = Path(__file__).parents[1] / "corpus"
HANDS = ("abcdef", "ghijklmn")  # the others are never trained on: bench_demo_model.py hears some of them
EXCHANGED = 2 / 3  # share of the sentences that are changed; of their words, so many:
WORDS = 0.25
KEPT = 250  # the commonest words hold a sentence together and stay
LONGEST = 40  # words
_MARK = re.compile(r"\[\[\w\|(.*?)\]\]")
_PLAIN = re.compile(r"[A-Za-z ,.?!'-]+")  # no digits: how they are read aloud is the grammar's business


def answers(hand: str) -> list[list[str]]:
    """Each answer of a hand as sentences without marks."""
    lines = (CORPUS / f"hand_{hand}.jsonl").read_text(encoding="utf-8").splitlines()
    texts = (" ".join(segment["text"] for segment in json.loads(line)["segments"]) for line in lines)
    return [re.split(r"(?<=[.?!])\s+", _MARK.sub(r"\1", text).replace("’", "'")) for text in texts]


class Told:
    """A seeded source of told sentences by some hands."""

    def __init__(self, seed: int, dictionary: Path, hands: str) -> None:
        self.random = random.Random(seed)
        every = [sentence for hand in hands for answer in answers(hand) for sentence in answer]
        self.sentences = [s for s in every if _PLAIN.fullmatch(s) and 2 <= len(s.split()) <= LONGEST]
        counts = Counter(_bare(word) for sentence in self.sentences for word in sentence.split())
        self.common = {word for word, _ in counts.most_common(KEPT)}
        self.shapes: dict[str, list[str]] = {}
        for word in sorted((set(counts) | listed(dictionary)) - self.common):
            if word.isalpha() and len(word) > 1:
                self.shapes.setdefault(_shape(word), []).append(word)

    def sentence(self) -> str:
        """One sentence as it is spoken."""
        words = self.random.choice(self.sentences).split()
        if self.random.random() < EXCHANGED:
            words = [self._exchanged(word) if self.random.random() < WORDS else word for word in words]
        text = " ".join(words)
        return text[0].upper() + text[1:]

    def _exchanged(self, word: str) -> str:
        bare = word.rstrip(",.?!")
        if bare.lower() in self.common or not bare.isalpha() or len(bare) == 1 or bare.isupper():
            return word
        other = self.random.choice(self.shapes[_shape(bare.lower())])
        return (other.capitalize() if bare[0].isupper() else other) + word[len(bare) :]


def listed(dictionary: Path) -> set[str]:
    """Every form of every word of the hand-written lists and of the open words."""
    words: set[str] = set()
    for source in (vocabulary(), open_words(dictionary_words(dictionary))):
        for name, entries in source.items():
            for entry in entries:
                if name in ("verb", "general_verb"):
                    words |= set(forms(entry).values())
                else:
                    words |= {entry, plural(entry)} if name in ("thing", "person") else {entry}
    return {word for word in words if word.isalpha() and word.islower()}


def _bare(word: str) -> str:
    return word.lower().strip(",.?!'")


def _shape(word: str) -> str:
    """What kind of word it is, as far as its end tells."""
    return next((end for end in ("ing", "ed", "ly", "ss", "s") if word.endswith(end)), "")
