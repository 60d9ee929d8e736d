"""`starclock mic`, and the countdown that listens: what is shown, what the keys do."""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import click
import pytest
import soundfile
from click.testing import CliRunner
from rich.console import Console

from fake_sounddevice import FakeDevice, FakePortAudio
from starclock.cli import cli
from starclock.cli import speaking as module
from starclock.cli.clock import Clock
from starclock.cli.speaking import _AnotherMicrophone, _next, _Start
from starclock.settings import Targets
from starclock.sound import RATE
from starclock.sound.devices import choose
from starclock.sound.recorder import record

pytest_plugins = ["fake_sounddevice"]

MAC = [
    FakeDevice("MacBook Pro Microphone", "Core Audio"),
    FakeDevice("ZoomAudioDevice", "Core Audio", 2, gains=(0.0, 0.0)),
    FakeDevice("WH-1000XM4 Hands-Free", "Core Audio", rate=8_000, rates=frozenset({8_000})),
]


@pytest.fixture
def mac(portaudio: FakePortAudio) -> FakePortAudio:
    """A MacBook with a meeting program and a wireless headset; a voice speaks, twenty times faster than a clock."""
    path = files("starclock") / "sample" / "answer.flac"
    portaudio.signal, _ = soundfile.read(str(path), dtype="int16", start=2 * RATE, frames=10 * RATE)
    portaudio.devices, portaudio.speed = MAC, 20.0
    return portaudio


