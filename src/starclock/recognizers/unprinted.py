"""What Whisper hears but does not print: asks a loaded model whether an "um" stands between two of its words.

Whisper leaves most filled pauses out of its text, yet its decoder still tells how well a text explains the sound.
So the words around a gap are scored again with " um," and with " uh," put into the gap (teacher forcing, by
`ctranslate2.models.Whisper.align`), behind a prompt that hesitates. The ratio of the likelihoods says how much
better the sound is explained with the filler than without.

Three things keep it cheap: only gaps are asked that leave room for a filler; the encoder's output is that of the
transcription; and of that only the second around the gap is decoded, for attention needs no more
(docs/figures/sound.md has what it costs and finds).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from starclock.english.syllables import letters
from starclock.intervals import Interval, gaps
from starclock.speech import Sound, Unprinted
from starclock.transcripts import Piece

PRIMER = " Um, uh,"
"""A prompt that hesitates: without it Whisper finds every filler unlikely, true ones and false ones alike."""
FORMS = (" um,", " uh,")

_BEFORE, _AFTER = 0.8, 0.6
"""Seconds of sound and words on each side of the gap's own words; with more of them no more is found."""
_HOPELESS = -13.0
"""A ratio of "um" so low that "uh" need not be tried."""
_FRAMES = 50
"""Frames of the encoder in a second."""
_LEAST = 1e-10
"""Probability of a token below which nothing is told apart."""

_SECONDS_A_LETTER = 0.05
"""A quick speaker's pace: what is left over of a slow speaker's words is asked about and found to be none."""
_PAUSE, _LACKING, _SHORT = 0.2, -0.05, -0.15
_STEADY, _SPARE = 0.25, 0.1
"""A gap is asked where voice stands between two silences, or beside one, or holds still for longer than words do:
seconds of silence, of voice beyond what the two words need, and of steady sound."""
_FILLER = 0.8
"""Seconds that a filler lasts at most: the next word may begin much later."""
_REACH = 2.0
"""Seconds beyond the first and the last word of a window in which a filler is looked for."""


class Encoding:
    """Keeps the encoder's output of the window that a WhisperModel is transcribing, so that it is not made twice."""

    def __init__(self, whisper: Any) -> None:
        self._encode = whisper.encode
        self.last: Any = None
        whisper.encode = self

    def __call__(self, features: Any) -> Any:
        self.last = self._encode(features)
        return self.last


class Interview:
    """Asks a model about its gaps while it transcribes: about a window as soon as all its words are known."""

    def __init__(self, whisper: Any, encoding: Encoding, sound: Sound) -> None:
        from faster_whisper.tokenizer import Tokenizer

        multilingual = whisper.model.is_multilingual
        self._tokenizer = Tokenizer(whisper.hf_tokenizer, multilingual, task="transcribe", language="en")
        self._model, self._encoding, self._sound = whisper.model, encoding, sound
        self._start = 0.0
        self._encoded: Any = None
        self._pieces: list[Piece] = []
        self._answers: list[Unprinted] = []

    def hear(self, start: float, pieces: Sequence[Piece]) -> None:
        """Takes the pieces of a segment when the model yields it. start : of its window, seconds of the recording"""
        if self._encoded is not self._encoding.last:
            self._ask()
            self._start, self._encoded = start, self._encoding.last
        self._pieces += pieces

    def answers(self) -> tuple[Unprinted, ...]:
        """All of them, in time order, once the last segment was heard."""
        self._ask()
        return tuple(sorted(self._answers, key=lambda asked: asked.start))

    def _ask(self) -> None:
        if self._pieces:
            window = Window(self._start, np.asarray(self._encoded), tuple(self._pieces))
            self._answers += ask(self._model, self._tokenizer, window, self._sound)
        self._pieces = []


