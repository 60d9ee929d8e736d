"""Generic lessons: a lesson that could end any story ("communication is key")."""

from __future__ import annotations

from collections.abc import Iterator

from starclock.checks import Check
from starclock.checks._lines import finding, lines
from starclock.english.phrases import phrases
from starclock.report import Finding
from starclock.settings import Settings
from starclock.speech import Answer

_GENERIC = phrases("starclock.checks", "generic_lesson")
_LATE = 0.6
"""Share of the answer before which nobody draws a lesson, whatever phase the sentence was given."""


def _run(answer: Answer, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001
    late = answer.span.start + _LATE * answer.span.seconds
    for sentence, line in lines(answer):
        if sentence.part or sentence.end >= late:
            for match in _GENERIC.finditer(line.text):
                message = f"it could end any story: “{line.shown}”"
                yield finding("generic-lesson", sentence, line, line.clause(*match.span()), message, advice=_ADVICE)


_ADVICE = "Say what you do differently since: “now I …, and last month I …”, with the name of the thing you changed."

CHECK = Check(
    about="a lesson that could end any story: communication is key, always listen to the customer",
    source="a lesson must be tied to the story or name its cause (walkthroughs of ownership questions)",
    run=_run,
    findings=("generic-lesson",),
    told_in="result",
    examples={
        "I learned that communication is key.": 1,
        "I learned, um, teamwork is really important, you know.": 1,
        "The lesson is honesty is the best policy.": 1,
        "I learned you can't please everyone.": 1,
        "The lesson is that data alone does not convince people.": 1,
        "It was a great learning experience and I learned how important it is to communicate early.": 2,
        "If you trust your people, they will surprise you.": 1,
        "I always ask for the invoice number now.": 0,
        "To be honest I ask first what he is losing.": 0,
        "If somebody I trust says roll back, I roll back first.": 0,
        "I learned to test the restore before the migration, not after it.": 0,
        "Now I call the vendor on day one and ask for the contract number.": 0,
    },
)
