"""Opening a microphone, whatever it takes: every channel it has, the usual rates, its other ways in.

Nothing of it is asked of the user: a device that calls 44.1 kHz its own rate may grant 48 only, a Windows host may
refuse what another grants, and a driver may take a stereo opening or none.
"""

from __future__ import annotations

import queue
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from starclock.errors import MicrophoneError
from starclock.sound import MOST_CHANNELS, RATE
from starclock.sound.devices import Device, hushed, in_use, plain, portaudio, whereabouts

WAKING = 6.0
"""Seconds a microphone may take for its first block: wireless ones need their time."""
_RATES = (48_000, 44_100, 32_000, 96_000, 24_000, 22_050, 8_000, 11_025, 88_200, 192_000)
"""Hz that are tried after 16 kHz and the device's own, the usual ones first."""
_RATE, _CHANNELS, _DEVICE = -9997, -9998, -9996
"""PortAudio's refusals after which another opening may do. ALSA says "device" for any of them."""


@dataclass(frozen=True, slots=True)
class Block:
    """What the microphone gave at once.

    samples : 16 bit [shape=(n, channels)]; channels that fit no FLAC (the ninth and on) are left out
    arrived : when, by the monotonic clock, seconds
    lost : the system lost samples before it, because nobody fetched them in time
    """

    samples: NDArray[np.int16]
    arrived: float
    lost: bool


class Ear:
    """PortAudio's callback: queues a copy of each block, and does nothing else. None ends the queue."""

    def __init__(self) -> None:
        self.blocks: queue.SimpleQueue[Block | None] = queue.SimpleQueue()
        self.last = time.monotonic()

    def __call__(self, data: NDArray[np.int16], _frames: int, _time: Any, status: Any) -> None:
        self.last = time.monotonic()
        self.blocks.put(Block(data[:, :MOST_CHANNELS].copy(), self.last, bool(status.input_overflow)))

    def forget(self) -> None:
        """Drops what was heard so far."""
        with suppress(queue.Empty):
            while True:
                self.blocks.get_nowait()


@dataclass(frozen=True, slots=True)
class Microphone:
    """An open microphone that delivers into its ear.

    device : the way in that was granted
    """

    device: Device
    stream: Any
    ear: Ear

    @property
    def rate(self) -> int:
        """Samples a second."""
        return int(self.stream.samplerate)

    @property
    def channels(self) -> int:
        """Of each block."""
        return min(int(self.stream.channels), MOST_CHANNELS)

    @property
    def alive(self) -> bool:
        """Whether it still delivers, as far as PortAudio knows."""
        try:
            return bool(self.stream.active)
        except Exception:  # PortAudio refuses to answer for a device that is gone
            return False


@contextmanager
def listening(device: Device) -> Iterator[Microphone]:
    """The microphone, open and delivering; closed whatever happens.

    Tries every way in: all its channels, then two, then one; 16 kHz, its own rate, then the usual ones; then the
    same through the other sound systems. Raises MicrophoneError, which says what the best way answered, when none
    of them delivers.
    """
    with ExitStack() as opened:
        refusal: MicrophoneError | None = None
        for way in (device, *device.others):
            ear = Ear()
            try:
                with ExitStack() as trying:
                    stream = trying.enter_context(_opened(way, ear))
                    _start(stream, way)
                    _wake(ear, way)
                    opened.push(trying.pop_all())
                break
            except MicrophoneError as problem:
                refusal = refusal or problem
        else:
            assert refusal is not None
            raise refusal
        yield Microphone(way, stream, ear)


@contextmanager
def _opened(device: Device, ear: Ear) -> Iterator[Any]:
    with in_use():
        stream = _open(device, ear)
        try:
            yield stream
        finally:
            stream.close(ignore_errors=True)


def _open(device: Device, callback: Callable[..., None]) -> Any:
    """A `sounddevice.InputStream`, not yet started. Raises MicrophoneError."""
    sound, index = portaudio(), whereabouts(device)
    refusal: Exception | None = None
    for channels in _widths(device):
        for rate in dict.fromkeys((RATE, device.rate, *_RATES)):
            try:
                with hushed():
                    return sound.InputStream(
                        device=index,
                        samplerate=rate,
                        channels=channels,
                        dtype="int16",
                        blocksize=0,  # whatever suits the device: the fewest lost samples
                        latency="high",  # nobody listens live
                        dither_off=True,  # dither would hide the exact zeros of a denied microphone
                        callback=callback,
                    )
            except sound.PortAudioError as problem:
                refusal = refusal if refusal is not None and _code(refusal) == _RATE else problem
                if _code(problem) == _CHANNELS:
                    break
                if _code(problem) not in (_RATE, _DEVICE):
                    raise explained(problem, device.name) from problem
    assert refusal is not None
    raise explained(refusal, device.name) from refusal


def _widths(device: Device) -> list[int]:
    """Numbers of channels to ask for: all it has, so that a voice is heard on whichever it is.

    Plugins claim 32 or 128 and would only repeat themselves: of those two are asked for.
    """
    every = device.channels
    most = 2 if device.kind == "alias" else MOST_CHANNELS
    return list(dict.fromkeys((min(most, every), min(2, every), 1, every)))


def _start(stream: Any, device: Device) -> None:
    sound = portaudio()
    try:
        with hushed():
            stream.start()
    except sound.PortAudioError as problem:
        raise explained(problem, device.name) from problem


def _wake(ear: Ear, device: Device) -> None:
    """Waits for the first block. Raises MicrophoneError when none comes."""
    deadline = time.monotonic() + WAKING
    while ear.blocks.empty():
        if time.monotonic() > deadline:
            raise nothing_from(device)
        time.sleep(0.005)


def nothing_from(device: Device) -> MicrophoneError:
    """The error of a microphone that opens and stays silent."""
    return MicrophoneError(f"{device.name!r} delivers no sound; plug it in again, or choose another (starclock mic)")


def explained(problem: Exception, name: str) -> MicrophoneError:
    """PortAudio's refusal in one line with what to do."""
    code = _code(problem)
    privacy = {
        "win32": " or allow it in Settings > Privacy & security > Microphone",
        "darwin": " or allow it in System Settings > Privacy & Security > Microphone",
    }.get(sys.platform, "")
    why, remedy = {
        -9997: ("refuses every sample rate we asked for", f"choose another one (starclock mic){privacy}"),
        -9998: ("refuses every number of channels we asked for", "choose another one (starclock mic)"),
        -9996: ("is gone or not usable", "plug it in again, or choose another one (starclock mic)"),
        -9985: ("is not available", f"close the program that uses it{privacy}"),
    }.get(
        code,
        (f"does not open ({plain(problem)})", f"plug it in again, or choose another one (starclock mic){privacy}"),
    )
    return MicrophoneError(f"{name!r} {why}; {remedy}")


def _code(problem: Exception) -> int:
    return problem.args[1] if len(problem.args) > 1 and isinstance(problem.args[1], int) else 0
