"""Hand-off: blame, or passing the problem on as the first resort ("I escalated it and they handled it").

Owning a fault is no blame, and an escalation that comes with a fix in hand is ownership: both are let pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from starclock.checks import Check
from starclock.checks._lines import finding, lines
from starclock.english.phrases import phrases, sections
from starclock.report import Finding
from starclock.settings import Settings
from starclock.speech import Answer

_BLAME = phrases("starclock.checks", "hand_off")
_OWN = sections("starclock.checks", "escalation")
"""What makes a hand-over, or a fault, the speaker's own."""
_PASSED = re.compile(r"^(?:i|we|what i did)\b")


def _run(answer: Answer, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001
    for sentence, line in lines(answer):
        if _OWN["owned"].search(line.text):
            continue
        for match in _BLAME.finditer(line.text):
            passed = _PASSED.match(match.group()) is not None
            if passed and _OWN["solution in hand"].search(line.text):
                continue
            message, advice = _PASSED_ON if passed else _BLAMED
            yield finding(
                "hand-off", sentence, line, line.clause(*match.span()), f"{message}: “{line.shown}”", advice=advice
            )


_PASSED_ON = (
    "the problem is handed on; the listener hears that others solved it",
    "Say what you brought along or did next yourself: “I flagged it with … and a tested fix”, or what you tried first.",
)
_BLAMED = (
    "it puts the fault on somebody else",
    "Say what happened as a fact and go on with your own part: what you could have done sooner, what you did then.",
)

CHECK = Check(
    about="blame, or the problem handed on as the first resort: I escalated it, not my job, they dropped the ball",
    source="red flags of interview guides: blaming others, escalating first, going along to avoid conflict",
    run=_run,
    findings=("hand-off",),
    examples={
        "So I escalated it to my director and waited.": 1,
        "It wasn't my job to test that.": 1,
        "The vendor, um, dropped the ball.": 1,
        "I just went along with it.": 1,
        "Marketing never really got behind it.": 1,
        "The designers refused to help and product kept changing their minds.": 2,
        "I told my manager and let him deal with it.": 1,
        "I opened a ticket and waited for them.": 1,
        "I'm not saying it was my fault, because it was decided over my head.": 1,
        "Nobody asked me to, I just started.": 0,
        "I asked my manager for two more weeks and she agreed.": 0,
        "I handed it over to Maria with a runbook.": 0,
        "That was my fault, I should have told them in June.": 0,
        "I raised it with their lead and brought a tested fix.": 0,
        "They fixed it in a day.": 0,
    },
)
