#!/usr/bin/env python3
"""How fast and how large the library's commands are over many attempts.

    bench_library.py [--attempts 2000] [--folder DIR] [--runs 5]

Makes attempts of 3 minutes (words, sound with its track) at 12 questions over two years, judges each of them
once as the first `progress` after an update does, then times whole commands from the shell: start of Python,
reading, printing. The commands and bare Python (`python -c pass`) take turns, so that a computer that slows down slows
all alike. Median of the runs; peak memory is the largest of them. On a computer that is busy with other work, the
seconds of the processor say what it would be otherwise.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kit.clock import timed
from kit.cost import STARCLOCK, cost_of, in_turn
from kit.places import ROOT
from kit.tables import table
from starclock.library import Library
from starclock.practice.stories import SCENES
from starclock.speech import Attempt, Interval, Sound, Track

ANSWER = (ROOT / "scripts" / "demo_answer.txt").read_text(encoding="utf-8").split()
QUESTIONS = [f"Tell me about a time, number {n}." for n in range(12)]
CARDS = 50
DRILLED = 0.2
"""Share (0..1) of the attempts that are drills."""
STORIES = ["routes", "rota", "hotel", "clinic", "audit", "merger", "outage", "kitchen"]


def attempt(random_: random.Random, when: datetime) -> Attempt:
    """The sample answer as if told anew: some words dropped, at another pace."""
    pace = random_.uniform(0.85, 1.2)
    told = [word for word in ANSWER if random_.random() > 0.08]
    words = tuple(replace(w, start=w.start * pace, end=w.end * pace) for w in timed(told))
    seconds = round(words[-1].end + 1, 3)
    steps = int(seconds / 0.05)
    track = Track(
        0.05,
        tuple(round(random_.gauss(-25, 6), 1) for _ in range(steps)),
        tuple(round(random_.gauss(180, 20), 1) if random_.random() < 0.6 else None for _ in range(steps)),
    )
    speech = tuple(Interval(w.start, w.end) for w in words[::6])
    nuclei = tuple(w.start + 0.1 for w in words)
    return Attempt(
        id="",
        seconds=seconds,
        words=words,
        recognizer="faster-whisper",
        model="base.en",
        recorded_at=when.isoformat(timespec="seconds"),
        question=random_.choice(QUESTIONS),
        story=random_.choice(STORIES),
        tags=("drill", f"scene:{random_.choice(list(SCENES))}") if random_.random() < DRILLED else (),
        sound=Sound(speech=speech, noise_db=-60.0, speech_db=-22.0, clipped=0.0, nuclei=nuclei, track=track),
    )


def write_cards(folder: Path) -> None:
    """Story cards: those that the attempts tell, and more."""
    folder.mkdir(exist_ok=True)
    for name in [*STORIES, *(f"more-{n}" for n in range(CARDS - len(STORIES)))]:
        text = f"# The story of {name}\n\n- Themes: failure\n\n## Result\nFrom 9 to 3.\n"
        (folder / f"{name}.md").write_text(text, encoding="utf-8")


def fill(folder: Path, count: int) -> None:
    from starclock.library import FACTS, encode

    random_ = random.Random(7)
    start = datetime(2025, 1, 1, 9, tzinfo=UTC)
    for n in range(count):
        when = start + timedelta(minutes=n * 700 * 730 / count)
        kept = replace(attempt(random_, when), id=when.strftime("%Y-%m-%d-%H%M%S"))
        (folder / kept.id).mkdir(parents=True)
        (folder / kept.id / FACTS).write_bytes(encode(kept))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attempts", type=int, default=2000)
    parser.add_argument("--folder", type=Path, help="keep the attempts here, and use them again")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as on a user's computer: what was compiled once stays
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary) / "recordings"
        if not folder.is_dir():
            fill(folder, options.attempts)
        write_cards(folder / "stories")
        home = {"STARCLOCK_HOME": str(folder)}
        first_list, first_progress = (cost_of([STARCLOCK, name], home).seconds for name in ("list", "progress"))
        ids = Library(folder).ids()
        print(f"{len(ids)} attempts; the first list took {first_list:.1f} s, judging all {first_progress:.1f} s")
        commands = [
            ("--help", "0.15 s", ["--help"]),
            ("report last", "0.5 s", ["report", "last"]),
            ("report last --json", "0.5 s", ["report", "last", "--json"]),
            ("list", "0.25 s", ["list"]),
            ("list --question", "0.5 s", ["list", "--question", "number 3"]),
            ("compare last~1 last", "0.5 s", ["compare", "last~1", "last"]),
            ("compare --question, 50 attempts", "1 s", ["compare", "--question", QUESTIONS[0], "--last", "50"]),
            ("progress", "1.5 s", ["progress"]),
            (f"today, {CARDS} stories", "0.5 s", ["today"]),
        ]
        lines = [[STARCLOCK, *arguments] for _, _, arguments in commands]
        in_turn(lines, 1, home)  # what each works out once is remembered
        bare, *costs = in_turn([[sys.executable, "-c", "pass"], *lines], options.runs, home)
        print(f"bare Python: {bare.seconds * 1000:.0f} ms, {bare.processor * 1000:.0f} ms of the processor")
        rows = []
        for (name, limit, _), cost in zip(commands, costs, strict=True):
            above = [f"{1000 * (mine - its):.0f} ms" for mine, its in zip(cost.times, bare.times, strict=True)]
            rows.append([f"`{name}`", limit, *above, f"{cost.peak:.0f} MB"])
        table("command | at most | median above bare Python | of the processor | peak memory", rows)


if __name__ == "__main__":
    main()
