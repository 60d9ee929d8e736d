#!/usr/bin/env python3
"""How often "real change" is said of what did not change, and of what truly doubled.

    bench_noise.py [counts] [tellings] [phases] [--speakers 150] [--seed 7] [--found FILE]

counts    events that fall at random (Poisson) into answers of 1 to 5 minutes, like and unlike in length; also from
          which count on a doubling is found, and how much a trend over several attempts finds
tellings  simulated speakers who answer twice with true rates that stay the same, then once with one of them doubled:
          every telling takes new sentences from scripts/corpus, at the speaker's pace, with the speaker's pauses and
          fillers. Words last as long as their letters, give or take; sentences differ in tempo; see `Speaker`
phases    answers nobody trained on ($STARCLOCK_SHARED or ../shared beside the repository), whose authors wrote down
          which sentence belongs to which phase: two of them, one told at the pace at which a phase truly lasts as
          long as the other's, or twice as long. With --found (as kept by train_phases.py): answers of our own authors,
          each labelled by nets and an encoder that had not seen its author; needs what training needs

All of it goes through review and summarize, as the command does, and asks whether a change is more than chance
(`Change.lasting`); what was said this time is another question (`bench_takes.py`). One comparison is one measure of one
pair.
"""

from __future__ import annotations

import argparse
import math
import pickle
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kit.answers import Marked, marked, read_marked
from kit.clock import GAP, length
from kit.corpus import FOLDER, read
from kit.places import outside
from kit.tables import percent, table
from starclock.checks import all_checks
from starclock.compare import summarize
from starclock.compare.noise import changes
from starclock.intervals import merged
from starclock.pipeline import review
from starclock.report import Change, Finding, Report, Summary, Timing
from starclock.segmentation.timeline import phases_of
from starclock.speech import PHASES, Answer, Attempt, Correction, Interval, PhaseName, Sentence, Sound, Word

MINUTES = (1, 2, 3, 5)
SHARES = dict(zip(PHASES, (30 / 180, 15 / 180, 90 / 180, 45 / 180), strict=True))
_SECONDS = (*PHASES, "total", "time to first own action")
"""They truly differ between new tellings, for sentences are not cut to fit; see `phases`."""
CHECKED = [name for check in all_checks() for name in check.findings]


# Counts alone


def counted(count: int, minutes: float) -> Summary:
    """An answer of which nothing is known but its length and how many hedges it has."""
    words = (Word(0.0, 0.2, "so"), Word(minutes * 60 - 0.2, minutes * 60, "it."))
    answer = Answer(Attempt("a", minutes * 60, words, "whisper"))
    findings = tuple(Finding(0.1, 0.2, "hedge", "maybe", "a hedge") for _ in range(count))
    return summarize(Report(answer, (Timing("total", minutes * 60, 180, "short"),), findings), ["hedge"])


def poisson(random_: random.Random, mean: float) -> int:
    """Events of a process in one unit of time, whose mean number is `mean`."""
    count, at = 0, random_.expovariate(1.0)
    while at < mean:
        count, at = count + 1, at + random_.expovariate(1.0)
    return count


def change(summaries: Sequence[Summary]) -> Change:
    return next(c for c in changes(summaries) if c.name == "hedge")


