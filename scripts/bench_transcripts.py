#!/usr/bin/env python3
"""Reads transcripts of other tools: what becomes of files made after bug reports, and how long 10,000 captions take.

    bench_transcripts.py [reports] [speed]      both by default

reports: the files of data/reports in the shared folder (no part of the project), each with its words, its phases and
what was told, or the line that refuses it.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from kit.places import SHARED
from kit.tables import table
from starclock.errors import InputError
from starclock.pipeline import read, review
from starclock.transcripts import is_transcript, read_transcript
from starclock.writing.clock import stamp

CAPTIONS = 10_000


def reports() -> None:
    """One row for each file."""
    rows: list[tuple[object, ...]] = []
    for path in sorted((SHARED / "data" / "reports").iterdir()):
        if not is_transcript(path) or path.suffix == ".md":
            continue
        told: list[str] = []
        try:
            made = review(read(path, warn=told.append))
        except InputError as problem:
            rows.append((path.name, "refused", "", str(problem).partition(": ")[2]))
            continue
        phases = " ".join(f"{t.name[0].upper()}{t.seconds:.0f}" for t in made.timing[:4])
        rows.append((path.name, len(made.answer.words), phases, "; ".join(line.partition(": ")[2] for line in told)))
    table("file | words | phases | told", rows)


def speed() -> None:
    """Processor time of reading one long file, the median of five."""
    text = "".join(
        f"{i}\n{stamp(i, ',')} --> {stamp(i + 0.9, ',')}\nI moved part {i} of it and went on\n\n"
        for i in range(CAPTIONS)
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "long.srt"
        path.write_text(text, encoding="utf-8")
        taken = []
        for _ in range(5):
            before = time.process_time()
            words = len(read_transcript(path).words)
            taken.append(time.process_time() - before)
    table("captions | words | seconds", [(CAPTIONS, words, f"{median(taken):.2f}")])


if __name__ == "__main__":
    for name in sys.argv[1:] or ("reports", "speed"):
        {"reports": reports, "speed": speed}[name]()
