"""The take: what is spoken is on disk, whatever happens to the microphone, the disk or the process."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from fake_sounddevice import FakeDevice
from starclock.errors import LibraryError, MicrophoneError
from starclock.sound import RATE, recorder, streams
from starclock.sound.check import check
from starclock.sound.decode import decode, decode_voice
from starclock.sound.devices import choose
from starclock.sound.level import level_of
from starclock.sound.player import play
from starclock.sound.recorder import Take, record

if TYPE_CHECKING:
    from fake_sounddevice import FakePortAudio
    from virtual_microphone import VirtualMicrophone

pytest_plugins = ["virtual_microphone", "fake_sounddevice"]


def ended(after: float) -> threading.Event:
    """A stop that comes by itself."""
    stop = threading.Event()
    threading.Timer(after, stop.set).start()
    return stop


# --- the virtual microphone: PulseAudio, PortAudio and a voice, all real ---


def test_what_is_spoken_is_recorded(microphone: VirtualMicrophone, tmp_path: Path) -> None:
    voice = microphone.voice("Last year it went down.")
    levels: list[tuple[float, float]] = []
    offered: list[NDArray[np.int16]] = []
    on_disk: list[bool] = []
    path, stop = tmp_path / "take.wav", threading.Event()

    def speak() -> None:
        microphone.play(voice)
        time.sleep(0.2)
        stop.set()

    def listener(block: NDArray[np.int16], rate: int) -> None:
        offered.append(block)
        on_disk.append(path.stat().st_size >= 44 + 4 * sum(map(len, offered)))
        assert rate == RATE

    take = record(
        path,
        choose(microphone.device),
        stop=stop,
        listeners=[listener],
        on_level=lambda *level: levels.append(level),
        prelude=threading.Thread(target=speak).start,
    )
    assert take == Take(path, "pulse", RATE, take.seconds, zeros=take.zeros, channels=2)
    samples = decode(path)
    assert len(samples) == round(take.seconds * RATE)
    written, _ = soundfile.read(path, dtype="int16")
    assert np.array_equal(written[:, 0], np.concatenate(offered)), "listeners hear what is on disk"
    assert all(on_disk)
    assert levels[-1][0] == take.seconds and max(db for _, db in levels) > -30

    said = decode(voice)
    loud = np.flatnonzero(np.abs(samples) > 0.02)
    voiced = np.flatnonzero(np.abs(said) > 0.02)
    spoken, heard = (np.ptp(where) / RATE for where in (voiced, loud))
    assert abs(spoken - heard) < 0.05, "length as played"


def test_the_limit_is_exact_and_the_countdown_is_not_part_of_it(microphone: VirtualMicrophone, tmp_path: Path) -> None:
    counted: list[float] = []

    def countdown() -> None:
        assert not counted
        counted.append(1)
        time.sleep(0.3)

    take = record(tmp_path / "take.wav", choose(microphone.device), limit=0.75, prelude=countdown)
    assert counted and take.seconds == 0.75 and take.interrupted is None
    assert len(decode(take.path)) == 0.75 * RATE


@pytest.mark.usefixtures("microphone")
def test_a_take_that_is_killed_is_still_there(tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    program = f"""
from pathlib import Path
from starclock.sound.devices import choose
from starclock.sound.recorder import record
record(Path({str(path)!r}), choose("pulse"), prelude=lambda: print("go", flush=True))
"""
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert process.stdout and process.stdout.readline() == b"go\n"
    begin = time.monotonic()
    time.sleep(1.2)
    process.kill()
    killed = time.monotonic() - begin
    process.wait()
    warned: list[str] = []
    assert killed - 0.5 < len(decode(path, warn=warned.append)) / RATE < killed + 0.1
    assert not warned


def test_ctrl_c_in_a_bare_program_keeps_the_take(microphone: VirtualMicrophone, tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    # A shell starts background jobs deaf to Ctrl-C, and so would this test be.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    try:
        with pytest.raises(KeyboardInterrupt):
            record(path, choose(microphone.device))
    finally:
        signal.signal(signal.SIGINT, before)
    assert len(decode(path)) > 0.5 * RATE


def test_playing_it_back(microphone: VirtualMicrophone) -> None:
    voice = microphone.voice("Then I wrote the fix, and it held.")
    heard = threading.Event()

    def loud(_: float, level: float) -> None:
        if level > -30:
            heard.set()

    player = threading.Thread(target=play, args=(voice, 0.2, 1.0))
    player.start()
    check(choose(microphone.device), 1.0, loud)
    player.join()
    assert heard.is_set()
    assert play(voice, 0.5, 0.9) == pytest.approx(0.4, abs=0.01)
    begin = time.monotonic()
    assert play(voice, stop=ended(0.2)) < 1.0
    assert time.monotonic() - begin < 1.5


# --- failures that no virtual microphone has: PortAudio's door with a fake behind it ---


def test_a_pulled_plug_keeps_what_there_is(
    portaudio: FakePortAudio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "PATIENCE", 0.3)
    portaudio.stalls_after = 0.7
    take = record(tmp_path / "take.wav")
    assert take.interrupted == "the microphone stopped delivering"
    assert take.seconds == pytest.approx(0.7, abs=0.05)
    assert len(decode(take.path)) == round(take.seconds * RATE)


def test_a_stream_that_dies_is_noticed_at_once(portaudio: FakePortAudio, tmp_path: Path) -> None:
    portaudio.dies_after = 0.6
    begin = time.monotonic()
    take = record(tmp_path / "take.wav")
    assert take.interrupted == "the microphone stopped delivering"
    assert time.monotonic() - begin < 1.5


def test_a_microphone_that_never_delivers(
    portaudio: FakePortAudio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "WAKING", 0.2)
    portaudio.stalls_after = 0.0
    with pytest.raises(MicrophoneError, match="delivers no sound; plug"):
        record(tmp_path / "take.wav")
    assert not list(tmp_path.iterdir())


def test_overflows_are_counted(portaudio: FakePortAudio, tmp_path: Path) -> None:
    portaudio.overflow_every = 5
    take = record(tmp_path / "take.wav", limit=0.5)
    assert take.overflows == pytest.approx(0.5 / portaudio.block / 5, abs=1)


def test_exact_zeros_are_told_once(portaudio: FakePortAudio, tmp_path: Path) -> None:
    portaudio.amplitude = 0
    warned: list[str] = []
    take = record(tmp_path / "take.wav", limit=1.3, warn=warned.append)
    assert take.zeros and len(warned) == 1 and "silence" in warned[0]
    portaudio.amplitude = 1  # the faintest sound there is
    take = record(tmp_path / "take2.wav", limit=1.3, warn=warned.append)
    assert not take.zeros and len(warned) == 1


def test_the_warning_of_silence_is_taken_back_when_a_sound_comes(portaudio: FakePortAudio, tmp_path: Path) -> None:
    portaudio.amplitude = 0
    warned: list[str] = []

    def unmute(message: str) -> None:
        warned.append(message)
        portaudio.amplitude = 1

    record(tmp_path / "take.wav", limit=2.0, warn=unmute)
    assert len(warned) == 2 and "silence" in warned[0] and warned[1] == ""


def test_16_khz_refused_takes_the_devices_own_rate(portaudio: FakePortAudio, tmp_path: Path) -> None:
    portaudio.rates = {44_100}
    take = record(tmp_path / "take.wav", limit=0.75)
    assert take.sample_rate == 44_100
    assert take.seconds == pytest.approx(0.75, abs=1 / 44_100)
    assert len(decode(take.path)) == pytest.approx(0.75 * RATE, abs=2)


def test_a_device_that_gives_only_four_channels_is_mixed(portaudio: FakePortAudio, tmp_path: Path) -> None:
    portaudio.channels = portaudio.least_channels = 4
    take = record(tmp_path / "take.wav", limit=0.6)
    assert take.sample_rate == RATE
    assert np.abs(decode(take.path)).max() == pytest.approx(portaudio.amplitude / 32_768, rel=0.01)


@pytest.mark.usefixtures("portaudio")
def test_a_full_disk_keeps_what_fitted(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (44 + RATE * 4 + 1, before[1]))
    try:
        take = record(tmp_path / "take.wav", limit=30)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert take.interrupted and take.interrupted.startswith("the disk did not take the rest")
    assert take.seconds == 1.0
    assert len(decode(take.path)) == RATE


@pytest.mark.usefixtures("portaudio")
def test_a_listener_cannot_hurt_the_take(tmp_path: Path) -> None:
    calls: list[int] = []
    warned: list[str] = []

    def bad(_block: NDArray[np.int16], _rate: int) -> None:
        raise RuntimeError("out of memory")

    def slow(block: NDArray[np.int16], _rate: int) -> None:
        calls.append(len(block))
        if len(calls) == 1:
            time.sleep(0.8)

    take = record(tmp_path / "take.wav", limit=0.6, listeners=[bad, slow], warn=warned.append)
    assert take.seconds == 0.6 and take.interrupted is None and take.overflows == 0
    assert sum(calls) == 0.6 * RATE, "a slow listener still hears everything"
    assert warned == ["Left out while recording, the take goes on: out of memory"]


def test_what_the_countdown_raises_leaves_no_file(portaudio: FakePortAudio, tmp_path: Path) -> None:
    def changed_my_mind() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record(tmp_path / "take.wav", prelude=changed_my_mind)
    assert not list(tmp_path.iterdir()) and portaudio.open == 0


def test_no_place_for_the_take(portaudio: FakePortAudio, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="make room or allow writing"):
        record(tmp_path / "nowhere" / "take.wav")
    (tmp_path / "taken.wav").write_bytes(b"precious")
    with pytest.raises(LibraryError):
        record(tmp_path / "taken.wav")
    assert (tmp_path / "taken.wav").read_bytes() == b"precious"
    assert portaudio.open == 0


# --- the voice as it comes ---


@pytest.fixture(scope="module")
def spoken() -> NDArray[np.int16]:
    path = files("starclock") / "sample" / "answer.flac"
    samples, _ = soundfile.read(str(path), dtype="int16", start=2 * RATE, frames=12 * RATE)
    return np.asarray(samples)


@pytest.mark.parametrize(
    ("gains", "noises", "used"),
    [
        ((0.0, 1.0), (0.0, 0.0), (2,)),
        ((0.0, 1.0), (900.0, 10.0), (2,)),
        ((1.0, -1.0), (5.0, 5.0), None),
        ((0.0, 0.0, 0.7, 0.0), (30.0, 30.0, 30.0, 30.0), (3,)),
    ],
)
def test_the_voice_is_kept_and_found_whichever_channel_carries_it(
    portaudio: FakePortAudio,
    spoken: NDArray[np.int16],
    tmp_path: Path,
    gains: tuple[float, ...],
    noises: tuple[float, ...],
    used: tuple[int, ...] | None,
) -> None:
    portaudio.devices = [FakeDevice("Scarlett", channels=len(gains), gains=gains, noises=noises)]
    portaudio.signal, portaudio.speed = spoken, 6.0
    offered: list[NDArray[np.int16]] = []
    take = record(tmp_path / "take.wav", limit=12.0, listeners=[lambda block, _: offered.append(block)])
    assert take.channels == len(gains) and soundfile.info(take.path).channels == len(gains)
    voice = decode_voice(take.path)
    assert voice.channels is not None and (used is None or voice.channels.used == used)
    assert level_of(np.rint(voice.samples * 32_767).astype(np.int16), RATE).speech_db == pytest.approx(
        (level_of(spoken, RATE).speech_db or 0.0) + 20 * np.log10(max(gains)), abs=1.5
    )
    last = np.concatenate(offered)[-4 * RATE :]
    assert level_of(last, RATE).speech_db is not None, "who listens meanwhile hears the voice too"


def test_muted_midway_is_told_at_once_and_taken_back(
    portaudio: FakePortAudio, spoken: NDArray[np.int16], tmp_path: Path
) -> None:
    portaudio.signal, portaudio.speed, portaudio.silent = spoken, 4.0, (4.0, 8.0)
    at, told = [0.0], []
    take = record(
        tmp_path / "take.wav",
        limit=11.0,
        on_level=lambda seconds, _: at.__setitem__(0, seconds),
        warn=lambda line: told.append((at[0], line)),
    )
    assert [bool(line) for _, line in told] == [True, False] and "since 0:04" in told[0][1]
    assert 4.9 <= told[0][0] < 6.0 and told[1][0] == pytest.approx(8.0, abs=0.1)
    assert not take.zeros and take.seconds == 11.0


def test_lost_samples_leave_silence_so_that_time_stays_true(
    portaudio: FakePortAudio, spoken: NDArray[np.int16], tmp_path: Path
) -> None:
    portaudio.devices = [FakeDevice("Flaky", rate=RATE)]
    portaudio.signal, portaudio.away = spoken, (1.0, 2.3)
    told: list[str] = []
    take = record(tmp_path / "take.wav", limit=4.0, warn=told.append)
    assert take.lost == pytest.approx(1.3, abs=0.15) and take.interrupted is None
    samples, _ = soundfile.read(take.path, dtype="int16")
    wanted = spoken[: 4 * RATE]
    shift = np.argmax(np.correlate(samples[-RATE:].astype(float), wanted[-RATE - 3200 :].astype(float), "full"))
    assert abs(int(shift) - (RATE - 1)) <= 0.15 * RATE, "the end is where it was spoken"
    assert any("is it still plugged in" in line for line in told)
    assert any("s of sound were lost" in line for line in told)


def test_a_stall_of_some_seconds_and_then_a_burst_loses_only_what_was_lost() -> None:
    """Seven seconds of nothing, three of them lost; what came meanwhile is handed over at once."""
    punctual, block = recorder._Punctual(RATE), np.ones((320, 1), np.int16)
    times = [0.02 * n for n in range(1, 251)]
    times += [12.0 + 0.0001 * n for n in range(200)] + [12.02 + 0.02 * n for n in range(1, 100)]
    written = [piece for at in times for piece in punctual.put(streams.Block(block, at, False))]
    assert sum(gap for _, gap in written) == pytest.approx(3.0, abs=0.05)
    assert [gap > 0 for _, gap in written].index(True) == 250, "where it was lost"


def test_a_late_burst_is_no_loss() -> None:
    """The system was busy and hands over at once what waited: nothing is missing."""
    punctual, block = recorder._Punctual(RATE), np.ones((160, 1), np.int16)
    times = [0.01 * n for n in range(1, 101)]  # a second, then half a second of nothing, then all that waited
    times += [1.51] * 51 + [1.51 + 0.01 * n for n in range(1, 50)]
    written = [piece for at in times for piece in punctual.put(streams.Block(block, at, False))]
    written += punctual.rest()
    assert len(written) == len(times) and not any(gap for _, gap in written)


def test_a_preview_hears_the_countdown_and_the_take_begins_after_it(portaudio: FakePortAudio, tmp_path: Path) -> None:
    portaudio.amplitude = 1_000
    heard: list[int] = []

    def countdown() -> None:
        time.sleep(0.3)
        portaudio.amplitude = 2_000

    take = record(
        tmp_path / "take.wav", limit=0.5, prelude=countdown, preview=lambda block, _: heard.append(int(block.max()))
    )
    assert len(heard) > 10 and heard[0] == 1_000
    samples, _ = soundfile.read(take.path, dtype="int16")
    assert (np.abs(samples[round(0.1 * RATE) :]) == 2_000).all()


def test_the_callback_only_copies() -> None:
    ear = streams.Ear()
    block = np.ones((4, 1), np.int16)
    ear(block, 4, None, SimpleNamespace(input_overflow=True))
    block[:] = 0  # PortAudio uses its buffer again
    heard = ear.blocks.get()
    assert heard is not None and heard.samples.all() and heard.lost is True
