"""One phase again, shorter and shorter, and catching one's own fillers."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from starclock.intervals import Interval
from starclock.pipeline import review
from starclock.practice.exercises import caught, kept, stitched
from test_follow_ups import attempt

WHOLE = (
    "Last spring I ran the quote service and it was slow. My manager asked me to fix it before June. I looked at the"
    " graph and I rolled the release back. I rebuilt the cache with two engineers. In July it took 90 milliseconds and"
    " complaints stopped."
)


def test_the_stitched_total_is_the_whole_with_the_phase_in_its_place() -> None:
    whole = review(attempt(WHOLE, "Tell me about a time you improved something."))
    again = review(attempt("In July a quote took 90 milliseconds and not 340, and nobody complained.", None, "drill"))
    made = stitched(whole, again, "result")
    assert made.total_now == pytest.approx(made.total_before - made.before + made.now)
    assert made.now == pytest.approx(again.answer.talk_seconds) and made.before == whole.seconds("result").seconds


def test_what_a_shorter_telling_leaves_out_is_quoted() -> None:
    first = review(attempt(WHOLE))
    same, shorter = kept(first, first), kept(first, review(attempt("I rolled the slow release back last spring.")))
    assert not same.lost and same.survived == same.points
    assert any("cache" in said.text for said in shorter.lost) and shorter.survived < shorter.points


stretches = st.builds(lambda start, length: Interval(start, start + length), st.floats(0, 300), st.floats(0.05, 2))


@given(st.lists(stretches, max_size=12), st.lists(st.floats(0, 310), max_size=12))
def test_each_filler_is_caught_once_and_each_key_counts_once(fillers: list[Interval], keys: list[float]) -> None:
    made = caught(fillers, keys)
    assert len(made.hits) + len(made.missed) == len(fillers)
    assert len(made.hits) + len(made.extra) == len(keys)
    assert Counter([*made.hits, *made.missed]) == Counter(fillers)
