"""Time to the first own action: how long the listener waits to hear what the speaker did."""

from __future__ import annotations

import re
from collections.abc import Iterator

from starclock.checks import Check
from starclock.report import Measure
from starclock.settings import Settings
from starclock.speech import Answer, Interval, Sentence

# The speaker as the one who acts: "I called", "what I did"; not "they told me", "my manager decided".
_OWN = re.compile(r"\bi(?:'ve|'d|'m|'ll)?\b(?! (?:was|am|had) (?:told|asked|given|at|in)\b)", re.IGNORECASE)


def _run(answer: Answer, settings: Settings) -> Iterator[Measure]:
    band = settings.band("time to first own action")
    own = next((s for s in answer.sentences_of("action") if _own(s)), None)
    if own is None:
        reason = "no sentence of the action says what you did"
        yield Measure("time to first own action", None, band.unit, band.target, reason=reason)
        return
    waited = own.start - answer.span.start
    edge = next((p.uncertainty for p in answer.phases if p.phase == "action" and p.start == own.start), None)
    advice = "Say what you did sooner: cut the set-up to two or three sentences."
    at = Interval(own.start, own.end)
    yield Measure("time to first own action", waited, band.unit, band.target, spread=edge, at=at, advice=advice)


def _own(sentence: Sentence) -> bool:
    """A sentence the speaker marked as action is one, whatever its words."""
    return sentence.source == "speaker" or _OWN.search(sentence.text.replace("’", "'")) is not None


CHECK = Check(
    about="seconds until the first sentence about what you did yourself",
    source="of 62 real interviews the stories were heavy on Situation (Bangerter 2014)",
    run=_run,
    measures=("time to first own action",),
)
