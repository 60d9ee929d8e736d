"""Which microphone: one entry for each, by the name people know it under.

PortAudio lists an input once for each sound system that reaches it, with loudspeaker monitors, programs' devices
and ALSA's plugins among them. Here each microphone is one `Device`, its other ways in behind it.

PortAudio is loaded here and nowhere else, and only when a microphone is wanted: analysing files works without it.
Numbers of devices change with every plug, so devices are chosen and remembered by name.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from starclock.errors import MicrophoneError
from starclock.sound.kinds import Kind, kind_of, plain_name, same_device

_HOSTS = ("Windows WASAPI", "Windows DirectSound", "MME", "Windows WDM-KS")
"""Windows' ways to one and the same device, the best first: full names and the device's own rate, then older ones
that resample and cut names, last the bare driver, which takes the device from everybody else."""
_DOORS = ("default", "pipewire", "pulse", "sysdefault")
"""ALSA's plugins that lead to the microphone chosen in the desktop's sound settings, the best first."""
_FRESH = 1.0
"""Seconds for which a list of devices is taken to be true."""
_WIDEBAND = 16_000
"""Hz; a microphone with less is a telephone."""


@dataclass(frozen=True, slots=True)
class Device:
    """A microphone (or any other input).

    index : PortAudio's number, good until the next plug or unplug
    host : the sound system that offers it (ALSA, Core Audio, Windows WASAPI ...)
    channels : most channels it gives
    rate : its own sample rate, Hz
    default : the system's own choice
    kind : told by its name
    others : the same device through other sound systems, to be tried in turn when this one fails
    """

    index: int
    name: str
    host: str
    channels: int
    rate: int
    default: bool = False
    kind: Kind = "microphone"
    others: tuple[Device, ...] = ()

    @property
    def real(self) -> bool:
        """A microphone, as far as its name tells."""
        return self.kind == "microphone"

    @property
    def common(self) -> bool:
        """Worth a line in a list: a microphone, a program's device (marked), or what the system has chosen."""
        return self.default or self.kind in ("microphone", "virtual")


class _PortAudio:
    """What must be known of the library to start it anew: it lists devices once, when it starts, and ends all
    streams when it ends."""

    lock = threading.RLock()
    streams = 0
    listed = float("-inf")


def portaudio() -> Any:
    """The sounddevice module. Raises MicrophoneError where the PortAudio library is missing."""
    fresh = "sounddevice" not in sys.modules
    try:
        import sounddevice
    except OSError:
        how = {"darwin": "brew install portaudio", "win32": "pip install --force-reinstall sounddevice"}.get(
            sys.platform, "sudo apt install libportaudio2   (Fedora: sudo dnf install portaudio)"
        )
        raise MicrophoneError(f"no sound without the PortAudio library; install it: {how}") from None
    if fresh:
        _PortAudio.listed = time.monotonic()
    return sounddevice


@contextmanager
def in_use() -> Iterator[None]:
    """While a stream is open: PortAudio is not started anew."""
    with _PortAudio.lock:
        _PortAudio.streams += 1
    try:
        yield
    finally:
        with _PortAudio.lock:
            _PortAudio.streams -= 1


def inputs(everything: bool = False) -> tuple[Device, ...]:
    """The microphones, the system's own choice first; with `everything` also monitors and other names for the same.

    Looks anew, so that what was plugged in since is seen, unless a stream is open. Raises MicrophoneError (no
    PortAudio).
    """
    devices = _grouped(_entries("input"))
    return devices if everything else tuple(device for device in devices if device.common)


def outputs() -> tuple[Device, ...]:
    """All output devices, the system's own choice first. Raises MicrophoneError (no PortAudio)."""
    found, own, _ = _entries("output")
    return tuple(sorted((replace(one, default=one.index == own) for one in found), key=lambda one: not one.default))


def choose(wanted: str | None = None, remembered: str | None = None) -> Device:
    """The microphone to use: the wanted one, else the remembered one if it is plugged in, else the system's own.

    Where the system's own is no microphone (a meeting program's device, a monitor), the first real one is taken.
    Names match exactly, or else by a part of them, whatever the case, under whatever sound system they were seen.

    Raises MicrophoneError when there is none, or none of the wanted name (the names there are stand in it).
    """
    devices = inputs(everything=True)
    if not devices:
        raise MicrophoneError(_nothing_there("microphone"))
    if wanted:
        return pick(devices, wanted)
    if remembered:
        try:
            return pick(devices, remembered)
        except MicrophoneError:
            pass
    own = devices[0]
    return own if own.default and own.kind in ("microphone", "alias") else next(iter(real_ones(devices)), own)


