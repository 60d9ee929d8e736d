"""Names as the speaker spells them, put into a transcript in place of what the recognizer heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starclock.english.syllables import letters
from starclock.speech import Word

_PRINT = ' ,.;:?!"“”()[]…'
_OWNED = ("'s", "’s")


def spelled(words: Sequence[Word], names: Mapping[str, str]) -> tuple[Word, ...]:
    """The words with names written as the speaker writes them; times, punctuation and a possessive "s" stay.

    names : heard as -> written as; how either is capitalized does not matter where it is looked for
    >>> heard = (Word(0, 1, "Karine's,"), Word(1, 2, "Cooper"), Word(2, 3, "Netties."))
    >>> [w.text for w in spelled(heard, {"karine": "Corinne", "cooper netties": "Kubernetes"})]
    ["Corinne's,", 'Kubernetes.']
    """
    table = {tuple(heard.lower().split()): written.split() for heard, written in names.items() if heard.split()}
    longest = max(map(len, table), default=0)
    found: list[Word] = []
    at = 0
    while at < len(words):
        for size in range(min(longest, len(words) - at), 0, -1):
            heard = words[at : at + size]
            if written := table.get(tuple(map(_bare, heard))):
                found += _written(heard, written)
                at += size
                break
        else:
            found.append(words[at])
            at += 1
    return tuple(found)


def _bare(word: Word) -> str:
    return _unowned(word.text.strip(_PRINT))[0].strip("'’").lower()


def _unowned(text: str) -> tuple[str, str]:
    """A word without its possessive "s", and that."""
    ending = next((ending for ending in _OWNED if text.endswith(ending) and len(text) > len(ending)), "")
    return text.removesuffix(ending), ending


def _written(heard: Sequence[Word], written: Sequence[str]) -> list[Word]:
    """The name in place of the words heard, its time shared by the letters of its words."""
    first, last = heard[0].text, heard[-1].text
    before = first[: len(first) - len(first.lstrip(_PRINT))]
    behind = last[len(last.rstrip(_PRINT)) :]
    owned = _unowned(last.strip(_PRINT))[1]
    texts = list(written)
    texts[0] = before + texts[0]
    texts[-1] += owned + behind
    known = [word.probability for word in heard if word.probability is not None]
    start, end = heard[0].start, max(word.end for word in heard)
    sizes = [max(1, letters(part)) for part in written]
    edges = [start + (end - start) * sum(sizes[:n]) / sum(sizes) for n in range(len(sizes) + 1)]
    return [Word(edges[n], edges[n + 1], text, min(known, default=None)) for n, text in enumerate(texts)]
