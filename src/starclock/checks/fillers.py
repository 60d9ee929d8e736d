"""Fillers in the transcript: um and uh, and words that carry nothing where they stand.

Which "like" is a verb and which is empty is decided in `english/fillers.py`; which of them count is the user's
own list. What the recognizer never printed is heard in `filled_pauses.py` instead and counted apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from starclock.checks import Check
from starclock.checks._rates import per_minute
from starclock.english.fillers import PHRASES, Filler, find_fillers
from starclock.english.hesitations import FILLED_PAUSES
from starclock.report import Finding, Measure
from starclock.settings import Settings
from starclock.speech import Answer, Attempt, Interval
from starclock.writing.excerpts import excerpt

_CLUSTER = 3
"""Fillers; the band "fillers in a row" says in how many seconds they make a cluster."""
_SHOWN = 14
"""Words of a cluster that are quoted."""


def listed(choice: tuple[str, ...] | None) -> tuple[str, ...]:
    """The phrases that count: the default list, or the user's own, or the default with "+these" and "-those".

    >>> listed(("um", "uh"))
    ('um', 'uh')
    >>> "like" in listed(("-like", "+so to speak")), "so to speak" in listed(("-like", "+so to speak"))
    (False, True)
    """
    if choice is None:
        return PHRASES
    if not choice or not all(entry.startswith(("+", "-")) for entry in choice):
        return tuple(entry.lower() for entry in choice)
    gone = {entry[1:].strip().lower() for entry in choice if entry.startswith("-")}
    added = [entry[1:].strip().lower() for entry in choice if entry.startswith("+")]
    return (*(phrase for phrase in PHRASES if phrase not in gone), *added)


def unlisted(choice: tuple[str, ...] | None) -> tuple[str, ...]:
    """What the user takes off the default list though it is not on it.

    >>> unlisted(("-like", "-nosuch")), unlisted(None)
    (('nosuch',), ())
    """
    gone = [entry[1:].strip().lower() for entry in choice or () if entry.startswith("-")]
    return tuple(phrase for phrase in gone if phrase not in PHRASES)


def _run(answer: Answer, settings: Settings) -> Iterator[Finding | Measure]:
    phrases = listed(settings.fillers)
    if not phrases:
        yield Measure("fillers", None, "/min", reason="switched off in your settings: the list of fillers is empty")
        return
    counted = [(filler, place) for filler, place in _placed(answer, phrases) if not _rejected(answer.attempt, place)]
    for filler, place in counted:
        text = _quote(answer, filler.first, filler.last)
        yield Finding(place.start, place.end, "filler", text, _message(filler, text))
    yield from _clusters(answer, counted, settings)
    yield from _rates(answer, counted, settings)


def _placed(answer: Answer, phrases: Sequence[str]) -> Iterator[tuple[Filler, Interval]]:
    words = answer.words
    opening = next((s.start for s in answer.sentences if s.phase is not None), 0.0)
    story = sum(word.start < opening for word in words)
    for filler in find_fillers(words, phrases, story):
        spoken = words[filler.first : filler.last + 1]
        yield filler, Interval(spoken[0].start, max(word.end for word in spoken))


def _rejected(attempt: Attempt, place: Interval) -> bool:
    """Whether the speaker said that this is none. The last word on it counts."""
    rulings = [r for r in attempt.rulings if r.check == CHECK.name and r.contains(place.middle)]
    return bool(rulings) and not rulings[-1].accepted


def _message(filler: Filler, text: str) -> str:
    return f'"{text}" fills a pause.' if filler.phrase in FILLED_PAUSES else f'"{text}" carries nothing here.'


def _quote(answer: Answer, first: int, last: int) -> str:
    return excerpt((word.text for word in answer.words[first : last + 1]), _SHOWN).strip(' ,.;:?!"“”()–—-')


def cluster_seconds(settings: Settings) -> float:
    """Seconds within which three fillers are a cluster; a band of older settings holds them as its lower end."""
    band = settings.band("fillers in a row")
    return band.high if band.high is not None else band.low or 0.0


def _clusters(
    answer: Answer, counted: Sequence[tuple[Filler, Interval]], settings: Settings
) -> Iterator[Finding | Measure]:
    """Runs in which any three fillers in a row lie within the seconds of the band."""
    within = cluster_seconds(settings)
    runs: list[list[int]] = []
    for i in range(len(counted) - _CLUSTER + 1):
        last = i + _CLUSTER - 1
        if counted[last][1].end - counted[i][1].start > within:
            continue
        if runs and runs[-1][1] >= i:
            runs[-1][1] = last
        else:
            runs.append([i, last])
    for first, last in runs:
        start, end = counted[first][1].start, counted[last][1].end
        yield Finding(
            start,
            end,
            "filler-cluster",
            _quote(answer, counted[first][0].first, counted[last][0].last),
            f"{last - first + 1} fillers in {end - start:.0f} s: a listener starts to hear them instead of the story.",
            advice="Stop before this sentence, breathe, then say it in one go: a silent second costs nothing.",
        )


def _rates(answer: Answer, counted: Sequence[tuple[Filler, Interval]], settings: Settings) -> Iterator[Measure]:
    """Only what is printed can be counted: where um and uh are left out, the number says so and is never a bare 0."""
    attempt, band = answer.attempt, settings.band("fillers")
    printed = attempt.verbatim or attempt.recognizer == "transcript"
    unit = "/min" if printed else "transcribed/min"
    if not printed and not counted:
        reason = f"none transcribed, but {attempt.recognizer} leaves most um and uh out; see the probable filled pauses"
        yield Measure("fillers", None, unit, band.target, reason=reason)
        return
    yield from per_minute("fillers", [place.start for _, place in counted], answer, unit, band.target, _advice(counted))


def _advice(counted: Sequence[tuple[Filler, Interval]]) -> str | None:
    if not counted:
        return None
    [(phrase, times)] = Counter(filler.phrase for filler, _ in counted).most_common(1)
    return f'Close your mouth where a filler wants to come. Start with "{phrase}": {times} of {len(counted)}.'


CHECK = Check(
    about="um and uh, and like, you know, so, ... where they carry nothing; clusters of them",
    source="5 a minute do no harm, 12 do; clusters matter (Laske & DiGennaro Reed 2024, doi 10.1002/jaba.1093)",
    run=_run,
    findings=("filler", "filler-cluster"),
    measures=("fillers",),
    examples={
        "So, um, it was, like, nine percent, you know.": 4,
        "I like Go, and I would like to know what kind of queue you like.": 0,
        "Right after lunch I asked, do you know why? So that she could answer well.": 0,
        "And it, uh, it basically just stopped, I mean, completely.": 3,
    },
)