def mic(*arguments: str) -> tuple[str, str]:
    """Standard output and standard error of `starclock mic`."""
    done = CliRunner().invoke(cli, ["mic", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout, done.stderr


@pytest.mark.usefixtures("mac")
def test_all_is_well() -> None:
    out, err = mic()
    assert out.splitlines()[:3] == [
        "* MacBook Pro Microphone  (Core Audio, 48 kHz, 1 channel, the system's own choice)",
        "  ZoomAudioDevice  (Core Audio, 48 kHz, 2 channels, a program's device)",
        "  WH-1000XM4 Hands-Free  (Core Audio, 8 kHz, 1 channel)",
    ]
    assert "All is well." in out and "Another microphone" not in out and "Say a sentence" in err


def test_what_is_wrong_and_which_other_there_is(mac: FakePortAudio) -> None:
    out, _ = mic("--device", "zoom")
    assert "Only digital silence" in out and 'starclock mic --use "MacBook Pro Microphone"' in out
    out, _ = mic("--device", "hands-free")
    assert "Telephone quality" in out and "Another microphone: MacBook Pro Microphone" in out
    mac.default.device["input"] = 1
    _, err = mic()
    assert "'ZoomAudioDevice', a program's device; using 'MacBook Pro Microphone'" in err


def test_the_second_input_is_heard(mac: FakePortAudio) -> None:
    mac.devices = [FakeDevice("Scarlett 2i2 USB", "Core Audio", 2, gains=(0.0, 0.8))]
    out, _ = mic()
    assert "heard on channel 2 of 2" in out and "All is well." in out


def test_json(mac: FakePortAudio) -> None:
    out, _ = mic("--json", "--device", "hands-free")
    told = json.loads(out)
    assert told["format"] == 1 and told["another"] == "MacBook Pro Microphone"
    assert [one["chosen"] for one in told["microphones"]] == [False, False, True]
    assert [one["kind"] for one in told["microphones"]] == ["microphone", "virtual", "microphone"]
    assert told["check"]["rate"] == 8_000 and told["check"]["telephone"] is True and told["check"]["zeros"] is False
    assert [trouble["kind"] for trouble in told["troubles"]] == ["telephone"]
    mac.signal = None
    mac.amplitude = 0
    told = json.loads(mic("--json")[0])
    assert told["check"]["zeros"] is True and told["check"]["peak_db"] is None


def test_what_was_heard_is_played_back(mac: FakePortAudio, monkeypatch: pytest.MonkeyPatch) -> None:
    played: list[float] = []
    monkeypatch.setattr("starclock.cli.mic.play", lambda path: played.append(soundfile.info(path).duration))
    mic("--seconds", "2")
    assert not played
    mic("--seconds", "2", "--play")
    assert played == [pytest.approx(2.0, abs=0.05)]
    assert mac.open == 0


def test_monitors_and_other_names_are_shown_when_asked(mac: FakePortAudio) -> None:
    names = {"Yeti (hw:1,0)": 2, "upmix": 8, "default": 32}
    mac.devices = [FakeDevice(name, "ALSA", channels) for name, channels in names.items()]
    mac.default.device["input"] = 2
    assert [line.split("  (")[0][2:] for line in mic()[0].splitlines()[:2]] == ["default", "Yeti (hw:1,0)"]
    assert "upmix  (ALSA, 48 kHz, 8 channels, another name for one of these)" in mic("--all")[0]


# --- the countdown ---


class Speaking:
    """A countdown over a fake microphone, with keys pressed when asked for."""

    def __init__(self, device: str, monkeypatch: pytest.MonkeyPatch, seconds: int = 1, hold: float = 1.0) -> None:
        monkeypatch.setattr(module, "HOLD", hold)
        monkeypatch.setattr(module, "warm", lambda: None)
        self.clock = Clock(Targets(), console=Console(file=io.StringIO(), width=100))
        self.stop = threading.Event()
        self.pressed = ""
        self.shown: list[str] = []
        self.start = _Start(self.clock, self._keys, self.stop, seconds, choose(device), lambda: None)

    def _keys(self) -> str:
        shown = f"{self.clock._waiting} | {self.clock._notice} | {self.clock._offer}"
        if not self.shown or self.shown[-1] != shown:
            self.shown.append(shown)
        pressed = self.pressed if self.clock._offer else ""
        if pressed:
            self.pressed = ""
        return pressed

    def take(self, path: Path, limit: float = 0.5) -> float:
        """Records and returns the seconds from the call to the end of the countdown."""
        begin, end = time.monotonic(), [0.0]

        def prelude() -> None:
            try:
                self.start()
                self.start.begin()
            finally:
                end[0] = time.monotonic() - begin

        try:
            record(path, self.start._device, limit, self.stop, prelude=prelude, preview=self.start.preview.hear)
        finally:
            self.start.over()
        return end[0]


@pytest.fixture
def speaking(mac: FakePortAudio, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Speaking]:
    mac.speed = 2.0
    return lambda device, **options: Speaking(device, monkeypatch, **options)


def test_nothing_wrong_no_delay(speaking: Callable[..., Speaking], tmp_path: Path) -> None:
    made = speaking("macbook", hold=30.0)
    assert made.take(tmp_path / "take.wav") < 15
    assert not any("Only" in line or "Enter" in line for line in made.shown)


def test_zeros_are_told_with_keys_and_the_countdown_goes_on_by_itself(
    speaking: Callable[..., Speaking], tmp_path: Path
) -> None:
    made = speaking("zoom")
    waited = made.take(tmp_path / "take.wav")
    assert 1.9 < waited < 15
    assert any("Only digital silence" in line and "M MacBook Pro Microphone   Q stops" in line for line in made.shown)
    assert not made.clock._notice and not made.clock._offer, "taken back: from here on the watch tells"


def test_enter_goes_on_m_takes_another_q_stops(speaking: Callable[..., Speaking], tmp_path: Path) -> None:
    made = speaking("zoom", hold=30.0)
    made.pressed = "\n"
    assert made.take(tmp_path / "take.wav") < 15
    for key, raised in (("m", _AnotherMicrophone), ("Q", click.Abort)):
        made = speaking("zoom", hold=30.0)
        made.pressed = key
        with pytest.raises(raised):
            made.take(tmp_path / f"{key}.wav")
        assert not (tmp_path / f"{key}.wav").exists()


def test_a_sound_that_comes_ends_the_wait(
    speaking: Callable[..., Speaking], mac: FakePortAudio, tmp_path: Path
) -> None:
    made = speaking("macbook", hold=30.0)
    mac.silent = (0.0, 5.0)
    assert made.take(tmp_path / "take.wav") < 20


def test_the_next_microphone_is_the_best_not_tried_yet(mac: FakePortAudio) -> None:
    mac.devices = [*MAC, FakeDevice("Yeti", "Core Audio", 2)]
    tried = [choose("zoom")]
    for name in ("MacBook Pro Microphone", "Yeti", "WH-1000XM4 Hands-Free"):
        tried.append(_next(tried))
        assert tried[-1].name == name
    assert _next(tried).name == "MacBook Pro Microphone", "and round again"
    mac.devices = MAC[:1]
    assert _next([choose("macbook")]).name == "MacBook Pro Microphone", "there is no other"


def test_telephone_quality_waits_only_where_there_is_better(
    speaking: Callable[..., Speaking], mac: FakePortAudio, tmp_path: Path
) -> None:
    assert speaking("hands-free", hold=2.0).take(tmp_path / "a.wav") > 2.9
    mac.devices, mac.default.device["input"] = MAC[2:], 0
    made = speaking("hands-free", hold=30.0)
    assert made.take(tmp_path / "b.wav") < 15
    assert any("Telephone quality" in line for line in made.shown)


def test_the_screen_holds_the_line_and_the_keys() -> None:
    clock = Clock(Targets(), console=Console(file=io.StringIO(), width=80))
    clock.countdown(1)
    clock.notice("Too quiet: move closer, or turn the input volume up.")
    clock.offer("Enter goes on   M Yeti   Q stops")
    out = io.StringIO()
    Console(file=out, width=80).print(clock.render())
    lines = [line.strip() for line in out.getvalue().splitlines() if line.strip()]
    assert lines == [
        "Recording starts in 1",
        "Too quiet: move closer, or turn the input volume up.",
        "Enter goes on   M Yeti   Q stops",
    ]
