"""What is printed but not said: "[sighs]", "(keyboard clicking)", "*laughs*", what stands between notes of music."""

from __future__ import annotations

import re
from collections.abc import Sequence

from starclock.speech import Word
from starclock.transcripts.notes import Notes

_CLOSES = {"[": "]", "(": ")", "*": "*", "♪": "♪", "♫": "♫", "{": "}"}
_MARK = re.compile(r"[\[(*♪♫{<]")
_LONGEST = 8
"""Words of a description; a bracket that closes later is none. Sung lines may be longer."""
_MUSIC = ("♪", "♫")
_EDGES = " .,:;!?-–—\"'“”‘’"
_TOKEN = re.compile(r"<\|?[a-zA-Z_ ]+\|?>")
"""How recognizers print what they have no word for: <unk>, <noise>, <|nospeech|>."""
_FILLER = re.compile(r"\[(?:uh|um)\]", re.IGNORECASE)
"""How verbatim models print what was said."""
_SOUND = re.compile(
    r"\b(?:laugh|chuckl|giggl|sigh|cough|throat|breath|inhal|exhal|sniff|gasp|groan|yawn|snort|music|applau|clap|cheer|click"
    r"|typing|beep|ring|buzz|knock|door|keyboard|noise|static|silence|silent|paus|inaudible|unintelligible|indistinct|cross-?talk"
    r"|overlapping|foreign|speaking|background|blank|audio|sound|footstep|rustl|thud|bang|bell|chim|siren|bark|mumbl|whisper"
    r"|humm|singing|no speech|mouse|stutter|smack|tongue|tut)",
    re.IGNORECASE,
)
"""How the words of a description in round brackets begin; people put what they said in such brackets too."""


def without_sounds(words: Sequence[Word], notes: Notes) -> list[Word]:
    """The words of one segment that were said."""
    if not any(_MARK.search(word.text) for word in words):
        return list(words)
    kept: list[Word] = []
    at = 0
    while at < len(words):
        end = _description(words, at)
        if end is None:
            kept.append(words[at])
            at += 1
            continue
        notes.count("sound description left out", "sound descriptions left out")
        at = end
    return kept


def _description(words: Sequence[Word], at: int) -> int | None:
    """Where a description that begins at word `at` is over; None where none begins."""
    text = words[at].text.lstrip(_EDGES)
    opening = text[:1]
    if _TOKEN.fullmatch(text.rstrip(_EDGES)):
        return at + 1
    if opening not in _CLOSES:
        return None
    music = opening in _MUSIC
    closing = _CLOSES[opening]
    for last in range(at, len(words) if music else min(len(words), at + _LONGEST)):
        inner = words[last].text.rstrip(_EDGES)
        if inner.endswith(closing) and not (last == at and len(inner.lstrip(_EDGES)) == 1):
            told = " ".join(word.text for word in words[at : last + 1])
            if _FILLER.fullmatch(told.strip(_EDGES)):
                return None
            return last + 1 if opening in "[*♪♫" or _is_sound(told, at == 0, last + 1 == len(words)) else None
    return len(words) if music else None


def _is_sound(told: str, first: bool, last: bool) -> bool:
    bare = told.strip(_EDGES + "(){}")
    if any(c.isdigit() for c in bare):
        return False
    return (
        (first and last) or bool(_SOUND.search(bare)) or (first and bare.islower() and bare.split()[-1].endswith("ing"))
    )
