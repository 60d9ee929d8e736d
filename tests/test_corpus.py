"""Our own labelled answers (scripts/corpus)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

FILES = sorted((Path(__file__).parents[1] / "scripts" / "corpus").glob("author_?.jsonl"))
MARK = re.compile(r"\[\[([fpwhvmgb])\|([^\[\]|]+)\]\]")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_answers_of_an_author_keep_the_format(path: Path) -> None:
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
