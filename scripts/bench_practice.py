#!/usr/bin/env python3
"""Practice: how fast its lists are, how well a question is understood, how often a red flag is heard in plain answers.

    bench_practice.py [--attempts 2000] [--stories 50] [--runs 5] [--without-flags]

Lists: whole commands from the shell over a library of so many attempts and stories. Questions: scripts/corpus/
question_themes.tsv, questions of the corpus with the themes that one reader found fitting, before any was matched;
"seen" are those whose misses led to more wordings in the bank, "unseen" were labelled afterwards and left alone. Flags:
every sixth answer of the corpus whose question is understood; nobody wrote flags into them, so each that is
heard is printed, to be judged by a reader.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench_library import fill
from kit.clock import timed
from kit.cost import STARCLOCK, cost_of, median
from kit.places import ROOT
from kit.tables import percent, table
from starclock.pipeline import review
from starclock.practice import STORIES
from starclock.practice.heard import red_flags_heard
from starclock.practice.matching import matched
from starclock.practice.questions import questions, themes
from starclock.speech import Attempt

CORPUS = ROOT / "scripts" / "corpus"
BANK = questions()
CARD = """# Story number {number}

- Company and time: Acme, 2023
- Themes: {themes}
- People: Maya (my manager), Tom
- Places: Berlin

## Situation
Last spring our billing was slow and customers complained. Nobody knew why. It grew worse each week.

## Task
My job was to find out why by May.

## Action
1. I measured every step for a week.
2. I asked Maya for two days.
3. I rewrote the slow query.

## Result
The invoices took 40 minutes instead of 3 hours.

## Lesson
Measure before you guess.

## Scenes
### The moment of disagreement
Maya wanted a patch. I wanted to measure first.
"""


def write_stories(folder: Path, count: int) -> None:
    """So many story cards, two themes each."""
    folder.mkdir(parents=True)
    names = list(themes())
    for number in range(count):
        both = f"{names[number % len(names)]}, {names[(number + 5) % len(names)]}"
        (folder / f"story-{number}.md").write_text(CARD.format(number=number, themes=both), encoding="utf-8")


def lists(attempts: int, stories: int, runs: int) -> None:
    """Prints what the lists cost."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "recordings"
        fill(folder, attempts)
        write_stories(folder / STORIES, stories)
        home = {"STARCLOCK_HOME": str(folder)}
        cost_of([STARCLOCK, "list"], home)
        rows = []
        for arguments in (["questions"], ["stories", "list"], ["stories", "match", "scope-no"]):
            cost_of([STARCLOCK, *arguments], home)
            cost = median([cost_of([STARCLOCK, *arguments], home) for _ in range(runs)])
            rows.append([f"`{' '.join(arguments)}`", "0.5 s", f"{cost.seconds:.2f} s", f"{cost.processor:.2f} s"])
        title = f"{attempts} attempts, {stories} stories"
        table("command | at most | median | of the processor", rows, title)


def wordings() -> dict[str, list[tuple[str, set[str]]]]:
    """By part: question and the themes that fit, empty where none does."""
    found: dict[str, list[tuple[str, set[str]]]] = {}
    part = ""
    for line in (CORPUS / "question_themes.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            part = line.strip("[]")
        elif not line.startswith("#"):
            text, _, told = line.partition("\t")
            found.setdefault(part, []).append((text, set() if told == "-" else set(told.split(","))))
    return found


def understood() -> None:
    """Prints how many questions are taken for one of a fitting theme."""
    rows = []
    for part, given in wordings().items():
        taken = [(matched(text, BANK), fit) for text, fit in given]
        right = sum(question is not None and question.theme in fit for question, fit in taken)
        wrong = sum(question is not None and question.theme not in fit for question, fit in taken)
        fitting = sum(bool(fit) for _, fit in taken)
        rows.append([part, len(given), right + wrong, percent(right / max(1, right + wrong)), percent(right / fitting)])
    table("questions | count | taken for one | of these right | of all right", rows, "A question in other words")


def answers() -> Iterator[tuple[str, str, str]]:
    """Id, question and text of every sixth answer of the corpus."""
    for path in sorted(CORPUS.glob("author_*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            if number % 6 == 0:
                told = json.loads(line)
                text = " ".join(segment["text"] for segment in told["segments"])
                yield told["id"], told["question"], re.sub(r"\[\[(?:[\w-]+\|)?(.*?)\]\]", r"\1", text)


def flags() -> None:
    """Prints every flag that is heard in the corpus."""
    count, heard = 0, []
    for identity, asked, text in answers():
        if question := matched(asked, BANK):
            count += 1
            words = tuple(timed(text.split()))
            attempt = Attempt(identity, words[-1].end, words, "whisper", question=asked)
            heard += [(flag.flag.id, identity, flag.text) for flag in red_flags_heard(review(attempt), question)]
    table("flag | answer | sentence", sorted(heard), f"{len(heard)} flags heard in {count} answers")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attempts", type=int, default=2000)
    parser.add_argument("--stories", type=int, default=50)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--without-flags", action="store_true", help="leave the corpus out, which takes minutes")
    options = parser.parse_args()
    understood()
    lists(options.attempts, options.stories, options.runs)
    if not options.without_flags:
        flags()


if __name__ == "__main__":
    main()
