"""How heavy the pages are, how fast they are written and opened: prints the figures of docs/benchmarks.md.

python scripts/bench_pages.py

The answers are made of the sample's words at an even pace, their sound is the sample's, said again until they are long
enough. Times of writing are processor time of this process, the best of three; what a browser needs is measured in
chromium, on a screen of 390 x 844.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle, islice
from math import sin
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from kit.tables import table
from starclock.checks import all_checks
from starclock.compare import compare, summarize
from starclock.pipeline import review
from starclock.renderers.pages.comparison import render_comparison
from starclock.renderers.pages.report import render
from starclock.sound import RATE
from starclock.sound.decode import decode, write_flac
from starclock.sound.opus import to_opus
from starclock.speech import Attempt, Interval, Sound, Track, Word

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "src" / "starclock" / "sample" / "answer.flac"
ANSWER = (ROOT / "scripts" / "demo_answer.txt").read_text(encoding="utf-8").split()
STEP = 0.325
"""Seconds from word to word: 185 a minute."""


def main() -> None:
    path = shutil.which("chromium")
    if path is None:
        sys.exit("this needs a browser: sh scripts/system_packages.sh chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        table(
            "page | written in | without sound | with sound | ready in the browser | high on a phone",
            _rows(browser, Path(folder)),
        )
        browser.close()


def _rows(browser: Browser, folder: Path) -> Iterator[tuple[object, ...]]:
    for minutes in (1, 3, 30):
        attempt = _attempt(60.0 * minutes)
        file = folder / "answer.flac"
        write_flac(file, np.resize(np.asarray(decode(SAMPLE)), int(attempt.seconds * RATE)))
        report = review(attempt)

        def page(report: object = report, file: Path = file) -> str:
            return render(report, _source(file))  # type: ignore[arg-type]

        text, spent = _timed(page)
        yield f"report of {minutes} min", f"{spent:.2f} s", _size(render(report)), _size(text), *_opened(browser, text)
    names = [name for check in all_checks() for name in check.findings]
    reports = [review(replace(_attempt(120.0 + 3 * n), id=f"take-{n}")) for n in range(20)]
    summaries = [summarize(report, names) for report in reports]
    text, spent = _timed(lambda: render_comparison(compare(summaries), summaries))
    yield "comparison of 20", f"{spent:.2f} s", _size(text), "", *_opened(browser, text)


def _attempt(seconds: float) -> Attempt:
    """Facts of an answer of so many seconds."""
    said = list(islice(cycle(ANSWER), int((seconds - 1) / STEP)))
    words = tuple(Word(round(0.5 + STEP * n, 2), round(0.8 + STEP * n, 2), word, 0.9) for n, word in enumerate(said))
    count = int(seconds / 0.05)
    track = Track(
        0.05,
        tuple(-30 + 12 * sin(n / 3) for n in range(count)),
        tuple(110 + 20 * sin(n / 11) if n % 20 < 14 else None for n in range(count)),
    )
    speech = tuple(Interval(start, min(start + 7.0, seconds)) for start in range(0, int(seconds), 8))
    return Attempt("answer", seconds, words, "faster-whisper", "tiny.en", sound=Sound(speech, track=track))


def _source(file: Path) -> str:
    return "data:audio/webm;base64," + b64encode(to_opus(file)).decode("ascii")


def _timed(make: Callable[[], str]) -> tuple[str, float]:
    """What was made, and the least seconds of processor time that took."""
    text, best = make(), float("inf")
    for _ in range(3):
        start = time.process_time()
        make()
        best = min(best, time.process_time() - start)
    return text, best


def _size(text: str) -> str:
    return f"{len(text.encode()) / 1000:,.0f} kB"


def _opened(browser: Browser, text: str) -> tuple[str, str]:
    """Milliseconds until the page answers to a hand, and how many pixels it is high."""
    with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        page = browser.new_page(viewport={"width": 390, "height": 844})
        times = []
        for _ in range(3):
            page.goto(Path(file.name).as_uri())
            times.append(float(page.evaluate("performance.getEntriesByType('navigation')[0].domInteractive")))
        height = int(page.evaluate("document.documentElement.scrollHeight"))
        page.close()
    return f"{min(times):.0f} ms", f"{height:,} px"


if __name__ == "__main__":
    main()
