"""Vague results: a verdict in place of what changed ("it went really well", "everyone was happy")."""

from __future__ import annotations

from collections.abc import Iterator

from starclock.checks import Check
from starclock.checks._lines import finding, lines
from starclock.checks._phrases import phrases
from starclock.report import Finding
from starclock.settings import Settings
from starclock.speech import Answer

_VAGUE = phrases("vague_result")


def _run(answer: Answer, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001
    late = answer.span.start + _LATE * answer.span.seconds
    for sentence, line in lines(answer):
        # Before the result a verdict is about something else than what came of the work; late in the answer it is
        # heard as the result whatever phase it stands in.
        if sentence.phase == "result" or (sentence.phase != "situation" and sentence.start > late):
            for match in _VAGUE.finditer(line.text):
                yield finding("vague-result", sentence, line, match.span(), _MESSAGE.format(line.shown), advice=_ADVICE)


_LATE = 0.6
"""Share of the answer after which most results are told (they begin at 0.71, median of our marked answers)."""
_MESSAGE = "a verdict; the listener cannot tell what changed: “{}”"
_ADVICE = (
    "Say what changed and by how much. If you lack the number, estimate honestly (“roughly a third”) or tell what"
    " someone did because of it."
)

CHECK = Check(
    about="a verdict in place of what changed: it went well, everyone was happy, it made a huge difference",
    source="results without a number or a concrete outcome are the commonest mistake (interview guides)",
    run=_run,
    findings=("vague-result",),
    told_in="result",
    examples={
        "In the end it went really well.": 1,
        "So it went, um, you know, pretty well.": 1,
        "The client was very happy and people loved it.": 2,
        "In the end it made a huge difference.": 1,
        "As a result the page went from 3 seconds to 1.": 0,
        "In the end she was happy to sign.": 0,
        "As a result the well was drilled in a week.": 0,
    },
)
