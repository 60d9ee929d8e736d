"""Ownership proof: the scope boundary said aloud, a motive, a fault owned, escalation with a solution in hand.

All are strengths. A motive that explains nothing ("somebody had to do it") is told as what it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from starclock.checks import Check
from starclock.checks._lines import finding, lines
from starclock.english.phrases import sections
from starclock.report import Finding, Measure
from starclock.settings import Settings
from starclock.speech import Answer

_SIGNS = sections("starclock.checks", "ownership")
_HEARD = {
    "scope boundary": "the listener hears that nobody gave you this: it was your choice",
    "motive": "the listener hears why you did it",
    "fault owned": "you name your own part in what went wrong",
    "solution in hand": "you came with a solution, not with a problem",
}
_WEAK = _SIGNS.pop("weak motive")


def _run(answer: Answer, settings: Settings) -> Iterator[Finding | Measure]:  # noqa: ARG001
    heard = set()
    for sentence, line in lines(answer):
        for sign, pattern in _SIGNS.items():
            if match := pattern.search(line.text):
                heard.add(sign)
                message = f"{_HEARD[sign]}: “{line.shown}”"
                yield finding("ownership", sentence, line, line.clause(*match.span()), message, strength=True)
        if match := _WEAK.search(line.text):
            message = f"it sounds like volunteering by chance: “{line.shown}”"
            yield finding("weak-motive", sentence, line, match.span(), message, advice=_ADVICE)
    yield Measure("ownership signs", float(len(heard)), f"of {len(_SIGNS)}")


_ADVICE = "Say whom it hurt and why that moved you: “customers were …, nobody was on it, so I …”."

CHECK = Check(
    about="proof that it was the speaker's own: scope boundary, motive, fault owned, solution in hand",
    source="state the scope boundary and the missing assignment (walkthroughs of ownership questions)",
    run=_run,
    findings=("ownership", "weak-motive"),
    measures=("ownership signs",),
    examples={
        "It wasn't my team's code and there was no ticket.": 1,
        "Nobody had, um, asked me to do it.": 1,
        "I should have called the support desk in the first week.": 1,
        "I flagged it to their lead, but I brought a tested fix.": 1,
        "I asked the team for a ticket.": 0,
        "He was on me about the date.": 0,
    },
)
