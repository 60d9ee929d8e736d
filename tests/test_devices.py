"""Which microphone, and is it any good."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from starclock.errors import MicrophoneError
from starclock.sound import RATE
from starclock.sound.devices import (
    FLOOR_DB,
    Device,
    choose,
    decibels,
    inputs,
    level_check,
    level_of,
    mono,
    open_input,
    pick,
    why_zeros,
)
from starclock.sound.player import play

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
    with pytest.raises(MicrophoneError) as told:
        open_input(choose(), lambda *_: None)
    message = str(told.value)
    assert "'Fake Mic'" in message and words in message and "\n" not in message
    if code == -9997 and platform != "linux":
        assert "Privacy" in message


def test_a_level_check_of_a_dead_microphone(portaudio: FakePortAudio) -> None:
    portaudio.amplitude = 0
    level = level_check(choose(), 0.3)
    assert level.zeros and level.advice == (why_zeros(),)
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
    level = level_of(spoken(level_db, noise_db), RATE)
    assert [line.split(":")[0] for line in level.advice] == words or (
        words == ["No voice"] and level.advice[0].startswith("No voice stood out")
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
    assert all(line.endswith(".") for line in level.advice)


@given(arrays.arrays(np.int16, st.tuples(st.integers(1, 50), st.integers(1, 8))))
@settings(deadline=None, max_examples=60)
def test_mixing_stays_in_range(block: NDArray[np.int16]) -> None:
    mixed = mono(block)
    assert mixed.shape == (len(block),) and mixed.dtype == np.int16
    assert np.abs(mixed - block.astype(float).mean(axis=1)).max() < 1


# --- real: PulseAudio, ALSA, PortAudio ---


def test_the_virtual_microphone_is_listed_and_heard(microphone: VirtualMicrophone) -> None:
    chosen = choose("PULSE")
    assert chosen.name == microphone.device and chosen.host == "ALSA" and chosen.channels >= 1
    speaker = threading.Thread(target=microphone.play, args=(microphone.voice("Testing, one two three four."),))
    speaker.start()
    told: list[tuple[float, float]] = []
    level = level_check(chosen, 1.5, lambda *step: told.append(step))
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
