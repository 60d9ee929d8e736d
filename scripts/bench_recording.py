"""How true is a recording? Measured on a virtual microphone (PulseAudio), through PortAudio, as users record.

    python scripts/bench_recording.py [--minutes 3]

Needs PulseAudio and libportaudio2 (see tests/virtual_microphone.py). Prints a table for docs/benchmarks.md.

length    : two beeps a known time apart are played; how far apart are they on disk?
overflows : blocks the system lost in the long take, while speech is played
start     : how far the take's own clock runs behind the end of the countdown, and how long the microphone took
            to open before it
busy      : the same with a listener that computes all the time, as transcription while speaking will
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import threading
import time
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kit.places import ROOT
from kit.tables import table

sys.path.insert(0, str(ROOT / "tests"))

from virtual_microphone import CannotRunError, VirtualMicrophone, virtual_microphone

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 16_000
BEEP = 0.05
"""Seconds of each beep."""
LENGTH_GOAL, OVERFLOW_GOAL = 0.050, 0


@dataclass(frozen=True, slots=True)
class Run:
    """One take: seconds played between the beeps, and the same on disk; the rest in seconds, but overflows."""

    played: float
    recorded: float
    overflows: int
    opening: float
    start: float

    @property
    def error(self) -> float:
        return self.recorded - self.played


def between_beeps(seconds: float, folder: Path) -> Path:
    """A WAV: a beep, speech-like noise for `seconds` from the start of the first, another beep."""
    tone = 0.9 * np.sin(2 * np.pi * 3_000 * np.arange(round(BEEP * RATE)) / RATE)
    rng = np.random.default_rng(4)
    middle = np.arange(round(seconds * RATE) - len(tone))
    murmur = rng.normal(0, 0.02, len(middle)) * (1 + np.sin(2 * np.pi * 4 * middle / RATE))
    samples = np.concatenate([np.zeros(RATE // 4), tone, murmur, tone, np.zeros(RATE // 4)])
    path = folder / f"beeps-{seconds:g}.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((samples * 32_767).astype("<i2").tobytes())
    return path


def distance(samples: NDArray[np.float32]) -> float:
    """Seconds from the first beep's start to the second's; NaN where one is missing."""
    found = np.flatnonzero(np.abs(samples) > 0.45)
    if not found.size or np.ptp(found) < RATE:
        return float("nan")
    second = found[found > found[-1] - 2 * BEEP * RATE]
    return float(second[0] - found[0]) / RATE


def take(microphone: VirtualMicrophone, seconds: float, busy: bool = False) -> Run:
    """Plays and records once."""
    from starclock.sound.decode import decode
    from starclock.sound.devices import choose
    from starclock.sound.recorder import record

    sound, stop = between_beeps(seconds, microphone.folder), threading.Event()
    asked = time.monotonic()
    ready: list[float] = []
    behind: list[float] = []

    def speak() -> None:
        microphone.begin(sound).wait()
        time.sleep(0.3)
        stop.set()

    def prelude() -> None:
        ready.append(time.monotonic())
        time.sleep(1.0)
        threading.Thread(target=speak).start()
        ready.append(time.monotonic())

    def on_level(recorded: float, _: float) -> None:
        behind.append(time.monotonic() - ready[1] - recorded)

    def work(_block: NDArray[np.int16], _rate: int) -> None:
        np.linalg.svd(np.ones((60, 60)) + np.eye(60))

    with tempfile.TemporaryDirectory() as folder:
        made = record(
            Path(folder) / "take.wav",
            choose(microphone.device),
            stop=stop,
            listeners=[work] if busy else [],
            on_level=on_level,
            prelude=prelude,
        )
        # The smallest lag: what the others have on top is the way from the disk to this listener, not the start.
        return Run(seconds, distance(decode(made.path)), made.overflows, ready[0] - asked, min(behind))


def row(name: str, run: Run) -> list[object]:
    """A row of the table."""
    seconds = (f"{seconds:.3f}" for seconds in (run.played, run.recorded))
    starts = (f"{1000 * seconds:.0f}" for seconds in (run.opening, run.start))
    return [name, *seconds, f"{1000 * run.error:+.1f}", run.overflows, *starts]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=3.0, help="length of the long take")
    parser.add_argument("--short", type=int, default=3, help="number of 10-second takes")
    wanted = parser.parse_args()
    try:
        with virtual_microphone() as microphone:
            os.environ.update(microphone.environment)
            rows = [(f"short {i + 1}", take(microphone, 10.0)) for i in range(wanted.short)]
            rows.append(("short, busy listener", take(microphone, 10.0, busy=True)))
            rows.append((f"{wanted.minutes:g} minutes", take(microphone, wanted.minutes * 60)))
    except CannotRunError as reason:
        print(f"cannot measure: {reason}", file=sys.stderr)
        return 1
    head = "take | played s | recorded s | error ms | overflows | microphone opens in ms | starts behind ms"
    table(head, (row(name, run) for name, run in rows))
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"\n{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {load:.1f}")
    good = all(abs(run.error) <= LENGTH_GOAL and run.overflows <= OVERFLOW_GOAL for _, run in rows)
    print(f"goal: every length within {LENGTH_GOAL * 1000:.0f} ms, no overflow: {'met' if good else 'NOT met'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
