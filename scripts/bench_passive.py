#!/usr/bin/env python3
"""Passives: starclock beside a plain regular expression, by genre, with and without punctuation.

    bench_passive.py             a table on the development sentences (UD English EWT; measured, never trained on)
    bench_passive.py --details   every miss and false alarm of starclock as well

The expression is what write-good and its kin do: a form of be or get, then a word in -ed or an irregular participle.
A finding is right where it covers a word of a gold mark; a mark is found where a finding covers one of its words
(the rule of the shared score.py). Sentences come from $STARCLOCK_SHARED or ../shared beside the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from starclock.english import tokens, verb
from starclock.english.passives import passives
from starclock.speech import Word

SHARED = Path(os.environ.get("STARCLOCK_SHARED", Path(__file__).resolve().parents[2] / "shared"))
Spans = list[tuple[int, int]]
"""First and last word of each find."""


@dataclass(frozen=True)
class Sample:
    genre: str
    words: tuple[str, ...]
    gold: tuple[range, ...]


def read(path: Path) -> list[Sample]:
    samples = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        places = [(m.start(), m.end()) for m in re.finditer(r"\S+", row["text"])]
        gold = []
        for start, end in row["passive"]:
            touched = [i for i, (a, b) in enumerate(places) if a < end and start < b]
            gold.append(range(touched[0], touched[-1] + 1))
        samples.append(Sample(row["genre"], tuple(row["text"].split()), tuple(gold)))
    return samples


def bare(words: Sequence[str]) -> tuple[str, ...]:
    """As a recognizer without punctuation prints them; a mark on its own stays, so that places keep."""
    return tuple(re.sub(r"^[^\w$']+|[^\w%']+$", "", word).lower() or word for word in words)


def by_starclock(words: Sequence[str]) -> Spans:
    said = tokens([Word(0.4 * i, 0.4 * i + 0.3, word) for i, word in enumerate(words)])
    return [(said[p.first].word, said[p.last].word) for p in passives(said)]


def by_expression(words: Sequence[str]) -> Spans:
    spoken = bare(words)
    return [
        (i, i + 1)
        for i, (first, second) in enumerate(pairwise(spoken))
        if first in verb.BE | verb.GET and (second.endswith("ed") or second in IRREGULAR)
    ]


IRREGULAR = frozenset(
    form for form, readings in verb.table().irregular.items() if any(r.kind == "participle" for r in readings)
)


def score(samples: Sequence[Sample], find: Callable[[Sequence[str]], Spans], details: bool = False) -> list[float]:
    """Precision, recall and F1."""
    found = right = marks = hit = 0
    for sample in samples:
        spans = find(sample.words)
        gold = {i for mark in sample.gold for i in mark}
        covered = {i for a, b in spans for i in range(a, b + 1)}
        found, marks = found + len(spans), marks + len(sample.gold)
        right += sum(bool(gold & set(range(a, b + 1))) for a, b in spans)
        hit += sum(bool(covered & set(mark)) for mark in sample.gold)
        if details:
            shown = [("false", a, b) for a, b in spans if not gold & set(range(a, b + 1))]
            shown += [("missed", mark[0], mark[-1]) for mark in sample.gold if not covered & set(mark)]
            for what, a, b in shown:
                print(what, "|", " ".join(sample.words[max(0, a - 5) : b + 5]), "|", " ".join(sample.words[a : b + 1]))
    precision, recall = right / max(found, 1), hit / max(marks, 1)
    return [precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=SHARED / "data" / "passive_dev.jsonl")
    parser.add_argument("--details", action="store_true")
    args = parser.parse_args()
    samples = read(args.data)
    print("| sentences | passives | regular expression P / R / F1 | starclock P / R / F1 | no punctuation F1 |")
    print("|---|---|---|---|---|")
    for genre in [*sorted({sample.genre for sample in samples}), "all"]:
        some = [s for s in samples if genre in (s.genre, "all")]
        plain, ours = score(some, by_expression), score(some, by_starclock, args.details and genre == "all")
        without = score(some, lambda words: by_starclock(bare(words)))
        marks = sum(len(s.gold) for s in some)
        columns = [" / ".join(f"{figure:.3f}" for figure in figures) for figures in (plain, ours)]
        print(f"| {genre} ({len(some)}) | {marks} | {columns[0]} | {columns[1]} | {without[2]:.3f} |")
    began = time.perf_counter()
    for sample in samples:
        by_starclock(sample.words)
    words = sum(len(s.words) for s in samples)
    print(f"\n{1e6 * (time.perf_counter() - began) / words:.0f} microseconds a word over {words} words")


if __name__ == "__main__":
    main()
