"""Probable filled pauses: an "um" that is in the sound but not in the words.

Speech recognizers clean hesitations away, so a count from their text alone lies. The recording keeps every steady
stretch that may be one (`sound/hesitations.py`); here each is weighed by what it sounds like and by the words
around it: a stretch that the printed words leave no time for is hardly an "um", one that no word accounts for
likely is. Whisper lets a neighboring word swallow the time of a dropped "um", so that time is looked for in the
words nearby too. The weights were learned from synthesized talk (`scripts/train_hesitations.py`).
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
from starclock.english.syllables import syllables
from starclock.intervals import Covered
from starclock.report import Finding, Measure
from starclock.settings import Settings
from starclock.speech import PHASES, Answer, Attempt, Hesitation, Interval, Ruling, Word
from starclock.writing.excerpts import excerpt

MEASURE, FINDING = "probable filled pauses", "filler"
SURE_ENOUGH = 0.12
"""Chance from which one is told: the least at which synthesized talk without any yields no more than one false alarm
in three minutes (docs/figures/sound.md). So low because only every fifth candidate was an "um" where it was learned."""
_PRINTED = 0.8
"""The same beside a recognizer that prints um and uh itself: what it left out is hardly one."""
_NEARBY = 0.25
"""Seconds around a hesitation in which its time may hide in a word."""
_WAVERING = 0.1
"""Seconds between the halves of one long "uh" that wavered."""
_PACES = (0.04, 0.09)
"""Seconds a letter: 250 down to 110 words a minute; a slower median means that hesitations fill the words."""
_TOGETHER = (
    ("free", "seconds"),
    ("free", "change"),
    ("free", "unclaimed"),
    ("free", "spare"),
    ("unclaimed", "seconds"),
    ("unclaimed", "change"),
)
_LETTERS_A_SYLLABLE = 3
_SHOWN = 12
"""Words of a cluster that are quoted."""
_SHORTEST = 10.0
"""Seconds of recording: a rate a minute means nothing below."""


def probable(attempt: Attempt) -> tuple[tuple[Hesitation, float], ...]:
    """Every hesitation that no printed "um" stands for, with its chance of being a filled pause, in time order.

    The speaker's own rulings win: chance 1 for a confirmed one, 0 for a rejected one.
    """
    if attempt.sound is None:
        return ()
    talk = Talk(attempt)
    found: list[tuple[Hesitation, float]] = []
    for hesitation in attempt.sound.hesitations:
        if any(filled_pause(word.text) for word in talk.near(hesitation)):
            continue
        ruling = ruling_on(attempt, hesitation)
        likely = float(ruling.accepted) if ruling else chance(hesitation, talk)
        if found and hesitation.start - found[-1][0].end < _WAVERING:
            # One long "uh" that wavered: the half that was ruled on stands for it, else the likelier.
            if not ruling_on(attempt, found[-1][0]) and (ruling or likely > found[-1][1]):
                found[-1] = (hesitation, likely)
            continue
        found.append((hesitation, likely))
    return tuple(found)


def least_chance(attempt: Attempt) -> float:
    """From which chance on one is told."""
    if attempt.verbatim:
        return _PRINTED
    return SURE_ENOUGH


def chance(hesitation: Hesitation, talk: Talk) -> float:
    """How likely it is a filled pause, 0..1, by its sound and the words around it."""
    weights = _weights()
    score = weights[""] + sum(weights[name] * value for name, value in describe(hesitation, talk).items())
    return 1 / (1 + math.exp(-_between(score, -30, 30)))


def describe(hesitation: Hesitation, talk: Talk) -> dict[str, float]:
    """What is weighed: its features kept within sensible ends, and how far the words leave its time free."""
    heard, free = hesitation.features, talk.free(hesitation)
    spare = talk.spare(hesitation) / hesitation.seconds
    told = {
        "seconds": min(hesitation.seconds, 0.6),
        "low": _between(-heard["pitch"], -3, 3),
        "slope": _between(abs(heard["slope"]), 0, 25) / 10,
        "change": _between(heard["change"], 0, 1.2),
        # Bright tells against one; dark tells nothing for it: an m, n or l is as dark.
        "bright": _between(heard["bright"], 0, 10) / 10,
        "before": min(heard["before"], 0.3) / 0.3,
        "after": min(heard["after"], 0.3) / 0.3,
        "free": free,
        "unclaimed": max(free, _between(spare, 0, 1)),
        "spare": _between(spare, -1, 3),
    }
    # What the sound must show depends on how much the words leave open.
    return told | {f"{a} x {b}": told[a] * told[b] for a, b in _TOGETHER}


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
        paces = sorted((self.sounded(word) / _letters(word), _letters(word)) for word in self._words)
        up_to = list(accumulate(letters for _, letters in paces))
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

    def free(self, hesitation: Hesitation) -> float:
        """Share of it that no word covers."""
        covered = sum(hesitation.overlap(word) for word in self.near(hesitation))
        return max(0.0, 1 - covered / hesitation.seconds)

    def spare(self, hesitation: Hesitation) -> float:
        """Seconds of voice around it beyond what the words there need at this speaker's pace."""
        words = self.near(hesitation)
        start = min([hesitation.start, *(word.start for word in words)])
        end = max([hesitation.end, *(word.end for word in words)])
        return self.sounded(Interval(start, end)) - self.pace * sum(_letters(word) for word in words)


def _letters(word: Word) -> float:
    """Length of a word in letters, of figures and initials ("19", "SRE") as read out; the shortest takes its time."""
    text = word.text.strip(".,?!;:\"'…")
    read_out = len(text) > 1 and (text.isupper() or not text.isalpha())
    return max(len(text), _LETTERS_A_SYLLABLE * syllables(text) if read_out else 0) + 1.5


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
    if attempt.sound is None:
        reason = "a transcript without its audio: filled pauses that were not written down cannot be heard"
        yield Measure(MEASURE, None, "", reason=reason)
        return
    counted = [hesitation for hesitation, likely in probable(attempt) if likely >= least_chance(attempt)]
    for hesitation in counted:
        settled = ruling_on(attempt, hesitation) is not None
        yield Finding(
            hesitation.start,
            hesitation.end,
            check=FINDING,
            text="um/uh" if settled else "um/uh?",
            message="A filled pause that the transcript left out"
            + (", as you confirmed." if settled else ": it sounds like one."),
            source="audio",
        )
    yield from _clusters(answer, counted, settings)
    yield Measure(MEASURE, float(len(counted)), "", spread=math.sqrt(len(counted)))
    for phase in PHASES:
        if answer.seconds_of(phase) >= _SHORTEST:
            own = sum(answer.phase_at(hesitation.start) == phase for hesitation in counted)
            yield Measure(MEASURE, float(own), "", phase=phase, spread=math.sqrt(own))


def _clusters(answer: Answer, heard: Sequence[Hesitation], settings: Settings) -> Iterator[Finding]:
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
        unsure = sum(isinstance(place, Hesitation) for place in run)
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
