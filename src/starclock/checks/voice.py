"""How lively the voice is: range of pitch and of loudness. Numbers to compare with one's own attempts, no verdict.

There is no band: how much a voice should move is a matter of person, language and place. The numbers are told
only where the recording can carry them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from statistics import fmean, pstdev, quantiles

from starclock.checks import Check
from starclock.report import Measure
from starclock.settings import Settings
from starclock.speech import PHASES, Answer, Interval, PhaseName, Sound, Track

_SHORTEST = 8.0
"""Seconds of clear pitch; below, one emphatic word makes the range."""
_CLIPPED = 0.001
"""Share of samples at full scale from which loudness is cut off audibly."""
_QUIET_NOISE = 12.0
"""dB between speech and noise, below which quiet syllables drown and the range shrinks."""
_TELEPHONE = 3800.0
"""Hz; a line that ends below it also levels loudness and cuts low pitch away."""
_UNITS = {"pitch range": "semitones", "pitch variation": "semitones", "loudness range": "dB"}


def trouble_with(sound: Sound | None) -> str | None:
    """Why the voice of a recording cannot be measured; None where it can."""
    if sound is None or sound.track is None:
        return "no audio, or a recording made before starclock listened to the voice"
    if sound.speech_db is None or not sound.speech:
        return "no voice was heard"
    if sound.clipped is not None and sound.clipped > _CLIPPED:
        return f"the recording is clipped ({sound.clipped:.1%} at full scale): turn the microphone down"
    if sound.noise_db is not None and sound.speech_db - sound.noise_db < _QUIET_NOISE:
        return (
            f"the room is only {sound.speech_db - sound.noise_db:.0f} dB below the voice: come closer to the microphone"
        )
    if sound.bandwidth is not None and sound.bandwidth < _TELEPHONE:
        return f"the sound ends at {sound.bandwidth:.0f} Hz, as on a telephone: record with another microphone"
    return None


def _run(answer: Answer, settings: Settings) -> Iterator[Measure]:  # noqa: ARG001
    sound = answer.attempt.sound
    if reason := trouble_with(sound):
        yield from (Measure(name, None, unit, reason=reason) for name, unit in _UNITS.items())
        return
    assert sound is not None and sound.track is not None
    yield from _measures(sound.track, sound.speech, None)
    for phase in PHASES:
        own = [part for part in answer.phases if part.phase == phase]
        stretches = [shared for part in own for s in sound.speech if (shared := s.intersection(part))]
        yield from _measures(sound.track, stretches, phase)


def _measures(track: Track, stretches: Sequence[Interval], phase: PhaseName | None) -> Iterator[Measure]:
    parts = [track.during(stretch) for stretch in stretches]
    pitches = [hertz for part in parts for hertz in track.pitches[part] if hertz]
    levels = [level for part in parts for level in track.levels[part]]
    if len(pitches) * track.step < _SHORTEST:
        if phase is None:
            reason = f"only {len(pitches) * track.step:.0f} s of clear pitch: too short to tell how the voice moves"
            yield from (Measure(name, None, unit, reason=reason) for name, unit in _UNITS.items())
        return
    semitones = [12 * math.log2(hertz / 100) for hertz in pitches]
    middle = fmean(semitones)
    # What lies an octave off the mean is an error of the pitch tracker far more often than a squeal.
    semitones = [s for s in semitones if abs(s - middle) < 12] or semitones
    # Each stretch of speech counts as one independent measurement of the standard deviation.
    less = 1 / math.sqrt(2 * max(2, len(stretches)))
    spans = {
        "pitch range": _span(semitones),
        "pitch variation": pstdev(semitones),
        "loudness range": _span(levels),
    }
    for name, value in spans.items():
        yield Measure(name, value, _UNITS[name], phase=phase, spread=value * less)


def _span(values: Sequence[float]) -> float:
    """From the lowest to the highest tenth."""
    if len(values) < 2:
        return 0.0
    tenths = quantiles(values, n=10)
    return tenths[-1] - tenths[0]


CHECK = Check(
    about="how far pitch and loudness move; for comparing your own attempts, without a verdict",
    source="P90 - P10 in semitones withstands octave errors; no norm for monotony was found (research notes)",
    run=_run,
    measures=tuple(_UNITS),
    english=False,
)
