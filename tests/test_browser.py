"""The pages in a real browser, opened from disk: silent, quick to the ear, usable by keys, and safe.

Debian's chromium, one for all tests here. Where there is none they are skipped; in CI that is a failure.
"""

from __future__ import annotations

import os
import shutil
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import axe_playwright_python
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from starclock.compare import compare, summarize
from starclock.pipeline import review
from starclock.renderers.pages.comparison import render_comparison
from starclock.renderers.pages.report import render
from starclock.sound.decode import write_flac
from starclock.sound.opus import to_opus
from starclock.speech import Attempt, Correction, Interval, PhaseName, Sound, Track, Word
from test_page import weeks_page

LOCAL = ("file", "data", "blob")
"""What a page may ask for: itself and what it holds."""
PHONE, DESK = (390, 844), (1280, 900)
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
SAID: tuple[tuple[PhaseName | None, str], ...] = (
    (None, "Sure, let me think."),
    (
        "situation",
        "So, um, two years ago I was an engineer at a small company with 40 people and it was, you know, busy.",
    ),
    ("task", "My task was to bring the running time of the nightly job down to two hours."),
    ("action", "I measured every step, and I think I found a slow query. It was rewritten in a week. We went live."),
    ("result", "In the end the time fell from 7 hours to 40 minutes, and the customer signed for another year."),
)
HOSTILE = (
    "<script>window.hit=1</script>",
    "<img/src=x/onerror=window.hit=1>",
    "\"'><svg/onload=window.hit=1>",
    "\u202egnorw\u202c",
    "{{7*7}}",
    "</style></title></script>",
    "W" * 10_000,
    "\u05d0\u05d1\u05d2",
)


def answer(said: Sequence[tuple[PhaseName | None, str]] = SAID, step: float = 0.3, times: int = 1) -> Attempt:
    """Words `step` seconds apart, their phases as the speaker marked them, with a voice that rises and falls."""
    words: list[Word] = []
    corrections = []
    at = 0.5
    for phase, text in [*said] * times:
        start = at
        for word in text.split():
            words.append(Word(round(at, 2), round(at + 0.8 * step, 2), word, 0.9))
            at += step
        corrections.append(Correction(start, at, phase))
        at += 0.7
    count = int((at + 0.5) / 0.05)
    track = Track(
        0.05,
        tuple(-30.0 + 12 * np.sin(i / 3) for i in range(count)),
        tuple(120.0 + 20 * np.sin(i / 11) if i % 20 < 14 else None for i in range(count)),
    )
    speech = tuple(Interval(c.start, c.end) for c in corrections)
    sound = Sound(speech, noise_db=-60, speech_db=-25, clipped=0.0, bandwidth=7000, track=track)
    return Attempt(
        "2026-01-02-101112", round(at + 0.5, 2), tuple(words), "faster-whisper", "tiny.en",
        recorded_at="2026-01-02T10:11:12+00:00", question="Tell me about a time you delivered under pressure.",
        sound=sound, corrections=tuple(corrections),
    )  # fmt: skip


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Callable[[float], str]:
    """Sound of so many seconds, as a page holds it."""
    made: dict[float, str] = {}

    def of(seconds: float) -> str:
        if seconds not in made:
            path = tmp_path_factory.mktemp("sound") / "tone.flac"
            write_flac(path, (np.sin(np.arange(int(16_000 * seconds)) / 20) / 8).astype(np.float32))
            made[seconds] = "data:audio/webm;base64," + b64encode(to_opus(path)).decode()
        return made[seconds]

    return of


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        assert not os.environ.get("CI"), "no chromium: scripts/system_packages.sh chromium"
        pytest.skip("there is no chromium on this computer")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--mute-audio"])
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Writes a page to disk and opens it; whatever it says on the console, asks of a network or throws is a failure."""

    def open_page(text: str, size: tuple[int, int] = DESK, **options: object) -> Page:
        path = tmp_path / "page.html"
        path.write_text(text, encoding="utf-8", errors="replace")
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, **options)  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda problem: faults.append(str(problem)))
        page.on("dialog", lambda dialog: faults.append(dialog.message))
        page.on(
            "request", lambda asked: faults.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None
        )
        page.goto(path.as_uri())
        pages.append(page)
        return page

    faults: list[str] = []
    pages: list[Page] = []
    yield open_page
    for page in pages:
        page.context.close()
    assert not faults


@pytest.fixture(scope="module")
def report_page(sound: Callable[[float], str]) -> str:
    # The sound goes on behind the words: on a busy computer a test must not be late for its end.
    return render(review(answer()), sound(90.0))


@pytest.fixture(scope="module")
def comparison_page(sound: Callable[[float], str]) -> str:
    """The first tells its phases slowly and late, the last quickly: what is played first ends later."""
    attempts = [replace(answer(step=0.12 if i else 0.3), id=f"2026-01-{i + 1:02}-101112") for i in range(3)]
    reports = [review(attempt) for attempt in attempts]
    summaries = [summarize(report, ["hedge", "passive"]) for report in reports]
    ends = [reports[0].answer, reports[-1].answer]
    return render_comparison(compare(summaries), summaries, ends, [sound(end.attempt.seconds) for end in ends])


def at(page: Page, voice: str = "voice") -> float:
    return float(page.evaluate(f"document.getElementById('{voice}').currentTime"))


def playing(page: Page, voice: str = "voice") -> bool:
    return not page.evaluate(f"document.getElementById('{voice}').paused")


def until(page: Page, condition: str) -> None:
    """Asked from outside: the page's own policy forbids what Playwright would put into it to wait."""
    late = time.monotonic() + 20
    while not page.evaluate(condition):
        assert time.monotonic() < late, condition
        page.wait_for_timeout(20)


