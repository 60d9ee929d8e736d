"""What an interviewer asks next, chosen by the gap that an answer leaves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from starclock.pipeline import review
from starclock.practice.follow_ups import FollowUp, follow_ups
from starclock.speech import Attempt, Word


def attempt(text: str, question: str | None = None, *tags: str) -> Attempt:
    """An answer spoken at an even pace, with a pause after each sentence."""
    words, at = [], 0.0
    for word in text.split():
        words.append(Word(at, at + 0.3, word))
        at += 1.0 if word[-1] in ".?!" else 0.35
    return Attempt("a", at or 1.0, tuple(words), "transcript", question=question, tags=tags)


def asked(text: str, question: str) -> tuple[FollowUp, ...]:
    return follow_ups(review(attempt(text, question)))


SET_UP = "Last spring I ran the night desk of a hotel, and the booking system lost reservations every weekend. "
MY_JOB = "My manager asked me to stop that before June. "


@pytest.mark.parametrize(
    ("question", "text", "gap", "part"),
    [
        (
            "Tell me about a conflict with a coworker.",
            SET_UP + MY_JOB + "I told Ruben that his import was the cause. I rewrote the import over the weekend."
            " I tested it on two nights. After that we lost no reservation for six weeks.",
            "reaction",
            "Ruben",
        ),
        (
            "Tell me about a time you convinced somebody.",
            SET_UP + MY_JOB + "The head cook refused to change the list. I moved the desk. Then the head cook agreed."
            " Lost reservations fell from 30 to 2 a week.",
            "reaction",
            "change their mind",
        ),
        (
            "Tell me about a project that failed.",
            SET_UP + MY_JOB + "It was decided that the test would be skipped. I set up the machines in May."
            " The launch failed and we lost the customer.",
            "own up",
            "Who decided that",
        ),
        (
            "Tell me about a time you improved something.",
            SET_UP
            + MY_JOB
            + "So I wrote down every lost booking for a week. I asked the vendor for the log. And then I"
            " went through the import line by line. I rewrote it and I tried it on one desk.",
            "outcome",
            "come out",
        ),
        (
            "Tell me about a time you calmed an angry guest.",
            "First I would listen to the guest. Then I would say that I am sorry. I would look for a free room."
            " I would offer a breakfast. In the end I would call them the next day.",
            "story",
            "one real time",
        ),
    ],
)
def test_the_first_follow_up_asks_for_what_is_missing(question: str, text: str, gap: str, part: str) -> None:
    first = asked(text, question)[0]
    assert (first.gap, part in first.ask) == (gap, True), first


def test_each_hangs_on_a_sentence_that_was_said_and_no_two_on_one() -> None:
    text = SET_UP + MY_JOB + "I told Ruben that his import was the cause. I decided to rewrite it. It went really well."
    made = asked(text, "Tell me about a conflict.")
    assert len(made) > 2
    assert len({each.start for each in made}) == len(made) == len({each.ask for each in made})
    for each in made:
        assert each.quote.removesuffix(" …") in text and each.start < each.end


def test_a_drill_is_asked_what_came_of_it() -> None:
    text = "I put the chart on his desk. He looked at it for a long time. Then I asked him for one week."
    assert follow_ups(review(attempt(text, None, "drill")))[0].ask == "And what came of it?"


@pytest.mark.parametrize("language", ["de", "und"])
def test_nothing_is_asked_where_english_is_not_spoken(language: str) -> None:
    spoken = replace(attempt("Ich habe das System neu geschrieben. Dann war es schnell."), language=language)
    assert follow_ups(review(spoken)) == ()


@settings(deadline=None, max_examples=25)
@given(st.lists(st.text(min_size=1, max_size=12).filter(lambda w: not w.isspace()), min_size=1, max_size=40))
def test_any_words_may_be_asked_about(words: list[str]) -> None:
    text = " ".join(words)
    if text.split():
        for each in asked(text, "Tell me about a time you failed."):
            assert each.ask.endswith(("?", "."))
