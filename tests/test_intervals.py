"""The algebra of stretches of time: what must hold for any of them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from starclock.intervals import Covered, Interval, extent, gaps, merged

# Whole tenths of a second as in real word times, where ends often meet exactly.
TIMES = st.integers(0, 600).map(lambda tenths: tenths / 10)
STRETCHES = st.tuples(TIMES, TIMES).map(lambda ends: Interval(min(ends), max(ends)))
MANY = st.lists(STRETCHES, max_size=12)
GAPS = st.integers(0, 50).map(lambda tenths: tenths / 10)


@given(STRETCHES, STRETCHES)
def test_what_two_share_lies_in_both(one: Interval, other: Interval) -> None:
    shared = one.intersection(other)
    assert shared == other.intersection(one)
    assert (shared.seconds if shared else 0.0) == pytest.approx(one.overlap(other))
    if shared:
        assert one.contains(shared.start) and one.contains(shared.end) and other.contains(shared.middle)


@given(MANY, GAPS)
def test_merged_holds_all_of_them_and_no_short_gap(stretches: list[Interval], gap: float) -> None:
    whole = merged(stretches, gap)
    for stretch in stretches:
        assert sum(one.start <= stretch.start and stretch.end <= one.end for one in whole) == 1
    for one, after in pairwise(whole):
        assert after.start - one.end >= gap and after.start > one.end
    assert {one.start for one in whole} <= {s.start for s in stretches}
    assert {one.end for one in whole} <= {s.end for s in stretches}
    assert merged(whole, gap) == whole
    assert merged(reversed(stretches), gap) == whole


@given(MANY, STRETCHES)
def test_gaps_are_what_is_left(stretches: list[Interval], within: Interval) -> None:
    whole = merged(stretches)
    left = gaps(whole, within)
    assert sum(s.seconds for s in left) + sum(s.overlap(within) for s in whole) == pytest.approx(within.seconds)
    assert not any(one.overlap(two) > 1e-9 for one in left for two in whole)
    assert gaps(stretches, within) == left or stretches != sorted(stretches, key=lambda s: s.start)


@given(MANY, TIMES, TIMES)
def test_covered_is_the_sum_of_what_is_shared(stretches: list[Interval], start: float, end: float) -> None:
    whole = merged(stretches)
    expected = sum(one.overlap(Interval(start, end)) for one in whole) if start <= end else 0.0
    assert Covered(whole).within(start, end) == pytest.approx(expected)


@given(MANY.filter(bool))
def test_extent_is_from_the_first_to_the_last(stretches: list[Interval]) -> None:
    whole = extent(merged(stretches))
    assert whole == Interval(min(s.start for s in stretches), max(s.end for s in stretches))
