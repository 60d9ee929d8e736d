"""Speech rate: words a minute over the whole answer, pauses included."""

from __future__ import annotations

from collections.abc import Iterator

from starclock.checks import Check
from starclock.report import Measure
from starclock.settings import Settings
from starclock.speech import Answer

_SHORTEST = 10.0


def _run(answer: Answer, settings: Settings) -> Iterator[Measure]:
    band = settings.band("speech rate")
    seconds = answer.span.seconds
    if seconds < _SHORTEST:
        reason = f"only {seconds:.0f} s of talk: too short for a rate"
        yield Measure("speech rate", None, band.unit, band.target, reason=reason)
        return
    rate = len(answer.words) * 60 / seconds
    yield Measure("speech rate", rate, band.unit, band.target, spread=rate * 0.018)


CHECK = Check(
    about="words a minute, pauses included",
    source="speaking-rate feedback was called most useful by speakers (MACH, MIT, N = 90)",
    run=_run,
    measures=("speech rate",),
    english=False,
)
