"""Draws what the README shows: the report of the sample answer on a terminal, its page, and a comparison page.

python scripts/make_pictures.py        writes docs/report.svg, docs/report-page.png, docs/compare-page.png

The pages are photographed in Debian's chromium. The comparison is of three answers: the sample, and the sample with
one and with two stretches of its situation cut out of the sound, each heard anew.
"""

from __future__ import annotations

import io
import re
import shutil
import sys
import tempfile
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright
from rich.console import Console

from starclock.checks import all_checks
from starclock.cli.demo import DEMO_QUESTION
from starclock.compare import compare, summarize
from starclock.pipeline import listen, review
from starclock.recognizers import open_recognizer
from starclock.renderers.pages.comparison import render_comparison
from starclock.renderers.pages.report import render as render_page
from starclock.renderers.terminal import WIDTH, render
from starclock.report import Report
from starclock.sound import RATE
from starclock.sound.decode import decode, write_flac
from starclock.sound.opus import to_opus
from starclock.speech import Interval, Sentence

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "src" / "starclock" / "sample" / "answer.flac"
DOCS = ROOT / "docs"
LINES = 34
"""What fits a first look; the transcript goes on below."""
SIZE = (1100, 1180)
"""Pixels of the pictures of pages."""


def main() -> None:
    report = _report(SAMPLE, "first")
    (DOCS / "report.svg").write_text(_terminal(report), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder, _browser() as page:
        _open(page, render_page(report, _sound(SAMPLE)), Path(folder) / "page.html")
        page.locator("[data-t]").nth(150).click()
        page.locator("#toggle").click()
        page.evaluate("document.getElementById('timing').scrollIntoView({behavior: 'instant'}); scrollBy(0, 40)")
        page.screenshot(path=str(DOCS / "report-page.png"))
        takes = [(report, SAMPLE), *_shorter(report, Path(folder))]
        summaries = [summarize(r, [name for check in all_checks() for name in check.findings]) for r, _ in takes]
        ends = [takes[0], takes[-1]]
        _open(
            page,
            render_comparison(compare(summaries), summaries, [r.answer for r, _ in ends], [_sound(p) for _, p in ends]),
            Path(folder) / "compare.html",
        )
        page.screenshot(path=str(DOCS / "compare-page.png"))


def _report(path: Path, name: str) -> Report:
    attempt = listen(path, open_recognizer("faster-whisper", "tiny.en"))
    return review(replace(attempt, question=DEMO_QUESTION, name=f"{name} take"))


def _shorter(report: Report, folder: Path) -> Iterator[tuple[Report, Path]]:
    """The sample with one stretch cut out of its situation, then with two."""
    told = list(report.answer.sentences_of("situation"))
    third, half, most = len(told) // 3, len(told) // 2, 3 * len(told) // 4
    cuts = [_between(told, third, half), _between(told, half, most)]
    samples = decode(SAMPLE)
    for number, name in ((1, "second"), (2, "third")):
        path = folder / f"{name}.flac"
        write_flac(path, _without(samples, cuts[:number]))
        yield _report(path, name), path


def _between(told: Sequence[Sentence], first: int, last: int) -> Interval:
    return Interval(told[first].start, told[last].start)


def _without(samples: np.ndarray, cuts: Sequence[Interval]) -> np.ndarray:
    """Samples [shape=(n,)] without these stretches."""
    kept = np.ones(len(samples), bool)
    for cut in cuts:
        kept[round(cut.start * RATE) : round(cut.end * RATE)] = False
    return np.asarray(samples)[kept]


def _sound(path: Path) -> str:
    return "data:audio/webm;base64," + b64encode(to_opus(path)).decode("ascii")


@contextmanager
def _browser() -> Iterator[Page]:
    path = shutil.which("chromium")
    if path is None:
        sys.exit("the pages need a browser: sh scripts/system_packages.sh chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="light")
        browser.close()


def _open(page: Page, text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")
    page.goto(path.as_uri())


def _terminal(report: Report) -> str:
    whole = Console(width=WIDTH, highlight=False, force_terminal=True, color_system="truecolor")
    lines = whole.render_lines(render(report), pad=False, new_lines=True)[:LINES]
    console = Console(width=WIDTH, record=True, highlight=False, force_terminal=True, file=io.StringIO())
    for line in lines:
        for segment in line:
            console.print(segment.text, style=segment.style or "", end="")
    # Without rich's web fonts: a picture fetches nothing.
    return re.sub(r"@font-face \{.*?\}", "", console.export_svg(title="starclock report"), flags=re.DOTALL)


if __name__ == "__main__":
    main()
