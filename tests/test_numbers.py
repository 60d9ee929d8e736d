"""Numbers as Whisper prints them and as people say them: value, kind and unit."""

from __future__ import annotations

import pytest

from starclock.compare.facts import facts_of
from starclock.english import tokens
from starclock.english.numbers import numbers
from starclock.report import Said
from starclock.speech import Word


def read(text: str) -> list[tuple[str, float]]:
    said = tuple(t.text for t in tokens([Word(i, i + 1, word) for i, word in enumerate(text.split())]))
    return [(n.kind, n.value) for n in numbers(said)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("at that point three of us left", "count", 3),
        ("$1.2 million,", "money", 1.2e6),
        ("$1.2M", "money", 1.2e6),
        ("$40K a month", "money", 40_000),
        ("$2-3 million", "money", 3e6),
        ("$3-million", "money", 3e6),
        ("US$40", "money", 40),
        ("40,000€", "money", 40_000),
        ("pound 3.1 million", "money", 3.1e6),
        ("nineteen dollars and ninety-nine cents", "money", 19.99),
        ("fell to point three percent", "percent", 0.3),
        ("two-thirds of them", "share", 2 / 3),
        ("40 grand", "money", 40_000),
        ("half a million dollars", "money", 500_000),
        ("80 %", "percent", 80),
        ("80 per cent", "percent", 80),
        ("from 0.2% to 0.05%", "percent", 0.05),
        ("10-15%", "percent", 15),
        ("-5%", "percent", 5),
        ("25 basis points", "percent", 0.25),
        ("ninety-nine point nine five percent", "percent", 99.95),
        ("zero point zero five percent", "percent", 0.05),
        ("300ms", "time", 300),
        ("0.8 s.", "time", 0.8),
        (".5 seconds", "time", 0.5),
        ("a 5-minute wait", "time", 5),
        ("a five-minute wait", "time", 5),
        ("3 to 4 weeks", "time", 4),
        ("two or three days", "time", 3),
        ("2.5–3 seconds", "time", 3),
        ("3½ hours", "time", 3.5),
        ("two and a half hours", "time", 2.5),
        ("1,200 customers", "count", 1200),
        ("100+ users", "count", 100),
        ("a 40-person team", "count", 40),
        ("one million two hundred fifty thousand", "count", 1_250_000),
        ("a million and a half", "count", 1.5e6),
        ("three hundred and forty families", "count", 340),
        ("twenty nineteen", "count", 2019),
        ("2.5x faster", "times", 2.5),
        ("three-fold", "times", 3),
        ("1/3 of them", "share", 1 / 3),
        ("½ of it", "share", 0.5),
    ],
)
def test_a_number(text: str, kind: str, value: float) -> None:
    [(found, amount)] = read(text)
    assert found == kind and amount == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "7:48",
        "9-to-5",
        "24/7",
        "the 5th",
        "Q3",
        "p95",
        "10-7",
        "401(k)",
        "v2.3.1",
        "5pm",
        "2 AM",
        "7 p.m.",
        "three o'clock",
        "the 80s",
        "fifty-fifty",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It cost us $1.2 million.", "It cost us 1.2 million dollars."),
        ("It fell to 0.05%.", "It fell to zero point zero five percent."),
        ("It took 0.5 s.", "It took 500ms."),
        ("We saved $40,000.", "We saved 40 grand."),
        ("Each was 50 cents.", "Each was $0.50."),
    ],
)
def test_two_prints_of_one_fact_agree(one: str, other: str) -> None:
    [a], [b] = ([*facts_of(Said(0, 9, text))] for text in (one, other))
    assert a.kind == b.kind and a.agrees(b)


@pytest.mark.parametrize(
    "text", ["It went from 99.1% to 99.95%.", "It went from ninety-nine point one percent to 99.95%."]
)
def test_both_ends_of_a_range_are_facts(text: str) -> None:
    assert [fact.value for fact in facts_of(Said(0, 9, text))] == pytest.approx([0.991, 0.9995])
