"""PortAudio as it misbehaves: pulled plugs, refused rates, lost samples, many names for one microphone.

Stands in for the sounddevice module. In a test module: `pytest_plugins = ["fake_sounddevice"]`, then the fixture
`portaudio`.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray


class PortAudioError(Exception):
    """As sounddevice's: (message, code)."""


@dataclass(frozen=True)
class FakeDevice:
    """One entry of PortAudio's list.

    rates : what it grants (empty: every rate); exact : it opens with all its channels or not at all
    refusal : the code every opening is refused with
    gains : of the signal on each channel; none: 1 on every channel
    noises : of noise on each channel, in 16-bit steps
    """

    name: str
    host: str = "Fake Sound System"
    channels: int = 1
    outputs: int = 0
    rate: int = 48_000
    rates: frozenset[int] = frozenset()
    exact: bool = False
    refusal: int = 0
    gains: tuple[float, ...] = ()
    noises: tuple[float, ...] = ()


class FakePortAudio:
    """Set the attributes to make it misbehave.

    devices : what is listed; None: three microphones and a loudspeaker that follow the attributes below
    plugged_in : what is listed once PortAudio is started anew; None: the same
    signal : what is spoken, 16 bit at 16 kHz, over and over; None: a tone of `amplitude`
    speed : how many times faster than a clock it delivers
    rates, channels, least_channels, refusal : of every device
    stalls_after, dies_after : seconds until the callbacks stop, without or with the stream ending
    silent : (from, to) seconds in which nothing but zeros come; away : in which what comes is lost
    """

    PortAudioError = PortAudioError
    block = 0.01

    def __init__(self) -> None:
        self.names = ["Fake Mic", "Other Microphone (USB)", "USB Headset"]
        self.devices: Sequence[FakeDevice] | None = None
        self.plugged_in: Sequence[FakeDevice] | None = None
        self.rates: set[int] = set()
        self.channels, self.least_channels = 2, 1
        self.amplitude = 8_000
        self.signal: NDArray[np.int16] | None = None
        self.speed = 1.0
        self.stalls_after = self.dies_after = float("inf")
        self.silent = self.away = (float("inf"), float("inf"))
        self.overflow_every = 0
        self.refusal = 0
        self.open = 0
        self.opened: list[tuple[str, str, int, int]] = []
        """Name, host, rate and channels of every stream that was granted."""
        self.default = SimpleNamespace(device={"input": 0, "output": 3})
        self.started_anew = 0
        self.played: list[Any] = []

    def _terminate(self) -> None:
        assert not self.open, "PortAudio ends with every stream that is open"

    def _initialize(self) -> None:
        self.started_anew += 1
        self.devices = self.plugged_in if self.plugged_in is not None else self.devices

    def listed(self) -> Sequence[FakeDevice]:
        if self.devices is not None:
            return self.devices
        rate = max(self.rates, default=48_000)
        microphones = [FakeDevice(name, channels=self.channels, rate=rate) for name in self.names]
        return [*microphones, FakeDevice("Speaker", channels=0, outputs=2, rate=rate)] if self.names else []

    def hosts(self) -> list[str]:
        return list(dict.fromkeys(device.host for device in self.listed())) or ["Fake Sound System"]

    def query_hostapis(self) -> list[dict[str, Any]]:
        first = {
            host: next((i for i, d in enumerate(self.listed()) if d.host == host and d.channels), -1)
            for host in self.hosts()
        }
        return [{"name": host, "default_input_device": first[host]} for host in self.hosts()]

    def query_devices(self) -> list[dict[str, Any]]:
        return [
            {
                "index": index,
                "name": device.name,
                "hostapi": self.hosts().index(device.host),
                "default_samplerate": float(device.rate),
                "max_input_channels": device.channels,
                "max_output_channels": device.outputs,
            }
            for index, device in enumerate(self.listed())
        ]

    def InputStream(self, **options: Any) -> FakeStream:  # noqa: N802 (sounddevice's name)
        device = self.listed()[options["device"]]
        rates = device.rates or self.rates
        if self.refusal or device.refusal:
            raise PortAudioError("Refused", self.refusal or device.refusal)
        if rates and options["samplerate"] not in rates:
            raise PortAudioError("Invalid sample rate", -9997)
        least = device.channels if device.exact else self.least_channels
        if not least <= options["channels"] <= device.channels:
            raise PortAudioError("Invalid number of channels", -9998)
        self.opened.append((device.name, device.host, options["samplerate"], options["channels"]))
        return FakeStream(self, entry=device, **options)


class FakeStream:
    """Calls back in real time from a thread of its own, as PortAudio does."""

    latency = 0.02

    def __init__(
        self,
        sound: FakePortAudio,
        entry: FakeDevice,
        samplerate: int,
        channels: int,
        callback: Callable[..., None],
        **_: object,
    ) -> None:
        self.samplerate, self.channels, self.active = float(samplerate), channels, False
        self._sound, self._entry, self._callback = sound, entry, callback
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._noise = np.random.default_rng(5)
        sound.open += 1

    def start(self) -> None:
        self.active = True
        self._thread.start()

    def _run(self) -> None:
        sound, begin, count = self._sound, time.monotonic(), 0
        frames = round(sound.block * self.samplerate)
        while not self._ending.wait(max(0.0, begin + (count + 1) * sound.block / sound.speed - time.monotonic())):
            at = count * sound.block
            if at >= min(sound.stalls_after, sound.dies_after):
                self.active = sound.dies_after > sound.stalls_after
                return
            data = self._data(count, frames)
            count += 1
            if sound.away[0] <= at < sound.away[1]:
                continue
            lost = bool(sound.overflow_every) and count % sound.overflow_every == 0
            self._callback(data, frames, None, SimpleNamespace(input_overflow=lost))

    def _data(self, count: int, frames: int) -> NDArray[np.int16]:
        sound, entry, signal = self._sound, self._entry, self._sound.signal  # a test may change it at any moment
        if sound.silent[0] <= count * sound.block < sound.silent[1]:
            return np.zeros((frames, self.channels), np.int16)
        if signal is None:
            mono = np.full(frames, sound.amplitude * (-1.0) ** count)
        else:
            at = (count * frames + np.arange(frames)) * 16_000 / self.samplerate
            mono = np.interp(at % len(signal), np.arange(len(signal)), signal)
        gains = np.array(entry.gains or (1.0,) * entry.channels)[: self.channels]
        wide = mono[:, None] * gains
        if entry.noises:
            wide += self._noise.normal(0, 1, wide.shape) * np.array(entry.noises)[: self.channels]
        return np.asarray(np.clip(np.rint(wide), -32_768, 32_767), np.int16)

    def abort(self) -> None:
        self._ending.set()

    def close(self, ignore_errors: bool = True) -> None:  # noqa: ARG002 (sounddevice's signature)
        self._ending.set()
        self._sound.open -= 1


@pytest.fixture
def portaudio(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakePortAudio]:
    """The fake in place of sounddevice."""
    fake = FakePortAudio()
    monkeypatch.setitem(sys.modules, "sounddevice", fake)
    yield fake
