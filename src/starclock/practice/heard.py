"""Which red flags of a question were heard in an answer: only what was said counts, quoted with its second.

True before helpful: a phrase counts unless the sentences around it say that it was not so. A speaker who went to
somebody's manager after talking to them did not do it first; one who says "that was my mistake" has owned it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from starclock.asked import asked
from starclock.english.deeds import deeds
from starclock.english.lines import Line, line_of
from starclock.english.phrases import compiled, section_texts
from starclock.practice.questions import Flag, Question, flags
from starclock.report import Finding, Report
from starclock.speech import Interval, Sentence

_SHORTEST = 3
"""Sentences an answer needs for what is missing in it to mean anything."""
_HIDDEN = 3
"""Sentences with "we" where it should be "I", from which one's own part is hidden."""
_STATES = frozenset(
    "be have think feel know believe want hope need like love hate care mean see hear notice remember wonder expect"
    " worry get seem stay become value support work join start begin live lead own manage run".split()
)
"""Verbs that tell no deed."""
_QUOTED = re.compile(r"\b(?:says?|said|saying|goes|asked|told me)\b")
_EARLY = 4
"""Sentences in which a failure is named."""


@dataclass(frozen=True, slots=True)
class Heard(Interval):
    """A red flag, the sentence that it was heard in, and its stretch of time in seconds."""

    flag: Flag
    text: str


@dataclass(frozen=True, slots=True)
class _Told:
    """An answer as the rules look at it.

    findings : those of the checks that are no strengths
    strengths : the names of the checks that found one
    """

    question: Question
    sentences: tuple[Sentence, ...]
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]
    strengths: frozenset[str]
    led_by_i: bool

    def says(self, name: str, *places: int) -> bool:
        """Whether a phrase of this heading stands in one of these sentences; in any where none are named."""
        chosen = places or range(len(self.lines))
        return any(0 <= at < len(self.lines) and _phrase(name).search(self.lines[at].text) for at in chosen)

    def did(self, *places: int) -> bool:
        """Whether one of these sentences tells a deed of the speaker's that is done."""
        found = (deed for at in places for deed in deeds(self.sentences[at].words)[1] if deed.who == "i")
        return any(
            deed.group.tense == "past" and not deed.group.negated and deed.group.lemma not in _STATES for deed in found
        )


def red_flags_heard(report: Report, question: Question) -> tuple[Heard, ...]:
    """Each flag of the question once, where it is first heard, in time order. English answers only; else none."""
    if report.answer.attempt.language not in ("en", None):
        return ()
    told = _told(report, question)
    found = (heard for name in question.red_flags if (heard := _heard(name, told)))
    return tuple(sorted(found, key=lambda heard: heard.start))


def _told(report: Report, question: Question) -> _Told:
    pairs = [(s, line) for s in report.answer.sentences if (line := line_of(s.words)).text]
    share = report.measure("I share")
    return _Told(
        question=question,
        sentences=tuple(sentence for sentence, _ in pairs),
        lines=tuple(line for _, line in pairs),
        findings=tuple(f for f in report.findings if not f.strength),
        strengths=frozenset(f.check for f in report.findings if f.strength),
        led_by_i=share is None or share.value is None or share.side != "below",
    )


def _heard(name: str, told: _Told) -> Heard | None:
    flag = flags().get(name)
    if flag is None:
        return _own_words(name, told)
    if flag.check:
        return _by_check(flag, told)
    pattern, counts = _phrase(flag.id), _RULES.get(flag.id, _always)
    for at, line in enumerate(told.lines):
        if pattern.search(line.text) and counts(told, at):
            return Heard(told.sentences[at].start, told.sentences[at].end, flag, line.shown)
    return _to_own_manager(flag, told) if flag.id == "escalated-first" else None


def _own_words(words: str, told: _Told) -> Heard | None:
    """A flag of the user's own is the words that they do not want to say."""
    wanted = re.sub(r"[^\w' ]+", " ", words.lower().replace("’", "'")).split()
    for sentence, line in zip(told.sentences, told.lines, strict=True):
        if wanted and f" {' '.join(wanted)} " in f" {line.text} ":
            return Heard(sentence.start, sentence.end, Flag("", words), line.shown)
    return None


