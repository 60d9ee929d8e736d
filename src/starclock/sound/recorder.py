"""Microphone -> WAV on disk, as it is spoken, with every channel the microphone has.

Three hands, so that nothing slow ever stands between the microphone and the disk:

    PortAudio's thread    copies a block into a queue, nothing else
    the writer            block -> disk, header and all
    the calling thread    block -> listeners, level meter, watch; looks for the stop, the limit, a dead microphone

The file is open before anything is kept, in the kernel's hands after every block, and whole at any moment: a
process that is killed leaves a take that `decode` reads. Time is frames written, never the wall clock; where the
system lost samples, as much silence stands in their place.
"""

from __future__ import annotations

import queue
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj

import numpy as np
from numpy.typing import NDArray

from starclock.errors import LibraryError
from starclock.sound.devices import Device, choose
from starclock.sound.level import decibels
from starclock.sound.streams import Block, Ear, Microphone, listening, nothing_from
from starclock.sound.watch import Watch, best_channel
from starclock.writing.files import PRIVATE_FOLDER

Samples = NDArray[np.int16]
Listener = Callable[[Samples, int], None]
"""`listener(block, rate)`: mono 16-bit samples [shape=(n,)] that are already on disk."""

HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
"""Of the WAV: RIFF, its size, WAVE, the format with channels, rate and bytes, data, its size."""
PATIENCE = 10.0
"""Seconds without a block after which the microphone is taken for dead: a pulled plug says nothing."""
STALLED = 1.0
"""Seconds without a block that are told."""
SUSPICIOUS = 1.0
"""Seconds of exact zeros at the start that mean: no permission, or muted."""
GLANCE = 0.05
"""Seconds between two looks at the stop."""
_HICCUP = 0.2
"""Seconds by which a block may be late before it is asked whether samples were lost."""
_LOSS = 0.08
"""Seconds; less is how blocks come and go."""


