"""Words from the pieces that Whisper prints: nothing of the text is lost, loops end where speech did."""

from __future__ import annotations

import re
import string
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from starclock.speech import Interval, Word
from starclock.transcripts import Piece, extend, joined, without_loops

TEXT = (
    "On Q3's A/B test we cut the error rate from 0.2% to 0.05%, saved $1.2 million (or €3-4 k), re-wrote 1,200"
    " time-outs for O'Brien & J.R. Smith of AT&T at 10:30 a.m. on the 5th; it's C++ with p95 of 2.5 s, isn't it?"
)


def whisper(text: str, start: float = 0.0) -> list[Piece]:
    """Parted as faster-whisper parts its tokens: at blanks and before punctuation, then closing marks put back."""
    parts: list[str] = []
    for token in re.findall(rf"\s?\w+|\s?[{re.escape(string.punctuation)}]|\s?\S", text):
        if not parts or token[0].isspace() or token in string.punctuation:
            parts.append(token)
        else:
            parts[-1] += token
    pieces = parts[:1]
    for part in parts[1:]:
        if part in "\"'.。,，!！?？:：”)]}、":
            pieces[-1] += part
        else:
            pieces.append(part)
    return [Piece(start + i * 0.3, start + i * 0.3 + 0.25, piece, 0.5 + i % 5 / 10) for i, piece in enumerate(pieces)]


PRINTS = [
    "0.05%",
    "$1.2",
    "€40k,",
    "1,200",
    "99.9%.",
    "time-outs",
    "re-type",
    "I'd",
    "O'Brien's",
    "U.S.",
    "J.R.",
    "A/B",
]
PRINTS += [
    "3-4",
    "10:30",
    "it",
    "saved",
    "million",
    "R&D",
    "C++",
    '"Yes,"',
    "(maybe)",
    "p95",
    "24/7",
    "don't",
    "+20%",
    "#1",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PRINTS), min_size=1, max_size=25))
def test_joined_words_give_the_text(prints: list[str]) -> None:
    text = " ".join(prints)
    pieces = whisper(f" {text}")
    for words in (joined(pieces), joined(pieces, text)):
        assert " ".join(word.text for word in words) == text
        assert (words[0].start, words[-1].end) == (pieces[0].start, pieces[-1].end)
        assert all(a.end <= b.start for a, b in pairwise(words))
        assert all(0.5 <= (word.probability or 0.0) <= 0.9 for word in words)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="aB1 0.%$-',—…/ié%", max_size=40))
def test_any_text_keeps_its_letters(text: str) -> None:
    letters = [c for c in text if c.isalnum()]
    for words in (
        joined(whisper(text)),
        joined(whisper(text), text),
        joined([Piece(0, 1, p.text.strip()) for p in whisper(text)]),
    ):
        assert [c for word in words for c in word.text if c.isalnum()] == letters
        assert all(any(c.isalnum() or c in "%$/" for c in word.text) for word in words)


def test_everything_whisper_parts_is_joined() -> None:
    words = joined(whisper(f" {TEXT}"))
    assert [w.text for w in words] == TEXT.split()
    million = next(w for w in words if w.text == "$1.2")
    assert million.seconds == pytest.approx(0.55), "from its first piece's start to its last piece's end"


def test_without_blanks_the_text_or_the_print_tells() -> None:
    """whisperX and the OpenAI API strip the blanks; the API strips the punctuation too."""
    bare = [Piece(p.start, p.end, p.text.strip(), None) for p in whisper(f" {TEXT}")]
    assert [w.text for w in joined(bare, TEXT)] == TEXT.split()
    alone = "saved $1.2 million of 1,200 time-outs, 0.05% it's".split()
    parted = "saved $1 .2 million of 1 ,200 time -outs, 0 .05 % it 's".split()
    assert [w.text for w in joined([Piece(i, i + 1, p) for i, p in enumerate(parted)])] == alone
    letters = [Piece(i, i + 1, p) for i, p in enumerate("We saved 1 2 million Then I left".split())]
    assert [w.text for w in joined(letters, "We saved $1.2 million. Then I left.")] == (
        "We saved $1.2 million. Then I left.".split()
    )


def test_a_number_goes_on_in_the_next_segment() -> None:
    words: list[Word] = []
    for pieces in (
        [Piece(0, 1, " from"), Piece(1, 2, " 0")],
        [Piece(2, 3, ".2"), Piece(3, 4, "%")],
        [Piece(4, 5, "And"), Piece(5, 6, " then")],
    ):
        extend(words, joined(pieces), pieces[0].text)
    assert [(w.text, w.start, w.end) for w in words][1:] == [("0.2%", 1, 4), ("And", 4, 5), ("then", 5, 6)]


def test_a_dash_between_words_parts_them_and_alone_is_no_word() -> None:
    assert [w.text for w in joined(whisper(" twice—no, so…I – well - did"))] == [
        "twice—",
        "no,",
        "so…",
        "I –",
        "well -",
        "did",
    ]
    assert [w.text for w in joined(whisper(" - And so"))] == ["And", "so"]


def test_verbatim_tags_are_fillers() -> None:
    assert [w.text for w in joined([Piece(0, 1, " [UM],"), Piece(1, 2, " I")])] == ["um,", "I"]


def test_scripts_without_blanks_stay_parted() -> None:
    assert len(joined([Piece(i, i + 1, c) for i, c in enumerate("これはテスト")], "これはテスト")) == 6


def said(text: str, pace: float = 0.3) -> list[Word]:
    return [Word(i * pace, (i + 1) * pace, word) for i, word in enumerate(text.split())]


def test_an_um_to_the_token_limit() -> None:
    [word], _ = without_loops([Word(3.0, 27.0, "u" + "m" * 400 + ",")])
    assert word.text == "ummm," and word.seconds <= 2.0
    [word], _ = without_loops([Word(3.0, 27.0, "-no" * 60)])
    assert len(word.text) < 10


def test_words_crammed_into_no_time() -> None:
    kept, [loop] = without_loops(said("we checked the " + "words " * 50, 0.05))
    assert " ".join(w.text for w in kept) == "we checked the words"
    assert (loop.text, loop.times) == ("words", 49)


def test_a_sentence_over_and_over_is_said_once() -> None:
    again = "Then I called the team and I asked them to review my plan. "
    kept, [loop] = without_loops(said("I wrote it. " + again * 7 + "I rolled it out."))
    assert " ".join(w.text for w in kept) == f"I wrote it. {again}I rolled it out."
    assert loop.times == 6 and loop.seconds > 0


@pytest.mark.parametrize(
    "text",
    [
        "no, no, no, no, I said no",
        "it was very very very slow",
        "I I I went and I went and we did it",
        "I called the team, I called the team and they came",
        "from 1,000,000,000 to 2,000,000,000",
        "step by step by step by step",
    ],
)
def test_what_people_repeat_stays(text: str) -> None:
    kept, cut = without_loops(said(text))
    assert " ".join(w.text for w in kept) == text and not cut


def test_a_stammer_needs_a_voice() -> None:
    """Six times "yes": three at most were said, and only where a voice was heard."""
    words = said("yes yes yes yes yes yes")
    assert len(without_loops(words)[0]) == 3
    assert len(without_loops(words, [Interval(0, 0.2)])[0]) == 1


def test_the_same_said_minutes_apart_is_no_loop() -> None:
    words = [Word(w.start + 60 * i, w.end + 60 * i, w.text) for i in range(4) for w in said("and that was it then")]
    assert without_loops(words) == (tuple(words), ())
