"""Where to cut a recording for a recognizer that works in windows, and what to keep of what it printed.

Whisper pays for a whole window however short the clip, and invents words in long silences, so speech is cut
at silences into clips a little shorter than its window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from starclock.speech import Interval, Word

_EDGE = 0.25
"""Silence left at each end of a clip, seconds: Whisper reads word starts better after a little quiet."""
_LONG_SILENCE = 4.0
"""Always cut here: a silence this long inside a clip is where words are invented (Koenecke et al. 2024)."""
_SHORTEST_WORD = 0.06


def clips(
    speech: Sequence[Interval], seconds: float, longest: float = 28.0, shortest: float = 10.0
) -> tuple[Interval, ...]:
    """Stretches of 10 to 28 s that hold all speech, cut where the silence is longest.

    Shorter ones stand where the speech itself is short. A voice that never pauses is cut at `longest` seconds.

    >>> clips([Interval(1, 9), Interval(10, 20), Interval(20.2, 27), Interval(28, 40)], 41)
    (Interval(start=0.75, end=27.25), Interval(start=27.75, end=40.25))
    """
    stretches = [part for stretch in speech for part in _chopped(stretch, longest - 2 * _EDGE)]
    found: list[Interval] = []
    while stretches:
        start = stretches[0].start
        fits = [i for i, s in enumerate(stretches) if s.end - start <= longest - 2 * _EDGE]
        last = fits[-1] if fits else 0
        for i in range(last):
            if stretches[i + 1].start - stretches[i].end >= _LONG_SILENCE:
                last = i
                break
        else:
            if last + 1 < len(stretches):
                # Of the silences late enough, the longest is the safest place to cut.
                late = [i for i in range(last + 1) if stretches[i].end - start >= shortest] or [last]
                last = max(late, key=lambda i: stretches[i + 1].start - stretches[i].end)
        end = stretches[last].end
        following = stretches[last + 1].start if last + 1 < len(stretches) else seconds
        before = found[-1].end if found else 0.0
        left = max(before, start - _EDGE)
        right = min(end + _EDGE, (end + following) / 2 if last + 1 < len(stretches) else seconds)
        found.append(Interval(left, max(left, right)))
        stretches = stretches[last + 1 :]
    return tuple(found)


def _chopped(stretch: Interval, longest: float) -> list[Interval]:
    pieces = max(1, -int(-stretch.seconds // longest))
    step = stretch.seconds / pieces
    return [Interval(stretch.start + i * step, stretch.start + (i + 1) * step) for i in range(pieces)]


def voiced_share(stretch: Interval, speech: Sequence[Interval]) -> float:
    """Share of a stretch in which a voice was heard, 0..1."""
    return sum(stretch.overlap(s) for s in speech) / stretch.seconds if stretch.seconds else 0.0


def snap(words: Sequence[Word], speech: Sequence[Interval]) -> tuple[Word, ...]:
    """Word edges moved out of silences, in the manner of stable-ts.

    Whisper lets a word last until the next one begins, so a pause hides inside a word. Where a silence covers
    a word's start or end, that edge moves to the silence's other side; where a silence lies inside a word, the
    word keeps its longer part. Words in no speech at all keep their times.
    """
    snapped = []
    for word in words:
        parts = [part for s in speech if (part := word.intersection(s)) and part.seconds >= _SHORTEST_WORD]
        if parts:
            longest = max(parts, key=lambda part: part.seconds)
            word = replace(word, start=longest.start, end=longest.end)
        snapped.append(word)
    return tuple(_ordered(snapped))


def _ordered(words: Sequence[Word]) -> list[Word]:
    """Starts that never run backwards, ends that never pass the next start."""
    ordered: list[Word] = []
    for word in words:
        start = max(word.start, ordered[-1].start) if ordered else word.start
        if ordered and ordered[-1].end > start:
            ordered[-1] = replace(ordered[-1], end=start)
        ordered.append(replace(word, start=start, end=max(start, word.end)))
    return ordered
