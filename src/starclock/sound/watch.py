"""What is wrong with a microphone, heard while there is still time: before the answer begins, and while it is spoken.

Both look at levels only, which is light enough to run beside a recording. What is said of the finished take (its
channels, its gaps, its voice) is measured anew from the whole of it.
"""

from __future__ import annotations

from collections import deque
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from starclock.sound.devices import Device
from starclock.sound.level import (
    A_VOICE,
    CLIPPED,
    CLIPPING,
    FULL_SCALE,
    LOUD_PEAK,
    NO_VOICE,
    NOISY,
    QUIET_SPEECH,
    TELEPHONE,
    TELEPHONE_QUALITY,
    TOO_NOISY,
    TOO_QUIET,
    Level,
    frame_levels,
    level_of,
    why_zeros,
)
from starclock.writing.clock import clock

Samples = NDArray[np.int16]
"""16-bit samples of all channels [shape=(n, channels)]."""
Kind = Literal["zeros", "voiceless", "clipping", "quiet", "telephone", "stalled", "lost", "fallen", "no voice", "noisy"]

VERY_QUIET = -50.0
"""dB below full scale; speech under this is told while speaking. Louder, but quiet, is told by the level check."""
_CREST = 12.0
"""dB by which the peaks of speech stand above its level."""
_NO_ROOM = -84.0
"""dB; a microphone whose loudest sample stays below this hears not even the room: its volume is nearly down."""
_ZEROS, _ZEROS_GATED = 1.0, 1.8
"""Seconds of exact zeros that are told; the second where the pauses are zeros too (a noise gate)."""
_NO_VOICE = 8.0
"""Seconds without a voice that are told: longer than people think in mid-answer."""
_FALLEN = 20.0
"""dB by which a voice gets weaker when the microphone slips, or the volume is turned down."""
_A_ROOM = -76.0
"""dB; a microphone that heard its room this loud before has not got a better one since."""
_REMEMBERED = 15.0
"""Seconds from which the noise of the room is known."""
_SPOKEN = 0.15
"""Share of a second that stands out of the noise when somebody speaks in it."""
_TOLD_FOR = 4.0
"""Seconds for which something that happens in an instant stays told."""


class Trouble(NamedTuple):
    """What is wrong, and one line that says so with what to do."""

    kind: Kind
    line: str


def best_channel(samples: Samples, rate: int) -> int:
    """The channel, from 0, of samples [shape=(n, channels)] whose level moves most, as a voice does."""
    if samples.shape[1] == 1 or not len(samples):
        return 0
    x = samples.T.astype(np.float32) / np.float32(FULL_SCALE)
    levels = frame_levels(x - x.mean(axis=1, keepdims=True), rate)
    low, high = np.percentile(levels, (10, 95), axis=1)
    return int(np.argmax(np.minimum(high - low, 40.0) + high / 1_000))


def troubles(device: Device, samples: Samples, rate: int, spoken: bool = False) -> tuple[Level, tuple[Trouble, ...]]:
    """The level of a stretch of sound from a device, and what is wrong with it, the most pressing first.

    samples : 16 bit [shape=(n, channels)]
    spoken : the speaker was asked to speak meanwhile; else silence is no fault
    """
    level = level_of(samples[:, best_channel(samples, rate)], rate)
    found = []
    if level.zeros:
        found.append(Trouble("zeros", why_zeros()))
    elif level.clipped > CLIPPED or (spoken and (level.peak_db or 0.0) > LOUD_PEAK):
        found.append(Trouble("clipping", CLIPPING))
    elif _is_quiet(level, spoken):
        found.append(Trouble("quiet", TOO_QUIET))
    if level.speech_db is None and not level.zeros:
        if device.kind in ("virtual", "monitor"):
            found.append(Trouble("voiceless", _no_microphone(device)))
        elif spoken:
            found.append(Trouble("voiceless", NO_VOICE))
    if min(rate, device.rate) <= 2.2 * TELEPHONE or level.telephone:
        found.append(Trouble("telephone", TELEPHONE_QUALITY))
    if level.speech_db is not None and level.noise_db is not None and level.speech_db - level.noise_db < NOISY:
        found.append(Trouble("noisy", TOO_NOISY))
    return level, tuple(found)


def _is_quiet(level: Level, spoken: bool) -> bool:
    peak = 0.0 if level.peak_db is None else level.peak_db
    if spoken:
        return level.speech_db is not None and level.speech_db < QUIET_SPEECH
    return peak < _NO_ROOM or (level.speech_db is not None and peak < VERY_QUIET + _CREST)


def _no_microphone(device: Device) -> str:
    what = "gives what the loudspeakers play" if device.kind == "monitor" else "is the device of a program"
    return f"{device.name} {what}, no microphone: choose another one."


class Preview:
    """Hears a microphone before the answer begins, from any thread; the last seconds count.

    least : seconds that must have been heard before anything is said
    """

    _SPAN = 3.0

    def __init__(self, device: Device, least: float = 0.7) -> None:
        self._device, self._least = device, least
        self._lately: deque[Samples] = deque()
        self._rate = 0

    def hear(self, samples: Samples, rate: int) -> None:
        """The next block [shape=(n, channels)]."""
        self._rate = rate
        self._lately.append(samples)
        while sum(map(len, self._lately)) - len(self._lately[0]) > self._SPAN * rate:
            self._lately.popleft()

    @property
    def trouble(self) -> Trouble | None:
        """The most pressing one; a noisy room is none yet."""
        lately = list(self._lately)
        if not lately or sum(map(len, lately)) < self._least * self._rate:
            return None
        _, found = troubles(self._device, np.concatenate(lately), self._rate)
        return next((trouble for trouble in found if trouble.kind != "noisy"), None)


