"""Sounds that are no words: "um" and its kin, and the "mhm" of a listener."""

from __future__ import annotations

import re

FILLED_PAUSES = {
    "um": r"u+h*m+h*|\[um\]",
    "uh": r"u+h+|\[uh\]",
    "er": r"e+r+m*",
    "hmm": r"h+m+|m{2,}",
    "huh": r"h+u+h+",
    "em": r"e+m+",
    "eh": r"e+h+m*|euh",
}
"""Name -> spellings, stretched ones and the tags of verbatim models too. "em" and "eh" are how Ireland, Scotland
and much of Europe say um."""
_FILLED_PAUSE = re.compile("|".join(f"(?P<{name}>{spelling})" for name, spelling in FILLED_PAUSES.items()))
_OTHER_SOUND = re.compile(r"a+h+|m+-?hm+|uh-?huh")
_ABBREVIATIONS = frozenset(("ER", "EM", "MM", "HM"))
"""A room in a hospital, an engineering manager, a length: in capitals these are words."""
_PRINT = " ,.;:?!\"'“”‘’()…–—-"


def filled_pause(printed: str) -> str | None:
    """Which filled pause a printed word is, None where it is a word.

    >>> [filled_pause(word) for word in ("Um,", "uhhh", "ER", "er...", "her", "[UH]", "-er", "'em")]
    ['um', 'uh', None, 'er', None, 'uh', None, None]
    """
    bare = _bare(printed)
    match = _FILLED_PAUSE.fullmatch(bare.lower())
    return match.lastgroup if match and bare not in _ABBREVIATIONS else None


def is_sound(printed: str) -> bool:
    """Whether a printed word is no word at all: a filled pause, or a sound of agreement or surprise.

    >>> [is_sound(word) for word in ("ehm,", "Mhm.", "uh-huh", "ah", "EM", "ham")]
    [True, True, True, True, False, False]
    """
    return filled_pause(printed) is not None or _OTHER_SOUND.fullmatch(_bare(printed).lower()) is not None


def _bare(printed: str) -> str:
    return printed.lstrip('("“‘…').rstrip(_PRINT)
