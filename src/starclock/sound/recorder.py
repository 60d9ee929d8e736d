"""Microphone -> WAV on disk, as it is spoken.

Three hands, so that nothing slow ever stands between the microphone and the disk:

    PortAudio's thread    copies a block into a queue, nothing else
    the writer            block -> disk, header and all
    the calling thread    block -> listeners, level meter; watches for the stop, the limit, a dead microphone

The file is open before the microphone, in the kernel's hands after every block, and whole at any moment: a
process that is killed leaves a take that `decode` reads. Time is frames written, never the wall clock.
"""

from __future__ import annotations

import queue
import struct
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from starclock.errors import LibraryError, MicrophoneError
from starclock.sound.devices import Device, choose, decibels, mono, open_input, running, why_zeros

Listener = Callable[[NDArray[np.int16], int], None]
"""`listener(block, rate)`: mono 16-bit samples [shape=(n,)] that are already on disk."""

PATIENCE = 2.0
"""Seconds without a block after which the microphone is taken for dead: a pulled plug says nothing."""
WAKING = 6.0
"""Seconds a microphone may take for its first block: wireless ones need their time."""
SUSPICIOUS = 1.0
"""Seconds of exact zeros at the start that mean: no permission, or muted."""
GLANCE = 0.05
"""Seconds between two looks at the stop."""


@dataclass(frozen=True, slots=True)
class Take:
    """A recording on disk.

    seconds : from the frames written
    overflows : how often the system lost samples because nobody fetched them in time
    interrupted : why it ended early, None after a normal stop
    zeros : it began with a second of exact zeros, which no working microphone gives
    """

    path: Path
    device: str
    sample_rate: int
    seconds: float
    overflows: int = 0
    interrupted: str | None = None
    zeros: bool = False


def record(
    path: Path,
    device: Device | None = None,
    limit: float | None = None,
    stop: threading.Event | None = None,
    listeners: Sequence[Listener] = (),
    on_level: Callable[[float, float], None] | None = None,
    warn: Callable[[str], None] | None = None,
    prelude: Callable[[], None] | None = None,
) -> Take:
    """Records until `stop` is set, `limit` seconds are full, or the microphone or the disk fails.

    path : the WAV to write (mono, 16 bit); must not exist yet
    device : None takes the system's own choice
    limit : seconds, exact to the sample
    stop : may be set from any thread or signal handler
    listeners : each is offered every block once it is on disk. They share one thread: a slow one delays the
        others and the end of this call, never the disk. One that raises is told to `warn` and left out.
    on_level : told (seconds recorded, level of the newest block in dB below full scale) after every block
    warn : told in one line what the speaker should know at once, such as a microphone that gives only zeros;
        an empty line takes that back when a sound comes after all
    prelude : called once the microphone delivers and before anything is kept: the place for a countdown, so
        that the take begins where the countdown ends, without the microphone's own start-up time

    Returns the take, whatever ended it; `interrupted` says what cut it short.
    Raises MicrophoneError when the microphone does not open or delivers nothing, LibraryError when the file
    cannot be made; what `prelude` raises passes through. In these cases no file is left.
    """
    stop = stop or threading.Event()
    device = device or choose()
    ear = _Ear()
    stream = open_input(device, ear)
    rate = int(stream.samplerate)
    with running(stream, device.name) as start:
        wav = _Wav(path, rate)
        try:
            start()
            _wake(ear, device)
            if prelude:
                prelude()
            writer = _Writer(ear, wav, None if limit is None else round(limit * rate))
            writer.start()
            audience = _Audience(writer, rate, listeners, on_level, warn)
            interrupted = None
            try:
                interrupted = _watch(stream, ear, writer, audience, stop)
            finally:  # also when something is raised in this thread: the take on disk ends whole
                _finish(stream, ear, writer, dead=interrupted is not None)
            audience.hear_out()
        finally:
            wav.close()
    if not wav.frames:
        raise MicrophoneError(_nothing_from(device))
    return Take(
        path=path,
        device=device.name,
        sample_rate=rate,
        seconds=wav.frames / rate,
        overflows=writer.overflows,
        interrupted=interrupted or writer.problem,
        zeros=writer.zeros,
    )


def _wake(ear: _Ear, device: Device) -> None:
    """Waits for the first block. Raises MicrophoneError when none comes."""
    deadline = time.monotonic() + WAKING
    while ear.blocks.empty():
        if time.monotonic() > deadline:
            raise MicrophoneError(_nothing_from(device))
        time.sleep(0.005)


def _watch(stream: Any, ear: _Ear, writer: _Writer, audience: _Audience, stop: threading.Event) -> str | None:
    """Passes blocks on until the take is to end; returns why it had to end early, None if it had not.

    Looks at the stop instead of waiting for it: a signal handler that sets an Event its own thread is waiting
    for can lock up.
    """
    while not stop.is_set():
        try:
            if not audience.hear(timeout=GLANCE):
                return writer.problem
        except queue.Empty:
            if time.monotonic() - ear.last > PATIENCE or not _alive(stream):
                return "the microphone stopped delivering"
    return None


def _alive(stream: Any) -> bool:
    try:
        return bool(stream.active)
    except Exception:  # PortAudio refuses to answer for a device that is gone
        return False


