"""Hedges: words that take back what was just said."""

from __future__ import annotations

from collections.abc import Iterator

from starclock.checks import Check
from starclock.checks._lines import finding, lines
from starclock.english.phrases import phrases
from starclock.report import Finding
from starclock.settings import Settings
from starclock.speech import Answer

_HEDGES = phrases("starclock.checks", "hedge")


def _run(answer: Answer, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001
    for sentence, line in lines(answer):
        for match in _HEDGES.finditer(line.text):
            said = match.group()
            if "tried" in said or "trying" in said:
                message = "an effort is told; the listener waits for what came of it"
                advice = "Say what you did and what came of it: drop “tried to”."
            else:
                message = "it takes back part of what you say"
                advice = f"Say the sentence again without “{said}”; if you estimate, say “roughly” and the figure."
            yield finding("hedge", sentence, line, match.span(), f"{message}: “{line.shown}”", advice=advice)


CHECK = Check(
    about="words that take back what was just said: I think, I guess, maybe, a bit, I tried to",
    source="hedges lower how competent a speaker is rated (Hosman 1989; Parton et al. 2002)",
    run=_run,
    findings=("hedge",),
    examples={
        "I think it worked, maybe.": 2,
        "It was probably the cache, I guess.": 2,
        "I tried to keep everybody aligned.": 1,
        "It took um a little bit longer.": 1,
        "I think about the disk before I go to bed.": 0,
        "I thought of a new layout and drew it.": 0,
        "He was quiet for a bit.": 0,
        "I tried three suppliers.": 0,
        "I bought a little screen for the booth.": 0,
    },
)
