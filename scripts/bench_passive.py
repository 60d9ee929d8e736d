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
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from kit.clock import timed
from kit.places import outside
from kit.tables import Hits, table
from starclock.english import tokens, verb
from starclock.english.passives import passives

Spans = list[range]
"""The words of each find."""


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
    said = tokens(timed(words))
    return [range(said[p.first].word, said[p.last].word + 1) for p in passives(said)]


def by_expression(words: Sequence[str]) -> Spans:
    spoken = bare(words)
    return [
        range(i, i + 2)
        for i, (first, second) in enumerate(pairwise(spoken))
        if first in verb.BE | verb.GET and (second.endswith("ed") or second in IRREGULAR)
    ]


IRREGULAR = frozenset(
    form for form, readings in verb.table().irregular.items() if any(r.kind == "participle" for r in readings)
)


def score(samples: Sequence[Sample], find: Callable[[Sequence[str]], Spans], details: bool = False) -> Hits:
    """Precision, recall and F1."""
    hits = Hits()
    for sample in samples:
        false, missed = hits.add(find(sample.words), sample.gold)
        for what, places in (("false", false), ("missed", missed)) if details else ():
            for place in places:
                around = sample.words[max(0, place[0] - 5) : place[-1] + 5]
                print(what, "|", " ".join(around), "|", " ".join(sample.words[place[0] : place[-1] + 1]))
    return hits


def row(genre: str, samples: Sequence[Sample], details: bool) -> list[object]:
    """A row of the table."""
    plain, ours = score(samples, by_expression), score(samples, by_starclock, details)
    without = score(samples, lambda words: by_starclock(bare(words)))
    cells = (" / ".join(hits.figures()) for hits in (plain, ours))
    return [f"{genre} ({len(samples)})", ours.marks, *cells, f"{without.f1:.3f}"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="another file of the same form")
    parser.add_argument("--details", action="store_true")
    args = parser.parse_args()
    samples = read(args.data or outside("data", "passive_dev.jsonl"))
    rows = [row(genre, [s for s in samples if s.genre == genre], False) for genre in sorted({s.genre for s in samples})]
    rows.append(row("all", samples, args.details))
    table("sentences | passives | regular expression P / R / F1 | starclock P / R / F1 | no punctuation F1", rows)
    began = time.perf_counter()
    for sample in samples:
        by_starclock(sample.words)
    words = sum(len(s.words) for s in samples)
    print(f"\n{1e6 * (time.perf_counter() - began) / words:.0f} microseconds a word over {words} words")


if __name__ == "__main__":
    main()
