"""What happens to microphones while people speak, on a sound server that is real: PulseAudio, ALSA, PortAudio."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from starclock.sound import RATE
from starclock.sound import devices as devices_module
from starclock.sound.acoustics import hear
from starclock.sound.decode import decode_voice
from starclock.sound.devices import choose
from starclock.sound.level import level_of
from starclock.sound.recorder import Take, record
from starclock.sound.repair import find_gaps

if TYPE_CHECKING:
    from virtual_microphone import VirtualMicrophone

pytest_plugins = ["virtual_microphone"]

SAID = "Last year our payment service went down, and I rebuilt the queue. Then I wrote the list that we still use."


@pytest.fixture
def voice(microphone: VirtualMicrophone) -> Path:
    return microphone.voice(SAID)


class Spoken:
    """One take, and what was told while it was spoken: (seconds into the take, line)."""

    def __init__(self, path: Path, act: Callable[[], object]) -> None:
        self.told: list[tuple[float, str]] = []
        self._at = 0.0
        self.lasted = 0.0
        """Seconds from the start of the take to its stop, by the clock."""
        stop = threading.Event()

        def speak() -> None:
            begin = time.monotonic()
            try:
                act()
            finally:
                time.sleep(0.3)
                self.lasted = time.monotonic() - begin
                stop.set()

        self.take: Take = record(
            path,
            choose("default"),
            limit=40,
            stop=stop,
            on_level=self._hear,
            warn=lambda line: self.told.append((self._at, line)),
            prelude=threading.Thread(target=speak).start,
        )

    def _hear(self, seconds: float, _: float) -> None:
        self._at = seconds

    @property
    def voiced(self) -> float:
        """Seconds of voice in it."""
        return sum(stretch.seconds for stretch in hear(decode_voice(self.take.path).samples.copy()).speech)


def seconds_of_voice(path: Path) -> float:
    return sum(stretch.seconds for stretch in hear(decode_voice(path).samples.copy()).speech)


@pytest.mark.parametrize(("left", "right"), [(0.0, 1.0), (1.0, 0.0), (1.0, -1.0)])
def test_the_voice_on_one_side_or_in_opposite_phase(
    microphone: VirtualMicrophone, voice: Path, tmp_path: Path, left: float, right: float
) -> None:
    wide = microphone.stereo(voice, left, right)
    spoken = Spoken(tmp_path / "take.wav", lambda: microphone.play(wide))
    assert spoken.take.channels == 2
    heard = decode_voice(spoken.take.path)
    assert heard.channels is not None and len(heard.channels.used) == 1
    if right != -1.0:
        assert heard.channels.used == ((2,) if right else (1,))
    assert spoken.voiced == pytest.approx(seconds_of_voice(voice), abs=0.5)


def test_muted_midway(microphone: VirtualMicrophone, voice: Path, tmp_path: Path) -> None:
    marks: list[float] = []

    def act() -> None:
        begin = time.monotonic()
        playing = microphone.begin(voice)
        time.sleep(1.5)
        microphone.control("set-source-mute", "starclock.monitor", "1")
        marks.append(time.monotonic() - begin)
        time.sleep(2.6)
        microphone.control("set-source-mute", "starclock.monitor", "0")
        marks.append(time.monotonic() - begin)
        playing.wait()

    spoken = Spoken(tmp_path / "take.wav", act)
    lines = [(at, line) for at, line in spoken.told if at > 1.2]
    at, line = lines[0]
    assert "Only digital silence since" in line and marks[0] < at < marks[0] + 2.2
    assert any(not line and at >= marks[1] - 0.3 for at, line in lines), "taken back"
    samples = decode_voice(spoken.take.path).samples
    silent = [gap for gap in find_gaps(samples, ()) if gap.seconds > 2]
    assert any(gap.start == pytest.approx(marks[0], abs=0.6) for gap in silent)


def test_the_source_is_taken_away(microphone: VirtualMicrophone, voice: Path, tmp_path: Path) -> None:
    """As a headset pulled out: the server moves the take to another source, or ends it. What was spoken stays."""
    module = microphone.control("load-module", "module-null-sink", "sink_name=headset", "rate=48000")
    microphone.control("set-default-source", "headset.monitor")
    microphone.control("set-default-sink", "headset")
    try:

        def act() -> None:
            microphone.play(voice)
            microphone.control("unload-module", module)
            time.sleep(1.5)

        spoken = Spoken(tmp_path / "take.wav", act)
    finally:
        microphone.control("set-default-source", "starclock.monitor")
        microphone.control("set-default-sink", "starclock")
    assert spoken.voiced == pytest.approx(seconds_of_voice(voice), abs=0.5)
    assert spoken.take.interrupted in (None, "the microphone stopped delivering")


def test_the_default_is_changed_while_it_is_spoken(microphone: VirtualMicrophone, voice: Path, tmp_path: Path) -> None:
    """PulseAudio moves the take to the new source: where that gives nothing, it is told. The next take follows too."""

    def act() -> None:
        playing = microphone.begin(voice)
        time.sleep(0.8)
        modules.append(microphone.control("load-module", "module-null-sink", "sink_name=second", "rate=48000"))
        microphone.control("set-default-source", "second.monitor")
        playing.wait()

    modules: list[str] = []
    try:
        first = Spoken(tmp_path / "first.wav", act)
        if first.voiced < seconds_of_voice(voice) - 0.5:
            assert any("No sound comes" in line or "Only digital silence" in line for _, line in first.told)
            assert first.take.seconds == pytest.approx(first.lasted, abs=0.6), "time stays true"
        devices_module._PortAudio.listed = float("-inf")  # long ago
        microphone.control("set-default-sink", "second")
        second = Spoken(tmp_path / "second.wav", lambda: microphone.play(voice))
        assert second.voiced == pytest.approx(seconds_of_voice(voice), abs=0.5)
    finally:
        microphone.control("set-default-source", "starclock.monitor")
        microphone.control("set-default-sink", "starclock")
        for module in modules:
            microphone.control("unload-module", module)


def test_a_source_turned_down_is_told(microphone: VirtualMicrophone, tmp_path: Path) -> None:
    """From full volume to 30 dB less in mid-sentence."""
    voice = microphone.voice(" ".join([SAID] * 3))

    def act() -> None:
        playing = microphone.begin(voice)
        time.sleep(8)
        microphone.control("set-source-volume", "starclock.monitor", "30%")
        playing.wait()

    try:
        spoken = Spoken(tmp_path / "take.wav", act)
    finally:
        microphone.control("set-source-volume", "starclock.monitor", "100%")
    late = [line for at, line in spoken.told if at > 8]
    assert any("Much quieter" in line for line in late), spoken.told
    samples = decode_voice(spoken.take.path).samples
    assert (level_of(np.rint(samples[-3 * RATE :] * 32_767).astype(np.int16), RATE).peak_db or 0) < -25