class Watch:
    """Hears a take while it is spoken; `trouble` is what the speaker should see now, None when all is well.

    watch.hear(samples)      # every block in turn
    watch.stalled(seconds)   # no block came for so long
    """

    def __init__(self, rate: int) -> None:
        self.seconds = 0.0
        self._rate = rate
        self._stalled = 0.0
        self._zeros = 0.0
        self._zero_runs = 0
        self._sounded = False
        self._until: dict[Kind, float] = {}
        self._lost = 0.0
        self._left: list[Samples] = []
        self._frames: deque[NDArray[np.float32]] = deque(maxlen=round(_REMEMBERED))
        self._voiced = -1.0
        self._listens_since = 0.0
        self._levels: list[float] = []
        self._faint = 0
        self._room = 0.0

    @property
    def trouble(self) -> Trouble | None:
        """What to tell now, the most pressing."""
        if self._stalled >= 1.0:
            return Trouble("stalled", "No sound comes from the microphone: is it still plugged in?")
        if self._zeros >= (_ZEROS_GATED if self._zero_runs >= 3 else _ZEROS):
            since = clock(round(self.seconds - self._zeros))
            line = f"Only digital silence since {since}: muted, or taken by another program?"
            return Trouble("zeros", line if self._sounded else why_zeros())
        if self._told("lost"):
            return Trouble(
                "lost",
                f"{self._lost:.1f} s of sound were lost: a loose plug, a change of microphones, or a busy computer.",
            )
        if self._told("fallen"):
            return Trouble("fallen", "Much quieter than before: has the microphone slipped, or its volume changed?")
        if self.seconds - max(self._listens_since, self._voiced) >= _NO_VOICE:
            what = "No voice is heard any more" if self._voiced >= 0 else "No voice is heard yet"
            return Trouble("no voice", f"{what}: is this the microphone you speak into?")
        if self._told("clipping"):
            return Trouble("clipping", CLIPPING)
        if len(self._levels) >= 2 and max(self._levels[-5:]) < VERY_QUIET:
            return Trouble("quiet", TOO_QUIET)
        return None

    def hear(self, samples: Samples) -> None:
        """The next block [shape=(n, channels)]."""
        self._stalled = 0.0
        self.seconds += len(samples) / self._rate
        self._count_zeros(samples)
        if np.mean((samples >= 32_767) | (samples <= -32_768)) > 10 * CLIPPED:
            self._until["clipping"] = self.seconds + _TOLD_FOR
        self._left.append(samples)
        waiting = sum(map(len, self._left))
        if waiting >= self._rate:
            self._look(np.concatenate(self._left))
            self._left = []

    def stalled(self, seconds: float) -> None:
        """No block has come for so long."""
        self._stalled = seconds

    def lost(self, seconds: float) -> None:
        """So much sound is missing since the last block."""
        self.seconds += seconds
        self._lost += seconds
        self._until["lost"] = self.seconds + _TOLD_FOR

    def _told(self, kind: Kind) -> bool:
        return self._until.get(kind, 0.0) > self.seconds

    def _count_zeros(self, samples: Samples) -> None:
        sounding = np.flatnonzero(samples.any(axis=1))
        if not sounding.size:
            self._zeros += len(samples) / self._rate
            return
        if 0.1 <= self._zeros < 2.0 and self._sounded:
            self._zero_runs += 1
        if self._zeros >= _ZEROS:
            self._listens_since = self.seconds
        self._sounded = True
        self._zeros = (len(samples) - 1 - int(sounding[-1])) / self._rate

    def _look(self, second: Samples) -> None:
        """A second of sound: was a voice in it, and how loud?"""
        x = second.T.astype(np.float32) / np.float32(FULL_SCALE)
        levels = frame_levels(x - x.mean(axis=1, keepdims=True), self._rate)
        self._frames.append(levels)
        known = np.concatenate(list(self._frames), axis=1)
        floors = np.array([_floor(channel) for channel in known])
        loud = levels > (floors + A_VOICE)[:, None]
        if loud.mean(axis=1).max() >= _SPOKEN:
            self._voiced = self.seconds
            channel = int(np.argmax(np.where(loud, levels - floors[:, None], 0.0).sum(axis=1)))
            self._levels.append(float(np.percentile(levels[channel], 90)))
        usual = float(np.median(self._levels[:-2])) if len(self._levels) >= 6 else None
        weaker = usual is not None and max(self._levels[-2:]) < usual - _FALLEN and self._voiced == self.seconds
        self._faint = self._faint + 1 if self._without_a_room(levels) else 0
        if weaker or self._faint >= 2:
            self._until["fallen"] = self.seconds + _TOLD_FOR

    def _without_a_room(self, levels: NDArray[np.float32]) -> bool:
        """Hardly a bit moves in this second, and yet it is no digital silence: before, the room was heard."""
        room, self._room = self._room, min(self._room, float(levels.max(axis=0).min()))
        return room > _A_ROOM and bool(self._zeros == 0 and -95.0 < levels.max() < _NO_ROOM)


def _floor(levels: NDArray[np.float32]) -> float:
    sounding = levels[levels > -95.0]
    return float(np.percentile(sounding, 10)) if sounding.size else 0.0
