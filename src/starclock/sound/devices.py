"""Which microphone, and is it any good: the input devices by name, and a level check with advice.

PortAudio is loaded here and nowhere else, and only when a microphone is wanted: analysing files works
without it. Numbers of devices change with every plug, so devices are chosen and remembered by name.
"""

from __future__ import annotations

import os
import queue
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from starclock.errors import MicrophoneError
from starclock.sound import RATE

FULL_SCALE = 32_768.0
"""A 16-bit sample of this size is 1.0."""
FLOOR_DB = -96.0
"""Stands for digital silence, where a level in decibels must be a number: the step of 16 bits."""

# Levels in dB below full scale. Speech is meant to sit near -26 (ITU-T P.56 / P.800 practice); the rest are
# rules of thumb around it. Real speech has been met at -44 dB peak, where a fixed gate heard nothing.
QUIET_SPEECH = -42.0
LOUD_PEAK = -1.0
NOISY = 15.0
"""dB between speech and noise below which recognizers start to mishear."""
A_VOICE = 8.0
"""dB by which the loud tenth of a take stands above the quiet tenth when somebody spoke."""
CLIPPED = 0.0005
"""Share of samples at full scale that one can hear."""


@dataclass(frozen=True, slots=True)
class Device:
    """A microphone (or any other input).

    index : PortAudio's number, good until the next plug or unplug
    host : the sound system that offers it (ALSA, Core Audio, Windows WASAPI ...)
    channels : most channels it gives
    rate : its own sample rate, Hz
    default : the system's own choice
    """

    index: int
    name: str
    host: str
    channels: int
    rate: int
    default: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """How loud a stretch of sound is. Levels in dB below full scale (0 is the loudest there is).

    peak_db : the loudest sample; None for exact zeros
    speech_db : the loud tenth of 30 ms frames, None where it does not stand out from the noise: nobody spoke
    noise_db : the quiet tenth of them; None for exact zeros
    clipped : share of samples at full scale, 0..1
    zeros : nothing but exact zeros, which no working microphone gives
    """

    seconds: float
    peak_db: float | None
    speech_db: float | None
    noise_db: float | None
    clipped: float
    zeros: bool

    @property
    def advice(self) -> tuple[str, ...]:
        """What to do about it, the most pressing first; empty when all is well."""
        if self.zeros:
            return (why_zeros(),)
        lines = []
        if self.clipped > CLIPPED or (self.peak_db or FLOOR_DB) > LOUD_PEAK:
            lines.append("Clipping: move back a hand's width, or turn the input volume down.")
        if self.speech_db is None:
            lines.append("No voice stood out from the noise: speak while the check runs, or choose another microphone.")
        elif self.speech_db < QUIET_SPEECH:
            lines.append("Too quiet: move closer, or turn the input volume up.")
        if self.speech_db is not None and self.noise_db is not None and self.speech_db - self.noise_db < NOISY:
            lines.append("Noisy: close the window, leave the fan, or use a headset.")
        return tuple(lines)


def portaudio() -> Any:
    """The sounddevice module. Raises MicrophoneError where the PortAudio library is missing."""
    try:
        import sounddevice
    except OSError:
        how = {"darwin": "brew install portaudio", "win32": "pip install --force-reinstall sounddevice"}.get(
            sys.platform, "sudo apt install libportaudio2   (Fedora: sudo dnf install portaudio)"
        )
        raise MicrophoneError(f"no sound without the PortAudio library; install it: {how}") from None
    return sounddevice


def inputs() -> tuple[Device, ...]:
    """All input devices, the system's own choice first. Raises MicrophoneError (no PortAudio)."""
    return _devices("input")


def outputs() -> tuple[Device, ...]:
    """All output devices, the system's own choice first. Raises MicrophoneError (no PortAudio)."""
    return _devices("output")


