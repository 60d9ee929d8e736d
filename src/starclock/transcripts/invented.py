"""What a recognizer invented: the same rules for sound and for files.

Whisper prints words where nobody speaks, most often thanks and credits (Koenecke et al. 2024); the thresholds are
those of openai-whisper.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from starclock.speech import Interval, Word
from starclock.transcripts.heard import Segment
from starclock.transcripts.loops import FASTEST, without_loops

_NO_SPEECH, _UNLIKELY, _REPETITIVE = 0.6, -1.0, 2.4
_VOICED, _STOCK_VOICED = 0.2, 0.5
"""Shares of a segment in which a voice must be heard."""
_STOCK = re.compile(
    r"thank(?:s| you)(?: (?:so|very) much)? for (?:watching|listening)|subtitles? by|captions? by"
    r"|\bsubscribe\b|amara\.org|^\W*(?:thank you|thanks|bye(?: bye)?|you|okay|the end)\W*$",
    re.IGNORECASE,
)
_CREDITS = re.compile(r"for watching|subtitles? by|captions? by|amara\.org|\bsubscribe\b", re.IGNORECASE)
"""What nobody says in an answer."""
_SLOW = 3.0
"""Seconds a word; a "Thank you." this slow fills a silence."""
_DOUBTFUL = 0.4
"""Mean probability of words below which stock words are taken for invented."""


def is_invented(segment: Segment, words: Sequence[Word], speech: Sequence[Interval] | None = None) -> bool:
    """Whether the words of a segment were never said. Its loops are no sign of it: they are cut by themselves.

    speech : where a voice was heard, None where nobody listened
    """
    if not words:
        return True
    unlikely = segment.likelihood is not None and segment.likelihood < _UNLIKELY
    silent = segment.no_speech is not None and segment.no_speech > _NO_SPEECH
    repeats = segment.repetition is not None and segment.repetition > _REPETITIVE
    if unlikely and (silent or repeats):
        return True
    span = Interval(words[0].start, max(words[-1].end, words[0].start + 0.1))
    text = " ".join(word.text for word in words)
    if speech is None:
        return bool(_CREDITS.search(text)) or (bool(_STOCK.search(text)) and (silent or _doubtful(span, words)))
    voiced = sum(span.overlap(stretch) for stretch in speech) / span.seconds
    return (
        voiced < _VOICED
        or len(without_loops(words, speech)[0]) > max(2.0, FASTEST * voiced * span.seconds)
        or (voiced < _STOCK_VOICED and bool(_STOCK.search(text)))
    )


def _doubtful(span: Interval, words: Sequence[Word]) -> bool:
    known = [word.probability for word in words if word.probability is not None]
    return span.seconds > _SLOW * len(words) or (bool(known) and sum(known) < _DOUBTFUL * len(known))
