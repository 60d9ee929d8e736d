"""Draws the report that the README shows: what `starclock demo` prints.

python scripts/make_pictures.py        writes docs/report.svg
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from starclock.cli.review import DEMO_QUESTION
from starclock.pipeline import listen, review
from starclock.recognizers import open_recognizer
from starclock.renderers.terminal import WIDTH, render

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "src" / "starclock" / "sample"
PICTURE = ROOT / "docs" / "report.svg"
LINES = 34
"""What fits a first look; the transcript goes on below."""


def main() -> None:
    attempt = listen(SAMPLE / "answer.flac", open_recognizer("faster-whisper", "tiny.en"))
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
