"""The transformer that reads sentences whole, and how its opinion and that of the nets become one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from starclock.segmentation import phases
from starclock.segmentation.phases import by_reading, named, pooled
from starclock.segmentation.reader import FIRST, LAST, LONGEST, UNKNOWN, pieces, vectors
from starclock.segmentation.weights import Floats, load, load_reader
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
    known = load_reader().pieces
    rows = pieces(words, known)
    assert (rows[0], rows[-1]) == (known[FIRST], known[LAST])
    assert 2 <= len(rows) <= LONGEST
    assert max(rows) < len(load_reader().embedding)


def test_what_is_too_long_for_a_word_is_unknown() -> None:
    known = load_reader().pieces
    assert pieces(["a" * 50_000], known) == [known[FIRST], known[UNKNOWN], known[LAST]]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(st.integers(0, 13_000), min_size=2, max_size=LONGEST), min_size=1, max_size=5))
def test_a_sentence_is_read_by_itself_whatever_stands_beside_it(sentences: list[list[int]]) -> None:
    reader = load_reader()
    together = vectors(sentences, reader)
    alone = np.concatenate([vectors([sentence], reader) for sentence in sentences])
    np.testing.assert_allclose(together, alone, atol=1e-3)


def test_hours_of_talk_are_read_in_parts_and_in_order() -> None:
    reader = load_reader()
    sentences = [pieces(f"so I asked {number} of them again".split(), reader.pieces) for number in NUMBERS * 13]
    read = vectors(sentences, reader)
    assert len(read) == 130
    alone = np.concatenate([vectors([sentence], reader) for sentence in sentences])
    np.testing.assert_allclose(read, alone, atol=1e-3)
    assert np.abs(alone[0] - alone[1]).max() > 0.01, "else the order would not be seen"


def test_the_order_of_the_words_matters() -> None:
    reader = load_reader()
    one, other = (pieces(text.split(), reader.pieces) for text in ("I asked them to stop", "they asked me to stop"))
    same = pieces("to I them stop asked".split(), reader.pieces)
    read = vectors([one, other, same], reader)
    assert np.abs(read[0] - read[1]).max() > 0.1
    assert np.abs(read[0] - read[2]).max() > 0.1


def test_the_reader_alone_knows_a_plain_story() -> None:
    story = [
        ("Last year I was a nurse on a ward with thirty beds and the handover took forty minutes.", "situation"),
        ("My manager asked me to get it under twenty before the winter.", "task"),
        ("I sat in on six handovers and wrote down what was said twice.", "action"),
        ("Then I made one sheet for each bay and tested it with the night team.", "action"),
        ("By November it was down to seventeen minutes and nobody left late anymore.", "result"),
    ]
    chances = by_reading([text.split() for text, _ in story], load_reader())
    np.testing.assert_allclose(chances.sum(axis=1), 1, atol=1e-4)
    assert [named(row)[1] for row in chances] == [phase for _, phase in story]


def test_two_opinions_become_one() -> None:
    nets, reader = np.array([[0.7, 0.2, 0.1]]), np.array([[0.1, 0.8, 0.1]])
    np.testing.assert_allclose(pooled(nets, reader, 0.0), nets)
    np.testing.assert_allclose(pooled(nets, reader, 1.0), reader)
    half = pooled(nets, reader, 0.5)[0]
    assert half[1] > half[0] > half[2], "the surer one counts for more"
    assert pooled(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]), 0.5).min() > 0, "nothing is ruled out by one alone"


def test_both_kinds_of_nets_have_a_share(monkeypatch: pytest.MonkeyPatch) -> None:
    shares = []

    def noted(nets: Floats, reader: Floats, share: float) -> Floats:
        shares.append(share)
        return pooled(nets, reader, share)

    monkeypatch.setattr(phases, "pooled", noted)
    words = tuple(Word(at, at + 0.3, text) for at, text in enumerate("I asked them to stop.".split()))
    chances = phases.label_chances([Sentence(0, 5, words)])
    np.testing.assert_allclose(chances.sum(axis=1), 1, atol=1e-5)
    assert shares == [load().share] and 0 < shares[0] < 1


def test_what_is_loaded_stays_small() -> None:
    folder = Path(phases.__file__).parent
    assert sum(path.stat().st_size for path in (*folder.glob("*.npz"), *folder.glob("*.txt"))) < 20e6
