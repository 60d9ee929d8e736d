"""What starclock adds on top of faster-whisper, what many files cost, and how fast it starts.

    python scripts/bench_analyze.py [--model DIR] [--audio FILE] [--runs 5] [--files 20] [--only one|many|start|long]
                                     [--minutes 0.5 3 30]

Prints tables of medians, each row run in turn with its peer in a process of its own:

one   : `starclock analyze` of three minutes (the sample answer and its beginning again) beside a bare faster-whisper
        call with the same settings and two threads
many  : `starclock analyze *.m4a` beside the same files one after the other: in one process, as Python would do it
        (`listen`, `review`; each file on all cores by itself), and by a command for each
start : `starclock --help` beside `python -c "import click"`
long  : one file of so many minutes, once each: seconds, and anonymous memory above that of the bare call on the
        shortest; only when asked for
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import soundfile

from kit.cost import STARCLOCK, anonymous_peak, cost_of, in_turn
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
ONE_BY_ONE = """
import sys
from pathlib import Path
from starclock import listen, review
from starclock.recognizers import open_recognizer
from starclock.renderers.json import render
recognizer = open_recognizer(None, sys.argv[1])
for path in sys.argv[2:]:
    print(render(review(listen(Path(path), recognizer))))
"""
_SAMPLE = PACKAGE / "sample" / "answer.flac"
_LONG = 180
"""Seconds of the one file."""
_SHORTEST, _SPREAD = 20, 90
"""Seconds of the many: from the first to the sum of both."""


def main() -> None:
    package = packaged()
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--model", default=str(package.folder) if package else None)
    options.add_argument("--audio")
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--files", type=int, default=20)
    options.add_argument("--only", choices=["one", "many", "start", "long"])
    options.add_argument("--minutes", type=float, nargs="+", default=[0.5, 3, 30])
    wanted = options.parse_args()
    if not wanted.model:
        sys.exit("name a model: --model DIR")
    with tempfile.TemporaryDirectory() as folder:
        if wanted.only in (None, "one"):
            _one(wanted.model, wanted.audio or str(_repeated(Path(folder), _LONG)), wanted.runs)
        if wanted.only in (None, "many"):
            _many(wanted.model, [str(path) for path in _answers(Path(folder), wanted.files)], max(1, wanted.runs // 2))
        if wanted.only == "long":
            _growth(wanted.model, [(minutes, _repeated(Path(folder), 60 * minutes)) for minutes in wanted.minutes])
    if wanted.only in (None, "start"):
        _start()


def _repeated(folder: Path, seconds: float) -> Path:
    """The sample answer again and again up to so many seconds."""
    samples, rate = soundfile.read(_SAMPLE, dtype="int16")
    path = folder / f"{seconds:.0f}.flac"
    left = round(seconds * rate)
    with soundfile.SoundFile(path, "w", rate, 1) as file:
        while left:
            part = samples[:left]
            file.write(part)
            left -= len(part)
    return path


def _growth(model: str, files: Sequence[tuple[float, Path]]) -> None:
    _, own = anonymous_peak([sys.executable, "-c", BARE, model, str(files[0][1])])
    rows = []
    for minutes, path in files:
        seconds, peak = anonymous_peak([STARCLOCK, "analyze", "--json", "--model", model, str(path)])
        rows.append([f"{minutes:g}", f"{seconds:.1f}", f"{seconds / minutes:.1f}", f"{peak:.0f}", f"{peak - own:+.0f}"])
    heads = (
        f"minutes, load {os.getloadavg()[0]:.0f} | seconds | a minute | anonymous MB | above the bare call's {own:.0f}"
    )
    table(heads, rows)


def _answers(folder: Path, count: int) -> list[Path]:
    """Parts of the sample answer as AAC, of different lengths, each beginning elsewhere."""
    samples, rate = soundfile.read(_SAMPLE, dtype="float32")
    paths = [folder / f"answer-{number:02}.m4a" for number in range(count)]
    for number, path in enumerate(paths):
        part = np.roll(samples, -number * 6 * rate)[: (_SHORTEST + number * 37 % _SPREAD) * rate]
        with av.open(str(path), "w") as container:
            stream = container.add_stream("aac", rate=rate, layout="mono", bit_rate=64_000)
            for at in range(0, len(part), 1024):
                frame = av.AudioFrame.from_ndarray(part[None, at : at + 1024].copy(), "fltp", "mono")
                frame.sample_rate, frame.pts = rate, at
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    return paths


def _many(model: str, paths: Sequence[str], runs: int) -> None:
    together, one_by_one = in_turn(
        [[STARCLOCK, "analyze", "--json", "--model", model, *paths], [sys.executable, "-c", ONE_BY_ONE, model, *paths]],
        runs,
    )
    each = [cost_of([STARCLOCK, "analyze", "--json", "--model", model, path]).seconds for path in paths]
    rows = [["together", f"{together.seconds:.1f}", f"{together.processor:.1f}", f"{together.peak:.0f}", ""]]
    ratio = f"{one_by_one.seconds / together.seconds:.2f} x"
    peak = f"{one_by_one.peak:.0f}"
    rows.append(["one after the other", f"{one_by_one.seconds:.1f}", f"{one_by_one.processor:.1f}", peak, ratio])
    rows.append(["a command for each", f"{sum(each):.1f}", "", "", f"{sum(each) / together.seconds:.2f} x"])
    table(f"{len(paths)} files, load {os.getloadavg()[0]:.0f} | seconds | processor | peak MB | longer", rows)


def _one(model: str, audio: str, runs: int) -> None:
    commands = [
        [sys.executable, "-c", BARE, model, audio],
        [STARCLOCK, "analyze", "--json", "--model", model, audio],
    ]
    bare, whole = in_turn(commands, runs)
    named = (("bare faster-whisper", bare), ("starclock analyze", whole))
    rows = [[name, f"{cost.seconds:.2f}", f"{cost.processor:.2f}", f"{cost.peak:.0f}"] for name, cost in named]
    ratios = [f"{ours / theirs:.2f} x" for ours, theirs in zip(whole.times, bare.times, strict=True)]
    rows.append(["ratio", *ratios, f"{whole.peak - bare.peak:+.0f} MB"])
    table(f"load {os.getloadavg()[0]:.0f} | seconds | processor | peak MB", rows)


def _start() -> None:
    click, help_ = in_turn([[sys.executable, "-c", "import click"], [STARCLOCK, "--help"]], runs=15)
    rows = [["python -c 'import click'", f"{click.seconds:.3f}"], ["starclock --help", f"{help_.seconds:.3f}"]]
    table(" | seconds", [*rows, ["ratio", f"{help_.seconds / click.seconds:.2f}"]])


if __name__ == "__main__":
    main()
