"""faster-whisper: the main recognizer. Any CTranslate2 Whisper folder, always from this computer's disk.

Settings are fixed so that two runs on one recording give the same words: temperature 0, no text carried from
window to window, fixed language and beam. See `clips` for why the recording is cut first.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starclock.errors import ModelError
from starclock.progress import Progress, silent
from starclock.recognizers.clips import clips, snap
from starclock.recognizers.models import card_of, check, locate
from starclock.recognizers.unprinted import Encoding, Interview
from starclock.speech import Interval, Sound, Word
from starclock.transcripts import Piece, Segment, Transcript, extend, is_invented, joined, without_loops

if TYPE_CHECKING:
    import numpy as np

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
_BATCH = 600.0
"""Seconds of sound whose features are held at once, so that two hours need no more memory than ten minutes."""


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
    """One loaded model. Loading is put off until the first word is wanted."""

    name = NAME

    def __init__(self, model: str, folder: Path) -> None:
        self.model, self.folder = model, folder
        self._card = card_of(folder)
        self.verbatim = self._card.verbatim
        self._whisper: Any = None

    def _load(self) -> Any:
        if self._whisper is None:
            from faster_whisper import WhisperModel

            try:
                self._whisper = WhisperModel(
                    str(self.folder),
                    device="cpu",
                    compute_type=self._card.compute_type,
                    cpu_threads=min(8, os.cpu_count() or 4),
                    local_files_only=True,
                )
                self._encoding = Encoding(self._whisper)
            except Exception as problem:
                # ctranslate2 and tokenizers raise bare RuntimeError, ValueError and Exception.
                raise ModelError(
                    f"the speech model in {self.folder} cannot be loaded ({_first_line(problem)}):"
                    " get it again with `starclock models get base.en`"
                ) from None
        return self._whisper

    def transcribe(self, samples: np.ndarray, sound: Sound, progress: Progress = silent) -> Transcript:
        """See `Recognizer`; samples [shape=(n,)]. Progress counts seconds of sound."""
        seconds, speech = len(samples) / _RATE, sound.speech
        progress(0.0, seconds, "transcribing")  # loading takes a while: show at once what is waited for
        whisper = self._load()
        cut = clips(speech, seconds)
        language = self._language(whisper, samples, cut)
        words: list[Word] = []
        asked = Interview(whisper, self._encoding, sound) if language == "en" and not self.verbatim else None
        for batch in _batches(cut):
            # Word times come back as seconds of the batch, which starts where its first clip starts.
            offset = batch[0].start
            block = samples[int(offset * _RATE) : int(batch[-1].end * _RATE) + 1]
            stamps = [round(t - offset, 3) for clip in batch for t in (clip.start, clip.end)]
            segments, _ = whisper.transcribe(block, language=language, clip_timestamps=stamps, **DECODING)
            for segment in segments:
                pieces = _pieces(segment, offset)
                told = joined(pieces)
                if not is_invented(_segment(segment), told, speech):
                    extend(words, told, pieces[0].text)
                    if asked:
                        asked.hear(offset + segment.seek * _SEEK, pieces)
                progress(min(seconds, offset + segment.end), seconds, "transcribing")
        progress(seconds, seconds, "transcribing")
        unprinted = asked.answers() if asked else None
        kept, loops = without_loops(snap(words, speech), speech)
        return Transcript(kept, language, unprinted=unprinted, notes=tuple(loop.told for loop in loops))

    def _language(self, whisper: Any, samples: np.ndarray, cut: Sequence[Interval]) -> str:
        """English unless a multilingual model is fairly sure of another language in the first clip."""
        if not whisper.model.is_multilingual or not cut:
            return "en"
        first = samples[int(cut[0].start * _RATE) : int(cut[0].end * _RATE)]
        language, probability, _ = whisper.detect_language(first)
        return str(language) if probability >= 0.6 else "en"


def _batches(cut: Sequence[Interval]) -> Iterator[list[Interval]]:
    batch: list[Interval] = []
    for clip in cut:
        if batch and clip.end - batch[0].start > _BATCH:
            yield batch
            batch = []
        batch.append(clip)
    if batch:
        yield batch


def _pieces(segment: Any, offset: float) -> list[Piece]:
    """What a segment prints, in seconds of the recording. Numpy floats end here, at the door."""
    pieces = []
    for word in segment.words or ():
        start = max(0.0, float(word.start) + offset)
        pieces.append(Piece(start, max(start, float(word.end) + offset), word.word, float(word.probability)))
    return pieces


def _segment(segment: Any) -> Segment:
    """What Whisper says of a segment, but for its words."""
    figures = (segment.no_speech_prob, segment.avg_logprob, segment.compression_ratio)
    no_speech, likelihood, repetition = (float(figure) for figure in figures)
    return Segment("", segment.text, no_speech=no_speech, likelihood=likelihood, repetition=repetition)


def _first_line(problem: Exception) -> str:
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0]
