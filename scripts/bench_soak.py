"""Hours of recording and hundreds of attempts in one process: what grows?

    python scripts/bench_soak.py [--hours 2] [--speed 20] [--attempts 500]

The recording goes through the whole recorder, with a microphone that delivers faster than a clock
(tests/fake_sounddevice.py) and clicks once a second, so that the file tells whether sound and clock drift apart. Each
attempt is a take of 12 s that is heard (a scripted Whisper run by the real faster-whisper), kept, judged, written as
JSON, and read again. Linux: memory and descriptors come from /proc. Ends with status 1 when something grows.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import cast

import numpy as np
import soundfile

from kit.places import PACKAGE, ROOT
from kit.tables import table

sys.path.insert(0, str(ROOT / "tests"))

import scripted_whisper
from fake_sounddevice import FakePortAudio

MEGABYTE = 1e6
MEMORY_GOAL, DRIFT_GOAL = 20.0, 0.05
"""Megabytes that memory may grow after the early look; seconds an hour between sound and clock."""
_SPARE = 2
"""Descriptors and threads that may be open at one look and not at the other."""


@dataclass(frozen=True)
class Look:
    """This process at one moment: resident memory in megabytes, open files, threads."""

    memory: float
    files: int
    threads: int

    @classmethod
    def now(cls) -> Look:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        megabytes = pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE
        return cls(megabytes, len(list(Path("/proc/self/fd").iterdir())), threading.active_count())


@dataclass(frozen=True)
class Row:
    """What one long run left: early is after its first tenth (of attempts: third), late at its end."""

    what: str
    early: Look
    late: Look
    told: str
    good: bool

    @property
    def grown(self) -> bool:
        before, after = self.early, self.late
        more = max(after.files - before.files, after.threads - before.threads)
        return after.memory - before.memory > MEMORY_GOAL or more > _SPARE

    @property
    def cells(self) -> tuple[object, ...]:
        """As the table prints it."""
        pairs = [(self.early.files, self.late.files), (self.early.threads, self.late.threads)]
        memory = f"{self.early.memory:.0f} -> {self.late.memory:.0f}"
        return self.what, memory, *(f"{before} -> {after}" for before, after in pairs), self.told


@contextmanager
def microphone(speed: float) -> Iterator[FakePortAudio]:
    """A microphone in place of sounddevice; a click, then low noise, once a second."""
    fake = FakePortAudio()
    second = np.random.default_rng(3).normal(0, 60, 16_000)
    second[0] = 20_000
    fake.signal, fake.speed = second.astype(np.int16), speed
    fake.names, fake.rates, fake.channels = ["Fake Mic"], {16_000}, 1
    real = sys.modules.get("sounddevice")
    sys.modules["sounddevice"] = cast("ModuleType", fake)
    try:
        yield fake
    finally:
        del sys.modules["sounddevice"]
        if real:
            sys.modules["sounddevice"] = real


def long_take(folder: Path, hours: float, speed: float) -> Row:
    from starclock.sound.recorder import record

    seconds, looks = hours * 3600, list[Look]()

    def look(at: float, level: float) -> None:
        del level
        if at >= (0.1 if not looks else 0.99) * seconds and len(looks) < 2:
            looks.append(Look.now())

    path = folder / "long.wav"
    with microphone(speed):
        take = record(path, limit=seconds, on_level=look)
    first, last = (_click(path, at) for at in (0.0, seconds - 1))
    behind = abs(last - first)
    drift = min(behind, 1 - behind) / hours
    told = f"{take.seconds:.3f} of {seconds:.0f} s, lost {take.lost:.2f} s, drift {1000 * drift:.1f} ms an hour"
    good = drift <= DRIFT_GOAL and not take.lost and abs(take.seconds - seconds) < DRIFT_GOAL
    path.unlink()
    early, late = looks
    return Row(f"{hours:g} hours of recording, {speed:g} times as fast", early, late, told, good)


def _click(path: Path, start: float) -> float:
    """How far into the second from `start` on the click is, in seconds."""
    rate = soundfile.info(path).samplerate
    samples, _ = soundfile.read(path, start=round(start * rate), frames=rate, dtype="float32")
    return float(np.argmax(np.abs(samples)) / rate)


def many(folder: Path, attempts: int) -> Row:
    from starclock.cli.speaking import now
    from starclock.library import Library, TakeNote
    from starclock.pipeline import keep, listen, review
    from starclock.recognizers.faster_whisper import FasterWhisper
    from starclock.renderers import json as as_json

    script = [(word, 0.5 + i) for i, word in enumerate("My task was to rebuild the queue. Errors fell.".split())]
    recognizer = FasterWhisper("scripted", scripted_whisper.build(folder / "model", script))
    library = Library(folder / "library")
    sample = PACKAGE / "sample" / "answer.flac"
    said, rate = soundfile.read(sample, frames=12 * 22_050, dtype="float32")
    early, kept = Look.now(), 0
    for number in range(attempts):
        path = library.takes.begin(TakeNote(began=now(), question=f"Question {number}?"))
        soundfile.write(path, said * (1 - 1e-4 * number), rate, subtype="PCM_16")
        attempt = keep(listen(path, recognizer), library, path)
        library.takes.drop(path)
        kept += bool(as_json.render(review(library.get(attempt.id))))
        if number == attempts // 3:  # by then the allocator holds on to what one attempt needs
            gc.collect()
            early = Look.now()
    gc.collect()
    late = Look.now()
    there = sum(1 for _ in library)
    return Row(f"{attempts} attempts in a row", early, late, f"{kept} reported, {there} kept", there == attempts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--speed", type=float, default=20.0, help="how many times faster than a clock")
    parser.add_argument("--attempts", type=int, default=500)
    wanted = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        rows.append(long_take(Path(folder), wanted.hours, wanted.speed))
        rows.append(many(Path(folder), wanted.attempts))
    table("run | memory, MB | open files | threads | what came of it", (row.cells for row in rows))
    good = all(row.good and not row.grown for row in rows)
    print(f"\ngoal: at most {MEMORY_GOAL:.0f} MB more, nothing left open, nothing lost: {'met' if good else 'NOT met'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
