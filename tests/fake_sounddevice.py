"""PortAudio as it misbehaves: pulled plugs, refused rates, lost samples. Stands in for the sounddevice module.

In a test module: `pytest_plugins = ["fake_sounddevice"]`, then the fixture `portaudio`.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest


class PortAudioError(Exception):
    """As sounddevice's: (message, code)."""


class FakePortAudio:
    """One microphone "Fake Mic" and one loudspeaker; set the attributes to make it misbehave.

    rates : what it grants (empty: every rate); amplitude : of its tone, in 16-bit steps
    stalls_after, dies_after : seconds until the callbacks stop, without or with the stream ending
    refusal : the code every open is refused with
    """

    PortAudioError = PortAudioError
    block = 0.01

    def __init__(self) -> None:
        self.names = ["Fake Mic", "Other Microphone (USB)", "USB Headset"]
        self.rates: set[int] = set()
        self.channels, self.least_channels = 2, 1
        self.amplitude = 8_000
        self.stalls_after = self.dies_after = float("inf")
        self.overflow_every = 0
        self.refusal = 0
        self.open = 0
        self.default = SimpleNamespace(device={"input": 0, "output": 3})
        self.played: list[Any] = []

    def query_hostapis(self) -> list[dict[str, Any]]:
        return [{"name": "Fake Sound System"}]

    def query_devices(self) -> list[dict[str, Any]]:
        entry = {"hostapi": 0, "default_samplerate": float(max(self.rates, default=48_000))}
        microphones = [
            {**entry, "index": i, "name": name, "max_input_channels": self.channels, "max_output_channels": 0}
            for i, name in enumerate(self.names)
        ]
        speaker = {**entry, "index": 3, "name": "Speaker", "max_input_channels": 0, "max_output_channels": 2}
        return [*microphones, speaker] if self.names else []

    def InputStream(self, **options: Any) -> FakeStream:  # noqa: N802 (sounddevice's name)
        if self.refusal:
            raise PortAudioError("Refused", self.refusal)
        if self.rates and options["samplerate"] not in self.rates:
            raise PortAudioError("Invalid sample rate", -9997)
        if not self.least_channels <= options["channels"] <= self.channels:
            raise PortAudioError("Invalid number of channels", -9998)
        return FakeStream(self, **options)


class FakeStream:
    """Calls back in real time from a thread of its own, as PortAudio does."""

    latency = 0.02

    def __init__(
        self, sound: FakePortAudio, samplerate: int, channels: int, callback: Callable[..., None], **_: object
    ) -> None:
        self.samplerate, self.channels, self.active = float(samplerate), channels, False
        self._sound, self._callback, self._ending = sound, callback, threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        sound.open += 1

    def start(self) -> None:
        self.active = True
        self._thread.start()

    def _run(self) -> None:
        sound, begin, count = self._sound, time.monotonic(), 0
        frames = round(sound.block * self.samplerate)
        while not self._ending.wait(max(0.0, begin + (count + 1) * sound.block - time.monotonic())):
            if count * sound.block >= min(sound.stalls_after, sound.dies_after):
                self.active = sound.dies_after > sound.stalls_after
                return
            data = np.full((frames, self.channels), sound.amplitude * (-1) ** count, np.int16)
            count += 1
            lost = bool(sound.overflow_every) and count % sound.overflow_every == 0
            self._callback(data, frames, None, SimpleNamespace(input_overflow=lost))

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
