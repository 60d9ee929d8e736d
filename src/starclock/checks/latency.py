"""Response latency: from the end of the countdown to the first voice."""

from __future__ import annotations

from collections.abc import Iterator

from starclock.checks import Check
from starclock.report import Measure
from starclock.settings import Settings
from starclock.speech import Answer


def _run(answer: Answer, settings: Settings) -> Iterator[Measure]:
    band = settings.band("response latency")
    if answer.attempt.recording is None:
        reason = "only known for answers recorded with starclock, from the end of the countdown"
        yield Measure("response latency", None, band.unit, band.target, reason=reason)
    elif answer.attempt.sound is None or not answer.attempt.sound.speech:
        yield Measure("response latency", None, band.unit, band.target, reason="no voice found")
    else:
        yield Measure("response latency", answer.attempt.sound.speech[0].start, band.unit, band.target)


CHECK = Check(
    about="seconds from the end of the countdown to the first voice",
    source="leading silence is a measure of its own, told apart from pauses (speech-timing practice)",
    run=_run,
    measures=("response latency",),
    english=False,
)
