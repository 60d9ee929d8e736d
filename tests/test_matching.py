"""A question in somebody's own words is taken for the one of the bank that it asks, or for none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from starclock.practice.matching import asked_before, matched, ranked
from starclock.practice.questions import find_question, questions

BANK = questions()


def test_every_wording_of_the_bank_is_its_question() -> None:
    for question in BANK:
        for wording in (question.text, *question.also):
            assert matched(wording, BANK) == question, wording
            assert matched(wording.upper().replace("?", " "), BANK) == question, wording


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Describe a situation where you and your boss did not see eye to eye.", "conflict-manager"),
        ("Can you give me an example of a time you screwed up?", "failure-mistake"),
        ("How have you influenced people who didn't report to you?", "influence-other-teams"),
        ("Tell me about managing a low performer.", "em-underperformer"),
        ("Tell me about a production outage you dealt with.", "pressure-incident"),
        ("Tell me about a time you had to pick up a new skill fast.", "initiative-learn"),
        ("Give me an example of when you received critical feedback.", "failure-surprising-feedback"),
    ],
)
def test_other_words_are_understood(text: str, question: str) -> None:
    assert matched(text, BANK) == find_question(BANK, question)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "?!",
        "Tell me about yourself.",
        "Why do you want to work here?",
        "What do you know about our company?",
        "How would you design a URL shortener?",
        "Tell me about your favorite book.",
    ],
)
def test_what_is_none_of_the_bank_is_taken_for_none(text: str | None) -> None:
    assert matched(text, BANK) is None


def test_answers_are_counted_by_the_question_that_was_asked() -> None:
    one = find_question(BANK, "scope-no")
    assert asked_before([one.text, one.also[0].lower(), "Something else?", None], BANK) == {"scope-no": 2}


@given(st.text(max_size=200))
def test_any_text_can_be_asked(text: str) -> None:
    found = ranked(text, BANK)
    assert all(0 < match.likeness <= 1 for match in found)
    assert list(found) == sorted(found, key=lambda match: -match.likeness)
