"""Numbers that count as evidence: what a listener can check and remember. A strength.

Every number in the answer is looked at; dates, tenure, deadlines and the head-count of the set-up are no
evidence. Where the line runs was learned from answers marked by hand (`scripts/train_words.py`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from starclock.checks import Check
from starclock.checks._linear import chance
from starclock.checks._lines import finding, lines
from starclock.english import verb
from starclock.english.lines import Line
from starclock.english.numbers import Number, numbers, unit_of
from starclock.english.phrases import sections
from starclock.report import Finding, Measure
from starclock.settings import Settings
from starclock.speech import Answer, Sentence

LEAST = 0.4
"""Chance from which a number counts: misses and false alarms of left-out answers weigh the same there."""
_METRICS = sections("starclock.checks", "metrics")
METRICS = ("revenue", "efficiency", "scale", "team", "reliability", "time", "users")
_NO_UNIT = frozenset(
    "and or but of to in on at by for from the a an i we he she they it which that who so because".split()
)
_DATING = frozenset("in since of until till from by before after around during early late mid january".split())
_MONTHS = frozenset("january february march april may june july august september october november december".split())
_HOUR = re.compile(
    r"(?:(?:and|to|or|till|until) \S+ )?(?:in the (?:morning|afternoon|evening)|at night|o'clock|[ap]\.?m\b)"
)
_BUCKETS = (0, 1, 2, 3, 5, 8, 12, 30, 100, 1000, 100_000)
_UNITS = {
    "person": "people person man woman guy engineer developer designer manager nurse driver user customer client family"
    " student farmer patient player member employee staff colleague hire candidate tester operator agent worker",
    "machine": "server machine node box phone device core replica pod service table repository repo app site system",
    "thing": "ticket bug incident call error defect complaint alert email mail order request case form question page",
    "size": "megabyte gigabyte terabyte kilobyte meter metre kilometer kilometre mile gram kilo ton tonne degree line",
    "clock": "o'clock pm am january february march april may june july august september october november december",
    "long": "month quarter year week decade",
    "short": "millisecond ms second minute hour day night",
}
_CLASS = {word: name for name, words in _UNITS.items() for word in words.split()}
_LABEL = set(
    "step day week month year phase version number level room page line chapter sorter crane section round"
    " point team grade row part item option stage sprint tier floor unit gate bay table class".split()
)
_KNOWN = frozenset("the those these that this my our his her their its your all".split())
"""What makes a number one that was spoken of before."""
_LED = frozenset(
    "^ in on at for with by of to from under over within after before until about around like maybe only just up down"
    " than per is was were are it's".split()
)
_LATER = frozenset("later ago old earlier".split())
_MOVES = frozenset(
    "went go goes gone going dropped drop drops fell fall fallen rose grew grown came come cut down up saved lost"
    " lose reduced reached reach hit hits increased decreased improved took takes take cost costs costing sold closed"
    " finished shipped handled processed served averaged average held stayed stands still now before against instead"
    " than less fewer more only every per each total out".split()
)
"""Words near a number that say where it went, or what it is compared with."""


def features(sentence: Sentence, line: Line, number: Number) -> Iterator[str]:
    """What the model sees of a number: itself, its unit, the words around it and where in the story it stands."""
    said = line.said
    phase = "lesson" if sentence.part else str(sentence.phase)
    size = sum(number.value >= edge for edge in _BUCKETS)
    shape = number.joined or number.kind
    before = said[number.first - 1] if number.first else "^"
    earlier = said[number.first - 2] if number.first > 1 else "^"
    after = [*said[number.last + 1 : number.last + 4], "$", "$", "$"]
    what = _CLASS.get(number.unit, number.kind if number.kind != "count" else "other" if after[0] != "$" else "none")
    near = said[max(0, number.first - 6) : number.first]
    yield from (f"shape {shape}", f"size {size}", f"shape size {shape} {size}", f"phase shape {phase} {shape}")
    yield from (f"unit {number.unit}", f"what {what}", f"what size {what} {size}", f"what phase {what} {phase}")
    yield from (f"before {before}", f"before what {before} {what}", f"earlier {earlier} {before}")
    yield from (f"after {after[0]} {after[1]}", f"what after {what} {after[1]}", f"next {after[0]}", f"then {after[1]}")
    yield from (f"phase size {phase} {size}", f"earlier1 {earlier}", f"last {after[0] == '$'} {shape}")
    if number.kind == "count" and 1950 <= number.value <= 2040 and "," not in said[number.first]:
        yield f"year {before in ('in', 'of', 'since', 'early', 'late')} {what}"
    if before in _LABEL:
        yield "label"
    for word in _MOVES.intersection(near):
        yield from (f"near {word}", f"near phase {phase}")
    if any(m.joined or m.kind in ("percent", "money") for m in numbers(said) if m is not number):
        yield "company strong"
    others = sum(m is not number for m in numbers(said))
    yield f"company {min(3, others)}"
    yield from _manner(line, number, phase)


def _manner(line: Line, number: Number, phase: str) -> Iterator[str]:
    """How a number is brought in and printed, in coarser classes than its very neighbours."""
    said = line.said
    before = said[number.first - 1] if number.first else "^"
    shape = number.joined or number.kind
    what = _CLASS.get(number.unit, shape)
    size = "few" if number.value < 10 else "some" if number.value < 100 else "many"
    led = "known" if before in _KNOWN else before if before in _LED else "past" if verb.is_past(before) else "other"
    yield from (f"led {led}", f"led what {led} {what} {size}", f"size what {phase} {size} {what}")
    digits = said[number.first][0].isdigit() or said[number.last][0].isdigit()
    if number.value != int(number.value):
        yield f"decimal {shape}"
    yield from (f"digits {digits}", f"digits what {digits} {size} {what}")
    done = [word for word in said[max(0, number.first - 7) : number.first] if verb.is_past(word)]
    if done:
        yield f"verb {done[-1]}"
    stop = line.tokens[number.last][1].stop
    after = said[number.last + 1 : number.last + 5]
    alone = not after or bool(stop) or after[0] in _NO_UNIT
    yield from (f"alone {alone} {size} {shape} {phase}", f"stop {stop[:1]}", f"of {after[:1] == ('of',)} {phase}")
    yield f"dating {not _LATER.isdisjoint(after)}"


def evidence(sentence: Sentence, line: Line) -> list[Number]:
    """The numbers of a sentence that count as evidence."""
    return [
        number
        for number in numbers(line.said)
        if not _dated(line, number) and chance("quantified", features(sentence, line, number)) >= LEAST
    ]


def _dated(line: Line, number: Number) -> bool:
    """ "in 2019", "June 30" and "between 6 and 9 in the morning" are dates and times of day."""
    if number.kind != "count":
        return False
    said, before = line.said, line.said[number.first - 1] if number.first else ""
    if 1950 <= number.value <= 2040 and "," not in said[number.last]:
        return before in _DATING
    if number.value > 31:
        return False
    after = " ".join(said[number.last + 1 : number.last + 6])
    return before in _MONTHS or _HOUR.match(after) is not None


def metric(line: Line, number: Number) -> str:
    """Which of the seven kinds of metric a number is; "scale" where nothing says more.

    A unit speaks for its own number only: "down 80 % in two weeks" is no time.
    """
    if number.kind == "money":
        return "revenue"
    about = " ".join(line.said[max(0, number.first - 8) : number.last + 9])
    for name, cue in _METRICS.items():
        if cue.search(about):
            return name
    return "time" if number.kind == "time" else "scale"


def _run(answer: Answer, settings: Settings) -> Iterator[Finding | Measure]:  # noqa: ARG001
    kinds: Counter[str] = Counter()
    for sentence, line in lines(answer):
        for number in evidence(sentence, line):
            name = metric(line, number)
            kinds[name] += 1
            message = f"a number the listener can check and remember ({name})"
            yield finding("quantified", sentence, line, line.span(*_with_unit(line, number)), message, strength=True)
    yield Measure("numbers as evidence", float(kinds.total()), "numbers")
    for name in METRICS:
        yield Measure(f"numbers: {name}", float(kinds[name]), "numbers")


def _with_unit(line: Line, number: Number) -> tuple[int, int]:
    """First and last word of a number and what it counts, for the quote."""
    unit = number.last + 1
    signed = line.said[number.last].endswith("%") or line.said[number.first][0] in "$€£"
    stopped = bool(line.tokens[number.last][1].stop)
    told = unit < len(line.said) and not (signed or stopped) and line.said[unit] not in _NO_UNIT
    return number.first, unit if told and unit_of(line.said[unit]) == number.unit else number.last


CHECK = Check(
    about="numbers that count as evidence, of seven kinds: revenue, efficiency, scale, team, reliability, time, users",
    source="results without a number are stories without an ending (interview guides for senior engineers)",
    run=_run,
    findings=("quantified",),
    measures=("numbers as evidence", *(f"numbers: {name}" for name in METRICS)),
    told_in="result",
    examples={
        "Response time fell from 3 seconds to 400 milliseconds.": 1,
        "We saved about $40,000 a month and errors dropped from 40 a day to 3.": 2,
        "Refunds went down 35 percent.": 1,
        "It now handles 12,000 orders a day.": 1,
        "In the end 67 percent of the customers signed up.": 1,
        "I joined in 2019.": 0,
        "The meeting was at 3 o'clock on the 5th.": 0,
        "I had been there for two years.": 0,
        "There were two of us.": 0,
    },
)
