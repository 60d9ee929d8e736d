"""Report -> at most three things shown first: what landed, then what cost most and is easiest to mend.

The rule, as `starclock checks first` shows it:

    1. What landed comes first, where something did: a result with its
       figure (ladder 4 or 5), the cleanest sentence of them, else a fault
       owned, else a task on its target with nothing to mend in it, else any
       other strength of the action or the result.
    2. Everything else is ranked by cost x ease.
       cost, in seconds of the listener's ear, times a weight for how
       heavily it is taken:
         a phase off its target   the seconds outside its band; missing: its
                                  whole target
         findings of one check    the seconds of the sentences they stand
                                  in, added (hedges: from three on)
         a verdict for a result   the same, and what the result ladder
                                  lacks below its band
         a measure off its band   how far off, as a share of the band's end,
                                  of the seconds it is about
       ease: the share of that cost which one retake wins back.
    3. Of one topic (set-up, task, own part, result, words, pace ...) only
       the dearest, and no two about the same words. What costs less than
       two seconds is left alone.

Weights, ease, reasons and drills stand in `advice.toml`. They rank things to mend; nobody is given a score.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from starclock.report import Advice, Finding, Measure, Report, Timing
from starclock.settings import Settings
from starclock.speech import PHASES, Answer, Interval, Sentence
from starclock.writing.excerpts import excerpt
from starclock.writing.numbers import number

RULE = (__doc__ or "").split("\n\n", 2)[2].rsplit("\n\n", 1)[0]
MOST = 3
_LEAST = 2.0
"""Seconds; what costs less is not worth a place."""
_HEARD_IN = {"fillers": "filler-cluster", "I share": "team-subject"}
"""Where a measure without a place of its own is heard best."""
_STRENGTHS = ("ownership", "second-order", "messy-detail", "quantified")
"""What else a listener keeps, the best first."""
_ROUGH = 2
"""Things to mend in a sentence from which it is not to be kept word for word."""
_SHOWN = 24
"""Words of a sentence that a quote shows."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Something to mend: what it is about, what it costs (s), and what advice.toml knows of it."""

    about: Finding | Measure
    cost: float
    known: dict[str, Any]

    @property
    def rank(self) -> float:
        return self.cost * float(self.known["ease"])


def choose(report: Report, settings: Settings) -> tuple[Advice, ...]:
    """What landed and what to mend, by the rule above. Checks that are off are not heard here either."""
    chosen = [landed] if (landed := _landed(report)) else []
    topics: set[str] = set()
    candidates = [c for c in _candidates(report) if c.cost >= _LEAST and _name(c.about) not in settings.off]
    for candidate in sorted(candidates, key=lambda c: -c.rank):
        if len(chosen) == MOST:
            break
        topic, about = candidate.known["topic"], candidate.about
        if topic in topics or any(_same_words(about, one.about) for one in chosen):
            continue
        topics.add(topic)
        advice = candidate.known.get("advice") or about.advice or ""
        chosen.append(Advice(about, advice, candidate.known["why"], candidate.known["drill"], candidate.cost))
    return tuple(chosen)


@cache
def _known() -> dict[str, Any]:
    return tomllib.loads((files("starclock") / "advice.toml").read_text(encoding="utf-8"))


def _candidates(report: Report) -> Iterator[_Candidate]:
    for timing in report.timing:
        if timing.name != "total" and timing.verdict != "on target":
            known = _known()["timing"][timing.name][timing.verdict]
            weight = float(known.get("weight", 1.0))
            yield _Candidate(_timed(report.answer, timing), weight * _off_target(timing), known)
    by_check: dict[str, list[Finding]] = {}
    for finding in report.findings:
        if finding.advice and not finding.strength and finding.check in _known():
            by_check.setdefault(finding.check, []).append(finding)
    for check, findings in by_check.items():
        known = _known()[check]
        if len(findings) < known.get("least", 1):
            continue
        yield _Candidate(_worst(report.answer, findings), known["weight"] * _spoilt(report.answer, findings), known)
    for measure in report.measures:
        if measure.advice and measure.side in ("below", "above") and measure.name in _known():
            known = _known()[measure.name]
            cost = known["weight"] * _off_band(report, measure)
            if measure.name == "result ladder" and (verdicts := by_check.get("vague-result")):
                # The verdict itself is the better quote: it stands where the figure is missing.
                yield _Candidate(_worst(report.answer, verdicts), cost, _known()["vague-result"])
            else:
                told = _figure(measure)
                why = f"{told[0].upper()}{told[1:]}. {known['why']}"
                yield _Candidate(_heard(report, measure), cost, {**known, "advice": measure.advice, "why": why})


def _off_target(timing: Timing) -> float:
    if timing.verdict == "missing":
        return timing.target
    low, high = timing.band or (None, None)
    end = low if timing.verdict == "short" else high
    return abs(timing.seconds - (timing.target if end is None else end))


def _off_band(report: Report, measure: Measure) -> float:
    """Seconds: how far off its band a measure is, as a share of the band's end, of the stretch it is about."""
    assert measure.value is not None and measure.target is not None
    end = measure.target[0] if measure.side == "below" else measure.target[1]
    share = min(1.0, abs(measure.value - (end or 0.0)) / (end or 1.0))
    if measure.unit == "s":
        return abs(measure.value - (end or 0.0))
    phase = "result" if measure.name == "result ladder" else measure.phase
    return share * (report.seconds(phase).target if phase else report.answer.span.seconds)


