"""Drill cards come back by what was measured; the same attempts always give the same cards."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fsrs import Rating
from hypothesis import given, settings
from hypothesis import strategies as st

from starclock.errors import InputError
from starclock.practice.schedule import QUESTIONS, Drilled, deck, draw, grade
from starclock.practice.stories import SCENES, Story

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
STORY = Story("rewrite", "The rewrite", Path("rewrite.md"), scenes={"handoff": "I wrote a runbook."})


def told(days_ago: float, parts: int | None, seconds: float = 80.0, scene: str = "handoff") -> Drilled:
    return Drilled("rewrite", scene, NOW - timedelta(days=days_ago), seconds, parts)


def card(*drills: Drilled):  # type: ignore[no-untyped-def]
    return next(each for each in deck([STORY], drills, NOW) if each.scene == "handoff")


def test_every_scene_has_a_question() -> None:
    assert QUESTIONS.keys() == SCENES.keys()


@pytest.mark.parametrize(
    ("parts", "seconds", "rating"),
    [
        (5, 80, Rating.Easy),
        (4, 80, Rating.Good),
        (3, 80, Rating.Hard),
        (1, 80, Rating.Again),
        (5, 150, Rating.Hard),
        (5, 10, Rating.Again),
        (None, 80, Rating.Hard),
    ],
)
def test_a_drill_is_graded_by_what_was_measured(parts: int | None, seconds: float, rating: Rating) -> None:
    given_rating, why = grade(told(0, parts, seconds))
    assert given_rating == rating
    assert f"{seconds}" in why or "parts" in why


def test_what_is_thin_comes_back_sooner_than_what_is_specific() -> None:
    thin, specific = card(told(1, 1)), card(told(1, 5))
    assert thin.due < specific.due and "thin" in thin.why


def test_a_card_told_well_again_and_again_retires_and_comes_back() -> None:
    drills = [told(60, 5), told(45, 5), told(5, 5)]
    fluent = card(*drills)
    assert fluent.retired
    later = fluent.due + timedelta(days=1)
    again = next(each for each in deck([STORY], drills, later) if each.scene == "handoff")
    assert not again.retired and again.is_due(later)
    assert draw([again], later, random.Random(1))[0] == again


def test_what_is_due_is_drawn_before_what_is_new() -> None:
    cards = deck([STORY], [told(30, 2)], NOW)
    drawn, why = draw(cards, NOW, random.Random(3))
    assert drawn.scene == "handoff" and "thin" in why
    fresh, why = draw(deck([STORY], [], NOW), NOW, random.Random(3))
    assert fresh.scene == "handoff" and why == "never told aloud"  # the one that is written on the card


def test_where_all_is_fluent_one_line_says_so() -> None:
    with pytest.raises(InputError, match="every card is fluent: the first comes back in"):
        draw([card(told(60, 5), told(45, 5), told(5, 5))], NOW, random.Random(1))


def test_drills_of_a_story_that_is_gone_are_passed_over() -> None:
    gone = Drilled("other", "handoff", NOW, 80.0, 5)
    assert all(each.due is None for each in deck([STORY], [gone], NOW))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.floats(0, 300), st.none() | st.integers(0, 5), st.floats(0, 600)), max_size=8))
def test_the_order_in_which_attempts_are_read_changes_nothing(rows: list[tuple[float, int | None, float]]) -> None:
    drills = [told(*row) for row in rows]
    assert deck([STORY], drills, NOW) == deck([STORY], sorted(drills, key=lambda d: d.when), NOW)