@dataclass(frozen=True, slots=True)
class Window:
    """What Whisper made of one stretch of sound.

    start : where it begins, seconds of the recording
    encoded : the encoder's output, float32 [shape=(1, frames, width)], 50 frames a second
    pieces : what was printed, in seconds of the recording, with the blanks of the model
    """

    start: float
    encoded: np.ndarray
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A place before piece `at` that leaves room for a filler.

    around : from the start of the word before it to the end of the word after it
    """

    at: int
    around: Interval


def ask(model: Any, tokenizer: Any, window: Window, sound: Sound) -> Iterator[Unprinted]:
    """The gaps of a window that leave room for a filler, each with its ratio.

    model : a ctranslate2.models.Whisper; tokenizer : faster-whisper's, for this model and English
    """
    start = [tokenizer.sot_prev, *tokenizer.encode(PRIMER), *tokenizer.sot_sequence]
    fillers = [tokenizer.encode(form) for form in FORMS]
    tokens = [tokenizer.encode(piece.text) for piece in window.pieces]
    for gap in worth_asking(window.pieces, sound):
        yield _answer(model, start, fillers, tokens, window, gap)


def worth_asking(pieces: Sequence[Piece], sound: Sound) -> Iterator[Gap]:
    """The gaps between a window's words that leave room for a filler."""
    if not pieces:
        return
    reached = Interval(max(0.0, pieces[0].start - _REACH), pieces[-1].end + _REACH)
    near = replace(
        sound,
        speech=tuple(s for s in sound.speech if s.overlap(reached)),
        hesitations=tuple(h for h in sound.hesitations if h.overlap(reached)),
    )
    for at in range(len(pieces) + 1):
        if 0 < at < len(pieces) and not pieces[at].text[:1].isspace():
            continue  # within a word
        left, right = pieces[at - 1] if at else None, pieces[at] if at < len(pieces) else None
        around = Interval(left.start if left else reached.start, right.end if right else reached.end)
        if not (left and right):  # beyond the words only as far as there is a voice
            heard = [
                Interval(max(s.start, around.start), min(s.end, around.end)) for s in near.speech if s.overlap(around)
            ]
            if not heard:
                continue
            around = Interval(heard[0].start, heard[-1].end)
        need = sum(_SECONDS_A_LETTER * letters(piece.text) for piece in (left, right) if piece)
        if _room(around, need, near):
            yield Gap(at, around)


def _room(around: Interval, need: float, sound: Sound) -> bool:
    """Whether there is more voice, or a steadier one, than the words around the gap account for."""
    pauses = [gap for gap in gaps(sound.speech, around) if around.start < gap.start and gap.end < around.end]
    spare = sum(stretch.overlap(around) for stretch in sound.speech) - need
    steady = max((h.overlap(around) for h in sound.hesitations), default=0.0)
    return (
        (len(pauses) >= 2 and spare > _SHORT)
        or (sum(pause.seconds for pause in pauses) >= _PAUSE and spare > _LACKING)
        or (steady >= _STEADY and spare > _SPARE)
    )


def _answer(
    model: Any, start: list[int], fillers: Sequence[list[int]], tokens: Sequence[list[int]], window: Window, gap: Gap
) -> Unprinted:
    left = right = gap.at
    while left and window.pieces[left - 1].start >= gap.around.start - _BEFORE:
        left -= 1
    while right < len(window.pieces) and window.pieces[right].end <= gap.around.end + _AFTER:
        right += 1
    before = [token for piece in tokens[left : gap.at] for token in piece]
    after = [token for piece in tokens[gap.at : right] for token in piece]
    frames = window.encoded.shape[1]
    begin = max(0, min(int((gap.around.start - _BEFORE - window.start) * _FRAMES), frames - 2))
    end = min(frames, max(begin + 2, int((gap.around.end + _AFTER - window.start) * _FRAMES) + 1))
    scorer = _Scorer(model, start, window.encoded[:, begin:end])
    um, uh = fillers
    plain, filled = scorer.scores(before + after, before + um + after)
    said = len(um)
    if filled.likelihood - plain.likelihood > _HOPELESS:
        (other,) = scorer.scores(before + uh + after)
        if other.likelihood > filled.likelihood:
            filled, said = other, len(uh)
    first, last = (window.start + (begin + filled.frame_of(len(before) + n)) / _FRAMES for n in (0, said))
    heard_at = max(0.0, first)
    longest = heard_at + _FILLER
    ends = min(longest, max(heard_at, last)) if after else longest  # a pause may follow it, or nothing at all
    return Unprinted(round(heard_at, 3), round(ends, 3), round(filled.likelihood - plain.likelihood, 2))


@dataclass(frozen=True, slots=True)
class _Score:
    """How well a text explains the sound.

    likelihood : of the whole text, natural logarithm
    frames : (token, frame), where attention has each token begin
    """

    likelihood: float
    frames: Sequence[tuple[int, int]]

    def frame_of(self, token: int) -> int:
        """Where a token begins; 0 for one beyond the text."""
        return next((frame for one, frame in self.frames if one == token), 0)


@dataclass(frozen=True, slots=True)
class _Scorer:
    model: Any
    start: list[int]
    encoded: np.ndarray

    def scores(self, *texts: list[int]) -> list[_Score]:
        """Of each text (tokens) for this sound."""
        from ctranslate2 import StorageView

        sound = StorageView.from_array(np.repeat(self.encoded, len(texts), axis=0))
        frames = 2 * self.encoded.shape[1]  # of the spectrogram, twice as many
        told = self.model.align(sound, self.start, list(texts), [frames] * len(texts))
        return [_Score(float(np.log(np.maximum(_LEAST, one.text_token_probs)).sum()), one.alignments) for one in told]
