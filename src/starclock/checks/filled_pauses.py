"""Probable filled pauses: an "um" that was said and is not printed.

Speech recognizers leave most of them out of their text, so a count from the text alone is wrong. At listening time
the recognizer was asked about every gap between its words that leaves room for one (`recognizers/unprinted.py`);
here each answer is weighed beside the sound: is there a voice that no word accounts for? The weights were learned
from natural synthetic voices (`scripts/train_filled_pauses.py`) and checked on others.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate

from starclock.checks import Check, fillers
from starclock.english.hesitations import filled_pause
from starclock.english.syllables import letters
from starclock.intervals import Covered
from starclock.report import Finding, Measure
from starclock.settings import Settings
from starclock.speech import PHASES, Answer, Attempt, Interval, Ruling, Unprinted, Word
from starclock.writing.excerpts import excerpt

MEASURE, FINDING = "probable filled pauses", "filler"
SURE_ENOUGH = 0.35
"""Chance from which one is told: where the answers of scripts/bench_filled_pauses.py keep below one false alarm in
three minutes. Below one half because where it was learned only one question in twenty had a filler."""
_NEARBY = 0.25
"""Seconds around a place in which its time may be counted to a word."""
_PRINTED = 0.5
"""Seconds from a printed "um" within which it is the same one."""
_SAME = 0.35
"""Seconds between two places that may be one filler, asked about before and after a short word."""
_PACES = (0.04, 0.09)
"""Seconds a letter: 250 down to 110 words a minute; a slower median means that filled pauses fill the words."""
_SHOWN = 12
"""Words of a cluster that are quoted."""
_SHORTEST = 10.0
"""Seconds of recording: a rate a minute means nothing below."""


def probable(attempt: Attempt) -> tuple[tuple[Unprinted, float], ...]:
    """Every place that was asked about, with its chance (0..1) of holding a filled pause, in time order.

    The speaker's own rulings win: chance 1 for a confirmed one, 0 for a rejected one. Of two places that may be one
    filler the likelier stands for both.
    """
    if attempt.sound is None:
        return ()
    if attempt.unprinted is None:  # heard by an older starclock, which the speaker may have ruled on
        return tuple((Unprinted(r.start, r.end, 0.0), float(r.accepted)) for r in attempt.rulings if r.check == FINDING)
    talk = Talk(attempt)
    printed = [word.middle for word in attempt.words if filled_pause(word.text)]
    found: list[tuple[Unprinted, float]] = []
    for asked in attempt.unprinted:
        at = bisect_left(printed, asked.middle - _PRINTED)
        if at < len(printed) and printed[at] <= asked.middle + _PRINTED:
            continue
        ruling = ruling_on(attempt, asked)
        likely = float(ruling.accepted) if ruling else chance(asked, talk)
        if found and asked.start - found[-1][0].end < _SAME:
            if not ruling_on(attempt, found[-1][0]) and (ruling or likely > found[-1][1]):
                found[-1] = (asked, likely)
            continue
        found.append((asked, likely))
    return tuple(found)


def chance(asked: Unprinted, talk: Talk) -> float:
    """How likely a place holds a filled pause, 0..1, by what the recognizer answered and by the sound."""
    weights = _weights()
    score = weights[""] + sum(weights[name] * value for name, value in describe(asked, talk).items())
    return 1 / (1 + math.exp(-_between(score, -30, 30)))


def describe(asked: Unprinted, talk: Talk) -> dict[str, float]:
    """What is weighed.

    ratio     what the recognizer answered, see `Unprinted`
    surely    the part of it above -5, where true ones begin to be common
    spare     seconds of voice around the place beyond what its words need
    free      share of the place that no word covers
    """
    return {
        "ratio": _between(asked.ratio, -14, 2) / 4,
        "surely": _between(asked.ratio + 5, 0, 5) / 4,
        "spare": _between(talk.spare(asked), -0.3, 0.6),
        "free": talk.free(asked),
    }


class Talk:
    """The words of an attempt against its sound: where there is more voice than the words need."""

    def __init__(self, attempt: Attempt) -> None:
        self._words = attempt.words
        self._starts = [word.start for word in self._words]
        self._voice = Covered(attempt.sound.speech if attempt.sound else ())
        self.pace = _between(self._usual_pace(), *_PACES)
        """Seconds of sound that this speaker gives a letter."""

    def _usual_pace(self) -> float:
        """Median over letters, not over words: short words are slurred, and there are many of them."""
        lengths = [letters(word.text) for word in self._words]
        paces = sorted((self.sounded(word) / length, length) for word, length in zip(self._words, lengths, strict=True))
        up_to = list(accumulate(length for _, length in paces))
        return paces[bisect_left(up_to, up_to[-1] / 2)][0] if paces else 0.0

    def sounded(self, within: Interval) -> float:
        """Seconds of speech in a stretch."""
        return self._voice.within(within.start, within.end)

    def near(self, stretch: Interval) -> tuple[Word, ...]:
        """The words that a stretch touches, or nearly so."""
        first = bisect_left(self._starts, stretch.start - _NEARBY)
        while first and self._words[first - 1].end > stretch.start - _NEARBY:
            first -= 1
        return self._words[first : bisect_left(self._starts, stretch.end + _NEARBY)]

    def free(self, stretch: Interval) -> float:
        """Share of it that no word covers."""
        if not stretch.seconds:
            return 1.0
        covered = sum(stretch.overlap(word) for word in self.near(stretch))
        return max(0.0, 1 - covered / stretch.seconds)

    def spare(self, stretch: Interval) -> float:
        """Seconds of voice around it beyond what the words there need at this speaker's pace."""
        words = self.near(stretch)
        start = min([stretch.start, *(word.start for word in words)])
        end = max([stretch.end, *(word.end for word in words)])
        return self.sounded(Interval(start, end)) - self.pace * sum(letters(word.text) for word in words)


def _between(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


@cache
def _weights() -> dict[str, float]:
    loaded: dict[str, float] = json.loads((files(__package__) / "filled_pauses.json").read_text(encoding="utf-8"))
    return loaded


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


def _clusters(answer: Answer, heard: Sequence[Unprinted], settings: Settings) -> Iterator[Finding]:
    """Fillers close together that the transcript alone shows too few of."""
    printed = [f for f in fillers.CHECK.run(answer, settings) if isinstance(f, Finding)]
    told = [finding for finding in printed if finding.check == "filler-cluster"]
    within = settings.band("fillers in a row").low or 0.0
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
        unsure = sum(isinstance(place, Unprinted) for place in run)
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
