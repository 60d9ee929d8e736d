"""Two hours in one file: how long it takes, how much memory it needs, and whether one sees that it goes on.

    python scripts/bench_long.py --model FOLDER [--minutes 120]

The sample answer again and again with silences of 2 to 40 s between, as a FLAC; `starclock analyze --json` on it,
with its progress bar on a pseudo-terminal. Needs Linux. Prints a table for docs/benchmarks.md.

seconds     : wall clock
peak MB     : anonymous memory, which nothing can take back; mapped audio on disk is not in it
longest gap : seconds in which the bar showed the same share
"""

from __future__ import annotations

import argparse
import json
import os
import pty
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import soundfile

from kit.cost import STARCLOCK
from kit.places import PACKAGE
from kit.tables import table

SAMPLE = PACKAGE / "sample" / "answer.flac"
ALONE = """
import sys, time
from pathlib import Path
from starclock.sound.decode import decode
from starclock.sound.acoustics import hear
began = time.perf_counter()
samples = decode(Path(sys.argv[1]))
decoded = time.perf_counter()
sound = hear(samples)
print(decoded - began, time.perf_counter() - decoded, len(sound.speech))
"""
_SHARE = re.compile(r"([a-z ]+?) +\S*[━╸╺ ]+\S* +(\d+%)")
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


@dataclass(slots=True)
class Run:
    """One process: its output, wall seconds, peak megabytes, what its bar showed and when."""

    out: str = ""
    seconds: float = 0.0
    peak: float = 0.0
    shown: list[tuple[float, str]] = field(default_factory=list)

    @property
    def gap(self) -> float:
        """Longest time between two different pictures of the bar, seconds."""
        times = [0.0, *(at for at, _ in self.shown), self.seconds]
        return max(b - a for a, b in pairwise(times))


def build(path: Path, minutes: float) -> None:
    """Writes the long recording, piece by piece."""
    answer, rate = soundfile.read(SAMPLE, dtype="float32")
    rng = np.random.default_rng(5)
    with soundfile.SoundFile(path, "w", rate, 1, "PCM_16", format="FLAC") as out:
        while out.frames < minutes * 60 * rate:
            out.write(answer)
            quiet = rng.normal(0, 5e-4, int(rng.uniform(2, 40) * rate))
            out.write(quiet.astype(np.float32))


def watched(command: Sequence[str]) -> Run:
    """Runs a command with its stderr on a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    run, began = Run(), time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=theirs, text=True, env={**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    )
    os.close(theirs)
    watchers = [
        threading.Thread(target=_look, args=(ours, run, began)),
        threading.Thread(target=_weigh, args=(process, run)),
    ]
    for watcher in watchers:
        watcher.start()
    run.out = process.communicate()[0]
    run.seconds = time.perf_counter() - began
    for watcher in watchers:
        watcher.join()
    os.close(ours)
    if process.returncode:
        sys.exit(f"{command[:3]} ended with status {process.returncode}")
    return run


def _look(screen: int, run: Run, began: float) -> None:
    shown: dict[str, str] = {}
    try:
        while data := os.read(screen, 65_536):
            for what, share in _SHARE.findall(_COLOURS.sub("", data.decode(errors="replace"))):
                if shown.get(what) != share:
                    shown[what] = share
                    run.shown.append((time.perf_counter() - began, f"{what.strip()} {share}"))
    except OSError:  # the other end is closed
        return


def _weigh(process: subprocess.Popen[str], run: Run) -> None:
    status = Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        try:
            anonymous = re.search(r"RssAnon:\s+(\d+)", status.read_text())
        except OSError:
            return
        run.peak = max(run.peak, int(anonymous[1]) / 1024 if anonymous else 0.0)
        time.sleep(0.1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="tiny.en", help="its name or folder")
    parser.add_argument("--minutes", type=float, default=120.0)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        recording = Path(folder) / "long.flac"
        build(recording, wanted.minutes)
        size = recording.stat().st_size / 1e6
        alone = watched([sys.executable, "-c", ALONE, str(recording)])
        whole = watched([STARCLOCK, "analyze", "--json", "--model", wanted.model, str(recording)])
    decoding, hearing, stretches = alone.out.split()
    report = json.loads(whole.out)
    print(f"{report['attempt']['seconds'] / 60:.0f} minutes, {size:.0f} MB, {stretches} stretches of speech")
    rows = [
        ["decode", f"{float(decoding):.0f}", "", ""],
        ["hear", f"{float(hearing):.0f}", f"{alone.peak:.0f}", ""],
        ["starclock analyze", f"{whole.seconds:.0f}", f"{whole.peak:.0f}", f"{whole.gap:.0f}"],
    ]
    table(" | seconds | peak MB | longest gap s", rows)
    print(f"\n{len(report['words'])} words; the bar changed {len(whole.shown)} times; load {os.getloadavg()[0]:.1f}")
    works = list(dict.fromkeys(share.rsplit(" ", 1)[0] for _, share in whole.shown))
    for work in works:
        times = [at for at, share in whole.shown if share.startswith(work)]
        print(f"  {work}: {times[0]:.0f} s to {times[-1]:.0f} s")


if __name__ == "__main__":
    main()
