"""Words as printed -> tokens: what each word says, without its print.

A contraction is two tokens of one word ("wasn't" -> was + n't); hesitations and cut-off stammers are no
tokens at all, so that "was, um, decided" reads was + decided. Splits as the Penn Treebank does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from starclock.english.hesitations import is_sound
from starclock.speech import Word

_PRINT = re.compile(r"^(?:(?!\.\d)[^\w'$£€¥₹%+&@#\[-])*(.*?)([^\w%€£+#\]'-]*)['’]?([^\w%€£+#\]-]*)$", re.DOTALL)
_CLITIC = re.compile(r"(.+?)('(?:s|m|re|ve|d|ll))", re.IGNORECASE)
_WHOLE = {"can't": ("can", "n't"), "won't": ("will", "n't"), "shan't": ("shall", "n't"), "cannot": ("can", "not")}
_WHOLE |= {"ain't": ("is", "n't"), "gonna": ("going", "to"), "wanna": ("want", "to"), "gotta": ("got", "to")}
# A recognizer without punctuation may drop the apostrophe too; only forms that are no other word.
_BARE = ("isnt", "arent", "wasnt", "werent", "hasnt", "havent", "hadnt", "doesnt", "dont", "didnt", "wouldnt")
_WHOLE |= {form: (form[:-2], "n't") for form in (*_BARE, "couldnt", "shouldnt", "mustnt")}
_WHOLE |= {"cant": ("can", "n't"), "ive": ("i", "'ve"), "im": ("i", "'m"), "thats": ("that", "'s")}
_WHOLE |= {"theyre": ("they", "'re"), "theyve": ("they", "'ve"), "youre": ("you", "'re"), "weve": ("we", "'ve")}


class Token(NamedTuple):
    """What one word, or one half of a contraction, says.

    text : lower case, straight apostrophe, no punctuation
    word : index into the words it came from
    stop : the punctuation right after it, "" where there is none
    pause : seconds of silence before its word
    name : printed with a capital where no sentence begins
    """

    text: str
    word: int
    stop: str = ""
    pause: float = 0.0
    name: bool = False


def tokens(words: Sequence[Word]) -> tuple[Token, ...]:
    """Tokens of the words in order, hesitations and stammers left out.

    >>> [t.text for t in tokens([Word(0, 1, "It"), Word(1, 2, "wasn’t,"), Word(2, 3, "um,"), Word(3, 4, "done.")])]
    ['it', 'was', "n't", 'done']
    """
    found: list[Token] = []
    last_end = words[0].start if words else 0.0
    opening = True
    for index, word in enumerate(words):
        parts, stop, capital, closes = _read(word.text)
        pause = word.start - last_end if word.start > last_end else 0.0
        last_end = word.end if word.end > last_end else last_end
        if len(parts) == 1:
            found.append(Token(parts[0], index, stop, pause, capital and not opening))
        elif parts:
            found.append(Token(parts[0], index, "", pause, capital and not opening))
            found += [Token(part, index) for part in parts[1:-1]]
            found.append(Token(parts[-1], index, stop))
        elif stop and found:
            found[-1] = found[-1]._replace(stop=stop)
        opening = closes or (opening and not parts)
    return tuple(found)


def quote(words: Sequence[Word], first: Token, last: Token) -> tuple[float, float, str]:
    """Start and end in seconds, and the printed words from `first` to `last`, outer punctuation off."""
    spoken = words[first.word : last.word + 1]
    text = " ".join(word.text for word in spoken)
    return spoken[0].start, max(word.end for word in spoken), text.strip(' ,.;:?!"“”()…–—-')


@lru_cache(maxsize=20_000)
def _read(printed: str) -> tuple[tuple[str, ...], str, bool, bool]:
    """The tokens of a printed word, the punctuation after it, whether it has a capital, whether a sentence ends."""
    match = _PRINT.match(printed)
    assert match is not None  # every part of the pattern may be empty
    said, stop = match[1], match[2] + match[3]
    text = said.lower().replace("’", "'").replace("‘", "'")
    if not text.strip("-'"):
        text, stop = "", printed
    closes = any(mark in stop for mark in ".?!")
    if not text or text.endswith("-") or is_sound(said):
        return (), stop, False, closes
    return _split(text), stop, said[0].isupper() and text != "i" and not text.startswith("i'"), closes


def _split(text: str) -> tuple[str, ...]:
    if whole := _WHOLE.get(text):
        return whole
    if text.endswith("n't") and len(text) > 3:
        return (*_split(text[:-3]), "n't")
    if clitic := _CLITIC.fullmatch(text):
        return (*_split(clitic[1]), clitic[2])
    return (text,)