@contextmanager
def jumps(page: Page) -> Iterator[list[float]]:
    """Where the sound is moved to, in seconds."""
    page.evaluate("window.moves = []; voice.addEventListener('seeking', () => moves.push(voice.currentTime))")
    found: list[float] = []
    yield found
    found += page.evaluate("moves")


def test_every_word_plays_from_its_time(opened: Callable[..., Page], report_page: str) -> None:
    page = opened(report_page)
    until(page, "voice.readyState >= 1")
    words = page.locator("[data-t]")
    chosen = [0, 1, 7, 30, words.count() // 2, words.count() - 1]
    with jumps(page) as moved:
        for count, number in enumerate(chosen, 1):
            words.nth(number).click()
            page.keyboard.press("Escape")
            until(page, f"moves.length >= {count}")
    wanted = [float(words.nth(number).get_attribute("data-t") or 0) for number in chosen]
    assert moved == pytest.approx(wanted, abs=0.05)
    assert playing(page)


def test_the_lit_word_is_the_one_that_is_said_and_stays_in_view(opened: Callable[..., Page], report_page: str) -> None:
    page = opened(report_page, PHONE)
    until(page, "voice.readyState >= 1")
    page.locator("#toggle").click()
    for second in (1.0, 9.0, 20.0, 25.0):
        page.evaluate(f"voice.currentTime = {second}")
        until(page, f"document.querySelector('.lit')?.dataset.t > {second - 0.5}")
        seen = """() => {
            const lit = document.querySelector('.lit'), box = lit.getBoundingClientRect();
            const words = [...document.querySelectorAll('[data-t]')], next = words[words.indexOf(lit) + 1];
            const now = voice.currentTime, bottom = document.querySelector('.player').getBoundingClientRect().top;
            const said = lit.dataset.t <= now + 0.1 && (!next || next.dataset.t > now - 0.4);
            return said && box.top >= 0 && box.bottom <= bottom;
        }"""
        until(page, seen)
    assert page.locator(".lit").count() == 1


def test_keys_do_all_of_it(opened: Callable[..., Page], report_page: str) -> None:
    page = opened(report_page)
    until(page, "voice.readyState >= 1")
    keys = page.keyboard
    keys.press("Space")
    until(page, "!voice.paused")
    keys.press("Space")
    assert not playing(page)
    with jumps(page) as moved:
        for count, key in enumerate("1234", 1):
            keys.press(key)
            until(page, f"moves.length >= {count}")
    starts = [p.start for p in review(answer()).answer.phases]
    assert moved == pytest.approx(starts, abs=0.05)
    page.evaluate("voice.pause(); voice.currentTime = 10")
    keys.press("ArrowLeft")
    assert at(page) == pytest.approx(7, abs=0.05)
    keys.press("ArrowRight")
    assert at(page) == pytest.approx(10, abs=0.05)
    keys.press("+")
    assert page.evaluate("voice.playbackRate") == 1.25 and page.locator("#speed").inner_text() == "1.25×"
    keys.press("-")
    keys.press("-")
    assert page.evaluate("voice.playbackRate") == 0.75
    keys.press("?")
    assert page.locator("#keys").is_visible()
    keys.press("Escape")
    assert not page.locator("#keys").is_visible()
    keys.press("n")
    first = page.evaluate("document.activeElement.className")
    assert "mark" in first
    keys.press("Enter")
    assert page.locator("#pop").is_visible()


def test_space_pauses_what_its_button_plays(opened: Callable[..., Page], report_page: str) -> None:
    page = opened(report_page)
    until(page, "voice.readyState >= 1")
    page.locator(".timing .play").nth(1).focus()
    page.keyboard.press("Space")
    until(page, "!voice.paused && voice.currentTime > 0")
    page.keyboard.press("Space")
    assert not playing(page)
    here = at(page)
    page.keyboard.press("Space")
    until(page, "!voice.paused")
    assert at(page) >= here - 0.01, "it goes on, it does not begin again"


def test_a_stretch_stops_at_its_end_and_seeking_leaves_it(opened: Callable[..., Page], report_page: str) -> None:
    page = opened(report_page)
    until(page, "voice.readyState >= 1")
    row = page.locator(".timing .play").nth(1)
    _, _, end = (row.get_attribute("data-play") or "").split()
    row.click()
    page.evaluate(f"voice.currentTime = {float(end) + 1}")  # as its own slider or a media key would
    page.wait_for_timeout(400)
    assert playing(page) and at(page) > float(end) + 1, "moved past the end of the stretch, it plays on"
    page.evaluate("voice.pause()")
    row.click()
    until(page, "!voice.paused")
    page.evaluate("voice.playbackRate = 4")
    until(page, "voice.paused")
    assert at(page) == pytest.approx(float(end), abs=0.3)


def test_one_after_the_other_ends_with_the_second(opened: Callable[..., Page], comparison_page: str) -> None:
    page = opened(comparison_page)
    until(page, "[...document.querySelectorAll('audio')].every(a => a.readyState >= 1)")
    both = page.locator("[data-play*=';']").nth(1)
    one, two = ([float(t) for t in part.split()[1:]] for part in (both.get_attribute("data-play") or "").split(";"))
    assert one[1] > two[1], "the first ends later in its own time"
    both.click()
    page.evaluate("document.querySelectorAll('audio').forEach(a => a.playbackRate = 2)")
    until(page, "!document.getElementById('voice-1').paused")
    assert not playing(page, "voice-0") and at(page, "voice-0") == pytest.approx(one[1], abs=0.3)
    until(page, "document.getElementById('voice-1').paused")
    assert at(page, "voice-1") == pytest.approx(two[1], abs=0.3) and not playing(page, "voice-0")
    page.wait_for_timeout(200)
    assert not playing(page, "voice-0") and not playing(page, "voice-1")


def test_a_mark_tells_what_was_noticed_beside_it(opened: Callable[..., Page], report_page: str) -> None:
    page = opened(report_page)
    link = page.locator(".mark.fault").first
    link.scroll_into_view_if_needed()
    before = page.evaluate("document.documentElement.scrollTop")
    link.click()
    shown = page.locator("#pop")
    assert shown.is_visible() and "um" in shown.inner_text() and shown.locator("[data-play]").count() >= 1
    assert abs(page.evaluate("document.documentElement.scrollTop") - before) < 100
    page.keyboard.press("Escape")
    assert not shown.is_visible()
    chip = page.locator(".chip.good").first
    chip.click()
    assert page.locator(".mark.fault:not(.out)").count() == 0 < page.locator(".mark.good:not(.out)").count()
    chip.click()
    assert page.locator(".mark.out").count() == 0


def test_focus_is_never_under_the_player(opened: Callable[..., Page], report_page: str) -> None:
    page = opened(report_page, PHONE)
    hidden = []
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate("""() => {
            const focused = document.activeElement, player = document.querySelector('.player');
            const bottom = focused.getBoundingClientRect().bottom, top = player.getBoundingClientRect().top;
            return [focused.outerHTML.slice(0, 60), bottom, top, player.contains(focused), focused === document.body];
        }""")
        if stop[4]:
            continue  # once round
        stops.append(stop)
        hidden += [stop[0]] if not stop[3] and stop[1] > stop[2] + 1 else []
    assert not hidden
    assert [stop[3] for stop in stops[1:3]] == [True, True], "the player comes first"
    assert len({stop[0] for stop in stops}) > 20


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light"), (PHONE, "light"), (DESK, "dark")])
@pytest.mark.parametrize("kind", ["report", "comparison", "progress"])
def test_nothing_serious_keeps_people_out(
    opened: Callable[..., Page],
    report_page: str,
    comparison_page: str,
    kind: str,
    size: tuple[int, int],
    scheme: str,
) -> None:
    text = {"report": report_page, "comparison": comparison_page, "progress": weeks_page("Tell me about a conflict.")}[
        kind
    ]
    page = opened(text, size, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    told = "axe.run().then(run => run.violations.map(rule => [rule.impact, rule.id, rule.nodes[0].html]))"
    found = page.evaluate(f"{AXE}; {told}")
    assert not found


def test_hostile_text_neither_runs_nor_widens_the_page(
    opened: Callable[..., Page], sound: Callable[[float], str]
) -> None:
    text = " ".join(HOSTILE)
    attempt = replace(
        answer([("situation", text), ("action", text + " I think it was done by me.")]),
        question=text, name=text, note="https://example.org/" + "a" * 97, model=text,
    )  # fmt: skip
    report = review(attempt)
    summaries = [summarize(report, ["hedge"])] * 2
    pages = [render(report, sound(5.0)), render_comparison(compare(summaries), summaries)]
    for page in (opened(page, PHONE) for page in pages):
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("window.hit") is None
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        assert page.evaluate("document.querySelectorAll('img, svg[onload]').length") == 0
        assert page.evaluate("document.documentElement.scrollHeight") < 30_000
        assert "\u202e" not in page.content()


def test_without_script_no_button_is_dead(opened: Callable[..., Page], report_page: str, comparison_page: str) -> None:
    compared = opened(comparison_page, java_script_enabled=False)
    assert compared.locator("button:visible").count() == 0 and compared.locator("audio:visible").count() == 2
    page = opened(report_page, java_script_enabled=False)
    assert page.locator("button:visible").count() == 0 and page.locator("audio").is_visible()
    assert "Scripts are off" in page.locator("body").inner_text()
    assert "My task was to bring" in page.locator("main").inner_text()
    ids = {element.get_attribute("id") for element in page.locator("[id]").all()}
    assert {(link.get_attribute("href") or "")[1:] for link in page.locator("a").all()} <= ids


def test_on_paper_times_and_bars_are_there(opened: Callable[..., Page], report_page: str) -> None:
    page = opened(report_page)
    page.emulate_media(media="print")
    assert page.locator(".block .at").first.is_visible() and page.locator(".timing .bar").first.is_visible()
    assert not page.locator(".player").is_visible()
    assert page.locator("svg.ribbon rect").first.evaluate("e => getComputedStyle(e).printColorAdjust") == "exact"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    assert page.locator(".kind li").first.is_visible()


def test_a_rambling_answer_fits_a_phone(opened: Callable[..., Page], sound: Callable[[float], str]) -> None:
    rambling = [(phase, f"{text} You know, I mean, it was kind of decided, basically.") for phase, text in SAID]
    attempt = answer(rambling, 0.25, 3)
    assert 100 < attempt.seconds < 140
    page = opened(render(review(attempt), sound(5.0)), PHONE)
    assert page.evaluate("document.documentElement.scrollHeight") <= 4000


def test_a_long_answer_is_folded_until_it_is_heard(opened: Callable[..., Page], sound: Callable[[float], str]) -> None:
    attempt = answer(SAID, 0.3, 20)
    assert attempt.seconds > 480
    page = opened(render(review(attempt), sound(340.0)), PHONE)
    assert page.evaluate("document.documentElement.scrollHeight") <= 6000
    until(page, "voice.readyState >= 1")
    second = page.locator("details.part").nth(1)
    assert not second.evaluate("part => part.open")
    page.evaluate("document.querySelectorAll('details.part')[1].querySelector('[data-t]').click()")
    until(page, "document.querySelectorAll('details.part')[1].open")
    assert page.locator(".lit").is_visible()