def choose(wanted: str | None = None, remembered: str | None = None) -> Device:
    """The microphone to use: the wanted one, else the remembered one if it is plugged in, else the system's own.

    Names match exactly, or else by a part of them, whatever the case.

    Raises MicrophoneError when there is none, or none of the wanted name (the names there are stand in it).
    """
    devices = inputs()
    if not devices:
        raise MicrophoneError(_nothing_there("microphone"))
    if wanted:
        return pick(devices, wanted)
    if remembered:
        try:
            return pick(devices, remembered)
        except MicrophoneError:
            pass
    return devices[0]


def pick(devices: tuple[Device, ...], name: str) -> Device:
    """The device of that name: exactly, else ignoring case, else the first that holds it.

    Raises MicrophoneError with the names there are.
    """
    folded = name.casefold()
    tests: tuple[Callable[[Device], bool], ...] = (
        lambda device: device.name == name,
        lambda device: device.name.casefold() == folded,
        lambda device: folded in device.name.casefold(),
    )
    for fits in tests:
        for device in devices:
            if fits(device):
                return device
    names = ", ".join(dict.fromkeys(device.name for device in devices))
    raise MicrophoneError(f"no device named {name!r}; there are: {names}")


def open_input(device: Device, callback: Callable[..., None]) -> Any:
    """An input stream of 16-bit samples, not yet started: 16 kHz and mono first, else what the device grants.

    callback : sounddevice's own, called as (indata [shape=(n, channels)], frames, time, status)

    Returns a `sounddevice.InputStream` (its `samplerate`, `channels` and `latency` say what was granted).
    Raises MicrophoneError.
    """
    sound = portaudio()
    rates = dict.fromkeys((RATE, device.rate))
    widths = dict.fromkeys((1, min(2, device.channels), device.channels))
    refusal: Exception | None = None
    for channels in widths:
        for rate in rates:
            try:
                with hushed():
                    return sound.InputStream(
                        device=device.index,
                        samplerate=rate,
                        channels=channels,
                        dtype="int16",
                        blocksize=0,  # whatever suits the device: the fewest lost samples
                        latency="high",  # nobody listens live
                        dither_off=True,  # dither would hide the exact zeros of a denied microphone
                        callback=callback,
                    )
            except sound.PortAudioError as problem:
                refusal = problem
                if _code(problem) not in (-9997, -9998, -9996):  # rate, channels, "device": another may do
                    break
    assert refusal is not None
    raise explained(refusal, device.name) from refusal


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
        (f"does not open ({_plain(problem)})", f"plug it in again, or choose another one (starclock mic){privacy}"),
    )
    return MicrophoneError(f"{name!r} {why}; {remedy}")


def why_zeros() -> str:
    """What exact zeros from a microphone mean on this system, and what to do."""
    if sys.platform == "darwin":
        return (
            "Only digital silence: this terminal may not use the microphone. Allow it in System Settings > "
            "Privacy & Security > Microphone, then start the terminal again."
        )
    if sys.platform == "win32":
        return (
            "Only digital silence: switch on Settings > Privacy & security > Microphone > "
            "'Let desktop apps access your microphone', and look for a mute switch."
        )
    return "Only digital silence: the microphone is muted or not the one you speak into; unmute it or choose another."


def level_check(device: Device, seconds: float = 3.0, on_level: Callable[[float, float], None] | None = None) -> Level:
    """Listens for `seconds` and measures; keeps nothing.

    on_level : told (seconds heard, level of the newest block in dB) as it goes

    Raises MicrophoneError when the device refuses or delivers nothing.
    """
    heard: queue.SimpleQueue[NDArray[np.int16]] = queue.SimpleQueue()
    stream = open_input(device, lambda data, *_: heard.put(data.copy()))
    rate, blocks, count = int(stream.samplerate), [], 0
    with running(stream, device.name) as start:
        start()
        while count < seconds * rate:
            try:
                block = mono(heard.get(timeout=5.0))
            except queue.Empty:
                raise MicrophoneError(
                    f"{device.name!r} delivers no sound; plug it in again or choose another"
                ) from None
            blocks.append(block)
            count += block.size
            if on_level:
                on_level(count / rate, decibels(block))
    return level_of(np.concatenate(blocks), rate)


