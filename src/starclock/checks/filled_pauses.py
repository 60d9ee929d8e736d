"""Probable filled pauses: an "um" that was said and is not printed.

Speech recognizers leave most of them out of their text, so a count from the text alone is wrong. At listening time
the recognizer was asked about every gap between its words that leaves room for one (`recognizers/unprinted.py`);
each answer is weighed beside the sound (`_places.py`), and what is likely enough is told.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from starclock.checks import Check, fillers
from starclock.checks._places import likely, same
from starclock.english.hesitations import filled_pause
from starclock.report import Finding, Measure
from starclock.settings import Settings
from starclock.speech import PHASES, Answer, Attempt, Interval, Ruling
from starclock.writing.excerpts import excerpt

MEASURE, FINDING = "probable filled pauses", "filler"
SURE_ENOUGH = 0.25
"""Chance from which one is told: where scripts/bench_filled_pauses.py finds less than one false alarm in three minutes.
Below one half because only one place in twenty was a filler where it was learned."""
_PRINTED = 0.5
"""Seconds from a printed "um" within which it is the same one."""
_SHOWN = 12
"""Words of a cluster that are quoted."""
_SHORTEST = 10.0
"""Seconds of recording: a rate a minute means nothing below."""


def probable(attempt: Attempt) -> tuple[tuple[Interval, float], ...]:
    """Every place that may be a filled pause, with its chance (0..1), in time order.

    The speaker's own rulings win: chance 1 for a confirmed one, 0 for a rejected one.
    """
    if attempt.sound is None:
        return ()
    ruled: list[tuple[Interval, float]] = []
    for ruling in attempt.rulings:
        if ruling.check == FINDING:
            ruled = [(place, chance) for place, chance in ruled if not same(place, ruling)]
            ruled.append((Interval(ruling.start, ruling.end), float(ruling.accepted)))
    printed = [word.middle for word in attempt.words if filled_pause(word.text)]
    heard = [
        (place, chance)
        for place, chance in likely(attempt)
        if not _within(printed, place.middle) and not any(same(place, settled) for settled, _ in ruled)
    ]
    return tuple(sorted([*ruled, *heard], key=lambda one: one[0].start))


def _within(printed: Sequence[float], time: float) -> bool:
    at = bisect_left(printed, time - _PRINTED)
    return at < len(printed) and printed[at] <= time + _PRINTED


def ruling_on(attempt: Attempt, stretch: Interval) -> Ruling | None:
    """The speaker's last word on a stretch, None where there is none."""
    rulings = [r for r in attempt.rulings if r.check == FINDING and r.overlap(stretch) > stretch.seconds / 2]
    return rulings[-1] if rulings else None


def _run(answer: Answer, settings: Settings) -> Iterator[Finding | Measure]:
    attempt = answer.attempt
    counted = [place for place, likely in probable(attempt) if likely >= SURE_ENOUGH]
    for place in counted:
        settled = ruling_on(attempt, place) is not None
        yield Finding(
            place.start,
            place.end,
            check=FINDING,
            text="um/uh" if settled else "um/uh?",
            message="A filled pause that the transcript left out"
            + (", as you confirmed." if settled else ": it sounds like one."),
            source="audio",
        )
    if reason := unheard(attempt):
        yield Measure(MEASURE, None, "", reason=reason)
        return
    yield from _clusters(answer, counted, settings)
    yield Measure(MEASURE, float(len(counted)), "", spread=math.sqrt(len(counted)))
    for phase in PHASES:
        if answer.seconds_of(phase) >= _SHORTEST:
            own = sum(answer.phase_at(place.start) == phase for place in counted)
            yield Measure(MEASURE, float(own), "", phase=phase, spread=math.sqrt(own))


def unheard(attempt: Attempt) -> str | None:
    """Why unprinted filled pauses were not looked for; None where they were."""
    if attempt.sound is None:
        return "a transcript without its audio: filled pauses that were not written down cannot be heard"
    if attempt.unprinted is not None:
        return None
    if attempt.verbatim:
        return "this model prints um and uh itself: see the fillers"
    if attempt.language not in ("en", None):
        return "not measured: English only"
    return f"not listened for when this attempt was transcribed: `starclock analyze {attempt.id}` does it"


def _clusters(answer: Answer, heard: Sequence[Interval], settings: Settings) -> Iterator[Finding]:
    """Fillers close together that the transcript alone shows too few of."""
    printed = [f for f in fillers.CHECK.run(answer, settings) if isinstance(f, Finding)]
    told = [finding for finding in printed if finding.check == "filler-cluster"]
    within = fillers.cluster_seconds(settings)
    spoken = [finding for finding in printed if finding.check == FINDING]
    places = sorted([*spoken, *heard], key=lambda place: (place.start, place.end))
    runs: list[list[int]] = []
    for i, three in enumerate(zip(places, places[1:], places[2:], strict=False)):
        if three[-1].end - three[0].start > within or any(run.overlap(place) for run in told for place in three):
            continue
        if runs and i <= runs[-1][1]:
            runs[-1][1] = i + 2
        else:
            runs.append([i, i + 2])
    for first, last in runs:
        run = places[first : last + 1]
        start, end = run[0].start, run[-1].end
        unsure = sum(not isinstance(place, Finding) for place in run)
        yield Finding(
            start,
            end,
            check="filler-cluster",
            text=_quote(answer, start, end),
            message=f"{len(run)} fillers in {end - start:.0f} s, {unsure} of them heard in the sound only.",
            source="audio",
            advice="Listen to it with `starclock fillers`; then say it again, with silence where they were.",
        )


def _quote(answer: Answer, start: float, end: float) -> str:
    return excerpt((word.text for word in answer.words_in(Interval(start, end))), _SHOWN)


CHECK = Check(
    about='filled pauses ("um", "uh") in the sound that the transcript leaves out',
    source="Goto 1999 (steady pitch and spectrum); PodcastFillers (Zhu 2022): words beside the sound, F1 .71 to .93",
    run=_run,
    measures=(MEASURE,),
    english=False,
)
