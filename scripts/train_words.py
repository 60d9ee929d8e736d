#!/usr/bin/env python3
"""Learns where a number counts as evidence, from our own marked answers (scripts/corpus/hand_?.jsonl).

    train_words.py [--hands abcdef] [--folder DIR]     writes src/starclock/checks/quantified.json
    train_words.py --check                             leaves one hand out at a time and prints P, R, F1

Logistic regression, L2, plain gradient steps; weights below 0.02 are not written.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter
from pathlib import Path

from bench_words import ROOT, Marked, read_corpus
from starclock.checks._lines import line_of
from starclock.checks._numbers import numbers
from starclock.checks.quantified import features

Sample = tuple[list[str], bool]


def samples(answer: Marked) -> list[Sample]:
    """Every number of an answer with its features and whether the hand marked it."""
    gold = {i for kind, a, b in answer.marks if kind == "m" for i in range(a, b + 1)}
    rows, base = [], 0
    for sentence in answer.sentences:
        line = line_of(sentence.words)
        for number in numbers(line.said):
            first, last = base + line.tokens[number.first][0].word, base + line.tokens[number.last][1].word
            wanted = bool(gold & set(range(first, last + 1)))
            names = list(features(sentence, line, number))
            # Once more without its phase: the other features must carry their own weight, phases may be wrong.
            rows += [(names, wanted), ([name for name in names if "phase" not in name], wanted)]
        base += len(sentence.words)
    return rows


def learn(rows: list[Sample], rounds: int = 30, rate: float = 0.08, decay: float = 4e-4) -> dict[str, float]:
    """Weights by AdaGrad on the logistic loss; features seen less than three times are left out."""
    seen = Counter(name for names, _ in rows for name in names)
    data = [([n for n in names if seen[n] >= 3] + [""], wanted) for names, wanted in rows]
    weight: dict[str, float] = dict.fromkeys([*seen, ""], 0.0)
    power: dict[str, float] = dict.fromkeys(weight, 1e-6)
    shuffle = random.Random(0)
    for _ in range(rounds):
        shuffle.shuffle(data)
        for names, wanted in data:
            score = sum(weight[n] for n in names)
            slip = 1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) - wanted
            for n in names:
                step = slip + decay * len(data) / seen.get(n, len(data)) * weight[n] * (n != "")
                power[n] += step * step
                weight[n] -= rate * step / math.sqrt(power[n])
    return {n: round(w, 3) for n, w in sorted(weight.items()) if abs(w) >= 0.02 or n == ""}


def judged(weight: dict[str, float], rows: list[Sample], at: float = 0.0) -> tuple[float, float, float]:
    """Precision, recall, F1 of the weights on rows."""
    count = Counter((sum(weight.get(n, 0.0) for n in [*names, ""]) > at, wanted) for names, wanted in rows)
    precision = count[True, True] / max(1, count[True, True] + count[True, False])
    recall = count[True, True] / max(1, count[True, True] + count[False, True])
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=ROOT / "scripts" / "corpus")
    parser.add_argument("--hands", default="abcdef")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    rows = {
        hand: [row for answer in read_corpus(options.folder, hand, False) for row in samples(answer)]
        for hand in options.hands
    }
    if options.check:
        for held in rows:
            weight = learn([row for hand in rows if hand != held for row in rows[hand]])
            print(held, *(f"{figure:.3f}" for figure in judged(weight, rows[held])), len(weight))
        return
    weight = learn([row for hand in rows for row in rows[hand]])
    target = ROOT / "src" / "starclock" / "checks" / "quantified.json"
    target.write_text(json.dumps(weight, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
