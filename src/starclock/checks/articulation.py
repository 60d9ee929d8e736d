"""Syllables: how fast they come, with and without the pauses, and how many between two pauses.

Syllables are counted in the printed words and checked against the loudness peaks that syllables make (de Jong &
Wempe 2009); where the two disagree by more than a quarter, the words are not what was said, and no rate is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import stdev

from starclock.checks import Check
from starclock.checks._rates import SHORTEST
from starclock.checks._runs import runs
from starclock.checks.pace import NOISE
from starclock.english.syllables import syllables
from starclock.intervals import Covered
from starclock.report import Measure
from starclock.settings import Settings
from starclock.speech import PHASES, Answer, Interval, PhaseName

_APART = 0.25
"""Share by which words and sound may disagree on the number of syllables."""
_UNITS = {
    "syllable rate": "syllables/min",
    "articulation rate": "syllables/s",
    "mean length of run": "syllables",
    "phonation ratio": "%",
}


def _run(answer: Answer, settings: Settings) -> Iterator[Measure]:
    reason = _doubt(answer)
    if reason is not None:
        yield from (Measure(name, None, unit, reason=reason) for name, unit in _UNITS.items())
        return
    yield _per_minute(answer, None)
    phases = [phase for phase in PHASES if answer.seconds_of(phase) >= SHORTEST]
    yield from (_per_minute(answer, phase) for phase in phases)
    if answer.attempt.sound is None:
        reason = "a transcript without its audio: word times hide pauses"
        yield from (Measure(name, None, unit, reason=reason) for name, unit in list(_UNITS.items())[1:])
        return
    stretches = runs(answer, settings.band("pause").low or 0.0)
    talk = Covered(stretches)
    lengths = _lengths(answer, stretches)
    for phase in (None, *phases):
        yield _articulation(answer, talk, phase)
        yield _length_of_run([length for at, length in lengths if phase in (None, answer.phase_at(at))], phase)
        yield _phonation(answer, talk, phase)


def _doubt(answer: Answer) -> str | None:
    """Why no rate of syllables can be given; None where it can."""
    if answer.talk_seconds < SHORTEST:
        return f"only {answer.talk_seconds:.0f} s of talk: too short for a rate"
    sound = answer.attempt.sound
    if sound is None or not sound.nuclei:
        return None
    written, heard = sum(syllables(word.text) for word in answer.words), len(sound.nuclei)
    if abs(written - heard) > _APART * max(written, heard):
        return f"the words have {written} syllables and the sound {heard}: one of them is wrong"
    return None


def _per_minute(answer: Answer, phase: PhaseName | None) -> Measure:
    rate = _syllables_in(answer, phase) * 60 / (answer.talk_seconds if phase is None else answer.seconds_of(phase))
    return Measure("syllable rate", rate, "syllables/min", phase=phase, spread=rate * NOISE)


def _parts(answer: Answer, phase: PhaseName | None) -> list[Interval]:
    return [answer.span] if phase is None else [part for part in answer.phases if part.phase == phase]


def _syllables_in(answer: Answer, phase: PhaseName | None) -> int:
    parts = _parts(answer, phase)
    return sum(syllables(w.text) for w in answer.words if any(part.contains(w.middle) for part in parts))


def _articulation(answer: Answer, talk: Covered, phase: PhaseName | None) -> Measure:
    seconds = sum(talk.within(part.start, part.end) for part in _parts(answer, phase))
    if seconds < SHORTEST / 2:
        reason = f"only {seconds:.0f} s of voice: too short for a rate"
        return Measure("articulation rate", None, "syllables/s", reason=reason, phase=phase)
    rate = _syllables_in(answer, phase) / seconds
    return Measure("articulation rate", rate, "syllables/s", phase=phase, spread=rate * NOISE)


def _phonation(answer: Answer, talk: Covered, phase: PhaseName | None) -> Measure:
    voiced = sum(talk.within(part.start, part.end) for part in _parts(answer, phase))
    seconds = answer.talk_seconds if phase is None else answer.seconds_of(phase)
    return Measure("phonation ratio", 100 * voiced / seconds, "%", phase=phase)


def _lengths(answer: Answer, stretches: tuple[Interval, ...]) -> list[tuple[float, int]]:
    """When each run of talk between two pauses begins, and its syllables; runs without a word are none."""
    lengths: list[tuple[float, int]] = []
    at = 0
    for stretch in stretches:
        length = 0
        while at < len(answer.words) and answer.words[at].middle <= stretch.end:
            length += syllables(answer.words[at].text)
            at += 1
        if length:
            lengths.append((stretch.start, length))
    return lengths


def _length_of_run(lengths: list[int], phase: PhaseName | None) -> Measure:
    if not lengths:
        reason = "no word lies within the voice" if phase is None else "no run of talk begins in it"
        return Measure("mean length of run", None, "syllables", reason=reason, phase=phase)
    off = stdev(lengths) / len(lengths) ** 0.5 if len(lengths) > 1 else None
    return Measure("mean length of run", sum(lengths) / len(lengths), "syllables", phase=phase, spread=off)


CHECK = Check(
    about="syllables a minute, articulation rate without pauses, length of run, share of voice",
    source="rates as in de Jong & Wempe 2009; pauses from audio, syllables from the transcript (Lu et al.)",
    run=_run,
    measures=tuple(_UNITS),
)
