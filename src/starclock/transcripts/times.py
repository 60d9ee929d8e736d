"""Times as files write them -> seconds, in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from statistics import median
from typing import Any

from starclock.transcripts.heard import Piece, Printed, Segment, shared
from starclock.transcripts.notes import Notes
from starclock.writing.clock import clock, stamp
from starclock.writing.texts import short

STAMP = r"(?:\d+:)?\d{1,3}:\d{2}(?::\d{2}(?=\D|$))?(?:[.,]\d{1,9})?"
"""A clock time: 0:01, 00:01.5, 01:00:02,500, 01:00:02:12 (with frames)."""
_CLOCK = re.compile(STAMP)
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")
"""ISO 8601, as Azure writes it: PT1M3.5S."""
_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?(?:e-?\d+)?)\s*(ms|s|t)?", re.IGNORECASE)
_UNITS = {"ms": 1e-3, "s": 1.0, "t": 1e-7, "": 1.0}
_FRAMES = 25.0
"""Frames a second of a time that counts them and does not say how many there are."""
_HOUR = 3600.0
_BASE_SLACK = 30.0
"""Seconds after a whole hour within which a first word says that the clock began at that hour."""

_FARTHEST = 1e16
"""No file counts time beyond: nanoseconds of a hundred days, or ticks since 1970."""
_SLACK = 0.05
"""Seconds a time may be off and still be rounding."""
_CLIPPED = 1.0
"""Seconds by which a time may nearly run backwards and be put right; from there on it is no time."""
_FEW = 10
"""One time in so many may be nonsense in a file that is read for the rest."""
_PACE = 0.4
"""Seconds a word, where a file does not say when its last words end."""
_SLOWEST = 0.6
"""Seconds a word, where a file only says when a turn begins: what goes beyond is silence."""
_SHORTEST = 5
"""Words; fewer do not tell the unit of their times."""
# A word takes 0.2 to 1 s. Seconds a word above which times are in hundredths, thousandths, ten-millionths of one.
_COARSE = ((5e4, 1e-7), (110.0, 1e-3), (6.0, 1e-2))


def seconds_of(value: Any, what: str) -> float | None:
    """A time in seconds, None for null. Raises ValueError for what is no time."""
    if value is None:
        return None
    if isinstance(value, str):
        text = value.strip()
        if _CLOCK.fullmatch(text):
            return read_clock(text)
        if (parts := _DURATION.fullmatch(text)) and text != "PT":
            hours, minutes, seconds = (float(part or 0) for part in parts.groups())
            return hours * _HOUR + minutes * 60 + seconds
        match = _LENGTH.fullmatch(text)
        if not match:
            raise ValueError(f"{what} is not a number of seconds: {value[:30]!r}")
        value = float(match[1]) * _UNITS[(match[2] or "").lower()]
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_FARTHEST < value < _FARTHEST:
        raise ValueError(f"{what} is not a number of seconds")
    return float(value)


def read_clock(stamp: str, frames: float = _FRAMES) -> float:
    """The seconds of a stamp. Raises ValueError for what is no time.

    >>> read_clock("01:00:02,500"), read_clock("0:07"), read_clock("00:00:01:05", frames=10)
    (3602.5, 7.0, 1.5)

    frames : how many a second has, for times in seconds that count them
    """
    parts = [float(part) for part in stamp.replace(",", ".").split(":")]
    rest = parts.pop() / frames if len(parts) == 4 else 0.0
    seconds = 0.0
    for part in parts:
        seconds = seconds * 60 + part
    if not seconds + rest < _FARTHEST:
        raise ValueError(f"{short(stamp)} is no time")
    return seconds + rest


def written(seconds: float) -> str:
    """A word's time as WebVTT writes it inside a caption.

    >>> written(62.5)
    '<00:01:02.500>'
    """
    return f"<{stamp(seconds)}>"


def in_seconds(segments: Sequence[Segment], notes: Notes) -> list[Segment]:
    """Segments whose times are seconds, though the file counts milliseconds or hundredths and does not say so.

    Whole numbers at which nobody could speak give it away.
    """
    units: list[Segment | Printed] = [*segments, *(word for segment in segments for word in segment.words)]
    times = [t for unit in units for t in (unit.start, unit.end) if t is not None]
    if not times or any(t != int(t) for t in times):
        return list(segments)
    paces = []
    for segment in segments:
        for each in segment.words or (segment,):
            said = len((each.text or "").split())
            if said and each.start is not None and each.end is not None and each.end > each.start:
                paces.append((each.end - each.start) / said)
    words = sum(len(s.words) or len((s.text or "").split()) for s in segments)
    if len({unit.text for unit in units if unit.text}) * 2 < len(units):
        return list(segments)  # one sentence invented over and over lasts as long as it likes
    scale = next((by for least, by in _COARSE if paces and median(paces) > least), None)
    if scale is None or words < _SHORTEST:
        return list(segments)
    notes.add(
        {1e-2: "times read as hundredths of a second", 1e-3: "times read as milliseconds"}.get(
            scale, "times read as ticks"
        )
    )
    return [_scaled(segment, scale) for segment in segments]


def _scaled(segment: Segment, by: float) -> Segment:
    def scaled(time: float | None) -> float | None:
        return None if time is None else round(time * by, 6)

    return _moved(segment, scaled)


def from_zero(segments: Sequence[Segment], notes: Notes) -> list[Segment]:
    """Segments of a clock that began at an hour, or at a time of day, moved to the start of the recording."""
    firsts = [t for s in segments for t in (s.start, *(w.start for w in s.words[:1])) if t is not None]
    first = min(firsts, default=0.0)
    if first < _HOUR:
        return list(segments)
    base = first - first % _HOUR if first % _HOUR < _BASE_SLACK else float(int(first))
    notes.add(f"the clock of the file begins at {clock(base)}: read as 0:00")

    def back(t: float | None) -> float | None:
        return None if t is None else round(max(0.0, t - base), 6)

    return [_moved(segment, back) for segment in segments]


def _moved(segment: Segment, by: Callable[[float | None], float | None]) -> Segment:
    """A segment with all its times put through a function."""
    words = tuple(replace(word, start=by(word.start), end=by(word.end)) for word in segment.words)
    return replace(segment, start=by(segment.start), end=by(segment.end), words=words)


def in_order(segments: Sequence[Segment], notes: Notes) -> list[Segment]:
    """Segments by the time they begin. Two voices may overlap; one that jumps back is nonsense.

    Raises ValueError for times that run backwards or are negative.
    """
    found: list[Segment] = []
    for segment in segments:
        start, end = _not_negative(segment.start, segment, notes), _not_negative(segment.end, segment, notes)
        if start is not None and end is not None and end < start:
            notes.count("time clipped", "times clipped")
            end = None if end <= start - _CLIPPED else start
            if end is None and not segment.words:
                raise ValueError(
                    f"{segment.where}: its times run backwards ({segment.start:.2f} to {segment.end:.2f} s)"
                )
        found.append(replace(segment, start=start, end=end))
    latest = None
    for segment in found:
        start = _begins(segment)
        if start is None:
            continue
        if latest is not None:
            before, since = latest
            if start < since - _CLIPPED and segment.speaker == before.speaker:
                raise ValueError(
                    f"{segment.where}: times run backwards ({start:.2f} s after {since:.2f} s of {before.where});"
                    " if parts were put together, shift the times of each by where it begins"
                )
        if latest is None or start > latest[1] or segment.speaker != latest[0].speaker:
            latest = segment, start
    keys: list[float] = []
    for segment in found:  # one without a time stays behind the one before it
        start = _begins(segment)
        keys.append(start if start is not None else keys[-1] if keys else 0.0)
    return [found[i] for i in sorted(range(len(found)), key=lambda i: keys[i])]


def _begins(segment: Segment) -> float | None:
    if segment.start is not None:
        return segment.start
    return next((max(0.0, word.start) for word in segment.words if word.start is not None), None)


def _not_negative(time: float | None, where: Segment, notes: Notes) -> float | None:
    if time is None or time >= 0:
        return time
    if time < -_CLIPPED:
        raise ValueError(f"{where.where}: a time is negative ({time:.2f} s)")
    notes.count("time clipped", "times clipped")
    return 0.0


def placed(segments: Sequence[Segment], notes: Notes) -> list[tuple[Segment, list[Piece]]]:
    """Each segment with its pieces, every one with a time.

    A segment's own times serve where a word has none; small overlaps are clipped. Raises ValueError where more than
    one word in ten has a time that cannot be.
    """
    found: list[tuple[Segment, list[Piece]]] = []
    odd: list[str] = []
    words = 0
    at = 0.0
    for segment, following in zip(segments, _followings([_begins(s) for s in segments]), strict=True):
        said = [f" {text}" for text in (segment.text or "").split()] if not segment.words else []
        printed = [word for word in segment.words if word.text.strip()]
        if not printed and not said:
            continue
        words += len(printed) + len(said)
        timed = list(_timed(printed, segment, odd, notes))
        own = [t for word in timed for t in (word.start, word.end) if t is not None]
        untimed = len(said) + sum(word.start is None for word in timed)
        start, end = _room(own, untimed, segment, at, following, notes)
        pieces = shared(said, start, end) if said else list(_filled(timed, start, end))
        found.append((segment, pieces))
        at = max(at, pieces[-1].end)
    if odd and len(odd) * _FEW > words:
        raise ValueError(f"{odd[0]}; put these times right, or export without times of single words")
    if odd:
        notes.count(
            "time of a word that cannot be was left out", "times of words that cannot be were left out", len(odd)
        )
    return found


def _followings(times: Sequence[float | None]) -> list[float | None]:
    """For each time the next one that is known."""
    found: list[float | None] = []
    after = None
    for time in reversed(times):
        found.append(after)
        after = after if time is None else time
    return found[::-1]


def _timed(printed: Sequence[Printed], segment: Segment, odd: list[str], notes: Notes) -> Iterator[Printed]:
    """Words with times that can be: what runs back a little is clipped, what runs back far loses its times."""
    latest = until = 0.0
    for word in printed:
        start, end = _not_negative(word.start, segment, notes), _not_negative(word.end, segment, notes)
        if start is None or (end is not None and end < start - _CLIPPED) or start < latest - _CLIPPED:
            if start is not None:
                told = (
                    f"{start:.2f} to {end:.2f} s"
                    if end is not None and end < start
                    else f"{start:.2f} s after {latest:.2f} s"
                )
                odd.append(f"{segment.where}: the times of {word.text.strip()!r} run backwards ({told})")
            yield replace(word, start=None, end=None)
            continue
        if start < until - _SLACK or (end is not None and end < start):
            notes.count("time clipped", "times clipped")
        start = max(start, latest)
        end = None if end is None else max(start, end)
        yield replace(word, start=start, end=end)
        latest, until = start, start if end is None else end


def _room(
    own: Sequence[float], untimed: int, segment: Segment, at: float, following: float | None, notes: Notes
) -> tuple[float, float]:
    """From where to where the words of a segment can lie, for the `untimed` of them; `own` are the others' times."""
    start = segment.start if segment.start is not None else min(own, default=at)
    # Where the last word has times of its own, nothing needs the segment's end.
    if segment.end is not None:
        end = segment.end
        if following is not None and start < following < end and not own:
            if end - following > _SLACK:
                notes.count("overlap clipped", "overlaps clipped")
            end = following
    else:
        end = max([start, *own]) + _PACE * untimed
        if following is not None and following > start and not own:
            end = min(following, start + _SLOWEST * untimed)
    start = min(start, *own) if own else start
    return start, max([start, end, *own])


def _filled(timed: Sequence[Printed], start: float, end: float) -> Iterator[Piece]:
    """Pieces with times; those without share the room between their neighbours."""
    pending: list[Printed] = []
    at = start
    for word, after in zip(timed, _followings([word.start for word in timed]), strict=True):
        if word.start is None:
            pending.append(word)
            continue
        yield from _between(pending, at, max(at, word.start))
        pending = []
        following = end if after is None else after
        finish = word.end if word.end is not None else min(max(word.start, following), word.start + _SLOWEST)
        yield Piece(word.start, finish, word.text, word.probability)
        at = max(at, finish)
    yield from _between(pending, at, max(at, end) if end > at else at + _PACE * len(pending))


def _between(words: Sequence[Printed], start: float, end: float) -> Iterator[Piece]:
    for word, piece in zip(words, shared([word.text for word in words], start, end), strict=True):
        yield replace(piece, probability=word.probability)
