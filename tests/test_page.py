"""The pages: valid to a parser, silent to the network, escaped, and usable without a mouse or eyes."""

from __future__ import annotations

import hashlib
import time
from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from command import run
from starclock.checks import all_checks
from starclock.compare import compare, summarize
from starclock.compare.weeks import look_back
from starclock.library import Library
from starclock.pipeline import keep
from starclock.renderers.names import FINDINGS, GROUPS, finding_name
from starclock.renderers.pages.comparison import render_comparison
from starclock.renderers.pages.progress import render_progress
from starclock.renderers.pages.report import page_of, render
from starclock.report import Advice, Measure, Report, Summary, Timing
from starclock.sound.decode import decode
from starclock.speech import PHASES, Attempt, Channels, Word
from test_exports import report as plain_report

VOID = {"meta", "link", "br", "img", "input", "hr"}
EVIL = "\"><script>alert(1)</script>&amp;'</textarea>"


class Page(HTMLParser):
    """Every element with its attributes; fails on tags that are not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes <{self.open[-1:]}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def full(text: str = "It worked") -> Report:
    """A report with everything on it, every text of it `text`."""
    made = plain_report([[text, "then."], ["Hm."], ["My", text]])
    attempt = Attempt("a", made.answer.attempt.seconds, made.answer.words, text, model=text, question=text, note=text)
    finding = made.findings[0]
    return Report(
        type(made.answer)(attempt, made.answer.sentences, made.answer.phases),
        (*(Timing(name, 10.0, 30.0, "short", (22.5, 37.5)) for name in PHASES), Timing("total", 20, 180, "short")),
        tuple(type(finding)(f.start, f.end, text, text, text, f.phase, advice=text) for f in made.findings),
        (
            Measure(text, 3.25, "/min", (0, 5), at=made.answer.sentences[0]),
            Measure("pace", None, "words/min", reason=text),
            Measure("pace", 120.0, "words/min", phase="action"),
        ),
        (Advice(finding, text, text, text), Advice(Measure(text, 1.0, text), text)),
    )


def test_a_page_holds_the_report() -> None:
    page = Page(render(full(), "data:audio/webm;base64,AAAA"))
    shown = " ".join(" ".join(page.texts).split())
    for text in ("It worked", "Timing", "Transcript", "short", "not measured: It worked", "up to 5"):
        assert text in shown
    assert len([b for b in page.all("a") if "data-play" in b]) >= 6
    assert page.all("audio")[0]["src"] == "data:audio/webm;base64,AAAA"


@pytest.mark.parametrize("audio", [None, "data:audio/webm;base64,AAAA"])
def test_every_text_is_escaped(audio: str | None) -> None:
    page = Page(render(full(EVIL), audio))
    assert len(page.all("script")) == 1
    assert EVIL in "".join(page.texts).replace("\n", "")


def test_a_page_asks_nothing_of_any_network() -> None:
    text = render(full(), "data:audio/webm;base64,AAAA")
    page = Page(text)
    assert "http:" not in text and "https:" not in text and "//" not in text.split("<script>")[0].split("</style>")[1]
    for _, attributes in page.elements:
        for name in ("src", "href", "action", "srcset"):
            link = attributes.get(name)
            assert link is None or link.startswith(("#", "data:audio/")), link
    (policy,) = [m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None and policy.startswith("default-src 'none'")


def test_a_page_works_by_keyboard_and_for_screen_readers() -> None:
    page = Page(render(full(), "data:audio/webm;base64,AAAA"))
    assert page.all("html")[0]["lang"] == "en" and page.all("title") and page.all("main")[0]["id"] == "main"
    assert page.all("a")[0] == {"class": "skip", "href": "#main"}
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    for link in page.all("a"):
        assert (link["href"] or "").removeprefix("#") in ids
    for section in page.all("section"):
        assert section.get("aria-label") or section["aria-labelledby"] in ids
    assert all(b.get("type") in ("button", "submit") for b in page.all("button"))
    assert all(a["aria-label"] for a in page.all("a") if "data-play" in a)
    tags = [name for name, _ in page.elements]
    assert tags.index("audio") < tags.index("main"), "the player is reached before the report, not after it"
    assert all("scope" in cell for cell in page.all("th"))
    assert [name for name, _ in page.elements if name == "h1"] == ["h1"]


def test_without_sound_there_is_nothing_to_press() -> None:
    page = Page(render(full()))
    assert not any("data-play" in attributes for _, attributes in page.elements) and not page.all("audio")


def test_a_comparison_page_plays_one_phase_after_the_other() -> None:
    reports = [full("It worked"), full(EVIL)]
    summaries = [summarize(r, ["hedge"]) for r in reports]
    comparison, ends = compare(summaries), [r.answer for r in reports]
    page = Page(render_comparison(comparison, summaries, ends, ["data:audio/webm;base64,AAAA"] * 2))
    both = [b["data-play"] or "" for b in page.all("button") if ";" in (b.get("data-play") or "")]
    assert both and all(play.split(";")[0].startswith("voice-0 ") and "voice-1 " in play for play in both)
    assert [a["id"] for a in page.all("audio")] == ["voice-0", "voice-1"] and len(page.all("script")) == 1
    silent = Page(render_comparison(comparison, summaries, ends, [None, None]))
    assert not silent.all("audio") and not silent.all("button")


def test_many_attempts_fit_on_a_page() -> None:
    summaries = [summarize(full(), ["hedge"]) for _ in range(20)]
    text = render_comparison(compare(summaries), summaries)
    page = Page(text)
    assert len([ribbon for ribbon in page.all("svg") if ribbon.get("class") == "ribbon"]) == 20
    assert len(text) < 1_500_000


def test_the_policy_lets_in_nothing_but_the_own_script_and_style() -> None:
    text = render(full(EVIL), "data:audio/webm;base64,AAAA")
    page = Page(text)
    (policy,) = [m["content"] or "" for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    for name, tag in (("script-src", "script"), ("style-src", "style")):
        body = text.split(f"<{tag}>", 1)[1].split(f"</{tag}>", 1)[0]
        assert rules[name] == f"'sha256-{b64encode(hashlib.sha256(body.encode()).digest()).decode()}'"
    assert not any(
        "style" in attributes or any(a.startswith("on") for a in attributes) for _, attributes in page.elements
    )
    assert text.index("Content-Security-Policy") < text.index("<title>")


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=60)
def test_any_text_stays_text(text: str) -> None:
    """Whatever is said or named, the page has the same elements; nothing in it turns the rest round."""
    words = text.split() or ["x"]
    made = full(" ".join(words))
    page = Page(render(made, "data:audio/webm;base64,AAAA"))
    plain = Page(render(full(" ".join("x" * len(words))), "data:audio/webm;base64,AAAA"))
    assert [tag for tag, _ in page.elements if tag != "span"] == [tag for tag, _ in plain.elements if tag != "span"]
    assert not set("".join(page.texts)) & set("\u202a\u202b\u202d\u202e\u2066\u2067\x07\x1b\x00")


def weeks_page(text: str, count: int = 3) -> str:
    made = full(text)
    days = [f"2026-03-{n + 1:02}T10:00:00+00:00" for n in range(count)]
    attempts = [replace(made.answer.attempt, recorded_at=day, story=text, words=()) for day in days]
    summaries = [Summary(attempt, summarize(made, ["hedge"]).measures) for attempt in attempts]
    return render_progress(look_back(summaries, date(2026, 3, 20), 4), summaries)


def test_the_weeks_are_a_page_with_numbers_beside_its_drawings() -> None:
    page = Page(weeks_page("It worked"))
    shown = " ".join(" ".join(page.texts).split())
    assert "3 attempts" in shown and "3 days with practice" in shown and "2026-03-02 2" in shown
    drawn = {svg.get("class") for svg in page.all("svg")}
    assert {"calendar", "columns", "series"} <= drawn and len(page.all("script")) == 1
    assert "All values: 10, 10, 10" in shown
    assert EVIL in "".join(Page(weeks_page(EVIL)).texts).replace("\n", "")
    assert not [svg for svg in Page(weeks_page("once", 1)).all("svg") if svg.get("class") == "series"]


def test_names_are_plain_and_of_something() -> None:
    checks = all_checks()
    findings = {name for check in checks for name in check.findings}
    measures = {name for check in checks for name in check.measures}
    for name in findings:
        assert "-" not in finding_name(name) and finding_name(name) != name
    placed = {name for names in GROUPS.values() for name in names}
    # Those of the recognizer and the clock are no check's own.
    assert not set(FINDINGS) - findings, "names of findings that nothing yields"
    assert not placed - measures - {"situation", "task", "action", "result", "total"}, "names of measures likewise"


def test_the_lists_are_of_one_kind_each_and_praise_stands_apart() -> None:
    made = page_of(full())
    assert [kind.strength for kind in made.kinds] == sorted(kind.strength for kind in made.kinds)
    assert {number for kind in made.kinds for number, _ in kind.found} == set(range(len(made.report.findings)))


def test_a_long_answer_is_folded_and_takes_no_time_by_the_square() -> None:
    def spent(sentences: int) -> float:
        report = plain_report([["It", "went", "on", "and", "on."]] * sentences)
        start = time.process_time()
        page = page_of(report)
        assert len(page.folded) > 3 or sentences < 1000
        return time.process_time() - start

    spent(200)
    short, long = (min(spent(sentences) for _ in range(2)) for sentences in (1000, 4000))
    assert long < 12 * max(short, 0.02)


@pytest.fixture
def kept(own_home: Path) -> Attempt:
    """An attempt in the library, with two channels of which the second was heard."""
    sound = own_home / "take.wav"
    channels = np.zeros((32_000, 2), np.float32)
    channels[:, 1] = np.sin(np.arange(32_000) / 20) / 4
    soundfile.write(sound, channels, 16_000)
    words = tuple(Word(0.1 + 0.3 * n, 0.3 + 0.3 * n, word) for n, word in enumerate("I fixed it myself".split()))
    return keep(Attempt("a", 2.0, words, "faster-whisper", channels=Channels((2,), 2)), Library(), sound)


@pytest.mark.usefixtures("kept")
def test_the_sound_goes_where_it_is_wanted(own_home: Path) -> None:
    page = own_home / "page.html"
    assert run("report", "--html", str(page)).err.endswith("kB, sound included)\n")
    source = Page(page.read_text(encoding="utf-8")).all("audio")[0]["src"] or ""
    inside = own_home / "inside.webm"
    inside.write_bytes(b64decode(source.removeprefix("data:audio/webm;base64,")))
    heard = decode(inside)
    assert len(heard) / 16_000 == pytest.approx(2.0, abs=0.1) and np.abs(heard).max() > 0.15, (
        "the channel that was heard"
    )
    assert "sound beside it as page-" in run("report", "--html", str(page), "--audio", "beside").err
    beside = Page(page.read_text(encoding="utf-8")).all("audio")[0]["src"] or ""
    assert (own_home / unquote(beside)).stat().st_size > 1000
    assert "without sound" in run("report", "--html", str(page), "--audio", "none").err
    assert not Page(page.read_text(encoding="utf-8")).all("audio")


def test_sound_that_cannot_be_read_costs_the_page_its_sound_only(own_home: Path, kept: Attempt) -> None:
    audio = Library().audio_of(kept)
    assert audio is not None
    audio.write_bytes(b"nothing that sounds")
    done = run("report", "--html", str(own_home / "page.html"))
    assert done.status == 0 and "the page has no sound" in done.err and "without sound" in done.err