def level_of(samples: NDArray[np.int16], rate: int) -> Level:
    """The level of 16-bit mono samples [shape=(n,)] at `rate` Hz."""
    if not samples.size or not samples.any():
        return Level(samples.size / rate, None, None, None, 0.0, True)
    x = samples.astype(np.float32) / FULL_SCALE
    frame = max(1, min(len(x), rate * 30 // 1000))
    frames = x[: len(x) // frame * frame].reshape(-1, frame)
    power = np.sqrt((frames**2).mean(axis=1))
    loudness = np.maximum(20 * np.log10(np.maximum(power, 1e-9)), FLOOR_DB)
    noise, speech = (float(v) for v in np.percentile(loudness, (10, 90)))
    peak = np.abs(samples.astype(np.int32)).max()
    return Level(
        seconds=samples.size / rate,
        peak_db=float(20 * np.log10(peak / FULL_SCALE)),
        speech_db=speech if speech - noise >= A_VOICE else None,
        noise_db=noise,
        clipped=float(np.mean((samples >= 32_767) | (samples <= -32_768))),
        zeros=False,
    )


def mono(block: NDArray[np.int16]) -> NDArray[np.int16]:
    """The mean of the channels: [shape=(n, channels)] -> [shape=(n,)], still 16-bit."""
    return block[:, 0] if block.shape[1] == 1 else block.mean(axis=1, dtype=np.float32).astype(np.int16)


def decibels(block: NDArray[np.int16]) -> float:
    """The level of one block of 16-bit samples [shape=(n,)], dB below full scale; -96 for silence."""
    power = float(np.mean(np.square(block, dtype=np.float32))) if block.size else 0.0
    return max(FLOOR_DB, 10 * float(np.log10(power / FULL_SCALE**2))) if power else FLOOR_DB


@contextmanager
def running(stream: Any, name: str) -> Iterator[Callable[[], None]]:
    """Gives a function that starts the stream (raising MicrophoneError); closes it whatever happens."""
    sound = portaudio()

    def start() -> None:
        try:
            with hushed():
                stream.start()
        except sound.PortAudioError as problem:
            raise explained(problem, name) from problem

    try:
        yield start
    finally:
        stream.close(ignore_errors=True)


@contextmanager
def hushed() -> Iterator[None]:
    """Swallows what the sound libraries print past Python while they open a device, for each refusal anew."""
    try:
        kept = os.dup(2)
    except OSError:  # no stderr to be had
        yield
        return
    try:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 (the device, not a path)
            sys.stderr.flush()
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _devices(kind: str) -> tuple[Device, ...]:
    sound = portaudio()
    with hushed():
        try:
            hosts, own = sound.query_hostapis(), sound.default.device
            found = [
                Device(
                    index=entry["index"],
                    name=" ".join(entry["name"].split()),
                    host=hosts[entry["hostapi"]]["name"],
                    channels=entry[f"max_{kind}_channels"],
                    rate=round(entry["default_samplerate"]),
                    default=entry["index"] == own[kind],
                )
                for entry in sound.query_devices()
                if entry[f"max_{kind}_channels"] > 0
            ]
        except sound.PortAudioError as problem:
            raise MicrophoneError(f"the sound system does not answer ({_plain(problem)}); start it again") from problem
    return tuple(sorted(found, key=lambda device: not device.default))


def _nothing_there(what: str) -> str:
    inside = " (a container or remote session has none)" if sys.platform == "linux" else ""
    return f"no {what} found{inside}; plug one in, see that the system lists it, then try again"


def _code(problem: Exception) -> int:
    return problem.args[1] if len(problem.args) > 1 and isinstance(problem.args[1], int) else 0


def _plain(problem: Exception) -> str:
    return str(problem.args[0] if problem.args else problem).split("[")[0].strip()