def real_ones(devices: Sequence[Device], besides: Device | None = None) -> list[Device]:
    """Microphones that may serve in place of another, the most promising first: the system's own, then others, and
    those of telephone quality last."""
    found = [one for one in devices if one.real or (one.default and one.kind == "alias")]
    found = [one for one in found if not besides or (one.host, one.name) != (besides.host, besides.name)]
    return sorted(found, key=lambda device: (device.rate < _WIDEBAND, not device.default))


def pick(devices: Sequence[Device], name: str) -> Device:
    """The device of that name: exactly, else ignoring case, else one whose name was cut, else the first that holds it.

    Raises MicrophoneError with the names there are.
    """
    folded = name.casefold()
    tests: tuple[Callable[[str], bool], ...] = (
        lambda known: known == name,
        lambda known: known.casefold() == folded,
        lambda known: same_device(known, name),
        lambda known: folded in known.casefold(),
    )
    for fits in tests:
        for device in sorted(devices, key=lambda device: not device.common):
            if any(fits(way.name) for way in (device, *device.others)):
                return device
    names = ", ".join(dict.fromkeys(device.name for device in devices if device.common))
    raise MicrophoneError(f"no device named {name!r}; there are: {names}")


def whereabouts(device: Device) -> int:
    """PortAudio's number of a device today. Raises MicrophoneError where it is not plugged in any more."""
    for anew in (False, True):
        found, _, _ = _entries("input", anew)
        same = [one.index for one in found if (one.host, one.name) == (device.host, device.name)]
        if same:
            break
    else:
        raise MicrophoneError(f"{device.name!r} is gone; plug it in again, or choose another one (starclock mic)")
    return device.index if device.index in same else same[0]


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


_Entries = tuple[tuple[Device, ...], int, dict[str, int]]
"""What PortAudio lists, the number of the system's own choice, and that of each host."""


def _entries(kind: str, anew: bool = True) -> _Entries:
    sound = portaudio()
    with _PortAudio.lock, hushed():
        try:
            if anew and not _PortAudio.streams and time.monotonic() - _PortAudio.listed > _FRESH:
                sound._terminate()
                sound._initialize()
                _PortAudio.listed = time.monotonic()
            hosts, own = sound.query_hostapis(), sound.default.device
            found = tuple(
                Device(
                    index=entry["index"],
                    name=plain_name(entry["name"]),
                    host=hosts[entry["hostapi"]]["name"],
                    channels=entry[f"max_{kind}_channels"],
                    rate=round(entry["default_samplerate"]),
                    kind=kind_of(plain_name(entry["name"]), hosts[entry["hostapi"]]["name"]),
                )
                for entry in sound.query_devices()
                if entry[f"max_{kind}_channels"] > 0
            )
            return found, own[kind], {host["name"]: host.get(f"default_{kind}_device", -1) for host in hosts}
        except sound.PortAudioError as problem:
            raise MicrophoneError(f"the sound system does not answer ({plain(problem)}); start it again") from problem


def _grouped(entries: _Entries) -> tuple[Device, ...]:
    """One device for each microphone, the system's own choice first."""
    found, own, hosts_own = entries
    windows = [host for host in _HOSTS if any(one.host == host for one in found)]
    groups = [[one] for one in found if one.host not in windows[1:]]
    strays = []
    for host in windows[1:]:
        for one in (one for one in found if one.host == host):
            for group in groups:
                if same_device(one.name, group[0].name) and all(way.host != host for way in group):
                    group.append(one)
                    break
            else:  # not among those that the best host offers: the sound mapper, or a plug with nothing in it
                strays.append(replace(one, kind="alias" if one.kind == "microphone" else one.kind))
    chosen = next((group for group in groups if own in [way.index for way in group]), None)
    if chosen is None and windows:  # the sound mapper stands for another: ask the better host for whom
        chosen = next((group for group in groups if group[0].index == hosts_own.get(windows[0])), None)
    devices = [replace(group[0], default=group is chosen, others=tuple(group[1:])) for group in groups]
    strays = [replace(stray, default=stray.index == own and chosen is None) for stray in strays]
    devices += strays
    if not any(device.default or device.real for device in devices):  # bare ALSA: only doors
        doors = sorted((d for d in devices if d.name in _DOORS), key=lambda d: _DOORS.index(d.name))
        devices = [replace(one, default=True) if one in doors[:1] else one for one in devices]
    return tuple(sorted(devices, key=lambda device: not device.default))


def _nothing_there(what: str) -> str:
    inside = " (a container or remote session has none)" if sys.platform == "linux" else ""
    return f"no {what} found{inside}; plug one in, see that the system lists it, then try again"


def plain(problem: Exception) -> str:
    """PortAudio's own words for a problem, without its code."""
    return str(problem.args[0] if problem.args else problem).split("[")[0].strip()
