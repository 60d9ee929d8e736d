"""Word edges moved out of the silences that a recognizer hides in its words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from starclock.speech import Interval, Word

_SHORTEST_WORD = 0.06


def snap(words: Sequence[Word], speech: Sequence[Interval]) -> tuple[Word, ...]:
    """Word edges moved out of silences, in the manner of stable-ts.

    Whisper lets a word last until the next one begins, so a pause hides inside a word. Where a silence covers
    a word's start or end, that edge moves to the silence's other side; where a silence lies inside a word, the
    word keeps its longer part. Words in no speech at all keep their times.
    """
    snapped = []
    for word in words:
        parts = [part for s in near(speech, word) if (part := word.intersection(s)) and part.seconds >= _SHORTEST_WORD]
        if parts:
            longest = max(parts, key=lambda part: part.seconds)
            word = replace(word, start=longest.start, end=longest.end)
        snapped.append(word)
    return tuple(_ordered(snapped))


def near(speech: Sequence[Interval], stretch: Interval) -> Sequence[Interval]:
    """Those stretches of speech, in time order and not overlapping, that share time with a stretch."""
    first = bisect_left(speech, stretch.start, key=lambda s: s.end)
    return speech[first : bisect_right(speech, stretch.end, lo=first, key=lambda s: s.start)]


def _ordered(words: Sequence[Word]) -> list[Word]:
    """Starts that never run backwards, ends that never pass the next start."""
    ordered: list[Word] = []
    for word in words:
        start = max(word.start, ordered[-1].start) if ordered else word.start
        if ordered and ordered[-1].end > start:
            ordered[-1] = replace(ordered[-1], end=start)
        ordered.append(replace(word, start=start, end=max(start, word.end)))
    return ordered
