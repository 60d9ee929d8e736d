"""Silent pauses, from the sound: how many, how long, and which of them split a sentence.

A pause at the end of a sentence is planning and serves the listener; one inside a sentence makes them wait for the
word. Measured from the voice's own edges: word times of a recognizer hide pauses inside the words beside them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from statistics import fmean

from starclock.checks import Check
from starclock.english.numbers import numbers
from starclock.intervals import extent
from starclock.report import Finding, Measure
from starclock.settings import Settings
from starclock.speech import PHASES, Answer, Interval, PhaseName, Sentence, Word

_SHORTEST = 10.0
"""Seconds of talk; shorter has no rate of pauses."""
_PLANNED = (0.35, 2.0)
"""Seconds of silence that set off what comes: felt as a pause, not yet as a gap."""
_LEAD_IN = 3
"""Words between the pause and the number it sets off: "(pause) by more than forty percent"."""
_ENDS = (".", "?", "!", "…")
_HANGING = frozenset(
    "a an the my our your his her their its this of to in on at by for from with and or but so because that which who"
    " i we he she they was were is are be been has have had will would could can very more than as if into".split()
)
"""Words that no sentence ends with: silence after one of them splits it, whatever the transcript prints."""


def _run(answer: Answer, settings: Settings) -> Iterator[Finding | Measure]:
    sound = answer.attempt.sound
    if sound is None:
        reason = "a transcript without its audio: word times hide pauses"
        yield from (Measure(name, None, unit, reason=reason) for name, unit in _UNITS.items())
        return
    least = settings.band("pause").low or 0.0
    pauses = [pause for pause in sound.pauses if pause.seconds >= least]
    talk = extent(sound.speech) if sound.speech else Interval(0, 0)
    yield from _measures(pauses, talk.seconds, None)
    for phase in PHASES:
        own = [pause for pause in pauses if answer.phase_at(pause.start) == phase]
        yield from _measures(own, sum(p.overlap(talk) for p in answer.phases if p.phase == phase), phase)
    shown, flagged = settings.band("pause inside a sentence").target
    for pause in pauses:
        if pause.seconds >= (shown or 0) and (beside := _split_by(pause, answer)):
            yield _splitting(pause, *beside, long=flagged is not None and pause.seconds >= flagged)
    yield from _before_numbers(pauses, answer)


_UNITS = {"pauses": "/min", "mean pause": "s", "longest pause": "s"}


def _measures(pauses: Sequence[Interval], seconds: float, phase: PhaseName | None) -> Iterator[Measure]:
    if seconds < _SHORTEST:
        if phase is None:
            reason = f"only {seconds:.0f} s of talk: too short for a rate of pauses"
            yield from (Measure(name, None, unit, reason=reason) for name, unit in _UNITS.items())
        return
    per_minute = 60 / seconds
    yield Measure("pauses", len(pauses) * per_minute, "/min", phase=phase, spread=len(pauses) ** 0.5 * per_minute)
    if not pauses:
        reason = "no pause was heard"
        yield from (Measure(name, None, "s", phase=phase, reason=reason) for name in ("mean pause", "longest pause"))
        return
    lengths = [pause.seconds for pause in pauses]
    middle = fmean(lengths)
    off = fmean((length - middle) ** 2 for length in lengths) ** 0.5 / len(lengths) ** 0.5
    yield Measure("mean pause", middle, "s", phase=phase, spread=off)
    longest = max(pauses, key=lambda pause: pause.seconds)
    yield Measure("longest pause", longest.seconds, "s", phase=phase, at=longest)


def _split_by(pause: Interval, answer: Answer) -> tuple[Word, Word] | None:
    """The words on both sides of a pause that splits a sentence; None for one at a boundary."""
    words = answer.words
    at = bisect_right(words, pause.middle, key=lambda word: word.middle)
    if not 0 < at < len(words):
        return None
    before, after = words[at - 1], words[at]
    hanging = before.text.strip("\"'“”‘’").lower() in _HANGING
    inside = any(s.start < pause.middle < s.end and s.words[-1] is not before for s in answer.sentences)
    return (before, after) if hanging or (inside and not before.text.endswith(_ENDS)) else None


def _splitting(pause: Interval, before: Word, after: Word, long: bool) -> Finding:
    return Finding(
        pause.start,
        pause.end,
        check="pause",
        text=f"{before.text} … {after.text}",
        message=f'{pause.seconds:.1f} s of silence between "{before.text}" and "{after.text}", inside a sentence.',
        advice="Finish the sentence, then pause: silence after a full stop reads as thought." if long else None,
    )


def _before_numbers(pauses: Sequence[Interval], answer: Answer) -> Iterator[Finding]:
    """A pause that sets off a number of the result."""
    for sentence in answer.sentences_of("result"):
        said = numbers(tuple(word.text.lower().strip(".,?!;:") for word in sentence.words))
        if said and (pause := _leading(pauses, sentence, said[0].first)):
            told = sentence.words[said[0].first : said[0].last + 1]
            yield Finding(
                pause.start,
                max(pause.end, told[-1].end),
                check="pause",
                text=" ".join(word.text for word in told),
                message=f"You paused {pause.seconds:.1f} s before the number, so it is heard.",
                strength=True,
            )


def _leading(pauses: Sequence[Interval], sentence: Sentence, number: int) -> Interval | None:
    words = sentence.words[max(0, number - _LEAD_IN) : number + 1]
    for pause in pauses:
        if _PLANNED[0] <= pause.seconds <= _PLANNED[1] and any(abs(pause.end - word.start) < 0.15 for word in words):
            return pause
    return None


CHECK = Check(
    about="silent pauses: how many, how long, and those that split a sentence; praises one before a number",
    source="counted from 0.25 s (de Jong & Bosker 2013; Language Testing 42:3, 2025); pauses within clauses hurt most",
    run=_run,
    findings=("pause",),
    measures=tuple(_UNITS),
    english=False,
)
