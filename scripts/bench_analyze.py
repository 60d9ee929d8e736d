"""What starclock adds on top of faster-whisper, and how fast it starts.

    python scripts/bench_analyze.py [MODEL-DIR [AUDIO]]

Prints a table of medians: the time and peak memory of `starclock analyze` beside a bare faster-whisper call with
the same settings on the same file, each in a process of its own, in turn; then `starclock --help` beside
`python -c "import click"`. By default tiny.en hears the sample answer.
"""

from __future__ import annotations

import sys

from kit.cost import STARCLOCK, in_turn
from kit.places import PACKAGE
from kit.tables import table
from starclock.recognizers.packaged import packaged

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


def main() -> None:
    package = packaged()
    if len(sys.argv) < 2 and not package:
        sys.exit(__doc__)
    model = sys.argv[1] if len(sys.argv) > 1 or not package else str(package.folder)
    audio = sys.argv[2] if len(sys.argv) > 2 else str(PACKAGE / "sample" / "answer.flac")
    commands = [
        [sys.executable, "-c", BARE, model, audio],
        [STARCLOCK, "analyze", "--json", "--model", model, audio],
    ]
    bare, whole = in_turn(commands, runs=5)
    named = (("bare faster-whisper", bare), ("starclock analyze", whole))
    rows = [[name, f"{cost.seconds:.2f}", f"{cost.peak:.0f}"] for name, cost in named]
    more = whole.seconds - bare.seconds
    rows.append(["added", f"{more:+.2f} ({more / bare.seconds:+.0%})", f"{whole.peak - bare.peak:+.0f}"])
    table(" | seconds | peak MB", rows)
    click, help_ = in_turn([[sys.executable, "-c", "import click"], [STARCLOCK, "--help"]], runs=15)
    rows = [["python -c 'import click'", f"{click.seconds:.3f}"], ["starclock --help", f"{help_.seconds:.3f}"]]
    table(" | seconds", [*rows, ["ratio", f"{help_.seconds / click.seconds:.2f}"]])


if __name__ == "__main__":
    main()
