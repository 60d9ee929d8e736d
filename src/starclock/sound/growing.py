"""A take that is still being recorded -> samples, as `decode_voice` will give them when it is whole.

Reads what the recorder has written, from the file, so that nobody who writes ever waits for who reads.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from starclock.sound import RATE
from starclock.sound.channels import find_channels, mixed
from starclock.sound.decode import Resampler, Voice, voice_of
from starclock.sound.recorder import HEADER
from starclock.sound.repair import without_offset
from starclock.speech import Channels

Samples = NDArray[np.float32]

_CHOOSING = 10.0
"""Seconds heard before channels are chosen: find_channels needs a voice to judge by."""


class Growing:
    """The samples of a WAV that `record` writes.

        growing = Growing(path)
        growing.grow()       # now and then
        growing.samples()    # all there are by now
        growing.voice()      # once the take has ended

    What `samples` gives stands on the channels and the offset known by then; `voice` decides on the whole take.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._resampler = Resampler(RATE, group=1)
        self._layout: Any = None
        self._rate = 0
        self._width = 0
        self._read = HEADER.size
        self._planes: list[_Rope] = []
        self._voice = _Rope()
        self._channels: Channels | None = None
        self._chosen_at = 0.0

    @property
    def seconds(self) -> float:
        """How long the take is by now."""
        return len(self._planes[0].all) / RATE if self._planes else 0.0

    def grow(self) -> None:
        """Reads what was added. Raises OSError."""
        import av

        # Opened anew each time: an open file could not be removed on Windows.
        with self._path.open("rb") as file:
            head = file.read(HEADER.size)
            file.seek(self._read)
            added = file.read()
        if not added or (not self._width and not self._begin(head)):
            return
        added = added[: len(added) // self._width * self._width]
        if added:
            self._read += len(added)
            frame = av.AudioFrame.from_ndarray(np.frombuffer(added, "<i2")[None], "s16", self._layout)
            frame.sample_rate = self._rate
            self._take(self._resampler.put(frame))

    def samples(self) -> Samples:
        """The voice by now [shape=(n,)], float32 mono 16 kHz."""
        if len(self._planes) > 1:
            self._choose()
        elif self._planes:
            self._voice = self._planes[0]
        samples = self._voice.all
        cleaned = without_offset(samples.copy())
        # The offset of the last moment shows only later.
        return cleaned if np.array_equal(cleaned[-RATE:], samples[-RATE:]) else cleaned[: -RATE // 2]

    def voice(self) -> Voice:
        """The voice of the take, which has ended: what `decode_voice` gives. Raises OSError, InputError."""
        self.grow()
        self._take(self._resampler.flush())
        return voice_of(self._path, [plane.all.copy() for plane in self._planes] or [np.zeros(0, np.float32)])

    def _begin(self, head: bytes) -> bool:
        """Reads the header."""
        import av

        *_, channels, self._rate, _, self._width, _, _, _ = HEADER.unpack(head)
        if self._width:
            with av.open(str(self._path)) as container:
                self._layout = container.streams.audio[0].layout
            self._planes = [_Rope() for _ in range(channels)]
        return bool(self._width)

    def _take(self, blocks: Any) -> None:
        for block in blocks:
            for rope, plane in zip(self._planes, block, strict=True):
                rope.add(plane)

    def _choose(self) -> None:
        """Chooses the channels once a voice can be judged, and again as the take doubles."""
        planes = [plane.all for plane in self._planes]
        if self.seconds >= max(_CHOOSING, 2 * self._chosen_at):
            chosen = find_channels(planes)
            self._chosen_at = self.seconds
            if chosen != self._channels:
                self._channels, self._voice = chosen, _Rope()
        known = len(self._voice.all)
        if self._channels and len(planes[0]) > known:
            self._voice.add(mixed(np.stack([plane[known:] for plane in planes]), self._channels))


class _Rope:
    """An array that grows at its end."""

    def __init__(self) -> None:
        self._room = np.zeros(RATE * 60, np.float32)
        self._count = 0

    @property
    def all(self) -> Samples:
        """What was added, one after the other [shape=(n,)]."""
        return self._room[: self._count]

    def add(self, more: Samples) -> None:
        if self._count + len(more) > len(self._room):
            self._room = np.concatenate([self.all, np.zeros(len(self._room) + len(more), np.float32)])
        self._room[self._count : self._count + len(more)] = more
        self._count += len(more)
