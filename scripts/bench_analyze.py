"""What starclock adds on top of faster-whisper, and how fast it starts.

    python scripts/bench_analyze.py MODEL-DIR [AUDIO]

Prints a table of medians: the time and peak memory of `starclock analyze` beside a bare faster-whisper call with
the same settings on the same file, each in a process of its own, in turn; then `starclock --help` beside
`python -c "import click"`. AUDIO is the sample answer by default.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "src" / "starclock" / "sample" / "answer.flac"
BARE = """
import sys
from faster_whisper import WhisperModel
from starclock.recognizers.faster_whisper import DECODING
from starclock.recognizers.models import card_of
from pathlib import Path
kind = card_of(Path(sys.argv[1])).compute_type
model = WhisperModel(sys.argv[1], device="cpu", compute_type=kind, cpu_threads=2, local_files_only=True)
segments, _ = model.transcribe(sys.argv[2], language="en", **DECODING)
print(sum(len(segment.words) for segment in segments))
"""


def measured(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak megabytes of one run."""
    before = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command[:3]} ended with status {status}")
    return time.perf_counter() - before, usage.ru_maxrss / (1 if sys.platform == "darwin" else 1024)


def medians(commands: list[list[str]], runs: int) -> list[tuple[float, float]]:
    """Median time and memory of each command, run in turn so that a drifting machine hurts all alike."""
    results: list[list[tuple[float, float]]] = [[] for _ in commands]
    for _ in range(runs):
        for kept, command in zip(results, commands, strict=True):
            kept.append(measured(command))
    return [(statistics.median(t for t, _ in r), statistics.median(m for _, m in r)) for r in results]


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    model, audio = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else str(SAMPLE)
    starclock = str(Path(sys.executable).parent / "starclock")
    bare, whole = medians(
        [[sys.executable, "-c", BARE, model, audio], [starclock, "analyze", "--json", "--model", model, audio]], runs=5
    )
    print("| | seconds | peak MB |\n|---|---|---|")
    print(f"| bare faster-whisper | {bare[0]:.2f} | {bare[1]:.0f} |")
    print(f"| starclock analyze | {whole[0]:.2f} | {whole[1]:.0f} |")
    print(f"| added | {whole[0] - bare[0]:+.2f} ({whole[0] / bare[0] - 1:+.0%}) | {whole[1] - bare[1]:+.0f} |\n")
    click, help_ = medians([[sys.executable, "-c", "import click"], [starclock, "--help"]], runs=15)
    print("| | seconds |\n|---|---|")
    print(f"| python -c 'import click' | {click[0]:.3f} |")
    print(f"| starclock --help | {help_[0]:.3f} |")
    print(f"| ratio | {help_[0] / click[0]:.2f} |")


if __name__ == "__main__":
    main()