def counts(random_: random.Random, runs: int) -> None:
    def claimed(rate: float, before: float, after: float, times: float) -> float:
        pairs = ((poisson(random_, rate * before), poisson(random_, times * rate * after)) for _ in range(runs))
        return sum(bool(change([counted(a, before), counted(b, after)]).lasting) for a, b in pairs) / runs

    lengths = ((1, 1), (1, 3), (2, 2), (3, 3), (3, 5), (5, 5), (2, 8))
    table(
        " | ".join(["true rate", *(f"{a} against {b} min" for a, b in lengths)]),
        ([f"{r:g}/min", *(percent(claimed(r, a, b, 1)) for a, b in lengths)] for r in (0.5, 1, 2, 5, 10)),
        f"Events counted, true rate unchanged: changes claimed of {runs:,} pairs",
    )
    table(
        " | ".join(["true rate", *(f"{n} min" for n in MINUTES)]),
        (
            [f"{r:g}/min, then {2 * r:g}", *(percent(claimed(r, n, n, 2)) for n in MINUTES)]
            for r in (0.5, 1, 2, 5, 10, 20)
        ),
        "Events counted, true rate doubled: changes found",
    )
    steps = range(20, 61, 2)
    least = next((n for n in steps if claimed(n / 3, 3, 3, 2) >= 0.9), None)
    print(f"\nA doubling is found in 90 % of pairs from about {least} events in the first attempt on.")

    rows = []
    for rate in (1, 2, 5, 10):
        cells = []
        for attempts in (4, 8):
            told = dict.fromkeys((1, 2), 0)
            for times in told:
                for _ in range(runs):
                    rates = [rate] * (attempts // 2) + [rate * times] * (attempts // 2)
                    trend = change([counted(poisson(random_, r * 3), 3) for r in rates]).trend
                    told[times] += trend in ("up", "down")
            cells += [percent(told[times] / runs) for times in told]
        rows.append([f"{rate:g}/min", *cells])
    table(
        " | ".join(["true rate", *(f"{n} attempts, unchanged | doubled at half time" for n in (4, 8))]),
        rows,
        "Over several attempts of 3 minutes: a trend (later half against earlier half)",
    )


# Whole tellings


@dataclass(frozen=True)
class Speaker:
    """What stays the same from telling to telling.

    pace : seconds of a word, as a multiple of those of kit/clock.py
    fillers : "um" a minute
    pauses : silences inside sentences, for each word
    pause : their middle length, seconds; after sentences half as long again
    kinds : how many times as likely a sentence with a mark of this kind is drawn
    """

    pace: float = 1.0
    fillers: float = 5.0
    pauses: float = 0.06
    pause: float = 0.45
    kinds: Mapping[str, float] | None = None

    @classmethod
    def any(cls, random_: random.Random) -> Speaker:
        pace, fillers = random_.lognormvariate(0, 0.15), 5 * random_.lognormvariate(0, 0.5)
        return cls(pace, fillers, 0.06 * random_.lognormvariate(0, 0.3), 0.45 * random_.lognormvariate(0, 0.2))


WORD, TEMPO, SILENCE = 0.3, 0.12, 0.5
"""By how much (standard deviation of the logarithm) words, whole sentences and pauses differ in length. Tempo of
stretches of talk: about an eighth from one to the next within a speaker (Quene 2008; Jacewicz 2010)."""
Line = tuple[tuple[str, ...], frozenset[str]]
"""The words of a sentence, fillers left out, and the kinds of its marks."""


@cache
def lines() -> dict[PhaseName, list[Line]]:
    pool: dict[PhaseName, list[Line]] = defaultdict(list)
    for answer in read_marked("abcdef"):
        for sentence, marks in _sentences(answer):
            if sentence and marks[0]:
                pool[marks[0]].append((sentence, marks[1]))
    return pool


def _sentences(answer: Marked) -> Iterable[tuple[tuple[str, ...], tuple[PhaseName | None, frozenset[str]]]]:
    kinds = {i: mark.letter for mark in answer.marks for i in range(mark.first, mark.last + 1)}
    at = 0
    for sentence in answer.sentences:
        span = range(at, at := at + len(sentence.words))
        kept = tuple(answer.attempt.words[i].text for i in span if kinds.get(i) != "f")
        yield kept, (sentence.phase, frozenset(kinds[i] for i in span if i in kinds))


def told_anew(random_: random.Random, speaker: Speaker, minutes: float) -> Attempt:
    """New sentences of every phase, up to its share of the minutes."""
    chosen: list[tuple[str, ...]] = []
    for phase, share in SHARES.items():
        pool = lines()[phase]
        weights = [math.prod((speaker.kinds or {}).get(kind, 1.0) for kind in marks) for _, marks in pool]
        left = share * minutes * 60
        for words, _ in random_.choices(pool, weights, k=200):
            seconds = _length(words, speaker)
            if left < seconds / 2:
                break
            chosen.append(words)
            left -= seconds
    return spoken(random_, speaker, chosen)


def _length(words: Sequence[str], speaker: Speaker) -> float:
    inside = len(words) * speaker.pauses * speaker.pause
    return speaker.pace * sum(length(w) + GAP for w in words) + inside + 1.5 * speaker.pause


def spoken(random_: random.Random, speaker: Speaker, sentences: Iterable[Sequence[str]]) -> Attempt:
    """Words on the clock, and the voice that goes with them."""
    words: list[Word] = []
    speech: list[Interval] = []
    at = begun = 0.5
    until_filler = random_.expovariate(speaker.fillers / 60)

    def say(text: str, seconds: float) -> None:
        nonlocal at, until_filler
        words.append(Word(round(at, 3), round(at + seconds, 3), text, 0.9))
        at += seconds + GAP
        until_filler -= seconds + GAP

    def rest(middle: float) -> None:
        nonlocal at, begun, until_filler
        seconds = middle * random_.lognormvariate(0, SILENCE)
        speech.append(Interval(begun, words[-1].end))
        at += seconds
        until_filler -= seconds
        begun = at

    for sentence in sentences:
        tempo = speaker.pace * random_.lognormvariate(0, TEMPO)
        for n, text in enumerate(sentence):
            if n and random_.random() < speaker.pauses:
                rest(speaker.pause)
            if until_filler < 0:
                say("um,", 0.35)
                until_filler += random_.expovariate(speaker.fillers / 60)
            say(text, tempo * length(text) * random_.lognormvariate(-(WORD**2) / 2, WORD))
        rest(1.5 * speaker.pause)
    voice = [Interval(s.start, s.end) for s in speech if s.end > s.start]
    sound = Sound(speech=merged(voice, 0.15), noise_db=-60, speech_db=-22, clipped=0.0)
    return Attempt("a", at, tuple(words), "simulated", verbatim=True, sound=sound)


def doubled(speaker: Speaker) -> dict[str, tuple[Speaker, str]]:
    """What is doubled -> the speaker who does so, and the measure that should tell."""
    cases = {
        "fillers": (replace(speaker, fillers=2 * speaker.fillers), "fillers"),
        "pace": (replace(speaker, pace=speaker.pace / 2, pause=speaker.pause / 2), "speech rate"),
        "pause length": (replace(speaker, pause=2 * speaker.pause), "mean pause"),
    }
    for mark, name in (("p", "passive"), ("h", "hedge"), ("w", "team-subject")):
        cases[name] = (replace(speaker, kinds={mark: _weight(mark)}), name)
    return cases


@cache
def _weight(mark: str) -> float:
    """The weight of marked sentences with which a telling has twice as many of them to the minute."""
    pools = [(share, lines()[phase]) for phase, share in SHARES.items()]

    def rate(weight: float) -> float:
        found = 0.0
        for share, pool in pools:
            weights = [weight if mark in marks else 1.0 for _, marks in pool]
            spent = sum(w * _length(words, Speaker()) for w, (words, _) in zip(weights, pool, strict=True))
            found += share * sum(w for w in weights if w != 1.0) / spent
        return found

    once, low, high = rate(1.0 + 1e-9), 1.0, 100.0
    while high - low > 0.01:
        middle = (low + high) / 2
        low, high = (middle, high) if rate(middle) < 2 * once else (low, middle)
    return low


def summary(attempt: Attempt) -> Summary:
    return summarize(review(attempt), CHECKED)


Claims = dict[str, dict[int, list[bool]]]
"""Of what -> minutes -> whether a change was claimed, for each comparison."""


def tellings(random_: random.Random, speakers: int) -> None:
    said, found = claims(random_, speakers)
    show_claims(said, found, speakers)


def claims(random_: random.Random, speakers: int) -> tuple[Claims, Claims]:
    """Of measures that did not change, and of what was doubled."""
    said: Claims = defaultdict(lambda: defaultdict(list))
    found: Claims = defaultdict(lambda: defaultdict(list))
    for minutes in MINUTES:
        for _ in range(speakers):
            speaker = Speaker.any(random_)
            before, again = (summary(told_anew(random_, speaker, minutes)) for _ in range(2))
            for c in changes([before, again]):
                if c.lasting is not None and (c.before or c.after) and c.name not in _SECONDS:
                    said[family(c)][minutes].append(c.lasting)
            for what, (other, name) in doubled(speaker).items():
                after = summary(told_anew(random_, other, minutes))
                c = next(c for c in changes([before, after]) if c.name == name and c.phase is None)
                found[what][minutes].append(bool(c.lasting) and c.after is not None)
    return said, found


def show_claims(said: Claims, found: Claims, speakers: int) -> None:
    _by_minutes("measure", said, f"New tellings, nothing changed: changes claimed, {speakers} speakers for each length")
    _by_minutes("doubled", found, "One thing doubled: changes found")


def family(c: Change) -> str:
    return f"{c.name}, by phase" if c.phase else c.name


# Phases


@dataclass(frozen=True)
class Gold:
    """An answer nobody trained on, with the seconds that its author gave each phase."""

    answer: Marked
    seconds: Mapping[PhaseName, float]

    def at(self, pace: float, by_speaker: bool) -> Summary:
        """Told `pace` times as slowly; `by_speaker`: its author set the boundaries with `starclock phases`."""
        attempt = self.answer.attempt
        words = tuple(replace(w, start=w.start * pace, end=w.end * pace) for w in attempt.words)
        told = phases_of(self.answer.sentences)
        set_ = tuple(Correction(p.start * pace, p.end * pace, p.phase) for p in told) if by_speaker else ()
        return summary(replace(attempt, words=words, seconds=attempt.seconds * pace, corrections=set_))


BUCKETS = ((8, 20), (20, 40), (40, 80))


def phases(random_: random.Random, runs: int, found: Path | None = None) -> None:
    """Two different answers, one told at the pace at which its phase is truly as long as the other's, or twice."""
    strangers = (outside("data", name) for name in ("spoken_dev.jsonl", "star_written_dev.jsonl"))
    every = random_.sample(list(golds_of(*left_out(found))), 400) if found else list(golds_of(*strangers))
    rows = []
    for by_speaker in (False,) if found else (False, True):
        for low, high in BUCKETS:
            claims: dict[int, list[bool]] = {1: [], 2: []}
            for times in claims:
                fitting = list(pairs(every, times, low, high))
                for a, b, pace, phase in random_.sample(fitting, min(len(fitting), runs)):
                    both = [a.at(1.0, by_speaker), b.at(pace, by_speaker)]
                    c = next(c for c in changes(both) if c.name == phase and c.phase is None)
                    claims[times].append(bool(c.lasting))
            told = (percent(_share(claims[times])) for times in (1, 2))
            who = "set by the speaker" if by_speaker else "found"
            rows.append([f"{low}-{high} s", who, *told, " + ".join(str(len(cell)) for cell in claims.values())])
    table(
        "truly, in the shorter one | boundaries | unchanged: claimed | doubled: found | comparisons",
        rows,
        f"Seconds of a phase, {len(every)} answers nobody trained on, each against others",
    )


def left_out(found: Path) -> list[Path]:
    """Our own authors. From here on a sentence has the chances that were found without its author."""
    import train_phases
    from starclock import segmentation

    kept = pickle.loads(found.read_bytes())[1]
    fit = train_phases.calibration_of(kept)
    chances = {}
    for answer, models in zip(*kept["clean"], strict=True):
        rows = np.repeat(fit.labels(models), list(map(len, answer.sentences)), axis=0)
        chances[" ".join(map(" ".join, answer.sentences))] = rows

    def label_chances(sentences: Sequence[Sentence], *_: object) -> NDArray[np.float32]:
        texts = [" ".join(word.text for word in sentence.words) for sentence in sentences]
        ends = np.cumsum([len(sentence.words) for sentence in sentences])[:-1]
        return np.array([rows.mean(axis=0) for rows in np.split(chances[" ".join(texts)], ends)])

    segmentation.label_chances = label_chances  # type: ignore[attr-defined,assignment]
    return sorted(FOLDER.glob("author_?.jsonl"))


def golds_of(*files: Path) -> Iterable[Gold]:
    for path in files:
        for answer in map(marked, read(path)):
            yield Gold(answer, {phase: answer.answer.seconds_of(phase) for phase in PHASES})


def pairs(
    every: Sequence[Gold], times: float, low: float, high: float
) -> Iterable[tuple[Gold, Gold, float, PhaseName]]:
    """Those that a pace somebody could speak at makes truly alike, or `times` as long."""
    for phase in PHASES:
        for a in every:
            for b in every:
                if a is b or not low <= a.seconds[phase] < high or not b.seconds[phase]:
                    continue
                pace = times * a.seconds[phase] / b.seconds[phase]
                if 0.75 <= pace <= 1.33:
                    yield a, b, pace, phase


def _by_minutes(what: str, claims: Mapping[str, Mapping[int, Sequence[bool]]], title: str) -> None:
    """A row for each measure with at least 50 comparisons, the most often claimed first, and one for all of them."""
    every: dict[int, list[bool]] = {n: [c for of in claims.values() for c in of.get(n, ())] for n in MINUTES}
    ranked = sorted(claims.items(), key=lambda row: -_share(_flat(row[1])))
    rows = [*((name, cells) for name, cells in ranked if len(_flat(cells)) >= 50), ("all", every)]

    def cells_of(name: str, cells: Mapping[int, Sequence[bool]]) -> list[object]:
        of_all = _flat(cells)
        return [name, *(percent(_share(some)) for some in (*(cells.get(n, ()) for n in MINUTES), of_all)), len(of_all)]

    head = " | ".join([what, *(f"{n} min" for n in MINUTES), "all", "comparisons"])
    table(head, (cells_of(*row) for row in rows), title)


def _flat(cells: Mapping[int, Sequence[bool]]) -> list[bool]:
    return [claim for cell in cells.values() for claim in cell]


def _share(claims: Sequence[bool]) -> float:
    return sum(claims) / len(claims) if claims else math.nan


def main() -> None:
    parts = {"counts": 2000, "tellings": 150, "phases": 150}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[[], *parts], metavar="PART", help=", ".join(parts))
    parser.add_argument("--speakers", type=int, help="simulated speakers for each length; pairs, for counts")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--found", type=Path, help="for phases: our own authors, each left out")
    options = parser.parse_args()
    for part in options.parts or parts:
        runs, random_ = options.speakers or parts[part], random.Random(options.seed)
        if part == "phases":
            phases(random_, runs, options.found)
        else:
            {"counts": counts, "tellings": tellings}[part](random_, runs)


if __name__ == "__main__":
    main()
