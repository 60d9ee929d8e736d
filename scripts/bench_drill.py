#!/usr/bin/env python3
"""How well drills are told apart, and what the follow-up questions ask for.

    bench_drill.py [--sheet FILE]

Drills: the 60 of scripts/corpus/drills.jsonl, specific or thin; for each hand the number of parts from which a scene is
specific is chosen on the other hands. Follow-ups: what is asked first and second over the outside answers of
advice_dev.jsonl. `--sheet` writes the first three beside what two readers would ask, for a reader who judges by the
sheet alone whether the first asks for a gap that one of the two named.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

from kit.clock import timed
from kit.corpus import unmarked
from kit.places import ROOT, outside
from kit.tables import table
from starclock.checks.specificity import ENOUGH, PARTS, details
from starclock.pipeline import review
from starclock.practice.follow_ups import FollowUp, follow_ups
from starclock.segmentation import segment
from starclock.speech import Attempt

DRILLS = ROOT / "scripts" / "corpus" / "drills.jsonl"


def attempt(text: str, question: str | None = None) -> Attempt:
    """A text as if it had been spoken."""
    words = tuple(timed(text.split()))
    return Attempt("text", words[-1].end + 1.0, words, "transcript", question=question)


def drills() -> None:
    """Prints how well thin and specific drills are told apart, hand by hand."""
    hands: dict[str, list[tuple[bool, int]]] = defaultdict(list)
    for line in DRILLS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found = details(segment(replace(attempt(row["text"]), tags=("drill",)), ()))
        hands[row["hand"]].append((row["specific"], sum(each is not None for each in found.values())))
    rows, judged = [], list[tuple[bool, int]]()
    for hand, told in hands.items():
        others = [each for other, those in hands.items() if other != hand for each in those]
        least = max(range(1, len(PARTS) + 1), key=lambda k: (f1(others, k), k == ENOUGH))
        judged += [(specific, int(parts >= least)) for specific, parts in told]
        rows.append([hand, str(least), f"{f1(told, least):.2f}"])
    table("left-out hand | parts | F1", [*rows, ["all", "", f"{f1(judged, 1):.2f}"]])


def f1(rows: list[tuple[bool, int]], least: int) -> float:
    """F1 (0..1) of "specific" from `least` parts on."""
    right = sum(specific and parts >= least for specific, parts in rows)
    wrong = sum(specific != (parts >= least) for specific, parts in rows)
    return 2 * right / max(1, 2 * right + wrong)


def asked(sheet: Path | None) -> None:
    """Prints what is asked for, and writes the sheet."""
    readers: dict[str, list[dict[str, str]]] = defaultdict(list)
    for name in ("gold_A", "gold_B"):
        for line in outside("data", "advice_dev", f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            readers[row["id"]] += row["follow"]
    first, both, told = Counter[str](), Counter[str](), list[str]()
    for line in outside("data", "advice_dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = " ".join(unmarked(segment["text"]) for segment in row["segments"])
        made = follow_ups(review(attempt(text, row["question"])))
        first.update(each.gap for each in made[:1])
        both.update(each.gap for each in made[:2])
        told += _beside(row, made, readers[row["id"]])
    rows = [[gap, str(first[gap]), f"{count / both.total():.0%}"] for gap, count in both.most_common()]
    table("asked for | first | of the first two", rows)
    if sheet:
        sheet.write_text("\n".join(told), encoding="utf-8")


def _beside(row: dict[str, str], made: tuple[FollowUp, ...], readers: list[dict[str, str]]) -> list[str]:
    lines = [f"## {row['id']}  {row['question']}", *(f"- asked: {each.ask} ({each.quote})" for each in made[:3])]
    return [*lines, *(f"- a reader: {each['ask']} ({each['quote']})" for each in readers), ""]


def main() -> None:
    """Prints both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sheet", type=Path, help="write what is asked beside what two readers would ask")
    options = parser.parse_args()
    drills()
    asked(options.sheet)


if __name__ == "__main__":
    main()
