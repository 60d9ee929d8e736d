"""A take heard while it is spoken, clip by clip: at its end only the last clip is left, or not even that."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from starclock.pipeline import facts, listen
from starclock.progress import Progress, silent
from starclock.recognizers import Recognizer
from starclock.recognizers.snapping import snap
from starclock.sound import RATE
from starclock.sound.acoustics import Hearing
from starclock.sound.cutting import clips
from starclock.sound.growing import Growing
from starclock.speech import Attempt, Interval, Sound
from starclock.transcripts import Transcript, without_loops

LONGEST = 20 * 60.0
"""Seconds; a longer take is heard from its file when it is over. Half an hour would need some 300 MB."""
_QUIET = 0.4
"""Seconds of silence behind the edge of the last clip (0.25 s after its last word) that may be the end of the answer:
then that clip is heard at once. Where the speaker goes on, that was for nothing."""
_REST = 2.0
"""Times what such a guess took that pass before the next one: a slow computer must keep up with what is settled."""


class Follower:
    """Follows the take at `path`.

    while speaking:
        follower.advance()
        follower.heard()                 # by now
    attempt = follower.finish()
    """

    def __init__(self, path: Path, recognizer: Recognizer) -> None:
        self.path, self._recognizer = path, recognizer
        self._take = Growing(path)
        self._next_guess = 0.0
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._hearing = Hearing()
        self._given = np.zeros(0, np.float32)
        self._guess: Interval | None = None
        self._guessed: Transcript | None = None
        self._told: tuple[Transcript, ...] = ()
        self._sound = Sound()
        self._recognizer.forget()

    @property
    def clips(self) -> int:
        """How many are heard for good."""
        return len(self._told)

    @property
    def seconds(self) -> float:
        """How long the take is, as far as it was read."""
        return self._take.seconds

    def advance(self) -> bool:
        """Reads what was added and hears one clip, if one is ready; whether it did. Raises OSError, ModelError."""
        if self._take.seconds > LONGEST:
            return False
        self._take.grow()
        samples = self._take.samples()
        if len(samples) < RATE:
            return False
        if not np.array_equal(samples[: len(self._given)], self._given):  # another channel turned out to be the voice
            self._begin_anew()
        self._given = samples
        chances = self._hearing.chances(samples)
        seconds = len(samples) / RATE
        settled = clips(chances, seconds, ended=False)
        if len(settled) > self.clips:
            self._told += (self._hear(settled[: self.clips + 1]),)
            self._guessed = None
            return True
        by_now = clips(chances, seconds)
        last = by_now[-1] if len(by_now) > len(settled) else None
        if last is None or last == self._guess or seconds - last.end < _QUIET or time.monotonic() < self._next_guess:
            return False
        self._guess, began = last, time.monotonic()
        self._guessed = self._hear(by_now)
        self._next_guess = time.monotonic() + _REST * (time.monotonic() - began)
        return True

    def finish(self, progress: Progress = silent, warn: Callable[[str], None] = lambda _: None) -> Attempt:
        """The facts of the take, which has ended: the same as `listen` gives. Raises what `listen` raises, OSError."""
        if self._take.seconds > LONGEST:
            self._recognizer.forget()
            return listen(self.path, self._recognizer, progress, warn)
        voice = self._take.voice()
        known = np.array_equal(voice.samples[: len(self._given)], self._given)
        return facts(self.path, voice, self._recognizer, progress, warn, self._hearing if known else None)

    def heard(self) -> Attempt:
        """What was heard by now. Not yet the facts: what was heard in a pause may be heard anew with what follows."""
        told = [*self._told, *([self._guessed] if self._guessed else [])]
        asked = [one.unprinted for one in told if one.unprinted is not None]
        speech = self._sound.speech
        words, _ = without_loops(snap([word for one in told for word in one.words], speech), speech)
        return Attempt(
            id=self.path.stem,
            seconds=self.seconds,
            words=words,
            recognizer=self._recognizer.name,
            model=self._recognizer.model,
            verbatim=self._recognizer.verbatim,
            language=told[-1].language if told else None,
            sound=self._sound,
            unprinted=tuple(gap for gaps in asked for gap in gaps) if asked else None,
        )

    def _hear(self, cut: tuple[Interval, ...]) -> Transcript:
        self._sound, _ = self._hearing.sound(self._given)
        return self._recognizer.ahead(self._given, self._sound, cut)
