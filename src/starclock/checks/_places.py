"""Where in a recording a filled pause may sound, and how likely one does there.

The recognizer was asked about gaps between words (`recognizers/unprinted.py`), but it times words only roughly, and
often lays the next one over the "um" itself. So the sound says where, the recognizer says whether: a place is a short
voice between two silences, a steady sound, or a voice at the time that the recognizer gave; of the answers close by,
the best speaks for it. One answer speaks for one place, and of two places that may be one filler the likelier stands
for both. The weights were learned from natural synthetic voices (`scripts/train_filled_pauses.py`).
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise

from starclock.english.syllables import letters
from starclock.intervals import Covered, Interval, merged
from starclock.speech import Attempt, Sound, Unprinted, Word

_SHORTEST, _LONGEST, _APART = 0.06, 0.6, 0.08
"""Seconds of a voice that may be a filler alone, and of the silence on each side of it."""
_SILENCE = 0.3
"""Seconds of silence beside a place; more tells no more."""
_EDGE = 0.02
"""Seconds by which two measures of one edge may differ."""
_REACH = 0.6
"""Seconds beyond that within which an answer may speak for a place."""
_UNHEARD = -9.0
"""A ratio from which down the recognizer hears none, whatever the sound: a cough, a word that it left out."""
_EXACT = 0.2
"""Seconds by which attention is off as often as not."""
_FARTHER = 1.5
"""What a second of distance takes from the ratio of an answer, where several may speak for a place."""
_SAME = 0.35
"""Seconds between two places that may be one filler."""
_NEARBY = 0.25
"""Seconds around a place in which its time may be counted to a word."""
_PACES = (0.04, 0.09)
"""Seconds a letter: 250 down to 110 words a minute; a slower median means that filled pauses fill the words."""


@dataclass(frozen=True, slots=True)
class Place(Interval):
    """A stretch of sound that may be a filled pause.

    asked : the answer that speaks for it
    distance : seconds from its middle to where the recognizer would hear it, as far as that is exact
    """

    asked: Unprinted
    distance: float


def places(attempt: Attempt) -> Iterator[Place]:
    """Every stretch that may be a filled pause, where the recognizer heard something like one close by."""
    asked, sound = attempt.unprinted or (), attempt.sound or Sound()
    starts = [gap.start for gap in asked]
    longest = max((gap.seconds for gap in asked), default=0.0)
    for stretch in _stretches(sound, asked):
        middle = stretch.middle
        near = asked[bisect_left(starts, middle - longest - 2 * _REACH) : bisect_right(starts, middle + 2 * _REACH)]
        apart_by = [(gap, max(0.0, abs(gap.middle - middle) - _EXACT)) for gap in near if gap.ratio > _UNHEARD]
        heard = [(gap, away) for gap, away in apart_by if away <= _REACH]
        if heard:
            gap, away = max(heard, key=lambda one: one[0].ratio - _FARTHER * one[1])
            yield Place(stretch.start, stretch.end, gap, away)


def _stretches(sound: Sound, asked: Sequence[Unprinted]) -> list[Interval]:
    """Voices that stand alone, then steady sounds, then voices in a gap; none that is mostly in one before it."""
    speech = sound.speech
    silent = [0.0, *(b.start - a.end for a, b in pairwise(speech)), 0.0]
    if speech:
        silent[0] = silent[-1] = _SILENCE
    found = [
        stretch
        for stretch, before, after in zip(speech, silent, silent[1:], strict=False)
        if _SHORTEST <= stretch.seconds <= _LONGEST and min(before, after) >= _APART
    ]
    alone = Covered(found)
    found += [steady for steady in sound.hesitations if alone.within(steady.start, steady.end) <= steady.seconds / 2]
    taken = Covered(merged(found))
    ends = [stretch.end for stretch in speech]
    for gap in asked:
        at = bisect_right(ends, gap.start)
        while at < len(speech) and speech[at].start < gap.end:
            voice = speech[at].intersection(gap)
            if voice and voice.seconds >= _SHORTEST and taken.within(voice.start, voice.end) <= voice.seconds / 3:
                found.append(voice)
            at += 1
    return found


class Talk:
    """The words of an attempt against its sound: where there is more voice than the words need."""

    def __init__(self, attempt: Attempt) -> None:
        self._words = attempt.words
        self._starts = [word.start for word in self._words]
        sound = attempt.sound or Sound()
        self._speech = sound.speech
        self._ends = [stretch.end for stretch in sound.speech]
        self._voice = Covered(sound.speech)
        self._steady = Covered(sound.hesitations)
        self.pace = _between(self._usual_pace(), *_PACES)
        """Seconds of sound that this speaker gives a letter."""

    def _usual_pace(self) -> float:
        """Median over letters, not over words: short words are slurred, and there are many of them."""
        lengths = [letters(word.text) for word in self._words]
        paces = sorted((self.sounded(word) / length, length) for word, length in zip(self._words, lengths, strict=True))
        up_to = list(accumulate(length for _, length in paces))
        return paces[bisect_left(up_to, up_to[-1] / 2)][0] if paces else 0.0

    def sounded(self, within: Interval) -> float:
        """Seconds of speech in a stretch."""
        return self._voice.within(within.start, within.end)

    def steady(self, within: Interval) -> float:
        """Seconds of a stretch in which tone and spectrum stand still."""
        return self._steady.within(within.start, within.end)

    def near(self, stretch: Interval) -> tuple[Word, ...]:
        """The words that a stretch touches, or nearly so."""
        first = bisect_left(self._starts, stretch.start - _NEARBY)
        while first and self._words[first - 1].end > stretch.start - _NEARBY:
            first -= 1
        return self._words[first : bisect_left(self._starts, stretch.end + _NEARBY)]

    def need(self, words: Sequence[Word]) -> float:
        """Seconds of voice that words need at this speaker's pace."""
        return self.pace * sum(letters(word.text) for word in words)

    def spare(self, stretch: Interval) -> float:
        """Seconds of voice around it beyond what the words there need."""
        words = self.near(stretch)
        start = min([stretch.start, *(word.start for word in words)])
        end = max([stretch.end, *(word.end for word in words)])
        return self.sounded(Interval(start, end)) - self.need(words)

    def silence(self, stretch: Interval) -> float:
        """Seconds of silence on the side that has less, at most 0.3; 0 where the voice goes on on either side."""
        at = bisect_left(self._ends, stretch.middle)
        if at == len(self._speech):
            return 0.0
        own = self._speech[at]
        if max(abs(own.start - stretch.start), abs(own.end - stretch.end)) > _EDGE:
            return 0.0
        before = own.start - self._ends[at - 1] if at else _SILENCE
        after = self._speech[at + 1].start - own.end if at + 1 < len(self._speech) else _SILENCE
        return min(before, after, _SILENCE)


