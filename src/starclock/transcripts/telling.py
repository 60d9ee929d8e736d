"""Segments of a file -> what the candidate said, and what was left out.

    segments -> names of voices -> times in order -> words -> without what nobody said -> one voice's

Nothing is dropped in silence: what is left out or mended is counted and told in `Transcript.notes`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from starclock.speech import Aside, Word
from starclock.transcripts.heard import Segment, Transcript
from starclock.transcripts.invented import is_invented
from starclock.transcripts.loops import FASTEST, without_loops
from starclock.transcripts.notes import Notes
from starclock.transcripts.pieces import extend, joined
from starclock.transcripts.sounds import without_sounds
from starclock.transcripts.speakers import candidate, named, question_of
from starclock.transcripts.times import from_zero, in_order, in_seconds, placed
from starclock.writing.excerpts import cut

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""Control characters, marks of direction, blanks of no width, halves of a letter."""
_LONGEST = 24 * 3600.0
"""Seconds of a recording."""
_TOLD = 10_000
"""Letters of another voice that are kept of one turn."""
_TURN = 2.0
"""Seconds between two stretches of another voice that are one turn."""


def told(segments: Sequence[Segment], language: str | None, speaker: str | None, notes: Notes) -> Transcript:
    """What the segments of a file tell.

    language : what the file says of itself
    speaker : whose words are the answer; None: the voice that says most

    Raises ValueError where there is no speech or no order in it, InputError for a `speaker` who is not there.
    """
    segments = [_without_sounds(segment, notes) for segment in named([_printable(segment) for segment in segments])]
    segments = in_order(from_zero(in_seconds(segments, notes), notes), notes)
    spoken, invented = _spoken(segments, notes)
    if not any(words for _, words in spoken):
        raise ValueError("no speech in it; check that the recording holds a voice, and transcribe it again")
    chosen = candidate(spoken, speaker, notes)
    own: list[Word] = []
    others: list[Aside] = []
    for name, words in spoken:
        if name == chosen:
            own += words
        elif words:
            others.append(Aside(words[0].start, max(word.end for word in words), " ".join(w.text for w in words), name))
    own, loops = _once(_in_time(own), notes)
    if own[-1].end > _LONGEST:
        raise ValueError(f"it lasts {own[-1].end / 3600:.0f} hours, so its times are wrong: export it again")
    _told_of_pace(own, notes)
    asides = tuple(_asides([*others, *invented, *loops], own))
    return Transcript(
        tuple(own),
        (language or "en")[:2].lower(),
        asides,
        tuple(notes.lines),
        question_of(asides, own),
    )


def _printable(segment: Segment) -> Segment:
    """A segment without control characters, which no voice says and a terminal obeys."""
    if not any(
        _CONTROL.search(text) for text in (segment.text or "", segment.speaker or "", *(w.text for w in segment.words))
    ):
        return segment
    words = tuple(replace(word, text=_CONTROL.sub("", word.text)) for word in segment.words)
    text, speaker = (each and _CONTROL.sub("", each) for each in (segment.text, segment.speaker))
    return replace(segment, text=text, words=words, speaker=speaker)


def _without_sounds(segment: Segment, notes: Notes) -> Segment:
    """A segment without times of its words, before its words share its time."""
    if segment.words or not segment.text:
        return segment
    said = without_sounds([Word(0.0, 0.0, text) for text in segment.text.split()], notes)
    return replace(segment, text=" ".join(word.text for word in said))


def _spoken(segments: Sequence[Segment], notes: Notes) -> tuple[list[tuple[str | None, list[Word]]], list[Aside]]:
    """Who said what, segment by segment, and what a recognizer invented."""
    spoken: list[tuple[str | None, list[Word]]] = []
    invented: list[Aside] = []
    for segment, pieces in placed(segments, notes):
        whole = " ".join((segment.text or "").split("\n")) if segment.words else None
        words = joined(pieces, whole)
        kept = without_sounds(words, notes)
        if words and not kept:
            continue
        if is_invented(segment, kept):
            if kept:
                notes.count("invented sentence left out", "invented sentences left out")
                invented.append(Aside(kept[0].start, kept[-1].end, " ".join(word.text for word in kept)))
            continue
        if spoken and spoken[-1][0] == segment.speaker:
            extend(spoken[-1][1], kept, pieces[0].text if kept[0] == words[0] else " ")
        else:
            spoken.append((segment.speaker, kept))
    return spoken, invented


def _in_time(words: Sequence[Word]) -> list[Word]:
    """Words whose starts never run backwards and whose ends never pass the next start."""
    ordered: list[Word] = []
    for word in words:
        start = max(word.start, ordered[-1].start) if ordered else word.start
        if ordered and ordered[-1].end > start:
            ordered[-1] = Word(ordered[-1].start, start, ordered[-1].text, ordered[-1].probability)
        ordered.append(Word(start, max(start, word.end), word.text, word.probability))
    return ordered


def _once(words: Sequence[Word], notes: Notes) -> tuple[list[Word], list[Aside]]:
    kept, loops = without_loops(words)
    for loop in loops:
        notes.add(loop.told)
    return list(kept), [Aside(loop.start, loop.end, loop.text) for loop in loops]


def _told_of_pace(words: Sequence[Word], notes: Notes) -> None:
    seconds = words[-1].end - words[0].start
    if len(words) > FASTEST * seconds and len(words) > 10:
        notes.add(f"{len(words)} words in {seconds:.0f} s: nobody speaks so fast, so the times of this file are wrong")


def _asides(found: Sequence[Aside], own: Sequence[Word]) -> Iterator[Aside]:
    """What is not the candidate's, in time order, each no longer than the silence of the candidate around it."""
    latest: Aside | None = None
    last = -1  # how many of the candidate's words lie before the latest
    for aside in sorted(found, key=lambda aside: aside.start):
        at = bisect_right(own, aside.middle, key=lambda word: word.middle)
        start = max(aside.start, own[at - 1].end if at else 0.0, latest.end if latest and at == last else 0.0)
        end = min(aside.end, own[at].start) if at < len(own) else aside.end
        if end <= start or at < last:
            continue
        if latest and at == last and aside.speaker == latest.speaker and start - latest.end <= _TURN:
            latest = Aside(latest.start, end, f"{latest.text} {aside.text}", aside.speaker)
            continue
        if latest:
            yield replace(latest, text=cut(latest.text, _TOLD))
        latest, last = Aside(start, end, aside.text, aside.speaker), at
    if latest:
        yield replace(latest, text=cut(latest.text, _TOLD))
