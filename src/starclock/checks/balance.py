"""The shape of the story: what is told at length, what is missing, what comes too late."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from starclock.checks import Check
from starclock.checks.quantified import evidence
from starclock.english.lines import line_of
from starclock.report import Finding, Measure
from starclock.settings import Settings
from starclock.speech import DRILL, Answer, PhaseName, Sentence
from starclock.writing.excerpts import excerpt

_STORY = 40
"""Words; shorter talk is no story that could lack a part."""
_LONG_SENTENCE = 20
"""Words that count as one sentence where speech runs on without a stop."""
_SHOWN = 24
_UNHEARD = 0.05
"""Share of a recording without sound from which on what is missing may only be unheard."""
_SURE = 0.6
"""A sentence that may as well be the task or the result, by its confidence, keeps a "missing" from being said."""

_MISSING: dict[PhaseName | str, tuple[str, str]] = {
    "task": (
        "no sentence says what was asked of you",
        "Before the first thing you did, say in one sentence what you had to achieve, and by when.",
    ),
    "action": (
        "no sentence says what you did",
        "Say the two or three things you did yourself, one sentence each, beginning with “I”.",
    ),
    "result": (
        "the story ends without what came of it",
        "End with what changed: a number, a decision, or what somebody said.",
    ),
    "lesson": (
        "nothing is said about what you took from it",
        "Close with one sentence: what you have done differently since.",
    ),
}

_ASKED = "no lesson is told; be ready for “what would you do differently?”", None


def _run(answer: Answer, settings: Settings) -> Iterator[Finding | Measure]:
    told = [s for s in answer.sentences if s.phase is not None]
    words = sum(len(s.words) for s in told)
    share, sentences = settings.band("action and result share"), settings.band("situation sentences")
    if DRILL in answer.attempt.tags or words < _STORY:
        why = "a drill tells one scene" if DRILL in answer.attempt.tags else "too short for a story"
        yield Measure("action and result share", None, share.unit, share.target, reason=why)
        yield Measure("situation sentences", None, sentences.unit, sentences.target, reason=why)
        return
    if sum(gap.seconds for gap in answer.gaps) > _UNHEARD * answer.attempt.seconds:
        reason = "the microphone gave no sound for a while"
        yield Measure("action and result share", None, share.unit, share.target, reason=reason)
        yield Measure("situation sentences", None, sentences.unit, sentences.target, reason=reason)
        return
    done = 100 * sum(len(s.words) for s in told if s.phase in ("action", "result")) / words
    advice = "Cut the set-up; spend the time on what you did and what came of it."
    if share.high is not None and done > share.high:
        advice = "Say first, in two or three sentences, where you were and what was asked of you."
    yield Measure("action and result share", done, share.unit, share.target, advice=advice)
    setting = list(takewhile(lambda s: s.phase == "situation", _after(told, "situation")))
    count = sum(max(1, round(len(s.words) / _LONG_SENTENCE)) for s in setting)
    yield Measure("situation sentences", float(count), sentences.unit, sentences.target)
    told_long = sum(len(s.words) for s in setting) > (sentences.high or 0) * _LONG_SENTENCE
    if sentences.high is not None and count > sentences.high and len(setting) > 1 and told_long:
        yield _finding(
            setting[min(int(sentences.high), len(setting) - 1) :],
            f"the situation goes on for {count} sentences before anything is asked or done",
            "Keep two or three: where, when, what was at stake. Leave the rest for their questions.",
        )
    yield from _shape(told)


def _shape(told: Sequence[Sentence]) -> Iterator[Finding]:
    """Missing parts and the order, each told once, where the part should have come."""
    firsts = {phase: next((s for s in told if s.phase == phase), None) for phase in ("task", "action", "result")}
    action, task = firsts["action"], firsts["task"]
    for phase, first in firsts.items():
        if first is None and _certain(told):
            place = action if phase == "task" and action else told[-1]
            yield _finding([place], *_MISSING[phase])
    if firsts["result"] is not None and not any(s.part == "lesson" for s in told):
        # An ending with figures needs no lesson, although a listener may still ask for one.
        ends_well = any(evidence(s, line_of(s.words)) for s in told if s.phase == "result")
        yield _finding([told[-1]], *(_ASKED if ends_well else _MISSING["lesson"]))
    if action and task and action.start < task.start:
        yield _finding(
            [task],
            "you are already at work when the task is told",
            "Say what was asked of you before the first thing you did.",
        )


def _after(told: Sequence[Sentence], phase: PhaseName) -> Sequence[Sentence]:
    """From the first sentence of a phase on."""
    first = next((i for i, s in enumerate(told) if s.phase == phase), len(told))
    return told[first:]


def _certain(told: Sequence[Sentence]) -> bool:
    """Whether the phases are clear enough, on the whole, to say that one is missing."""
    known = [s.confidence for s in told if s.confidence is not None]
    return not known or sum(known) / len(known) >= _SURE


def _finding(run: Sequence[Sentence], message: str, advice: str | None) -> Finding:
    quote = excerpt((word.text for word in run[0].words), _SHOWN)
    return Finding(run[0].start, run[-1].end, "balance", quote, message, phase=run[0].phase, advice=advice)


CHECK = Check(
    about="the shape of the story: a long situation, a missing task, result or lesson, a task told too late",
    source="interview guides: situation in 2-3 sentences, Action + Result 60-70 % of the words; Bangerter 2014",
    run=_run,
    findings=("balance",),
    measures=("action and result share", "situation sentences"),
    examples={
        "I called the vendor. "
        "Then I went through every invoice of the last three months by hand and marked the ones with two dates. "
        "After that I wrote a small script that compares the two lists every night and sends me the difference.": 2,
        "I called the vendor and went home.": 0,
    },
)
