#!/usr/bin/env python3
"""Precision and recall of fact drift on pairs of tellings written for this project.

    bench_drift.py [FILE...] [--details]      all of tests/data/fact_drift*.txt where none is given

The rules were made with the first file and mended with the second and third; none was mended for the unseen one.
A reported disagreement is right where its two values are a pair the file lists; each listed pair is found or
missed. A value is taken as printed, without "about" before it.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kit.places import ROOT
from kit.tables import Hits, table
from starclock.compare.threads import drift
from starclock.report import Said

PAIRS = ROOT / "tests" / "data" / "fact_drift.txt"


@dataclass(frozen=True)
class Pair:
    name: str
    tellings: tuple[tuple[Said, ...], tuple[Said, ...]]
    gold: tuple[tuple[str, str], ...]


def read_pairs(path: Path = PAIRS) -> Iterator[Pair]:
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    for block in re.split(r"\n\s*\n", "\n".join(lines).strip()):
        name, before, after, *gold = block.splitlines()
        told = tuple(tuple(part.strip() for part in line.removeprefix("- ").split("|")) for line in gold)
        yield Pair(name, (sentences_of(before), sentences_of(after)), told)  # type: ignore[arg-type]


def sentences_of(text: str) -> tuple[Said, ...]:
    return tuple(Said(float(i), i + 1.0, s) for i, s in enumerate(re.split(r"(?<=[.?!])\s+", text)))


def score(pair: Pair) -> tuple[list[tuple[str, str]], list[tuple[str, str]], list[tuple[str, str]]]:
    """Right, false and missed disagreements."""
    found = [(d.values[0] or "", d.values[1] or "") for d in drift(pair.tellings)]
    left = list(pair.gold)
    right: list[tuple[str, str]] = []
    false: list[tuple[str, str]] = []
    for values in found:
        hit = next((g for g in left if all(_same(a, b) for a, b in zip(g, values, strict=True))), None)
        (right if hit else false).append(values)
        if hit:
            left.remove(hit)
    return right, false, left


def _same(gold: str, shown: str) -> bool:
    return gold.lower() in shown.lower() or shown.lower() in gold.lower()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=sorted(PAIRS.parent.glob("fact_drift*.txt")))
    parser.add_argument("--details", action="store_true")
    options = parser.parse_args()
    rows = []
    for file in options.files:
        pairs = list(read_pairs(file))
        hits = Hits()
        for pair in pairs:
            right, false, missed = score(pair)
            hits.right, hits.found = hits.right + len(right), hits.found + len(right)
            hits.false, hits.missed = hits.false + len(false), hits.missed + len(missed)
            for what, values in (("false ", false), ("missed", missed)) if options.details else ():
                for before, after in values:
                    print(f"{what} {pair.name}: {before!r} | {after!r}", file=sys.stderr)
        rows.append([file.stem, len(pairs), hits.marks, f"{hits.precision:.2f}", f"{hits.recall:.2f}"])
    table("pairs | how many | disagreements | precision | recall", rows)


if __name__ == "__main__":
    main()
