"""What a command costs: its time and its memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_LOOK = 0.2
"""Seconds between two looks at a process's memory."""
STARCLOCK = str(Path(sys.executable).parent / "starclock")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the wall clock, seconds of the processor, peak MB."""

    seconds: float
    processor: float
    peak: float

    @property
    def times(self) -> tuple[float, float]:
        """Seconds on the wall clock and of the processor."""
        return self.seconds, self.processor


def cost_of(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Cost:
    """Runs a command without its output, which goes nowhere. Ends the script where the command fails."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env={**os.environ, **(environment or {})}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        sys.exit(f"{' '.join(command)[:80]} ended with status {process.returncode}: {said.strip()[-400:]}")
    unit = 1e6 if sys.platform == "darwin" else 1024
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def anonymous_peak(command: Sequence[str]) -> tuple[float, float]:
    """Seconds on the wall clock, and the peak of the memory that belongs to the process alone, MB (Linux): what it maps
    from files, such as the model, not counted. Ends the script where the command fails."""
    began, peak = time.perf_counter(), 0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    status = Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        with suppress(OSError, StopIteration):  # it ends between two looks
            line = next(line for line in status.read_text().splitlines() if line.startswith("RssAnon"))
            peak = max(peak, int(line.split()[1]))
        time.sleep(_LOOK)
    if process.returncode:
        sys.exit(f"{' '.join(command)[:80]} ended with status {process.returncode}")
    return time.perf_counter() - began, peak / 1024


def median(costs: Sequence[Cost]) -> Cost:
    """The median time of several runs, and the largest peak."""
    return Cost(
        statistics.median(cost.seconds for cost in costs),
        statistics.median(cost.processor for cost in costs),
        max(cost.peak for cost in costs),
    )


def in_turn(commands: Sequence[Sequence[str]], runs: int, environment: Mapping[str, str] | None = None) -> list[Cost]:
    """The median cost of each command, run in turn, so that a machine that slows down slows all alike."""
    costs = [[cost_of(command, environment) for command in commands] for _ in range(runs)]
    return [median(mine) for mine in zip(*costs, strict=True)]