def _by_check(flag: Flag, told: _Told) -> Heard | None:
    found = [finding for finding in told.findings if finding.check == flag.check]
    counts = _CHECKED.get(flag.id)
    if not found or (counts and not counts(told, found)):
        return None
    sentence = next((s for s in told.sentences if s.contains(found[0].middle)), None)
    shown = line_of(sentence.words).shown if sentence else found[0].text
    return Heard(found[0].start, found[0].end, flag, shown)


def _to_own_manager(flag: Flag, told: _Told) -> Heard | None:
    """Going to one's own manager goes over somebody's head too, unless the manager is the one it is about."""
    if "boss" in asked(told.question.text).topics:
        return None
    for at, line in enumerate(told.lines):
        if _phrase("to my own manager").search(line.text) and _first(told, at):
            return Heard(told.sentences[at].start, told.sentences[at].end, flag, line.shown)
    return None


# When a phrase counts: (answer, index of the sentence) -> bool


def _always(_told: _Told, _at: int) -> bool:
    return True


def _first(told: _Told, at: int) -> bool:
    """Nobody was talked to before, nor is it called a last resort."""
    return not told.says("last resort", at) and not (at and told.says("talked", *range(at)))


def _not_owned(told: _Told, at: int) -> bool:
    return not told.says("owned", at, at + 1)


def _to_the_end(told: _Told, at: int) -> bool:
    return _not_owned(told, at) and not told.says("for a while", at)


def _silent(told: _Told, at: int) -> bool:
    """Who spoke up before and went along then, disagreed and committed."""
    return _to_the_end(told, at) and not (at and told.says("spoke up", *range(at)))


def _without_reason(told: _Told, at: int) -> bool:
    """Neither a reason in the sentence nor a deed of the speaker's right before it says how they were won."""
    return not told.says("reason", at) and not told.did(at, *range(max(0, at - 2), at))


def _small(told: _Told, at: int) -> bool:
    return at < _EARLY and "quantified" not in told.strengths


def _no_lesson(told: _Told, at: int) -> bool:
    return at >= len(told.lines) - 2 and not any(sentence.part == "lesson" for sentence in told.sentences)


def _empty_plan(told: _Told, at: int) -> bool:
    return not told.says("content", at, at + 1, at + 2)


def _no_system(told: _Told, _at: int) -> bool:
    return len(told.lines) >= _SHORTEST and "quantified" not in told.strengths


def _nobody(told: _Told, _at: int) -> bool:
    return len(told.lines) >= _SHORTEST and not told.says("one person")


def _no_price(told: _Told, at: int) -> bool:
    return not told.says("paid back", *range(max(0, at - 1), len(told.lines)))


def _no_deed(told: _Told, _at: int) -> bool:
    return not told.did(*range(len(told.lines)))


_RULES: Mapping[str, Callable[[_Told, int], bool]] = {
    "escalated-first": _first,
    "went-along": _silent,
    "proved-wrong": _not_owned,
    "animosity": _to_the_end,
    "small-failure": _small,
    "no-lesson": _no_lesson,
    "pulled-rank": _not_owned,
    "agreed-in-the-end": _without_reason,
    "decided-alone": _not_owned,
    "gave-to-hr": _first,
    "hoped": _not_owned,
    "plan-without-content": _empty_plan,
    "rituals-only": _no_system,
    "group-for-a-person": _nobody,
    "speed-without-price": _no_price,
    "words-only": _no_deed,
}


def _ends_vague(told: _Told, _found: Sequence[Finding]) -> bool:
    return "quantified" not in told.strengths


def _blames(told: _Told, found: Sequence[Finding]) -> bool:
    """Nowhere owned, and not what somebody else said."""
    sentence = next(
        (line for s, line in zip(told.sentences, told.lines, strict=True) if s.contains(found[0].middle)), None
    )
    quoted = sentence is not None and _QUOTED.search(sentence.text)
    return not quoted and not told.says("owned") and "ownership" not in told.strengths


def _hides(told: _Told, found: Sequence[Finding]) -> bool:
    return len(found) >= _HIDDEN and not told.led_by_i


_CHECKED: Mapping[str, Callable[[_Told, Sequence[Finding]], bool]] = {
    "vague-end": _ends_vague,
    "hidden-in-we": _hides,
    "blamed": _blames,
}


@cache
def _texts() -> dict[str, str]:
    return section_texts("starclock.practice", "red_flags")


@cache
def _phrase(heading: str) -> re.Pattern[str]:
    return compiled(_texts()[heading])


def phrase_headings() -> Iterator[str]:
    """The headings of the phrases: every flag that no check finds has one."""
    yield from _texts()
