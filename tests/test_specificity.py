"""Thin and specific drills are told apart, on hands that the threshold was not chosen on."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from starclock.checks.specificity import ENOUGH, PARTS, details
from starclock.pipeline import review
from starclock.segmentation import segment
from test_follow_ups import attempt

DRILLS = Path(__file__).parents[1] / "scripts" / "corpus" / "drills.jsonl"


@pytest.fixture(scope="module")
def told() -> dict[str, list[tuple[bool, int]]]:
    """Hand -> whether each drill is specific, and how many parts are found in it."""
    hands = defaultdict(list)
    for line in DRILLS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found = details(segment(attempt(row["text"], None, "drill"), ()))
        hands[row["hand"]].append((row["specific"], sum(each is not None for each in found.values())))
    return hands


def f1(rows: list[tuple[bool, int]], least: int) -> float:
    right = sum(specific and parts >= least for specific, parts in rows)
    wrong = sum(specific != (parts >= least) for specific, parts in rows)
    return 2 * right / (2 * right + wrong)


def test_left_out_hands_are_told_apart(told: dict[str, list[tuple[bool, int]]]) -> None:
    assert sum(len(rows) for rows in told.values()) == 60 and len(told) == 6
    judged = []
    for hand, rows in told.items():
        others = [row for other, each in told.items() if other != hand for row in each]
        least = max(range(1, len(PARTS) + 1), key=lambda k: (f1(others, k), k == ENOUGH))
        judged += [(specific, int(parts >= least)) for specific, parts in rows]
    assert f1(judged, 1) >= 0.85


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("On the Tuesday before the launch the line was quiet.", "moment"),
        ("I told her that I would not sign it.", "decision"),
        ("Marta said that she would wait.", "person"),
        ("We lost 42 orders.", "number"),
    ],
)
def test_each_part_is_found_where_it_is_told(text: str, part: str) -> None:
    found = details(segment(attempt(text, None, "drill"), ()))[part]
    assert found is not None and found.strength and found.text in text


def test_it_is_measured_for_drills_alone() -> None:
    text = "On Monday at nine Marta said no. I showed her 42 orders. She signed that evening."
    drill, measure = (review(attempt(text, None, *tags)).measure("specificity") for tags in (("drill",), ()))
    assert drill is not None and (drill.value or 0) >= ENOUGH
    assert measure is not None and measure.value is None and measure.reason
