"""The result ladder: how much a listener can do with the result, and what would lift it one step.

    0  no result is told
    1  a verdict, or a bare end          "it went well"
    2  a direction                       "it got faster"
    3  a number                          "99.9 percent"
    4  a number with where it came from, or by when     "from 3 s to 0.4", "within two weeks"
    5  a number and what it led to       "... which won back the account", "two other teams took it over"

Second-order effects ("the team adopted it") are a strength of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from starclock.checks import Check
from starclock.checks._lines import finding, lines
from starclock.checks.quantified import evidence
from starclock.english.lines import Line
from starclock.english.phrases import compiled, phrases
from starclock.report import Finding, Measure
from starclock.settings import Settings
from starclock.speech import Answer, Interval, Sentence

_CONSEQUENCE = phrases("starclock.checks", "second_order")
_DIRECTION = compiled(
    """
    (?:went|go|goes|came|come|gone) (?:up|down|away|back to normal)
    faster|slower|fewer|less|more|higher|lower|shorter|longer|cheaper|quicker|earlier|sooner|smoother|easier|better
    stopped|dropped|fell|rose|grew|shrank|decreased|increased|reduced|improved|cut|doubled|halved|disappeared|gone
    no longer|never (?:\\w+ )?again|still (?:use|uses|using|running)|on time|ahead of
    """
)
_PERIOD = compiled(
    """
    time := hours?|days?|weeks?|months?|quarters?|years?|nights?|sprints?|shifts?|seasons?|summer|winter|spring|event
    month := january|february|march|april|may|june|july|august|september|october|november|december|autumn|end
    (?:within|in|over|after|by|for|during|since|every|per|each|an?) (?:\\w+ ){0,3}?(?:{time}|{month})
    daily|weekly|monthly|yearly|annually|per \\w+
    """
)
_BASELINE = compiled(
    """
    before|was|were|used to|compared|against|versus|instead of|rather than|down from|up from|had been|previously|than
    originally|at first
    """
)


def _run(answer: Answer, settings: Settings) -> Iterator[Finding | Measure]:
    target = settings.band("result ladder").target
    result = [(sentence, line) for sentence, line in lines(answer) if sentence.phase == "result" and not sentence.part]
    if not result and answer.hidden("result") >= 1.0:
        reason = "the microphone gave no sound where the result may have been told"
        yield Measure("result ladder", None, "of 5", target, reason=reason)
        return
    if not result:
        yield Measure("result ladder", 0.0, "of 5", target, advice=_LIFT[0])
        return
    levels = [_level(sentence, line) for sentence, line in result]
    level = max(levels)
    best = result[levels.index(level)][0]
    for sentence, line in result:
        if match := _CONSEQUENCE.search(line.text):
            # A number anywhere in the result supports the consequence that is told.
            level = 5 if level >= 3 else level
            message = "what your work led to beyond itself"
            yield finding("second-order", sentence, line, line.clause(*match.span()), message, strength=True)
    yield Measure(
        "result ladder", float(level), "of 5", target, at=Interval(best.start, best.end), advice=_LIFT.get(level)
    )


def _level(sentence: Sentence, line: Line) -> int:
    told = evidence(sentence, line)
    if not told:
        return 2 if _DIRECTION.search(line.text) else 1
    if any(number.joined == "range" for number in told) or (len(told) > 1 and _BASELINE.search(line.text)):
        return 4
    # "two days" is the number itself where it counts as evidence, so a period must stand outside it.
    rest = " ".join(word for i, word in enumerate(line.said) if not any(n.first <= i <= n.last + 1 for n in told))
    return 4 if _PERIOD.search(rest) else 3


_LIFT = {
    0: "Say how it ended before you stop: one sentence that begins “In the end …”.",
    1: "Say what changed and which way: faster, fewer, cheaper. “It went well” could be anybody's.",
    2: "Put a figure on it. If you lack it, estimate honestly: “roughly a third”, “from days to hours”.",
    3: "Give the number its start or its time: “from 3 seconds”, “within two weeks”.",
    4: "Add what the number led to: money, time, or who took it over: “so that …”, “which saved …”.",
}

CHECK = Check(
    about="how much a listener can do with the result, 0 to 5, and what would lift it one step; second-order effects",
    source="results: metric delta, business impact, second-order effect (walkthroughs of ownership questions)",
    run=_run,
    findings=("second-order",),
    measures=("result ladder",),
    told_in="result",
    examples={
        "After that two other teams adopted my alert.": 1,
        "The checklist became the template for every project.": 1,
        "It fell to 3 percent, which saved the company about $40,000.": 1,
        "The page became slow again.": 0,
        "They adopted a dog.": 0,
    },
)