def _figure(measure: Measure) -> str:
    assert measure.value is not None  # only what lies outside its band is told
    if measure.name == "result ladder":
        return f"step {number(measure.value)} {measure.unit} on the result ladder"
    return f"{measure.name}: {number(measure.value)} {measure.unit}"


def _heard(report: Report, measure: Measure) -> Finding | Measure:
    """A measure with the place where it can be heard, as a finding; the bare measure where there is none."""
    told = _figure(measure)
    place = report.answer.sentence_at(measure.at.middle) if measure.at else None
    if measure.name == "action and result share" and measure.side == "below":
        # Where the set-up has had its seconds.
        meant = report.seconds("situation").target
        place = _at_target(list(report.answer.sentences_of("situation", "task")), meant)
    if place:
        return Finding(place.start, place.end, measure.name, _shown(place), told, place.phase)
    heard = [f for f in report.findings if f.check == _HEARD_IN.get(measure.name) and not f.strength]
    if not heard:
        return measure
    worst = max(heard, key=lambda f: f.seconds)
    return Finding(worst.start, worst.end, measure.name, worst.text, f"{told}; for one, here", worst.phase)


def _spoilt(answer: Answer, findings: list[Finding]) -> float:
    """Seconds that findings of one check spoil: of their sentences, each once, or their own."""
    if _known()[findings[0].check].get("span"):
        return sum(finding.seconds for finding in findings)
    sentences = {_sentence(answer, finding) for finding in findings}
    return sum(sentence.seconds for sentence in sentences if sentence)


def _worst(answer: Answer, findings: list[Finding]) -> Finding:
    """The one that is quoted: in the longest sentence of the action or the result, else in the longest."""

    def weight(finding: Finding) -> tuple[bool, float]:
        sentence = _sentence(answer, finding)
        return finding.phase in ("action", "result"), sentence.seconds if sentence else finding.seconds

    return max(findings, key=weight)


def _sentence(answer: Answer, finding: Finding) -> Sentence | None:
    return answer.sentence_at(finding.middle) or answer.sentence_at(finding.start)


def _timed(answer: Answer, timing: Timing) -> Finding:
    """A phase off its target as a finding: where the clock ran out, or where the phase should have come."""
    phase = next(phase for phase in PHASES if phase == timing.name)
    told = list(answer.sentences_of(phase))
    if timing.verdict == "missing":
        before = [s for p in PHASES[: PHASES.index(phase)] for s in answer.sentences_of(p)]
        place = max(before, key=lambda s: s.start) if before else next(iter(answer.sentences), None)
        message = f"no {phase}: {timing.target:.0f} s are meant for it"
    else:
        place = _at_target(told, timing.target) if timing.verdict == "long" else next(iter(told), None)
        message = f"{phase} {timing.verdict}: {timing.seconds:.0f} s of {timing.target:.0f}"
    if place is None:
        return Finding(0.0, 0.0, "timing", "", message, phase)
    return Finding(place.start, place.end, "timing", _shown(place), message, phase)


def _shown(sentence: Sentence) -> str:
    return excerpt((word.text for word in sentence.words), _SHOWN)


def _at_target(told: list[Sentence], target: float) -> Sentence | None:
    """The sentence in which a phase has had its seconds: there it could have stopped."""
    spent = 0.0
    for sentence in told:
        spent += sentence.seconds
        if spent >= target:
            return sentence
    return told[-1] if told else None


def _landed(report: Report) -> Advice | None:
    for kind, about in _landings(report):
        sentence = _sentence(report.answer, about)
        if sentence:
            about = replace(about, start=sentence.start, end=sentence.end, text=_shown(sentence))
        known = _known()["landed"][kind]
        rough = known.get("rough") if _blemishes(report, about) >= _ROUGH else None
        return Advice(about, rough or known["advice"], f"{known['why']}: this landed.", known["drill"])
    return None


def _landings(report: Report) -> Iterator[tuple[str, Finding]]:
    """What landed, the best first: see the rule."""
    strengths = [f for f in report.findings if f.strength]
    ladder = report.measure("result ladder")
    if ladder and ladder.value is not None and ladder.value >= 4 and ladder.at:
        figures = [f for f in strengths if f.check == "quantified" and f.phase == "result"]
        at = ladder.at
        yield from (("result", f) for f in sorted(figures, key=lambda f: (_spots(report, f), not f.overlap(at))))
    yield from (("fault", f) for f in strengths if f.check == "ownership" and "your own part" in f.message)
    task = report.seconds("task")
    if task.verdict == "on target" and task.target:
        about = _timed(report.answer, task)
        if not _blemishes(report, about):
            yield "task", about
    told = [f for f in strengths if f.phase in ("action", "result")]
    yield from (("strength", f) for check in _STRENGTHS for f in told if f.check == check)


def _spots(report: Report, finding: Finding) -> int:
    sentence = _sentence(report.answer, finding)
    return _blemishes(report, sentence or finding)


def _blemishes(report: Report, stretch: Interval) -> int:
    """How many things there are to mend in a stretch of talk."""
    return sum(
        not f.strength and (f.advice is not None or f.check == "filler") and f.overlap(stretch) > 0
        for f in report.findings
    )


def _name(about: Finding | Measure) -> str:
    return about.check if isinstance(about, Finding) else about.name


def _same_words(one: Finding | Measure, other: Finding | Measure) -> bool:
    return isinstance(one, Finding) and isinstance(other, Finding) and one.overlap(other) > 0
