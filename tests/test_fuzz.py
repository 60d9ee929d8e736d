"""A bounded part of what `scripts/bench_fuzz.py` does by the hundred thousand."""

from __future__ import annotations

import sys

import pytest

import bench_fuzz
from starclock.segmentation import phases

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the time limit is a POSIX alarm")


@pytest.mark.parametrize("kind", bench_fuzz.KINDS)
def test_broken_input_is_refused_or_read(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phases, "encode", bench_fuzz.once(phases.encode))  # type: ignore[attr-defined]
    tally = bench_fuzz.fuzz(kind, 40, seed=22)
    assert not tally.faults, tally.faults
    assert tally.taken + tally.refused == 40
