"""faster-whisper: the main recognizer. Any CTranslate2 Whisper folder, always from this computer's disk.

Settings are fixed so that two runs on one recording give the same words: temperature 0, no text carried from
window to window, fixed language and beam. Each clip of the recording is heard for itself, so that it says the same
whether it is heard alone while somebody still speaks, or beside others.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from starclock.errors import ModelError
from starclock.progress import Progress, silent
from starclock.recognizers.models import card_of, check, locate
from starclock.recognizers.snapping import near, snap
from starclock.recognizers.unprinted import Encoding, Interview
from starclock.speech import Interval, Sound, Unprinted, Word
from starclock.transcripts import Piece, Segment, Transcript, extend, is_invented, joined, without_loops

NAME = "faster-whisper"
ABOUT = "Whisper on this computer; the main recognizer"
ORDER = 1

DECODING = {
    "beam_size": 5,
    "temperature": 0.0,
    "condition_on_previous_text": False,
    "word_timestamps": True,
    "vad_filter": False,
}
_RATE = 16_000
_SEEK = 0.01
"""Seconds of a frame, in which faster-whisper counts where a window starts."""
_REACH = 1.0
"""Seconds beyond the words of a segment in which it is asked whether a voice was heard."""
_CORES = min(8, os.cpu_count() or 4)
_MOST_AT_ONCE = 4
"""Clips heard at a time; each needs memory of its own, and beyond four the cores help one clip as well."""


def open_recognizer(model: str | None = None) -> FasterWhisper | None:
    """The model of that name or folder, or the best one on this computer; None where there is none.

    Raises ModelError for a name that is not here and for a folder that holds no model, or a damaged one.
    """
    found = locate(model)
    if found is None:
        return None
    check(found[1])
    return FasterWhisper(*found)


class FasterWhisper:
    """One loaded model. Loading is put off until the first word is wanted.

    Clips are heard each for itself, several at a time, so that every core is busy.
    """

    name = NAME

    def __init__(self, model: str, folder: Path) -> None:
        self.model, self.folder = model, folder
        self._card = card_of(folder)
        self.verbatim = self._card.verbatim
        self._whisper: Any = None
        self._hands = ThreadPoolExecutor(1)
        self._loading = threading.Lock()
        self._heard: dict[bytes, tuple[_Told, ...]] = {}
        self._languages: dict[bytes, str] = {}
        self._remembering: Any = None

    def load(self) -> None:
        """See `Recognizer`."""
        self._load(at_once=_CORES)

    def ready(self) -> None:
        """See `Recognizer`. From now on one clip is heard at a time, on all cores: the soonest for the last one."""
        self._load(at_once=1)

    def ahead(self, samples: np.ndarray, sound: Sound, cut: Sequence[Interval]) -> Transcript:
        """See `Recognizer`; samples [shape=(n,)]."""
        self._load(at_once=1)
        clip, language = cut[-1], self._language(samples, cut)
        part = _part(samples, clip)
        self._heard[_key(part)] = told = self._hear(part, language)
        read = self._read(told, clip.start, sound, self._asks(language))
        asked = tuple(read.unprinted) if self._asks(language) else None
        return Transcript(tuple(word for words, _ in read.words for word in words), language, unprinted=asked)

    def forget(self) -> None:
        """See `Recognizer`."""
        self._heard, self._languages, self._remembering = {}, {}, None

    def transcribe(
        self, samples: np.ndarray, sound: Callable[[], Sound], cut: Sequence[Interval], progress: Progress = silent
    ) -> Transcript:
        """See `Recognizer`; samples [shape=(n,)]. Progress counts seconds of sound."""
        seconds = len(samples) / _RATE
        progress(0.0, seconds, "transcribing")  # loading takes a while: show at once what is waited for
        self._load(at_once=_CORES)
        language = self._language(samples, cut)
        done = _Done(seconds, progress)

        def heard(clip: Interval) -> _Read:
            part = _part(samples, clip)
            told = self._heard.get(_key(part)) if self._heard else None
            if told is None:
                told = self._hear(part, language, lambda at: done.tell(clip, at))
            done.tell(clip, clip.seconds)
            return self._read(told, clip.start, sound(), self._asks(language))

        words: list[Word] = []
        unprinted: list[Unprinted] = []
        clips = [self._hands.submit(heard, clip) for clip in cut]
        try:
            for read in (clip.result() for clip in clips):
                for more, begins in read.words:
                    extend(words, more, begins)
                unprinted += read.unprinted
        finally:
            for clip in clips:
                clip.cancel()
        progress(seconds, seconds, "transcribing")
        self.forget()
        speech = sound().speech
        kept, loops = without_loops(snap(words, speech), speech)
        asked = tuple(sorted(unprinted, key=lambda one: one.start)) if self._asks(language) else None
        return Transcript(kept, language, unprinted=asked, notes=tuple(loop.told for loop in loops))

    def _load(self, at_once: int) -> None:
        with self._loading:
            if self._whisper is None:
                at_once = min(at_once, _MOST_AT_ONCE)
                self._whisper = self._opened(at_once)
                self._hands = ThreadPoolExecutor(at_once)

    def _opened(self, at_once: int) -> Any:
        from faster_whisper import WhisperModel

        if not self.folder.is_dir():
            raise ModelError(f"the speech model in {self.folder} is gone: get it again with `starclock models get`")
        try:
            return WhisperModel(
                str(self.folder),
                device="cpu",
                compute_type=self._card.compute_type,
                cpu_threads=max(1, _CORES // at_once),
                num_workers=at_once,
                local_files_only=True,
            )
        except Exception as problem:
            # ctranslate2 and tokenizers raise bare RuntimeError, ValueError and Exception.
            raise ModelError(
                f"the speech model in {self.folder} cannot be loaded ({_first_line(problem)}):"
                " get it again with `starclock models get base.en`"
            ) from None

    def _asks(self, language: str) -> bool:
        return language == "en" and not self.verbatim

    def _hear(
        self, part: np.ndarray, language: str, tell: Callable[[float], None] = lambda _: None
    ) -> tuple[_Told, ...]:
        """What the model prints for a clip; tell gets the seconds of it that are done."""
        whisper = copy(self._whisper)  # with an encoder of its own to look at; the model itself is shared
        encoding = Encoding(whisper)
        segments, _ = whisper.transcribe(part, language=language, **DECODING)
        told = []
        for segment in segments:
            told.append(_Told(_segment(segment), tuple(_pieces(segment)), segment.seek * _SEEK, encoding.last))
            tell(min(float(segment.end), len(part) / _RATE))
        return tuple(told)

    def _read(self, told: Sequence[_Told], start: float, sound: Sound, asks: bool) -> _Read:
        """The words of a clip that begins at `start` (seconds of the recording), and what was asked of it."""
        words = []
        encoding: Any = _Replayed()
        asked = Interview(_Asked(self._whisper.hf_tokenizer, self._model_to_ask()), encoding, sound) if asks else None
        for one in told:
            pieces = [replace(piece, start=piece.start + start, end=piece.end + start) for piece in one.pieces]
            more = joined(pieces)
            around = (
                Interval(more[0].start, max(more[0].start, more[-1].end) + _REACH) if more else Interval(start, start)
            )
            if not is_invented(one.segment, more, near(sound.speech, around)):
                words.append((more, pieces[0].text))
                if asked:
                    encoding.last = one.encoded
                    asked.hear(start + one.window, pieces)
        return _Read(words, asked.answers() if asked else ())

    def _model_to_ask(self) -> Any:
        """The model; while clips are heard ahead, one that remembers what it was asked."""
        if not self._heard:
            return self._whisper.model
        self._remembering = self._remembering or _Remembering(self._whisper.model)
        return self._remembering

    def _language(self, samples: np.ndarray, cut: Sequence[Interval]) -> str:
        """English unless a multilingual model is fairly sure of another language in the first clip."""
        if not self._whisper.model.is_multilingual or not cut:
            return "en"
        first = _part(samples, cut[0])
        key = _key(first)
        if (known := self._languages.get(key)) is None:
            language, probability, _ = self._whisper.detect_language(first)
            self._languages[key] = known = str(language) if probability >= 0.6 else "en"
        return known


@dataclass(frozen=True, slots=True)
class _Told:
    """A segment that the model printed, in seconds of its clip, and what it heard: the encoder's output of the window
    that begins at `window`."""

    segment: Segment
    pieces: tuple[Piece, ...]
    window: float
    encoded: Any


class _Read(NamedTuple):
    """What a clip adds: words of each segment with the text it begins with, and what was asked of the gaps."""

    words: Sequence[tuple[Sequence[Word], str]]
    unprinted: Sequence[Unprinted]


class _Asked(NamedTuple):
    """What `Interview` needs of a WhisperModel."""

    hf_tokenizer: Any
    model: Any


class _Replayed:
    """Stands where `Interview` looks for the newest output of the encoder."""

    last: Any = None


class _Remembering:
    """A model that answers what it was asked before without thinking again."""

    def __init__(self, model: Any) -> None:
        self.is_multilingual = model.is_multilingual
        self._model = model
        self._answers: dict[tuple[Any, ...], Any] = {}

    def align(self, sound: Any, start: Sequence[int], texts: Sequence[Sequence[int]], frames: Sequence[int]) -> Any:
        key = (_key(np.asarray(sound)), tuple(start), tuple(map(tuple, texts)), tuple(frames))
        if key not in self._answers:
            self._answers[key] = self._model.align(sound, start, texts, frames)
        return self._answers[key]


class _Done:
    """Adds up what several hands have done."""

    def __init__(self, seconds: float, progress: Progress) -> None:
        self._seconds, self._progress = seconds, progress
        self._done: dict[float, float] = {}
        self._lock = threading.Lock()

    def tell(self, clip: Interval, at: float) -> None:
        """`at` seconds of a clip are done."""
        with self._lock:
            self._done[clip.start] = at
            self._progress(min(self._seconds, sum(self._done.values())), self._seconds, "transcribing")


def _part(samples: np.ndarray, clip: Interval) -> np.ndarray:
    return np.asarray(samples[round(clip.start * _RATE) : round(clip.end * _RATE)], np.float32)


def _key(values: np.ndarray) -> bytes:
    return blake2b(np.ascontiguousarray(values).data, digest_size=16).digest()


def _pieces(segment: Any) -> Iterator[Piece]:
    """What a segment prints, in seconds of its clip. Numpy floats end here, at the door."""
    for word in segment.words or ():
        start = max(0.0, float(word.start))
        yield Piece(start, max(start, float(word.end)), word.word, float(word.probability))


def _segment(segment: Any) -> Segment:
    """What Whisper says of a segment, but for its words."""
    figures = (segment.no_speech_prob, segment.avg_logprob, segment.compression_ratio)
    no_speech, likelihood, repetition = (float(figure) for figure in figures)
    return Segment("", segment.text, no_speech=no_speech, likelihood=likelihood, repetition=repetition)


def _first_line(problem: Exception) -> str:
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0]
