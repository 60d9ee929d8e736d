"""A sentence as one plain line to search in, with the way back to the clock.

Lower case, no punctuation, no "um", no empty "you know" or ", like,": so that "it was, um, you know, really
good." is found by the same pattern as "it was really good".
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from starclock.english.tokens import Token, quote, tokens
from starclock.speech import Word
from starclock.writing.excerpts import excerpt

_EMPTY = re.compile(
    r"(?<!do )(?<!did )(?<!as )(?<!if )(?<!let )(?<!what )\b(?:you know|i mean|how to say|or whatever)(?= |$)"
)
_WHOLE = {"cann't": "can't", "willn't": "won't", "shalln't": "shan't"}
_SHOWN = 24
"""Words of a sentence that a message quotes."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence's words as they are searched.

    said : ("it", "was", "really", "good")
    text : the same with one blank between words
    words : all words of the sentence, also those left out of the line
    tokens : first and last token of each word of the line
    starts : where in `text` each of them begins
    """

    said: tuple[str, ...]
    text: str
    words: tuple[Word, ...]
    tokens: tuple[tuple[Token, Token], ...]
    starts: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Indices of the first and last line word that characters start..end touch."""
        return bisect_right(self.starts, start) - 1, bisect_left(self.starts, max(end, start + 1)) - 1

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The characters of line words first..last."""
        return self.starts[first], self.starts[last] + len(self.said[last])

    def quote(self, start: int, end: int) -> tuple[float, float, str]:
        """Seconds and the printed words of characters start..end."""
        first, last = self.place(start, end)
        return quote(self.words, self.tokens[first][0], self.tokens[last][1])

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Characters start..end, without the half of a clause that a pattern ran on into past a comma."""
        first, last = self.place(start, end)
        if not self.tokens[last][1].stop:
            last = next((i for i in range(last - 1, first + 1, -1) if self.tokens[i][1].stop), last)
        return start, self.span(first, last)[1]

    @property
    def shown(self) -> str:
        """The printed sentence, cut short where it is long."""
        return excerpt((word.text for word in self.words), _SHOWN)

    def stop(self, end: int) -> str:
        """The punctuation after the word that ends at `end`."""
        return self.tokens[self.place(end - 1, end)[1]][1].stop


@lru_cache(maxsize=2048)
def tokens_of(words: tuple[Word, ...]) -> tuple[Token, ...]:
    """The tokens of a sentence, read once for all checks."""
    return tokens(words)


@lru_cache(maxsize=2048)
def line_of(words: tuple[Word, ...]) -> Line:
    """The line of a sentence's words."""
    said: list[str] = []
    ends: list[tuple[Token, Token]] = []
    for token in tokens_of(words):
        if ends and ends[-1][1].word == token.word:
            clitic = token.text == "n't" or token.text[0] == "'"
            said[-1] = _WHOLE.get(said[-1] + token.text, f"{said[-1]}{'' if clitic else ' '}{token.text}")
            ends[-1] = (ends[-1][0], token)
        else:
            said.append(token.text)
            ends.append((token, token))
    kept = _kept(said, ends)
    if len(kept) < len(said):
        said, ends = [said[i] for i in kept], [ends[i] for i in kept]
    starts = accumulate((len(text) + 1 for text in said[:-1]), initial=0) if said else ()
    return Line(tuple(said), " ".join(said), words, tuple(ends), tuple(starts))


def _kept(said: Sequence[str], ends: Sequence[tuple[Token, Token]]) -> Sequence[int]:
    """Indices of the words that carry meaning: empty phrases and a bracketed "like" are left out."""
    line = " ".join(said)
    empty = {
        index
        for match in _EMPTY.finditer(line)
        for index in range(line.count(" ", 0, match.start()), line.count(" ", 0, match.end()) + 1)
    }
    if "like" in said:
        stops = ["," if i < 0 else ends[i][1].stop for i in range(-1, len(said))]
        empty |= {i for i, text in enumerate(said) if text == "like" and stops[i] and stops[i + 1]}
    return range(len(said)) if not empty else [i for i in range(len(said)) if i not in empty]
