"""Draws the report that the README shows: the sample answer, from its true words.

python scripts/make_pictures.py        writes docs/report.svg
"""

from __future__ import annotations

import io
import json
import re
import tempfile
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from starclock.cli.review import DEMO_QUESTION
from starclock.pipeline import read, review
from starclock.renderers.terminal import WIDTH, render

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "report.svg"
LINES = 34
"""What fits a first look; the transcript goes on below."""


def spoken(text: str) -> dict[str, object]:
    """A transcript with times of an even reader: 0.17 s and 0.045 s a letter for a word, 0.6 s after a sentence."""
    at, words = 1.2, []
    for word in text.split():
        seconds = 0.17 + 0.045 * len(word)
        words.append({"word": word, "start": round(at, 3), "end": round(at + seconds, 3), "probability": 0.95})
        at += seconds + (0.6 if word[-1] in ".?!" else 0.2 if word[-1] == "," else 0.0)
    return {"language": "en", "segments": [{"words": words}]}


def main() -> None:
    text = (ROOT / "scripts" / "demo_answer.txt").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.json"
        path.write_text(json.dumps(spoken(text)), encoding="utf-8")
        attempt = read(path)
    report = review(replace(attempt, question=DEMO_QUESTION))
    whole = Console(width=WIDTH, highlight=False, force_terminal=True, color_system="truecolor")
    lines = whole.render_lines(render(report), pad=False, new_lines=True)[:LINES]
    console = Console(width=WIDTH, record=True, highlight=False, force_terminal=True, file=io.StringIO())
    for line in lines:
        for segment in line:
            console.print(segment.text, style=segment.style or "", end="")
    svg = re.sub(r"@font-face \{.*?\}", "", console.export_svg(title="starclock report"), flags=re.DOTALL)
    PICTURE.write_text(svg, encoding="utf-8")  # without rich's web fonts: a picture fetches nothing


if __name__ == "__main__":
    main()
