"""Which microphone, and is it any good."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from fake_sounddevice import FakeDevice
from starclock.errors import MicrophoneError
from starclock.sound import RATE
from starclock.sound import devices as module
from starclock.sound.check import check
from starclock.sound.devices import Device, choose, inputs, pick
from starclock.sound.kinds import kind_of, plain_name
from starclock.sound.level import FLOOR_DB, decibels, level_of, why_zeros
from starclock.sound.player import play
from starclock.sound.streams import listening
from starclock.sound.watch import troubles

if TYPE_CHECKING:
    from fake_sounddevice import FakePortAudio
    from virtual_microphone import VirtualMicrophone

pytest_plugins = ["virtual_microphone", "fake_sounddevice"]


def device(name: str, **facts: int) -> Device:
    return Device(0, name, "ALSA", facts.get("channels", 1), 48_000)


DEVICES = tuple(map(device, ("USB Headset Pro", "usb headset", "Built-in Microphone")))


@pytest.mark.parametrize(
    ("asked", "got"),
    [
        ("usb headset", "usb headset"),
        ("USB HEADSET", "usb headset"),
        ("headset", "USB Headset Pro"),
        ("built", "Built-in Microphone"),
    ],
)
def test_a_name_exactly_or_else_a_part_of_it(asked: str, got: str) -> None:
    assert pick(DEVICES, asked).name == got


def test_an_unknown_name_lists_those_there_are() -> None:
    with pytest.raises(MicrophoneError) as told:
        pick(DEVICES, "webcam")
    assert str(told.value) == "no device named 'webcam'; there are: USB Headset Pro, usb headset, Built-in Microphone"


def test_the_wanted_one_then_the_remembered_one_then_the_systems_own(portaudio: FakePortAudio) -> None:
    portaudio.default.device["input"] = 1
    assert [d.name for d in inputs()] == ["Other Microphone (USB)", "Fake Mic", "USB Headset"]
    assert choose().name == "Other Microphone (USB)"
    assert choose(remembered="Fake Mic").name == "Fake Mic"
    assert choose(wanted="headset", remembered="Fake Mic").name == "USB Headset"
    assert choose(remembered="left at the office").name == "Other Microphone (USB)"
    with pytest.raises(MicrophoneError, match="no device named 'left'"):
        choose(wanted="left")


def test_no_microphone_at_all(portaudio: FakePortAudio) -> None:
    portaudio.names = []
    with pytest.raises(MicrophoneError, match=r"no microphone found.*plug one in"):
        choose()
    with pytest.raises(MicrophoneError, match="no loudspeaker or headphones"):
        play("anything.wav")


@pytest.mark.parametrize(
    ("platform", "remedy"),
    [
        ("linux", "sudo apt install libportaudio2"),
        ("darwin", "brew install portaudio"),
        ("win32", "reinstall sounddevice"),
    ],
)
def test_no_portaudio(platform: str, remedy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Missing:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "sounddevice":
                raise OSError("PortAudio library not found")

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(MicrophoneError, match=remedy):
        choose()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (-9997, "refuses every sample rate"),
        (-9998, "every number of channels"),
        (-9996, "gone"),
        (-9985, "close the program"),
        (-9999, "does not open"),
    ],
)
@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_refusals_say_what_to_do(
    portaudio: FakePortAudio, code: int, words: str, platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    portaudio.refusal = code
    with pytest.raises(MicrophoneError) as told, listening(choose()):
        pass
    message = str(told.value)
    assert "'Fake Mic'" in message and words in message and "\n" not in message
    if code == -9997 and platform != "linux":
        assert "Privacy" in message


def test_a_level_check_of_a_dead_microphone(portaudio: FakePortAudio) -> None:
    portaudio.amplitude = 0
    heard = check(choose(), 0.3)
    assert heard.level.zeros and [trouble.line for trouble in heard.troubles] == [why_zeros()]
    assert portaudio.open == 0


@pytest.mark.parametrize(("platform", "where"), [("darwin", "System Settings"), ("win32", "Let desktop apps")])
def test_exact_zeros_name_the_permission(platform: str, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert where in why_zeros()


def spoken(level_db: float, noise_db: float) -> NDArray[np.int16]:
    """Two seconds of 200 ms bursts and pauses over noise, 16 bit at 16 kHz."""
    rng = np.random.default_rng(3)
    seconds = np.arange(2 * RATE) / RATE
    bursts = (seconds % 0.4 < 0.2) * np.sin(2 * np.pi * 180 * seconds) * np.sqrt(2) * 10 ** (level_db / 20)
    noise = rng.normal(0, 10 ** (noise_db / 20), len(seconds))
    return np.asarray(np.clip(bursts + noise, -1, 1) * 32_767, np.int16)


@pytest.mark.parametrize(
    ("level_db", "noise_db", "words"),
    [
        (-26, -65, []),
        (-50, -75, ["Too quiet"]),
        (-26, -38, ["Noisy"]),
        (2, -60, ["Clipping"]),
        (-80, -50, ["No voice"]),
        (-46, -57, ["Too quiet", "Noisy"]),
    ],
)
def test_advice(level_db: float, noise_db: float, words: list[str]) -> None:
    level, found = troubles(device("Yeti"), spoken(level_db, noise_db)[:, None], RATE, spoken=True)
    lines = [trouble.line for trouble in found if trouble.kind != "telephone"]  # bursts of a tone have no s
    assert [line.split(":")[0] for line in lines] == words or (
        words == ["No voice"] and lines[0].startswith("No voice stood out")
    )
    if words != ["No voice"] and level_db < 0:
        assert level.speech_db == pytest.approx(level_db, abs=1.0)
        assert level.noise_db == pytest.approx(noise_db, abs=1.5)


@given(arrays.arrays(np.int16, st.integers(0, 2_000)), st.sampled_from([8_000, 16_000, 48_000]))
@settings(deadline=None, max_examples=60)
def test_any_sound_has_a_level(samples: NDArray[np.int16], rate: int) -> None:
    level = level_of(samples, rate)
    assert level.zeros == (not samples.any())
    assert 0 <= level.clipped <= 1
    assert FLOOR_DB <= decibels(samples) <= 0.01
    for db in (level.peak_db, level.speech_db, level.noise_db):
        assert db is None or FLOOR_DB <= db <= 0.01


# --- lists as sound systems really give them ---

MIC = FakeDevice
WINDOWS = (
    MIC("Microsoft Sound Mapper - Input", "MME", 2),
    MIC("Microphone (Yeti Stereo Microp", "MME", 2),
    MIC("Microphone Array (AMD Audio De", "MME", 2),
    MIC("Primary Sound Capture Driver", "Windows DirectSound", 2),
    MIC("Microphone Array (AMD Audio Device)", "Windows DirectSound", 2),
    MIC("Microphone (Yeti Stereo Microphone)", "Windows DirectSound", 2),
    MIC("Microphone (Yeti Stereo Microphone)", "Windows WASAPI", 2, rates=frozenset({48_000})),
    MIC("Microphone Array (AMD Audio Device)", "Windows WASAPI", 2, rates=frozenset({48_000})),
    MIC("Stereo Mix (Realtek HD Audio Stereo input)", "Windows WDM-KS", 2, refusal=-9999),
    MIC(
        "Headset (@System32\\drivers\\bthhfenum.sys,#2;%1 Hands-Free%0\r\n;(Buds))", "Windows WDM-KS", 1, refusal=-9999
    ),
)
LINUX = (
    MIC("HDA Intel PCH: ALC257 Analog (hw:0,0)", "ALSA", 2, rate=44_100),
    MIC("Blue Snowball: USB Audio (hw:1,0)", "ALSA", 1),
    MIC("sysdefault", "ALSA", 128),
    MIC("lavrate", "ALSA", 128),
    MIC("pulse", "ALSA", 32),
    MIC("default", "ALSA", 32),
    MIC("Monitor of Built-in Audio", "PulseAudio", 2),
)


def names(everything: bool = False) -> list[str]:
    return [one.name for one in inputs(everything)]


def test_windows_one_entry_a_microphone_with_its_full_name(portaudio: FakePortAudio) -> None:
    portaudio.devices, portaudio.default.device["input"] = WINDOWS, 2
    assert names() == ["Microphone Array (AMD Audio Device)", "Microphone (Yeti Stereo Microphone)"]
    chosen = choose()
    assert chosen.default and [way.host for way in (chosen, *chosen.others)] == [
        *("Windows WASAPI", "Windows DirectSound", "MME")
    ]
    assert len(names(everything=True)) == 6 and "Headset (Buds Hands-Free)" in names(everything=True)
    assert choose(remembered="Microphone (Yeti Stereo Microp").name == "Microphone (Yeti Stereo Microphone)"


def test_windows_the_sound_mapper_stands_for_what_the_better_host_chose(portaudio: FakePortAudio) -> None:
    portaudio.devices, portaudio.default.device["input"] = WINDOWS, 0
    assert choose().name == "Microphone (Yeti Stereo Microphone)" and choose().default


@pytest.mark.parametrize("missing", [("Windows WASAPI",), ("Windows WASAPI", "Windows DirectSound")])
def test_windows_without_its_best_hosts(portaudio: FakePortAudio, missing: tuple[str, ...]) -> None:
    portaudio.devices = [one for one in WINDOWS if one.host not in missing]
    portaudio.default.device["input"] = 1
    assert len(names()) == 2 and all("Micro" in name for name in names())


def test_the_next_way_in_is_tried(portaudio: FakePortAudio) -> None:
    portaudio.devices = [
        replace(one, refusal=-9999) if one.host in ("Windows WASAPI", "Windows DirectSound") else one for one in WINDOWS
    ]
    portaudio.default.device["input"] = 1
    with listening(choose()) as microphone:
        assert microphone.device.host == "MME" and microphone.rate == RATE
    portaudio.devices = [replace(one, refusal=-9985) for one in WINDOWS]
    with pytest.raises(MicrophoneError, match="close the program that uses it"), listening(choose()):
        pass
    assert portaudio.open == 0


def test_linux_plugins_and_monitors_are_not_listed(portaudio: FakePortAudio) -> None:
    portaudio.devices, portaudio.default.device["input"] = LINUX, 5
    assert names() == ["default", "HDA Intel PCH: ALC257 Analog (hw:0,0)", "Blue Snowball: USB Audio (hw:1,0)"]
    assert len(names(everything=True)) == len(LINUX)
    assert choose("pulse").name == "pulse", "a name still reaches what is not listed"
    assert choose(remembered="Blue Snowball: USB Audio (hw:3,0)").name == "Blue Snowball: USB Audio (hw:1,0)"


def test_linux_with_plugins_alone(portaudio: FakePortAudio) -> None:
    portaudio.devices, portaudio.default.device["input"] = LINUX[2:5], -1
    assert choose().name == "pulse", "the door that leads to the desktop's choice"


@pytest.mark.parametrize("own", ["ZoomAudioDevice", "Microsoft Teams Audio", "BlackHole 2ch", "Stereo Mix (Realtek)"])
def test_what_is_no_microphone_is_never_the_silent_choice(portaudio: FakePortAudio, own: str) -> None:
    portaudio.devices = [
        MIC(own, "Core Audio", 2),
        MIC("AirPods", "Core Audio", rate=8_000),
        MIC("Built-in", "Core Audio"),
    ]
    assert choose().name == "Built-in", "nor is a telephone where there is better"
    assert not choose(own).real, "but it can be asked for"
    portaudio.devices = portaudio.devices[:1]
    assert choose().name == own, "better than none"


def test_a_plug_is_seen_at_the_next_look(portaudio: FakePortAudio, monkeypatch: pytest.MonkeyPatch) -> None:
    portaudio.devices = [MIC("Built-in", "Core Audio")]
    portaudio.plugged_in = [MIC("Jabra Evolve2 65", "Core Audio", rate=16_000), *portaudio.devices]
    monkeypatch.setattr(module._PortAudio, "listed", time.monotonic())
    assert names() == ["Built-in"] and portaudio.started_anew == 0, "just looked"
    monkeypatch.setattr(module._PortAudio, "listed", time.monotonic() - 5)
    built_in = choose("built-in")
    assert names() == ["Jabra Evolve2 65", "Built-in"] and portaudio.started_anew == 1
    monkeypatch.setattr(module._PortAudio, "listed", time.monotonic() - 5)
    with listening(built_in) as microphone:
        assert portaudio.opened[-1][0] == "Built-in", "found by name, not by its old number"
        names()
        assert portaudio.started_anew == 1 and microphone.alive, "not while something is open"


@pytest.mark.parametrize(
    ("entry", "granted"),
    [
        (MIC("Anker: USB Audio (hw:1,0)", "ALSA", 2, rate=44_100, rates=frozenset({48_000}), exact=True), (48_000, 2)),
        (MIC("Old", channels=1, rate=44_100, rates=frozenset({32_000})), (32_000, 1)),
        (MIC("Desk", channels=4, exact=True), (16_000, 4)),
        (MIC("Studio", channels=18), (16_000, 8)),
        (MIC("Studio", channels=18, exact=True, rates=frozenset({96_000})), (96_000, 18)),
        (MIC("Hands-Free", channels=1, rate=8_000, rates=frozenset({8_000})), (8_000, 1)),
        (MIC("default", "ALSA", channels=128), (16_000, 2)),
    ],
)
def test_whatever_rate_and_channels_are_granted(
    portaudio: FakePortAudio, entry: FakeDevice, granted: tuple[int, int]
) -> None:
    portaudio.devices = [entry]
    with listening(choose()) as microphone:
        assert portaudio.opened[-1][2:] == granted
        block = microphone.ear.blocks.get()
        assert block is not None and block.samples.shape[1] == microphone.channels == min(8, granted[1])


@given(st.lists(st.tuples(st.text(max_size=40), st.sampled_from(["MME", "Windows WASAPI", "ALSA", "Core Audio"]))))
@settings(max_examples=60, deadline=None)
def test_any_list_has_each_entry_once(entries: list[tuple[str, str]]) -> None:
    found = tuple(
        Device(index, plain_name(name), host, 1, 48_000, kind=kind_of(plain_name(name), host))
        for index, (name, host) in enumerate(entries)
    )
    grouped = module._grouped((found, 0, {}))
    indices = [way.index for device in grouped for way in (device, *device.others)]
    assert sorted(indices) == list(range(len(found)))
    assert sum(device.default for device in grouped) <= 1


# --- real: PulseAudio, ALSA, PortAudio ---


def test_the_virtual_microphone_is_listed_and_heard(microphone: VirtualMicrophone) -> None:
    chosen = choose("PULSE")
    assert chosen.name == microphone.device and chosen.host == "ALSA" and chosen.channels >= 1
    speaker = threading.Thread(target=microphone.play, args=(microphone.voice("Testing, one two three four."),))
    speaker.start()
    told: list[tuple[float, float]] = []
    level = check(chosen, 1.5, lambda *step: told.append(step)).level
    speaker.join()
    assert not level.zeros and level.speech_db is not None and level.speech_db > -40
    assert level.seconds >= 1.5 and told[-1][0] == pytest.approx(level.seconds)


@pytest.mark.usefixtures("microphone")
def test_no_sound_system_prints_nothing_but_our_line() -> None:
    """ALSA and PortAudio complain past Python; the user sees one line."""
    program = """
from starclock.errors import MicrophoneError
from starclock.sound.devices import choose
try: print(choose("nonsense"))
except MicrophoneError as told: print(told)
"""
    gone = {"PULSE_SERVER": "unix:/nonexistent/socket", "PATH": "", "HOME": "/nonexistent"}
    done = subprocess.run([sys.executable, "-c", program], env=gone, capture_output=True, text=True)
    assert done.stderr == "" and done.stdout.startswith("no microphone found") and done.stdout.count("\n") == 1
