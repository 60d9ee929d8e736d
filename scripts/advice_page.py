#!/usr/bin/env python3
"""Writes docs/advice.md: the questions that are put to every answer, and twenty answers with what each is told.

    python scripts/advice_page.py

The answers are in scripts/corpus/advice_answers.jsonl; after a first reading of them whole kinds of advice were mended.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from starclock.advice import all_kinds
from starclock.pipeline import review
from starclock.report import Advice, Report
from starclock.speech import Attempt, Word
from starclock.writing.clock import clock

ROOT = Path(__file__).resolve().parents[1]
ANSWERS = ROOT / "scripts" / "corpus" / "advice_answers.jsonl"
PAGE = ROOT / "docs" / "advice.md"
SHOWN = "e06 e02 e03 e04 e05 e07 e08 e09 e10 e11 e13 e14 e18 e19 e21 e22 e23 e27 e29 e34".split()
"""Ready, empty result, silent colleague, blame, "we", habits, one scene, "how would you", about yourself, undercut, 25
seconds, the ramble, the manager who delegates, a long set-up, jumps, a success for a failure, a quick example, a stock
lesson, no result, an owned failure."""
HEAD = """# What a report tells you first

Written by `python scripts/advice_page.py`. `starclock checks first` shows the questions with the order in which they
are put; a kind of advice is switched off by its name, in `settings.toml`: `off = ["task"]`.

A piece of advice is given only where the whole answer fails a question: by a rule, or because what was learned from
answers that readers marked finds the fault likely. What costs the listener most comes first; there are never more than
three, never two about one sentence. Where no fault is likely the answer is called ready, and the next question to
expect is named; where nothing is found and that is not sure, no advice is given, and the report says so. Praise is one
line of its own.

What was asked decides what is judged. A question for a quick example, for one scene ("What exactly did you say?"), for
a plan ("How would you ...") or about yourself asks for no full story: then the clock is information, and neither a task
nor a result is missed.

What readers said of it is in [figures/advice.md](figures/advice.md). The answers below are no test of it: they were
written for this page, and after a first reading of them whole kinds of advice were mended.

| advice | the question put to the whole answer | source |
|---|---|---|
"""


def attempt(row: dict[str, Any]) -> Attempt:
    """An answer as a recognizer would print it: 150 words a minute, 0.6 s after a sentence, 0.25 s after a comma."""
    words, at = [], 0.4
    for text in " ".join(segment["text"] for segment in row["segments"]).split():
        end = at + 0.12 + 0.045 * len(text)
        words.append(Word(round(at, 3), round(end, 3), text, 0.9))
        at = end + 0.02 + (0.6 if text.rstrip('"')[-1] in ".?!" else 0.25 if text[-1] in ",;:" else 0.0)
    return Attempt(row["id"], words[-1].end, tuple(words), "transcript", question=row["question"])


def told(row: dict[str, Any], report: Report) -> str:
    seconds = ", ".join(f"{t.name} {t.seconds:.0f} s" for t in report.timing if t.name != "total")
    lines = [f"## {row['question']}", "", f"*{row['persona']}; {clock(report.answer.span.seconds)}: {seconds}*", ""]
    lines += [" ".join(segment["text"] for segment in row["segments"]), ""]
    if report.praise:
        lines += [f"- {report.praise.advice}"]
    lines += [f"{number}. {_line(advice)}" for number, advice in enumerate(report.first, 1)]
    return "\n".join(lines) + "\n"


def _line(advice: Advice) -> str:
    return f"**{advice.advice}** {advice.why}"


def page() -> str:
    rows = {row["id"]: row for row in map(json.loads, ANSWERS.read_text(encoding="utf-8").splitlines())}
    kinds = [f"| {kind.name} | {kind.about} | {kind.source} |" for kind in all_kinds()]
    answers = [told(rows[name], review(attempt(rows[name]))) for name in SHOWN]
    return HEAD + "\n".join(kinds) + "\n\n" + "\n".join(answers)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