@dataclass(frozen=True, slots=True)
class Take:
    """A recording on disk.

    device : the microphone, through the sound system that granted it
    channels : how many it gave
    seconds : from the frames written
    overflows : how often the system lost samples because nobody fetched them in time
    lost : seconds that were lost, for which silence stands in the file
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
    channels: int = 1
    lost: float = 0.0


def record(
    path: Path,
    device: Device | None = None,
    limit: float | None = None,
    stop: threading.Event | None = None,
    listeners: Sequence[Listener] = (),
    on_level: Callable[[float, float], None] | None = None,
    warn: Callable[[str], None] | None = None,
    prelude: Callable[[], None] | None = None,
    preview: Listener | None = None,
) -> Take:
    """Records until `stop` is set, `limit` seconds are full, or the microphone or the disk fails.

    path : the WAV to write (16 bit, the microphone's own channels); must not exist yet
    device : None takes the system's own choice
    limit : seconds, exact to the sample
    stop : may be set from any thread or signal handler
    listeners : each is offered every block once it is on disk, of several channels the one that sounds most like a
        voice. They share one thread: a slow one delays the others and the end of this call, never the disk. One
        that raises is told to `warn` and left out.
    on_level : told (seconds recorded, level of the newest block in dB below full scale) after every block
    warn : told in one line what the speaker should know at once, such as a microphone that gives only zeros;
        an empty line takes that back when it is over
    prelude : called once the microphone delivers and before anything is kept: the place for a countdown, so
        that the take begins where the countdown ends, without the microphone's own start-up time
    preview : offered every block meanwhile, with all its channels [shape=(n, channels)], from another thread

    Returns the take, whatever ended it; `interrupted` says what cut it short.
    Raises MicrophoneError when the microphone does not open or delivers nothing, LibraryError when the file
    cannot be made; what `prelude` raises passes through. In these cases no file is left.
    """
    stop = stop or threading.Event()
    device = device or choose()
    wav = _Wav(path)
    try:
        with listening(device) as microphone:
            wav.begin(microphone.rate, microphone.channels)
            if prelude:
                with _previewed(microphone, preview):
                    prelude()
            writer = _Writer(microphone.ear, wav, None if limit is None else round(limit * microphone.rate))
            writer.start()
            audience = _Audience(writer, microphone.rate, listeners, on_level, warn)
            interrupted = None
            try:
                interrupted = _watch(microphone, writer, audience, stop)
            finally:  # also when something is raised in this thread: the take on disk ends whole
                _finish(microphone, writer, dead=interrupted is not None)
            audience.hear_out()
    finally:
        wav.close()
    if not wav.frames:
        raise nothing_from(device)
    return Take(
        path=path,
        device=microphone.device.name,
        sample_rate=wav.rate,
        seconds=wav.seconds,
        overflows=writer.overflows,
        interrupted=interrupted or writer.problem,
        zeros=writer.zeros,
        channels=wav.channels,
        lost=round(writer.lost, 3),
    )


@contextmanager
def _previewed(microphone: Microphone, preview: Listener | None) -> Iterator[None]:
    """Offers what is heard meanwhile to `preview`, in a thread of its own."""
    if preview is None:
        yield
        return
    over = threading.Event()

    def pass_on() -> None:
        while not over.is_set():
            with suppress(queue.Empty):
                block = microphone.ear.blocks.get(timeout=GLANCE)
                if block is not None:
                    preview(block.samples, microphone.rate)

    thread = threading.Thread(target=pass_on, name="starclock-preview", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _watch(microphone: Microphone, writer: _Writer, audience: _Audience, stop: threading.Event) -> str | None:
    """Passes blocks on until the take is to end; returns why it had to end early, None if it had not.

    Looks at the stop instead of waiting for it: a signal handler that sets an Event its own thread is waiting
    for can lock up.
    """
    while not stop.is_set():
        try:
            if not audience.hear(timeout=GLANCE):
                return writer.problem
        except queue.Empty:
            silent = time.monotonic() - microphone.ear.last
            if silent > PATIENCE or not microphone.alive:
                return "the microphone stopped delivering"
            if silent > STALLED:
                audience.stalled(silent)
    return None


def _finish(microphone: Microphone, writer: _Writer, dead: bool) -> None:
    """Stops the microphone and waits until what it gave is on disk."""
    if not dead and writer.is_alive():
        time.sleep(min(microphone.stream.latency, 0.25))  # what was said before the stop is still on its way
    with suppress(Exception):  # a device that is gone cannot be stopped; the take matters now
        microphone.stream.abort()
    microphone.ear.blocks.put(None)
    writer.join()


class _Punctual:
    """Blocks in, blocks out, with silence where the system lost some: time stays true.

    A block that comes late may be followed by all that waited behind it, or by nothing: then it is lost. Which of
    the two shows within a moment; until then what came is held back.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._frames = 0
        self._before: float | None = None
        self._leads: deque[tuple[float, float]] = deque()
        self._held: list[Samples] = []
        self._suspected = 0.0
        self._missing = 0.0

    def put(self, block: Block) -> list[tuple[Samples, float]]:
        """What can be written now: samples, and the seconds of silence before each."""
        length = len(block.samples) / self._rate
        self._frames += len(block.samples)
        lead = block.arrived - self._frames / self._rate
        late = self._before is not None and (block.lost or block.arrived - self._before > _HICCUP + length)
        self._before = block.arrived
        if not self._held and not late:
            self._remember(block.arrived, lead)
            return [(block.samples, 0.0)]
        usual = min((known for _, known in self._leads), default=lead)
        if not self._held:
            self._suspected, self._missing = block.arrived, lead - usual
        self._held.append(block.samples)
        self._missing = min(self._missing, lead - usual)
        if self._missing < _LOSS or block.arrived - self._suspected > 2 * _HICCUP:
            return self.rest()
        return []

    def rest(self) -> list[tuple[Samples, float]]:
        """What was held back, with the silence that belongs before it."""
        if not self._held:
            return []
        gap = self._missing if self._missing >= _LOSS else 0.0
        self._frames += round(gap * self._rate)
        held = [(samples, gap if index == 0 else 0.0) for index, samples in enumerate(self._held)]
        self._held = []
        return held

    def _remember(self, arrived: float, lead: float) -> None:
        """The least lead of the last seconds: sound cards and clocks drift apart."""
        self._leads.append((arrived, lead))
        while self._leads[0][0] < arrived - 5.0:
            self._leads.popleft()


class _Writer(threading.Thread):
    """Blocks -> disk -> `written`, which ends with None when the limit, the disk or the queue is at its end.

    written : samples [shape=(n, channels)] and the seconds of silence written before them
    """

    def __init__(self, ear: Ear, wav: _Wav, limit: int | None) -> None:
        super().__init__(name="starclock-writer", daemon=True)
        self.written: queue.SimpleQueue[tuple[Samples, float] | None] = queue.SimpleQueue()
        self.overflows = 0
        self.lost = 0.0
        self.problem: str | None = None
        self.zeros = False
        self._ear, self._wav, self._limit = ear, wav, limit
        self._punctual = _Punctual(wav.rate)
        self._sounded = False
        ear.forget()  # the countdown is not part of the take

    def run(self) -> None:
        try:
            while (heard := self._ear.blocks.get()) is not None:
                self.overflows += heard.lost
                if not all(self._write(*piece) for piece in self._punctual.put(heard)):
                    return
            for piece in self._punctual.rest():
                self._write(*piece)
        except OSError as problem:
            self.problem = f"the disk did not take the rest ({problem.strerror})"
        finally:
            self.written.put(None)

    def _write(self, samples: Samples, gap: float) -> bool:
        """Writes a block, silence before it; False when the limit is reached."""
        if gap:
            self.lost += gap
            silence = np.zeros((round(gap * self._wav.rate), samples.shape[1]), np.int16)
            samples = np.concatenate([silence, samples])
        if self._limit is not None:
            samples = samples[: self._limit - self._wav.frames]
        self._wav.write(samples)
        self._sounded = self._sounded or bool(samples.any())
        self.zeros = self.zeros or (not self._sounded and self._wav.seconds >= SUSPICIOUS)
        self.written.put((samples, gap))
        return self._limit is None or self._wav.frames < self._limit


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
        self._watch, self._told = Watch(rate), ""
        self._channel = _Channel(rate)

    def hear(self, timeout: float | None = None) -> bool:
        """Passes the next block on; False after the last. Raises queue.Empty when none comes in `timeout`."""
        written = None if self._ended else self._writer.written.get(timeout=timeout)
        if written is None:
            self._ended = True
            return False
        samples, gap = written
        self._frames += len(samples)
        if self._on_level:
            self._on_level(self._frames / self._rate, decibels(samples))
        missing = min(len(samples), round(gap * self._rate))
        if missing:
            self._watch.lost(missing / self._rate)
        self._watch.hear(samples[missing:])
        self._tell()
        voice = self._channel.of(samples)
        for listener in tuple(self._listeners):
            try:
                listener(voice, self._rate)
            except Exception as problem:
                self._listeners.remove(listener)
                self._warn(f"Left out while recording, the take goes on: {problem or type(problem).__name__}")
        return True

    def stalled(self, seconds: float) -> None:
        """No block has come for so long."""
        self._watch.stalled(seconds)
        self._tell()

    def hear_out(self) -> None:
        """Passes on what is left, up to the end the writer marked."""
        while self.hear():
            pass

    def _tell(self) -> None:
        trouble = self._watch.trouble
        line = trouble.line if trouble else ""
        if line != self._told:
            self._told = line
            self._warn(line)


class _Channel:
    """Which channel listeners hear meanwhile: the one that sounded most like a voice in the last seconds."""

    _SPAN, _EVERY = 6.0, 1.0

    def __init__(self, rate: int) -> None:
        self._rate, self._channel, self._count = rate, 0, 0
        self._lately: deque[Samples] = deque()

    def of(self, samples: Samples) -> Samples:
        if samples.shape[1] > 1:
            self._lately.append(samples)
            self._count += len(samples)
            if self._count >= self._EVERY * self._rate:
                self._count = 0
                lately = np.concatenate(list(self._lately))[-round(self._SPAN * self._rate) :]
                self._channel = best_channel(lately, self._rate)
                self._lately = deque([lately])
        return samples[:, self._channel]


class _Wav:
    """A 16-bit WAV that is whole after every write; removed at the end if nothing came."""

    def __init__(self, path: Path) -> None:
        self.path, self.rate, self.channels, self.frames = path, 0, 1, 0
        with _told(path):
            self._file = path.open("x+b", buffering=0)

    @property
    def seconds(self) -> float:
        return self.frames / self.rate

    def begin(self, rate: int, channels: int) -> None:
        """Writes the header. Raises LibraryError."""
        self.rate, self.channels = rate, channels
        with _told(self.path):
            self._write_header()

    def write(self, block: Samples) -> None:
        """Appends samples [shape=(n, channels)]. Raises OSError; what fitted is kept and counted."""
        rest = memoryview(block.astype("<i2").tobytes())
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        finally:
            self.frames = (self._file.tell() - HEADER.size) // (2 * self.channels)
            self._write_header()

    def close(self) -> None:
        if self.frames and not self.path.exists():
            self._write_again()
        self._file.close()
        if not self.frames:
            self.path.unlink(missing_ok=True)

    def _write_again(self) -> None:
        """The folder was removed while somebody spoke: what the open file still holds gets its name back."""
        with suppress(OSError):  # where it cannot, the take is gone and the next step says so
            self.path.parent.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
            self._file.seek(0)
            with self.path.open("xb") as again:
                copyfileobj(self._file, again)

    def _write_header(self) -> None:
        frame = 2 * self.channels
        size = min(self.frames * frame, 0xFFFF_FFFF - 36)
        self._file.seek(0)
        self._file.write(
            HEADER.pack(
                *(b"RIFF", 36 + size, b"WAVE"),
                *(b"fmt ", 16, 1, self.channels, self.rate, self.rate * frame, frame, 16),
                *(b"data", size),
            )
        )
        self._file.seek(HEADER.size + self.frames * frame)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """A file that cannot be made, in one line."""
    try:
        yield
    except OSError as problem:
        raise LibraryError(
            f"the take cannot be written to {path} ({problem.strerror}): make room or allow writing there"
        ) from problem
