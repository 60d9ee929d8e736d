"""PocketSphinx: the built-in last resort. Its package brings an English model, so it always works, roughly.

Of a synthesized voice it gets about one word in eight wrong, of people one in three and far more: everything
it yields is called a rough transcript.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from starclock.errors import ModelError
from starclock.progress import Progress, silent
from starclock.recognizers import Transcript
from starclock.recognizers.clips import clips
from starclock.speech import Interval, Word

if TYPE_CHECKING:
    import numpy as np

NAME = "pocketsphinx"
ABOUT = "built in, needs no download; a rough transcript"
ORDER = 9

_RATE = 16_000
_FRAME = 0.01
_VARIANT = re.compile(r"\(\d+\)$")


def open_recognizer(model: str | None = None) -> PocketSphinx | None:
    """Always there. Raises ModelError for a named model: it brings its own."""
    if model is not None:
        raise ModelError(f"pocketsphinx brings its own model: leave out --model {model}")
    return PocketSphinx()


class PocketSphinx:
    """The English model of the package. Not verbatim: it guesses "um" as often as it hears it."""

    name = NAME
    model = "en-us"
    verbatim = False
    rough = True

    def transcribe(self, samples: np.ndarray, speech: Sequence[Interval], progress: Progress = silent) -> Transcript:
        """See `Recognizer`; samples [shape=(n,)]. Words come in lower case, without punctuation."""
        import numpy as np
        from pocketsphinx import Decoder

        seconds = len(samples) / _RATE
        progress(0.0, seconds, "transcribing roughly")
        decoder = Decoder(samprate=_RATE, loglevel="FATAL")
        words: list[Word] = []
        for clip in clips(speech, seconds):
            sound = np.asarray(samples[int(clip.start * _RATE) : int(clip.end * _RATE)])
            decoder.start_utt()
            decoder.process_raw((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes(), full_utt=True)
            decoder.end_utt()
            words += _words(decoder, clip)
            progress(clip.end, seconds, "transcribing roughly")
        return Transcript(tuple(words))


def _words(decoder: Any, clip: Interval) -> list[Word]:
    words = []
    for part in decoder.seg() or ():
        if part.word[0] in "<[+":
            continue  # silence and noise marks
        start = min(clip.end, clip.start + part.start_frame * _FRAME)
        end = min(clip.end, clip.start + (part.end_frame + 1) * _FRAME)
        chance = min(1.0, max(0.0, float(part.prob)))
        words.append(Word(round(start, 3), round(end, 3), _VARIANT.sub("", part.word), chance))
    return words
