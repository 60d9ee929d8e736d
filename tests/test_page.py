"""The pages: valid to a parser, silent to the network, escaped, and usable without a mouse or eyes."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from starclock.compare import compare, summarize
from starclock.renderers.page import embedded, render, render_comparison
from starclock.report import Advice, Measure, Report, Timing
from starclock.speech import PHASES, Attempt
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
    page = Page(render(full(), "data:audio/flac;base64,AAAA"))
    shown = " ".join(" ".join(page.texts).split())
    for text in ("It worked", "Timing", "Transcript", "short", "not measured: It worked", "up to 5"):
        assert text in shown
    assert len([b for b in page.all("button") if "data-play" in b]) >= 6
    assert page.all("audio")[0]["src"] == "data:audio/flac;base64,AAAA"


@pytest.mark.parametrize("audio", [None, "data:audio/flac;base64,AAAA"])
def test_every_text_is_escaped(audio: str | None) -> None:
    page = Page(render(full(EVIL), audio))
    assert len(page.all("script")) == 1
    assert EVIL in "".join(page.texts).replace("\n", "")


def test_a_page_asks_nothing_of_any_network() -> None:
    text = render(full(), "data:audio/flac;base64,AAAA")
    page = Page(text)
    assert "http:" not in text and "https:" not in text and "//" not in text.split("<script>")[0].split("</style>")[1]
    for _, attributes in page.elements:
        for name in ("src", "href", "action", "srcset"):
            link = attributes.get(name)
            assert link is None or link.startswith(("#", "data:audio/")), link
    (policy,) = [m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None and policy.startswith("default-src 'none'")


def test_a_page_works_by_keyboard_and_for_screen_readers() -> None:
    page = Page(render(full(), "data:audio/flac;base64,AAAA"))
    assert page.all("html")[0]["lang"] == "en" and page.all("title") and page.all("main")[0]["id"] == "main"
    assert page.all("a")[0] == {"class": "skip", "href": "#main"}
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    for link in page.all("a"):
        assert (link["href"] or "").removeprefix("#") in ids
    for section in page.all("section"):
        assert section["aria-labelledby"] in ids
    assert all(b.get("type") == "button" and b.get("aria-label") for b in page.all("button"))
    assert all("scope" in cell for cell in page.all("th"))
    assert [name for name, _ in page.elements if name == "h1"] == ["h1"]


def test_without_sound_there_is_nothing_to_press() -> None:
    page = Page(render(full()))
    assert not page.all("button") and not page.all("audio")


def test_a_comparison_page_plays_one_phase_after_the_other(tmp_path: Path) -> None:
    flac = tmp_path / "a.flac"
    flac.write_bytes(b"fLaC")
    reports = [full("It worked"), full(EVIL)]
    comparison = compare([summarize(r, ["hedge"]) for r in reports])
    page = Page(render_comparison(comparison, [r.answer for r in reports], [embedded(flac)] * 2))
    both = [b["data-play"] or "" for b in page.all("button") if ";" in (b["data-play"] or "")]
    assert both and all(play.split(";")[0].startswith("voice-0 ") and "voice-1 " in play for play in both)
    assert [a["id"] for a in page.all("audio")] == ["voice-0", "voice-1"] and len(page.all("script")) == 1
    silent = Page(render_comparison(comparison, [r.answer for r in reports], [None, None]))
    assert not silent.all("audio") and not silent.all("button")


def test_many_attempts_fit_on_a_page() -> None:
    comparison = compare([summarize(full(), ["hedge"]) for _ in range(12)])
    page = Page(render_comparison(comparison))
    heads = [c for c in page.all("th") if c.get("scope") == "col"]
    assert len(heads) < 40 and "▄" in "".join(page.texts)
