"""Our own labelled answers (scripts/corpus), and the sentences that the demo's Whisper learns from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from demo_model import told
from demo_model.told import Told

HANDS = sorted(told.CORPUS.glob("hand_?.jsonl"))
MARK = re.compile(r"\[\[([fpwhvmgb])\|([^\[\]|]+)\]\]")


@pytest.mark.parametrize("path", HANDS, ids=lambda path: path.stem)
def test_a_hand_keeps_the_format(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 50 and len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert row["id"].startswith(path.stem[-1]) and row["question"] and row["shape"], row["id"]
        phases = [segment["phase"] for segment in row["segments"]]
        assert set(phases) <= set("STARLO"), row["id"]
        for segment in row["segments"]:
            plain = MARK.sub(r"\2", segment["text"])
            assert not re.search(r"\[\[|\]\]|\|", plain), f"{row['id']}: a broken mark in {plain!r}"
        for segment in row["segments"][:-1]:  # the last may break off, as people do
            end = MARK.sub(r"\2", segment["text"]).strip()[-40:]
            assert re.search(r"[.?!…]['\"”’)]*$", end), f"{row['id']}: {end!r} ends no sentence"


def test_told_sentences_come_again_and_are_sayable(tmp_path: Path) -> None:
    dictionary = tmp_path / "dictionary"
    dictionary.write_text("plan P\nplans P\nplanned P\nplanning P\nmanagement M\n")
    first, again = (Told(5, dictionary, "a") for _ in range(2))
    said = [first.sentence() for _ in range(300)]
    assert said == [again.sentence() for _ in range(300)]
    assert all(re.fullmatch(r"[A-Z][A-Za-z ,.?!'-]*", sentence) for sentence in said)
    known = set(first.sentences)
    kept = sum(sentence in known for sentence in said) / len(said)
    assert 0.3 < kept < 0.8, "a third stays as it was, and short ones mostly do"


def test_no_hand_is_both_learned_and_held_out() -> None:
    learned = "".join(told.HANDS)
    assert len(set(learned)) == len(learned)
    assert len([path for path in HANDS if path.stem[-1] not in learned]) >= 8
