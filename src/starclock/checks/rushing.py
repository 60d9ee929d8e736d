"""Rushing: stretches much faster than this speaker's own median, and where they are.

Syllables per second of talk (pauses left out) in every window of a few seconds, each against the median of all.
A person's own pace is the measure: nobody is told to talk like somebody else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from starclock.checks import Check
from starclock.checks._runs import runs
from starclock.english.syllables import syllables
from starclock.intervals import Covered, Interval, merged
from starclock.report import Finding, Measure
from starclock.settings import Settings
from starclock.speech import Answer
from starclock.writing.excerpts import excerpt

_WINDOW = 6.0
"""Seconds of talk: shorter, and a few long words already look like rushing."""
_WINDOWS = 10
"""Fewer windows have no median worth the name."""
_MOST = 3
_SHOWN = 14


def _run(answer: Answer, settings: Settings) -> Iterator[Finding | Measure]:
    band = settings.band("rushing")
    talk = Covered(runs(answer, settings.band("pause").low or 0.0))
    windows = _windows(answer, talk)
    if len(windows) < _WINDOWS:
        yield Measure("fastest stretch", None, band.unit, band.target, reason="too short to know your usual pace")
        return
    usual = median(rate for _, rate in windows) or 1.0
    at, fastest = max(windows, key=lambda window: window[1])
    yield Measure("fastest stretch", fastest / usual, band.unit, band.target, at=at)
    limit = band.high if band.high is not None else float("inf")
    hurried = _merged([(at, rate / usual) for at, rate in windows if rate > limit * usual])
    for around, times in sorted(hurried, key=lambda stretch: -stretch[1])[:_MOST]:
        at = _fast_part(answer, talk, around, limit * usual)
        yield Finding(
            at.start,
            at.end,
            "rushing",
            _quote(answer, at),
            f"{100 * (times - 1):.0f} % faster than your own usual pace for {at.seconds:.0f} s.",
            advice="Say this part again with a full stop after every fact.",
        )


def _windows(answer: Answer, talk: Covered) -> list[tuple[Interval, float]]:
    """Every run of words that holds just `_WINDOW` seconds of talk, with its syllables a second."""
    words, counts = answer.words, [syllables(word.text) for word in answer.words]
    found, last, said = [], 0, 0
    for first, word in enumerate(words):
        while last < len(words) and talk.within(word.start, words[last].end) < _WINDOW:
            said += counts[last]
            last += 1
        if last == len(words):
            break
        # The word that fills the window counts too.
        end = max(word.start, words[last].end)
        found.append((Interval(word.start, end), (said + counts[last]) / talk.within(word.start, end)))
        said -= counts[first] if last > first else 0
        last = max(last, first + 1)
    return found


def _merged(windows: Sequence[tuple[Interval, float]]) -> list[tuple[Interval, float]]:
    """Windows that overlap become one stretch, as fast as the fastest of them."""
    return [
        (whole, max(times for at, times in windows if whole.contains(at.middle)))
        for whole in merged(at for at, _ in windows)
    ]


def _fast_part(answer: Answer, talk: Covered, around: Interval, limit: float) -> Interval:
    """The words that gain most on `limit` syllables a second: windows reach into the even talk on both sides."""
    words = answer.words_in(around)
    best, gained, first, most = around, 0.0, 0, 0.0
    for i, word in enumerate(words):
        if gained <= 0:
            first, gained = i, 0.0
        until = words[i + 1].start if i + 1 < len(words) else word.end
        gained += syllables(word.text) - limit * talk.within(word.start, max(word.start, until))
        if gained > most:
            best, most = Interval(words[first].start, max(words[first].start, word.end)), gained
    return best


def _quote(answer: Answer, at: Interval) -> str:
    return excerpt((word.text for word in answer.words_in(at)), _SHOWN)


# Read at so many letters a second, words with more syllables than letters' worth of time are fast ones.
_EVEN = " ".join(["The team had built the plan and then the client changed the dates for both of the shops."] * 5)
_LIGHT = " ".join(["an idea of a radio area in a video era"] * 5)

CHECK = Check(
    about="stretches more than a quarter faster than your own median pace, and where",
    source="relative to the speaker, never absolute; a change of 5 % can just be heard (Quene 2007)",
    run=_run,
    findings=("rushing",),
    measures=("fastest stretch",),
    examples={_EVEN: 0, f"{_EVEN} {_LIGHT} {_EVEN}": 1},
)
