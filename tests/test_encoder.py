"""The sentence encoder, and how its chances and those of the nets are pooled."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from starclock.segmentation import phases
from starclock.segmentation.encoder import CLS, LONGEST, SEP, UNK, encode, pieces
from starclock.segmentation.phase_weights import Floats, load, load_encoder
from starclock.segmentation.phases import encoder_chances, log_pool, phase_chances
from starclock.speech import Sentence, Word

NUMBERS = "one two three four five six seven eight nine ten".split()
SMALL = {"[CLS]": 0, "[SEP]": 1, "[UNK]": 2, "i": 3, "re": 4, "##write": 5, "'": 6, "d": 7, "cafe": 8, "#": 9, ",": 10}


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        (["I", "rewrite"], [0, 3, 4, 5, 1]),
        (["I’d"], [0, 3, 6, 7, 1]),
        (["café."], [0, 8, 1]),
        (["1,400"], [0, 9, 10, 9, 1]),
        (["rewrote"], [0, 2, 1]),
        (["..."], [0, 1]),
    ],
)
def test_words_are_cut_into_the_longest_pieces_there_are(words: list[str], rows: list[int]) -> None:
    assert pieces(words, SMALL) == rows


@settings(deadline=None)
@given(st.lists(st.text(max_size=12), max_size=90))
def test_any_text_is_read_between_two_ends_and_is_not_too_long(words: list[str]) -> None:
    known = load_encoder().pieces
    rows = pieces(words, known)
    assert (rows[0], rows[-1]) == (known[CLS], known[SEP])
    assert 2 <= len(rows) <= LONGEST
    assert max(rows) < len(load_encoder().embedding)


def test_what_is_too_long_for_a_word_is_unknown() -> None:
    known = load_encoder().pieces
    assert pieces(["a" * 50_000], known) == [known[CLS], known[UNK], known[SEP]]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(st.integers(0, 13_000), min_size=2, max_size=LONGEST), min_size=1, max_size=5))
def test_a_sentence_is_read_by_itself_whatever_stands_beside_it(sentences: list[list[int]]) -> None:
    encoder = load_encoder()
    together = encode(sentences, encoder)
    alone = np.concatenate([encode([sentence], encoder) for sentence in sentences])
    np.testing.assert_allclose(together, alone, atol=1e-3)


def test_hours_of_talk_are_read_in_parts_and_in_order() -> None:
    encoder = load_encoder()
    sentences = [pieces(f"so I asked {number} of them again".split(), encoder.pieces) for number in NUMBERS * 13]
    encoded = encode(sentences, encoder)
    assert len(encoded) == 130
    alone = np.concatenate([encode([sentence], encoder) for sentence in sentences])
    np.testing.assert_allclose(encoded, alone, atol=1e-3)
    assert np.abs(alone[0] - alone[1]).max() > 0.01, "else the order would not be seen"


def test_the_order_of_the_words_matters() -> None:
    encoder = load_encoder()
    one, other = (pieces(text.split(), encoder.pieces) for text in ("I asked them to stop", "they asked me to stop"))
    same = pieces("to I them stop asked".split(), encoder.pieces)
    encoded = encode([one, other, same], encoder)
    assert np.abs(encoded[0] - encoded[1]).max() > 0.1
    assert np.abs(encoded[0] - encoded[2]).max() > 0.1


def test_the_reader_alone_knows_a_plain_story() -> None:
    story = [
        ("Last year I was a nurse on a ward with thirty beds and the handover took forty minutes.", "situation"),
        ("My manager asked me to get it under twenty before the winter.", "task"),
        ("I sat in on six handovers and wrote down what was said twice.", "action"),
        ("Then I made one sheet for each bay and tested it with the night team.", "action"),
        ("By November it was down to seventeen minutes and nobody left late anymore.", "result"),
    ]
    chances = encoder_chances([text.split() for text, _ in story], load_encoder())
    np.testing.assert_allclose(chances.sum(axis=1), 1, atol=1e-4)
    assert [phase_chances(row)[1] for row in chances] == [phase for _, phase in story]


def test_two_opinions_become_one() -> None:
    nets, encoder = np.array([[0.7, 0.2, 0.1]]), np.array([[0.1, 0.8, 0.1]])
    np.testing.assert_allclose(log_pool(nets, encoder, 0.0), nets)
    np.testing.assert_allclose(log_pool(nets, encoder, 1.0), encoder)
    half = log_pool(nets, encoder, 0.5)[0]
    assert half[1] > half[0] > half[2], "the surer one counts for more"
    assert log_pool(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]), 0.5).min() > 0, "nothing is ruled out by one alone"


def test_both_kinds_of_nets_have_a_share(monkeypatch: pytest.MonkeyPatch) -> None:
    shares = []

    def noted(nets: Floats, encoder: Floats, share: float) -> Floats:
        shares.append(share)
        return log_pool(nets, encoder, share)

    monkeypatch.setattr(phases, "log_pool", noted)
    words = tuple(Word(at, at + 0.3, text) for at, text in enumerate("I asked them to stop.".split()))
    chances = phases.label_chances([Sentence(0, 5, words)])
    np.testing.assert_allclose(chances.sum(axis=1), 1, atol=1e-5)
    assert shares == [load().share] and 0 < shares[0] < 1


def test_what_is_loaded_stays_small() -> None:
    folder = Path(phases.__file__).parent
    assert sum(path.stat().st_size for path in (*folder.glob("*.npz"), *folder.glob("*.txt"))) < 20e6
