"""Which gaps between words are asked about, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from starclock.intervals import Interval
from starclock.recognizers.unprinted import FORMS, PRIMER, Gap, Window, ask, worth_asking
from starclock.speech import Hesitation, Sound
from starclock.transcripts import Piece


def pieces(*said: tuple[str, float, float]) -> tuple[Piece, ...]:
    return tuple(Piece(start, end, f" {text}") for text, start, end in said)


SAID = pieces(("then", 0.0, 0.3), ("we", 0.3, 0.5), ("measured", 0.5, 1.0), ("every", 2.1, 2.4), ("step", 2.4, 2.8))
"""Between "measured" and "every" there is room for a filler from 1.3 to 1.7 s."""


def asked(sound: Sound, said: tuple[Piece, ...] = SAID) -> list[Gap]:
    return list(worth_asking(said, sound))


def test_a_voice_between_two_silences_is_asked_about() -> None:
    (gap,) = asked(Sound((Interval(0.0, 1.0), Interval(1.3, 1.7), Interval(2.1, 2.8))))
    assert (gap.at, gap.around) == (3, Interval(0.5, 2.4))


def test_a_bare_pause_is_not() -> None:
    assert asked(Sound((Interval(0.0, 0.9), Interval(2.1, 2.5)))) == []


def test_fluent_words_are_not() -> None:
    fluent = pieces(("then", 0.0, 0.25), ("we", 0.25, 0.4), ("measured", 0.4, 0.9), ("every", 0.9, 1.2))
    assert asked(Sound((Interval(0.0, 1.2),)), fluent) == []


def test_a_word_that_swallowed_a_steady_sound_is_asked_about() -> None:
    swallowed = pieces(("then", 0.0, 0.3), ("we", 0.3, 1.3), ("measured", 1.3, 1.8))
    tone = Hesitation(0.6, 1.2)
    gaps = asked(Sound((Interval(0.0, 1.8),), hesitations=(tone,)), swallowed)
    assert {gap.at for gap in gaps} == {1, 2}, "before and after the word that is too long"


def test_nothing_is_asked_within_a_word() -> None:
    parts = (Piece(0.0, 0.5, " 0"), Piece(0.5, 1.4, ".2"), Piece(1.4, 2.6, "%"))
    sound = Sound((Interval(0.0, 0.4), Interval(0.7, 1.0), Interval(1.4, 2.6)))
    assert all(gap.at in (0, 3) for gap in asked(sound, parts))


_EDGES = st.lists(st.floats(0, 30).map(lambda t: round(t, 2)), max_size=14, unique=True).map(sorted)


@given(_EDGES, _EDGES, _EDGES)
def test_a_gap_lies_between_two_words(words: list[float], speech: list[float], tones: list[float]) -> None:
    def stretches(edges: list[float]) -> tuple[Interval, ...]:
        return tuple(Interval(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False))

    said = tuple(Piece(w.start, w.end, " word") for w in stretches(words))
    sound = Sound(stretches(speech), hesitations=tuple(Hesitation(t.start, t.end) for t in stretches(tones)))
    for gap in worth_asking(said, sound):
        assert 0 <= gap.at <= len(said)
        left, right = said[: gap.at][-1:], said[gap.at :][:1]
        assert not left or gap.around.start == left[0].start or not right
        assert not right or gap.around.end == right[0].end or not left


@dataclass
class _Answer:
    text_token_probs: list[float]
    alignments: list[tuple[int, int]]


class _Tokens:
    """A token for each letter."""

    sot_prev, sot_sequence = 1, (2,)

    def encode(self, text: str) -> list[int]:
        return [ord(letter) for letter in text]


class _Model:
    """Finds every text that holds one of `likely` e times as likely as any other."""

    def __init__(self, *likely: str) -> None:
        self.likely, self.calls = likely, 0

    def align(self, sound: object, start: list[int], texts: list[list[int]], frames: list[int]) -> list[_Answer]:
        del sound, frames
        assert start == [1, *map(ord, PRIMER), 2]
        self.calls += 1
        said = ["".join(map(chr, text)) for text in texts]
        high = [any(form in text for form in self.likely) for text in said]
        begins = [[(token, 2 * token) for token in range(len(text))] for text in texts]
        return [_Answer([1.0 if one else float(np.exp(-1.0))], told) for one, told in zip(high, begins, strict=True)]


@pytest.mark.parametrize("form", FORMS)
def test_the_likelier_form_gives_the_ratio(form: str) -> None:
    sound = Sound((Interval(0.0, 1.0), Interval(1.3, 1.7), Interval(2.1, 2.8)))
    window = Window(0.0, np.zeros((1, 150, 4), np.float32), SAID)
    (answer,) = ask(_Model(form), _Tokens(), window, sound)
    before = sum(len(piece.text) for piece in SAID[:3])
    assert answer.ratio == 1.0
    assert answer.start == pytest.approx(2 * before / 50), "where attention has the filler begin"
    assert answer.end == pytest.approx(2 * (before + len(form)) / 50), "and the next word"


def test_a_form_that_is_out_of_the_question_saves_the_other() -> None:
    sound = Sound((Interval(0.0, 1.0), Interval(1.3, 1.7), Interval(2.1, 2.8)))
    window = Window(0.0, np.zeros((1, 150, 4), np.float32), SAID)

    class Sure(_Model):
        def align(self, sound: object, start: list[int], texts: list[list[int]], frames: list[int]) -> list[_Answer]:
            answers = super().align(sound, start, texts, frames)
            return [
                _Answer([1.0 if "m," not in "".join(map(chr, t)) else 1e-9], a.alignments)
                for t, a in zip(texts, answers, strict=True)
            ]

    model = Sure()
    (answer,) = ask(model, _Tokens(), window, sound)
    assert model.calls == 1 and answer.ratio < -13
