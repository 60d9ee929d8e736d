"""A sentence of an answer with what its words say it does, and how it is quoted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starclock.english.deeds import Deed
from starclock.english.lines import line_of
from starclock.english.phrases import sections
from starclock.speech import PhaseName, Sentence
from starclock.writing.clock import clock
from starclock.writing.excerpts import excerpt

SENSES = sections("starclock.advice", "senses")
"""What the phrases of senses.txt show, by heading."""
_SHOWN = 16
"""Words of a sentence that a piece of advice quotes."""
EDGE = ' ,.;:?!"“”()…–—-'
_LOOSE = re.compile(
    r"^(?:(?:um+|uh+|er+|so|and|but|well|okay|ok|yeah|right|like|now|then|oh|you know|i mean|basically|honestly"
    r"|actually)"
    r"(?:,|\b)\s*)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence with what it does in the story.

    senses : headings of senses.txt that its words match
    deeds : who does what in it
    """

    at: int
    sentence: Sentence
    text: str
    senses: frozenset[str]
    deeds: tuple[Deed, ...]

    @property
    def phase(self) -> PhaseName | None:
        """The phase of its sentence; None outside the story."""
        return self.sentence.phase

    @property
    def lesson(self) -> bool:
        """Whether its sentence is marked as reflection."""
        return self.sentence.part == "lesson"

    def has(self, *senses: str) -> bool:
        """Whether it shows one of `senses`."""
        return not self.senses.isdisjoint(senses)

    def where(self, sense: str) -> str:
        """The clause around what shows a sense, quoted; the sentence where nothing shows it."""
        match = SENSES[sense].search(self.text)
        return clause(self.sentence, *match.span()) if match else quoted(self.sentence)

    def found(self, sense: str) -> list[int]:
        """Where a sense shows: the index of the first word of each place among the sentence's words."""
        line = line_of(self.sentence.words)
        return [line.tokens[line.place(*m.span())[0]][0].word for m in SENSES[sense].finditer(self.text)]

    def clause(self, match: re.Match[str]) -> str:
        """The clause around a match in its text, quoted."""
        return clause(self.sentence, *match.span())

    def did(self, *who: str) -> bool:
        """Whether one of `who` does something in it that is over: no plan, no state."""
        return any(deed.who in who and done(deed) for deed in self.deeds)


def done(deed: Deed) -> bool:
    """A deed of the story: told as past, or in the present tense of a scene; no "would", no state."""
    group = deed.group
    return not (group.modal or group.lemma in _STATES or group.passive)


_STATES = frozenset("be have want need know like love hate think believe feel hope mean own seem guess suppose".split())


def senses_of(text: str) -> frozenset[str]:
    """The headings of senses.txt that show in a line."""
    return frozenset(name for name, pattern in SENSES.items() if pattern.search(text))


def shown(sentence: Sentence) -> str:
    """A sentence as quoted beside a finding: as said, cut short where it is long."""
    return excerpt((word.text for word in sentence.words), 24)


def quoted(sentence: Sentence) -> str:
    """A few words of a sentence for the middle of a line, without what it opens with ("So, um,")."""
    whole = " ".join(word.text for word in sentence.words)
    words = (_LOOSE.sub("", whole) or whole).split()
    if len(words) <= _SHOWN:
        return "“" + " ".join(words).strip(EDGE) + "”"
    cut = next((i for i in range(_SHOWN - 1, 6, -1) if words[i][-1] in ",;:"), _SHOWN - 1)
    return "“" + " ".join(words[: cut + 1]).strip(EDGE) + " …”"


def clause(sentence: Sentence, start: int, end: int) -> str:
    """The clause around characters start..end of a sentence's line, quoted: at most `_SHOWN` words."""
    line = line_of(sentence.words)
    first, last = line.place(start, end)
    return around(sentence, line.tokens[first][0].word, line.tokens[last][1].word)


def around(sentence: Sentence, first: int, last: int) -> str:
    """Words first..last of a sentence with the rest of their clause, quoted: at most `_SHOWN` words."""
    words = [word.text for word in sentence.words]
    low, high = first, min(last, first + _SHOWN - 1)
    while low > 0 and high - low + 1 < _SHOWN and words[low - 1][-1] not in ",;:.?!":
        low -= 1
    while high + 1 < len(words) and high - low + 1 < _SHOWN and words[high][-1] not in ",;:.?!":
        high += 1
    told = " ".join(words[low : high + 1])
    told = (_LOOSE.sub("", told) or told).strip(EDGE)
    return f"“{told} …”" if words[high][-1] not in ",;:.?!" else f"“{told}”"


def at(one: Told) -> str:
    """The second of a sentence on the clock: "1:12"."""
    return clock(one.sentence.start)
