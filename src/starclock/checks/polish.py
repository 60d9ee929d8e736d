"""Polish: phrases that sell ("I care too much", "I'm always learning"); a listener starts to look for the catch."""

from __future__ import annotations

from collections.abc import Iterator

from starclock.checks import Check
from starclock.checks._lines import finding, lines
from starclock.english.phrases import phrases
from starclock.report import Finding
from starclock.settings import Settings
from starclock.speech import Answer

_POLISHED = phrases("starclock.checks", "polish")


def _run(answer: Answer, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001
    for sentence, line in lines(answer):
        for match in _POLISHED.finditer(line.text):
            message = f"it praises instead of showing: “{line.shown}”"
            yield finding("polish", sentence, line, match.span(), message, advice=_ADVICE)


_ADVICE = "Leave it out and tell the moment that shows it: what it cost you, or the part that was your own fault."

CHECK = Check(
    about="phrases that sell the speaker: I care too much, I'm always learning, my weakness is perfectionism",
    source="experienced interviewers scan a polished story for what it hides (essays on leadership interviews)",
    run=_run,
    findings=("polish",),
    examples={
        "I guess my problem is that I care too much.": 1,
        "I'm, um, always learning.": 1,
        "I just really value trust.": 1,
        "I'm a perfectionist.": 1,
        "I was always learning the names of the new drivers.": 0,
        "He cares about the garden too much to sell it.": 0,
        "We worked on the value of the contract.": 0,
    },
)
