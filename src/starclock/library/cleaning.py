"""Texts that come from outside, made safe before they are kept or shown."""

from __future__ import annotations

from dataclasses import replace

from starclock.speech import Attempt
from starclock.writing.excerpts import cut
from starclock.writing.texts import is_hidden, visible, visible_lines

LONGEST_WORD = 200
"""Letters; no word is as long, but Whisper is known to repeat a letter or a digit without end."""


def cleaned(attempt: Attempt) -> Attempt:
    """The same facts, every text safe to show (see `texts.visible`), no word longer than LONGEST_WORD."""

    def clean(text: str | None) -> str | None:
        return None if text is None else visible(text)

    words = attempt.words
    if any(len(word.text) > LONGEST_WORD or is_hidden(word.text) for word in words):
        words = tuple(replace(word, text=cut(visible(word.text[: LONGEST_WORD * 2]), LONGEST_WORD)) for word in words)
    recording = attempt.recording and replace(attempt.recording, device=visible(attempt.recording.device))
    return replace(
        attempt,
        id=visible(attempt.id),
        words=words,
        recognizer=visible(attempt.recognizer),
        model=clean(attempt.model),
        language=clean(attempt.language),
        question=clean(attempt.question),
        story=clean(attempt.story),
        audio=clean(attempt.audio),
        name=clean(attempt.name),
        note=attempt.note and visible_lines(attempt.note),
        tags=tuple(visible(tag) for tag in attempt.tags),
        asides=tuple(replace(a, text=visible(a.text), speaker=clean(a.speaker)) for a in attempt.asides),
        remarks=tuple(visible(remark) for remark in attempt.remarks),
        recording=recording,
    )
