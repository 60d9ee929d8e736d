"""The phrases of the checks: each example beside one is matched by it."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from starclock.english.phrases import compiled, with_examples

LISTS = sorted(p.name for p in files("starclock.checks").iterdir() if p.name.endswith(".txt"))
WITH_EXAMPLES = {"hedge.txt", "escalation.txt", "metrics.txt"}
"""In these every phrase that is not plain words has one."""


@pytest.mark.parametrize("name", LISTS)
def test_a_phrase_matches_the_example_beside_it(name: str) -> None:
    for phrase, example in with_examples((files("starclock.checks") / name).read_text(encoding="utf-8")):
        if example:
            assert compiled(phrase).search(example), f"{phrase!r} does not match {example!r}"
        elif name in WITH_EXAMPLES:
            assert re.fullmatch(r"[\w' -]+", phrase), f"{phrase!r} has no example"
