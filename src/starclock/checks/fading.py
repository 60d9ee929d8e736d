"""How far the voice falls at the ends of sentences: the last words are where numbers and outcomes stand."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import fmean, median, stdev

from starclock.checks import Check
from starclock.checks.voice import trouble_with
from starclock.report import Measure
from starclock.settings import Settings
from starclock.speech import PHASES, Answer, Interval, PhaseName, Sentence, Sound

MEASURE = "sentence-end fading"
_END = 0.6
"""Seconds before the last sound of a sentence: its last word or two."""
_SHORTEST = 1.8
"""Seconds; the sentence must have a body to fall from."""
_FEWEST = 3
"""Sentences; one ending is no habit."""


def _run(answer: Answer, settings: Settings) -> Iterator[Measure]:  # noqa: ARG001
    sound = answer.attempt.sound
    if reason := trouble_with(sound):
        yield Measure(MEASURE, None, "dB", reason=reason)
        return
    assert sound is not None
    heard = [(s.phase, fall) for s in answer.sentences if (fall := _fall(s, sound)) is not None]
    yield from _measure([fall for _, fall in heard], None)
    for phase in PHASES:
        yield from _measure([fall for told, fall in heard if told == phase], phase)


def _measure(falls: list[float], phase: PhaseName | None) -> Iterator[Measure]:
    if len(falls) >= _FEWEST:
        yield Measure(MEASURE, median(falls), "dB", phase=phase, spread=1.25 * stdev(falls) / math.sqrt(len(falls)))
    elif phase is None:
        reason = f"only {len(falls)} sentences long enough to hear where they end"
        yield Measure(MEASURE, None, "dB", reason=reason)


def _fall(sentence: Sentence, sound: Sound) -> float | None:
    """dB from the body of a sentence to its end, by the loud half of each; None where it is too short."""
    stretches = [s for s in sound.speech if s.overlap(sentence) > 0.1]
    if sound.track is None or not stretches:
        return None
    # The edges of the voice are used because the word times of a recognizer reach into the silence.
    start, end = max(stretches[0].start, sentence.start), min(stretches[-1].end, sentence.end)
    if end - start < _SHORTEST:
        return None
    body = _loudness(sound, Interval(start, end - _END))
    return body - _loudness(sound, Interval(end - _END, end))


def _loudness(sound: Sound, stretch: Interval) -> float:
    """Mean of the louder half of the levels: the vowels."""
    assert sound.track is not None
    levels = sorted(sound.track.levels[sound.track.during(stretch)])
    return fmean(levels[len(levels) // 2 :]) if levels else 0.0


CHECK = Check(
    about="how far the voice falls at the end of sentences, in dB; for comparing your own attempts",
    source="speech declines by a few dB over any sentence; only the change against oneself means something",
    run=_run,
    measures=(MEASURE,),
    english=False,
)