def describe(place: Place, talk: Talk) -> dict[str, float]:
    """What is weighed.

    ratio     what the recognizer answered, see `Unprinted`
    surely    the part of it above -5, where true ones begin to be common
    distance  seconds from where the recognizer would hear it
    silence   on both sides, as a share of 0.3 s
    steady    seconds of it in which the sound stands still
    seconds   how long it is: what is long is likelier a word
    spare     seconds of voice around it beyond what its words need
    """
    return {
        "ratio": _between(place.asked.ratio, -14, 2) / 4,
        "surely": _between(place.asked.ratio + 5, 0, 5) / 4,
        "distance": place.distance,
        "silence": talk.silence(place) / _SILENCE,
        "steady": _between(talk.steady(place), 0, 0.4),
        "seconds": _between(place.seconds, 0, 0.6),
        "spare": _between(talk.spare(place), -0.3, 0.6),
    }


def likely(attempt: Attempt) -> list[tuple[Place, float]]:
    """Places with their chance (0..1) of being a filled pause, in time order; none beside a likelier one."""
    talk, weights = Talk(attempt), _weights()
    return apart((place, chance(describe(place, talk), weights)) for place in places(attempt))


def apart(weighed: Iterable[tuple[Place, float]]) -> list[tuple[Place, float]]:
    """The likelier ones, where several may be one filler or have one answer to speak for them; in time order."""
    heard: set[Unprinted] = set()
    kept: list[tuple[Place, float]] = []
    for place, weight in sorted(weighed, key=lambda one: -one[1]):
        at = bisect_left(kept, place.start, key=lambda one: one[0].start)
        if place.asked not in heard and not any(same(place, other) for other, _ in kept[max(0, at - 1) : at + 1]):
            heard.add(place.asked)
            kept.insert(at, (place, weight))
    return kept


def same(one: Interval, other: Interval) -> bool:
    """Whether two places lie so close that they may be one filler."""
    return max(one.start - other.end, other.start - one.end) < _SAME


def chance(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """How likely a place is a filled pause, 0..1. weights : a logistic regression's, the bias without a name"""
    score = weights[""] + sum(weights[name] * value for name, value in features.items())
    return 1 / (1 + math.exp(-_between(score, -30, 30)))


@cache
def _weights() -> dict[str, float]:
    loaded: dict[str, float] = json.loads((files(__package__) / "filled_pauses.json").read_text(encoding="utf-8"))
    return loaded


def _between(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))