def _finish(stream: Any, ear: _Ear, writer: _Writer, dead: bool) -> None:
    """Stops the microphone and waits until what it gave is on disk."""
    if not dead and writer.is_alive():
        time.sleep(min(stream.latency, 0.25))  # what was said before the stop is still on its way
    with suppress(Exception):  # a device that is gone cannot be stopped; the take matters now
        stream.abort()
    ear.blocks.put(None)
    writer.join()


def _nothing_from(device: Device) -> str:
    return f"{device.name!r} delivers no sound; plug it in again, or choose another (starclock mic)"


class _Ear:
    """PortAudio's callback: queues a copy of each block with its overflow flag. None ends the queue."""

    def __init__(self) -> None:
        self.blocks: queue.SimpleQueue[tuple[NDArray[np.int16], bool] | None] = queue.SimpleQueue()
        self.last = time.monotonic()

    def __call__(self, data: NDArray[np.int16], _frames: int, _time: Any, status: Any) -> None:
        self.blocks.put((data.copy(), status.input_overflow))
        self.last = time.monotonic()

    def forget(self) -> None:
        """Drops what was heard so far."""
        with suppress(queue.Empty):
            while True:
                self.blocks.get_nowait()


class _Writer(threading.Thread):
    """Blocks -> disk -> `written`, which ends with None when the limit, the disk or the queue is at its end."""

    def __init__(self, ear: _Ear, wav: _Wav, limit: int | None) -> None:
        super().__init__(name="starclock-writer", daemon=True)
        self.written: queue.SimpleQueue[NDArray[np.int16] | None] = queue.SimpleQueue()
        self.overflows = 0
        self.problem: str | None = None
        self.zeros = False
        self._ear, self._wav, self._limit = ear, wav, limit
        ear.forget()  # the countdown is not part of the take

    def run(self) -> None:
        sounded = False
        try:
            while (heard := self._ear.blocks.get()) is not None:
                data, overflow = heard
                self.overflows += overflow
                block = mono(data) if self._limit is None else mono(data)[: self._limit - self._wav.frames]
                self._wav.write(block)
                sounded = sounded or bool(block.any())
                self.zeros = self.zeros or (not sounded and self._wav.seconds >= SUSPICIOUS)
                self.written.put(block)
                if self._limit is not None and self._wav.frames >= self._limit:
                    break
        except OSError as problem:
            self.problem = f"the disk took no more ({problem.strerror})"
        finally:
            self.written.put(None)


class _Audience:
    """All who want to hear a block once it is safe; none of them can hurt the take."""

    def __init__(
        self,
        writer: _Writer,
        rate: int,
        listeners: Sequence[Listener],
        on_level: Callable[[float, float], None] | None,
        warn: Callable[[str], None] | None,
    ) -> None:
        self._writer, self._rate, self._on_level = writer, rate, on_level
        self._listeners = list(listeners)
        self._warn = warn or (lambda _: None)
        self._frames, self._ended = 0, False
        self._warned, self._mute = False, False

    def hear(self, timeout: float | None = None) -> bool:
        """Passes the next block on; False after the last. Raises queue.Empty when none comes in `timeout`."""
        block = None if self._ended else self._writer.written.get(timeout=timeout)
        if block is None:
            self._ended = True
            return False
        self._frames += len(block)
        if self._on_level:
            self._on_level(self._frames / self._rate, decibels(block))
        if self._writer.zeros and not self._warned:
            self._warned = self._mute = True
            self._warn(why_zeros())
        elif self._mute and block.any():
            self._mute = False
            self._warn("")
        for listener in tuple(self._listeners):
            try:
                listener(block, self._rate)
            except Exception as problem:
                self._listeners.remove(listener)
                self._warn(f"Left out while recording, the take goes on: {problem or type(problem).__name__}")
        return True

    def hear_out(self) -> None:
        """Passes on what is left, up to the end the writer marked."""
        while self.hear():
            pass


class _Wav:
    """A mono 16-bit WAV that is whole after every write; removed at the end if nothing came."""

    HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")

    def __init__(self, path: Path, rate: int) -> None:
        self.path, self.rate, self.frames = path, rate, 0
        try:
            self._file = path.open("xb", buffering=0)
            try:
                self._write_header()
            except OSError:
                self.close()
                raise
        except OSError as problem:
            raise LibraryError(
                f"the take cannot be written to {path} ({problem.strerror}): make room or allow writing there"
            ) from problem

    @property
    def seconds(self) -> float:
        return self.frames / self.rate

    def write(self, block: NDArray[np.int16]) -> None:
        """Appends samples [shape=(n,)]. Raises OSError; what fitted is kept and counted."""
        rest = memoryview(block.astype("<i2").tobytes())
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        finally:
            self.frames = (self._file.tell() - self.HEADER.size) // 2
            self._write_header()

    def close(self) -> None:
        self._file.close()
        if not self.frames:
            self.path.unlink(missing_ok=True)

    def _write_header(self) -> None:
        size = min(self.frames * 2, 0xFFFF_FFFF - 36)
        self._file.seek(0)
        self._file.write(
            self.HEADER.pack(
                *(b"RIFF", 36 + size, b"WAVE"),
                *(b"fmt ", 16, 1, 1, self.rate, self.rate * 2, 2, 16),
                *(b"data", size),
            )
        )
        self._file.seek(self.HEADER.size + self.frames * 2)
