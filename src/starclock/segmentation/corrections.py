"""What the speaker says of a stretch wins over the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf

from starclock.speech import Correction, Interval, Phase, PhaseName, Sentence, Word

_STUB = (2, 1.0)
"""A key is pressed a moment late or early: at most this many words, this many seconds, are no part of their own."""

SNAP = 3.0
"""Seconds; a key pressed this near to the edge of a sentence is meant for that edge."""
_PASSED_OVER = 1.0
"""Seconds; of two keys pressed within so little time the first only leads to the second (Space, Space)."""


def snapped(sentences: Sequence[Sentence], corrections: Sequence[Correction]) -> tuple[Correction, ...]:
    """The corrections, those that were pressed moved to the edges of sentences that are near enough.

    Of two keys that are nearest to one edge the nearer takes it; the other stays where it is, or the phase between them
    would be gone.
    """
    near: dict[int, list[float]] = {}
    for time in sorted({edge for c in corrections if c.pressed for edge in (c.start, c.end)}):
        near.setdefault(_nearest(sentences, time), []).append(time)
    places: dict[float, float] = {}
    for at, times in near.items():
        first = min(times, key=lambda time: _distance(sentences, at, time))
        if _distance(sentences, at, first) <= SNAP:
            start, end = _pause(sentences, at)
            places |= {time: min(max(time, start), end) for time in times if abs(time - first) <= _PASSED_OVER}
    return tuple(
        replace(c, start=places.get(c.start, c.start), end=places.get(c.end, c.end)) if c.pressed else c
        for c in corrections
    )


def _nearest(sentences: Sequence[Sentence], time: float) -> int:
    """The border nearest to a time, by the number of sentences before it."""
    return min(range(len(sentences) + 1), key=lambda at: _distance(sentences, at, time))


def _distance(sentences: Sequence[Sentence], at: int, time: float) -> float:
    """Seconds from a time to the border after `at` sentences: none within the pause there."""
    start, end = _pause(sentences, at)
    return max(start - time, time - end, 0.0)


def _pause(sentences: Sequence[Sentence], at: int) -> tuple[float, float]:
    """The end of the sentence before and the start of the one after the border after `at` sentences."""
    start = sentences[at - 1].end if at else -inf
    end = sentences[at].start if at < len(sentences) else inf
    return start, max(start, end)


def split_at(sentences: Iterable[Sentence], corrections: Sequence[Correction]) -> tuple[Sentence, ...]:
    """A correction that begins or ends inside a sentence splits it there, at the nearest word."""
    edges = sorted({edge for c in corrections for edge in (c.start, c.end)})
    return tuple(part for sentence in sentences for part in _parts(sentence, edges))


def correction_of(sentence: Interval, corrections: Sequence[Correction]) -> Correction | None:
    """What the speaker said last of this stretch, if anything."""
    return next((c for c in reversed(corrections) if c.contains(sentence.middle)), None)


def overrule(sentence: Sentence, corrections: Sequence[Correction]) -> Sentence:
    """The sentence as the speaker calls it, with full confidence; as it was where nothing was said of it."""
    said = correction_of(sentence, corrections)
    if said is None:
        return sentence
    return replace(sentence, phase=said.phase, part=said.part, confidence=1.0, source="speaker")


def phases_of_marks(corrections: Sequence[Correction]) -> tuple[Phase, ...]:
    """Phases from the speaker's marks alone, where no word is known: exact, later marks over earlier ones.

    >>> marks = (Correction(0, 30, "situation"), Correction(30, 60, "action"), Correction(50, 60, "result"))
    >>> [(p.phase, p.start, p.end) for p in phases_of_marks(marks)]
    [('situation', 0, 30), ('action', 30, 50), ('result', 50, 60)]
    """
    edges = sorted({edge for c in corrections for edge in (c.start, c.end)})
    phases: list[Phase] = []
    for start, end in pairwise(edges):
        said = correction_of(Interval(start, end), corrections)
        if said is None or said.phase is None:
            continue
        last = phases[-1] if phases else None
        if last and last.phase == said.phase and last.end == start:
            phases[-1] = replace(last, end=end)
        else:
            phases.append(Phase(start, end, said.phase, 1.0, "speaker", 0.0))
    return tuple(phases)


def corrected(
    corrections: Sequence[Correction], stretch: Interval, phase: PhaseName | None, lesson: bool = False
) -> tuple[Correction, ...]:
    """The corrections with one more, which wins; those it hides altogether are dropped."""
    new = Correction(stretch.start, stretch.end, phase, "lesson" if lesson else None)
    kept = (c for c in corrections if not (new.start <= c.start and c.end <= new.end))
    return (*kept, new)


def moved(
    corrections: Sequence[Correction], phases: Sequence[Phase], number: int, time: float
) -> tuple[Correction, ...]:
    """Phase `number` (from 0) begins at `time`: what lies between there and its old beginning changes sides."""
    phase = phases[number]
    if time < phase.start:
        return corrected(corrections, Interval(time, phase.start), phase.phase)
    before = phases[number - 1].phase if number else None
    return corrected(corrections, Interval(phase.start, min(time, phase.end)), before)


def _parts(sentence: Sentence, edges: Sequence[float]) -> Iterator[Sentence]:
    words = sentence.words
    at = 0
    for edge in edges:
        if not sentence.start < edge < sentence.end:
            continue
        nearest = min(range(len(words) + 1), key=lambda i: abs(_border(words, i) - edge))
        if _stub(words[at:nearest]) or _stub(words[nearest:]):
            continue
        yield _sentence(words[at:nearest])
        at = nearest
    yield _sentence(words[at:]) if at else sentence


def _border(words: Sequence[Word], at: int) -> float:
    return words[at].start if at < len(words) else words[-1].end


def _stub(words: Sequence[Word]) -> bool:
    most, seconds = _STUB
    return not words or (len(words) <= most and words[-1].end - words[0].start <= seconds)


def _sentence(words: Sequence[Word]) -> Sentence:
    return Sentence(words[0].start, max(word.end for word in words), tuple(words))
