"""Report -> Summary: every number of a report as a measure that knows how much it varies by itself."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from starclock.compare.tempo import HEARD, Tempo, tempo_of
from starclock.compare.together import DOUBT, FROM_OTHERS
from starclock.english.hesitations import filled_pause
from starclock.report import Measure, Report, Said, Summary, Target, Timing
from starclock.speech import PHASES, Answer, Interval, PhaseName, Sentence

UM, WORDS = "um and uh", "filler words"
TO_MEND = "findings to mend"
_STRETCHES = ("filler-cluster", "rushing")
"""Findings about a passage whose parts are found already, or about its pace."""
_FILLERS = ("fillers", "probable filled pauses")
"""What a report counts apart and a comparison together."""
_SHORTEST = 10.0
"""Seconds of talk below which a rate a minute is chance."""
_UNKNOWN_EDGE, _LEAST_EDGE = 3.0, 2.0
"""Seconds a boundary may be off where nobody estimated it, and at least where a model did."""
_SPOKEN_EDGE = 0.3
"""Seconds the first and last word, or a boundary that the speaker set, may be off."""
_LENGTH = 1.1
"""Seconds by which the length of one text told twice differs by its pauses alone: of no interest to anybody."""
_RATES = ("words/min", "syllables/min", "syllables/s")
_ONCE = {"balance"}
"""Said once of the whole answer or not at all: not so many a minute."""
_PLAIN = ("numbers as evidence", "situation sentences")
"""Plain counts, by the rule for counts."""
_MISREAD = 0.25
"""Share of the findings in the words that another hearing of the same words adds or loses (scripts/bench_takes.py)."""
_MISREAD_NUMBER = 0.6
"""The same of numbers, which come in twos and threes: one that is misheard takes the others of its kind along."""
_UNHEARD, _INVENTED = 0.2, 0.3
"""Share of the "um"s that neither transcript nor ear finds, and how many a minute are found where none is: a
little more than measured with tiny.en and base (docs/figures/sound.md), for people are harder than voices."""
_WIDER = {"I share": 1.5, "we share": 1.5, "they share": 1.5, "mean pause": 1.25}
"""By what the standard errors of these fall short, which take their parts for independent and many: deeds of one
sentence have one doer, and a long pause among a few weighs much. Set with `scripts/bench_noise.py`."""
_FEW = 20.0
"""Percent points that "all" or "none" of a few deeds may be off: their own standard error would be 0."""


def summarize(report: Report, counted: Iterable[str] = ()) -> Summary:
    """`counted` : names of the findings that were looked for; those of which none were found count 0."""
    answer, attempt = report.answer, report.answer.attempt
    tempo = tempo_of(attempt.words)
    made = [m for m in report.measures if m.name not in _FILLERS]
    own = tuple(replace(_noisy(m, answer, tempo), at=None, advice=None) for m in made)
    named = {m.name for m in own} | {m.name.replace(" ", "-").removesuffix("s") for m in own} | _ONCE | {"filler"}
    found = Counter(f.check for f in report.findings)
    rates = (_found(name, found[name], answer.talk_seconds / 60) for name in counted if name not in named)
    return Summary(
        attempt=replace(attempt, words=(), sound=None, corrections=(), rulings=()),
        measures=(*_timing(report), *_fillers(report), *_to_mend(report), *own, *rates),
        said=tuple(_said(answer)),
    )


def _said(answer: Answer) -> Iterator[Said]:
    """The sentences, each with the time until the next one begins or somebody else speaks."""
    asides = answer.attempt.asides
    ends = [*(sentence.start for sentence in answer.sentences[1:]), answer.span.end]
    for sentence, end in zip(answer.sentences, ends, strict=False):
        end = min([end, *(aside.start for aside in asides if sentence.middle < aside.middle < end)])
        stretch = Interval(sentence.start, max(sentence.start, end))
        yield Said(
            sentence.start,
            sentence.end,
            sentence.text,
            sentence.phase,
            sentence.confidence,
            sentence.source,
            stretch.seconds - sum(gap.overlap(stretch) for gap in answer.gaps),
            tuple(word.start for word in sentence.words),
            tuple(word.probability for word in sentence.words),
        )


def _fillers(report: Report) -> Iterator[Measure]:
    """Fillers, printed and heard: all of them, then "um" and "uh", then words that carry nothing.

    What was printed and what the ear found besides make one count. Where nobody listened for what was left out, there
    is no value for "um" and "uh", nor for the sum; words are printed by every recognizer and can always be compared.
    """
    told = report.measure("fillers")
    if told is None:
        return
    answer = report.answer
    if answer.talk_seconds < _SHORTEST or (told.value is None and told.unit == "/min"):
        yield replace(told, unit="/min")
        return
    found = [f for f in report.findings if f.check == "filler"]
    pauses = [f.start for f in found if f.source == "audio" or filled_pause(f.text)]
    words = [f.start for f in found if f.source == "transcript" and not filled_pause(f.text)]
    unheard = _unheard(report)
    heard = answer.attempt.sound is not None and not answer.attempt.verbatim
    for name, own in (("fillers", (pauses, words)), (UM, (pauses, [])), (WORDS, ([], words))):
        target = told.target if name == "fillers" else None
        if unheard and name != WORDS:
            yield Measure(name, None, "/min", target, reason=unheard)
            continue
        for phase in (None, *PHASES) if name == "fillers" else (None,):
            minutes = _minutes(answer, phase)
            if minutes * 60 < _SHORTEST:
                continue
            sounds, spoken = (sum(phase is None or answer.phase_at(t) == phase for t in times) for times in own)
            off = _MISREAD * spoken + (_UNHEARD * sounds + _INVENTED * minutes if heard and name != WORDS else 0.0)
            error = math.sqrt(max(off, _MISREAD)) / minutes
            yield _rate(name, sounds + spoken, minutes, target, phase, None if phase else error)


def _to_mend(report: Report) -> Iterator[Measure]:
    """What the checks would have changed, in the whole answer and in each phase: fillers, passives, hedges, ..."""
    found = [f for f in report.findings if not f.strength and f.check not in _STRETCHES]
    for phase in (None, *PHASES):
        minutes = _minutes(report.answer, phase)
        if minutes * 60 >= _SHORTEST:
            count = sum(phase is None or finding.phase == phase for finding in found)
            error = _misread(count) / minutes if phase is None else None
            yield _rate(TO_MEND, count, minutes, None, phase, error)


def _unheard(report: Report) -> str | None:
    """Why nobody knows how many "um"s and "uh"s there were; None where they were printed, or listened for."""
    attempt = report.answer.attempt
    if attempt.verbatim or attempt.recognizer == "transcript":
        return None
    heard = report.measure("probable filled pauses")
    return "not listened for: switched off in your settings" if heard is None else heard.reason


def _rate(
    name: str,
    count: int,
    minutes: float,
    target: Target | None = None,
    phase: PhaseName | None = None,
    error: float | None = None,
) -> Measure:
    if not minutes:
        return Measure(name, None, "/min", reason="nothing was said")
    return Measure(name, count / minutes, "/min", target, phase=phase, error=error, count=count, exposure=minutes)


def _found(name: str, count: int, minutes: float) -> Measure:
    """A kind of finding in the words."""
    share = _MISREAD_NUMBER if name == "quantified" else _MISREAD
    return _rate(name, count, minutes, error=_misread(count, share) / minutes if minutes else None)


def _misread(count: float, share: float = _MISREAD) -> float:
    """How many things found in the words may be there by another hearing of them, or gone: standard deviation."""
    return math.sqrt(share * max(count, 1))


def _noisy(measure: Measure, answer: Answer, tempo: Tempo) -> Measure:
    """With the noise that a check alone cannot know."""
    value, phase = measure.value, measure.phase
    if value is None:
        return measure
    if measure.unit in _RATES:
        return replace(measure, spread=max(measure.spread or 0.0, value * tempo.share(_words(answer, phase))))
    if measure.name == "pace drift":  # one third of the answer against another
        return replace(measure, spread=(100 + value) * math.sqrt(2) * tempo.share(len(answer.words) / 3))
    if measure.name in _PLAIN or measure.name.startswith("numbers: "):
        return replace(measure, spread=math.sqrt(value), error=_misread(value, _MISREAD_NUMBER))
    if measure.name == "response latency":
        return replace(measure, spread=_SPOKEN_EDGE)
    if measure.name in _WIDER and measure.spread is not None:
        least = _FEW if measure.unit == "%" and value in (0, 100) else 0.0
        return replace(measure, spread=max(least, measure.spread * _WIDER[measure.name]))
    if measure.name == "time to first own action":
        edge = _UNKNOWN_EDGE if measure.spread is None else max(_LEAST_EDGE, measure.spread)
        off = math.hypot(value * HEARD, edge)
        return replace(measure, spread=off, error=off)
    return measure


def _words(answer: Answer, phase: PhaseName | None) -> int:
    if phase is None:
        return len(answer.words)
    return sum(len(s.words) for s in answer.sentences if s.phase == phase)


def _minutes(answer: Answer, phase: PhaseName | None) -> float:
    return (answer.talk_seconds if phase is None else answer.seconds_of(phase)) / 60


def _timing(report: Report) -> Iterator[Measure]:
    for row in report.timing:
        if row.verdict is None:
            yield Measure(row.name, None, "s", row.band, reason=row.reason)
            continue
        seconds = 0.0 if row.verdict == "missing" else row.seconds
        off = _spread(row, report.answer)
        yield Measure(row.name, seconds, "s", row.band, spread=off, error=off)


def _spread(row: Timing, answer: Answer) -> float:
    """How far the seconds may be off: what no listener would notice, the edges, and the sentences in doubt.

    A boundary's own uncertainty is not enough: what goes wrong is mostly whole runs of sentences called another phase.
    """
    tempo = row.seconds * HEARD
    if row.name == "total":
        return math.hypot(tempo, _LENGTH)
    if all(phase.source == "speaker" for phase in answer.phases):
        return math.hypot(tempo, _SPOKEN_EDGE, _SPOKEN_EDGE)
    own = _doubtful(s for s in answer.sentences if s.phase == row.name)
    others = _doubtful(s for s in answer.sentences if s.phase != row.name)
    return math.hypot(tempo, _LEAST_EDGE, DOUBT * own, DOUBT * FROM_OTHERS * others)


def _doubtful(sentences: Iterable[Sentence]) -> float:
    """Seconds that are expected to belong to another phase than the sentences were given."""
    return sum(s.seconds * (1 - s.confidence) for s in sentences if s.confidence is not None)
