"""The bar on a terminal, whatever the work knows of its length."""

from __future__ import annotations

import io
from contextlib import redirect_stderr

import pytest

from starclock.cli.notices import progress_bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def last_screen(monkeypatch: pytest.MonkeyPatch, *told: tuple[float, float, str]) -> str:
    """What stands there when the work is over, just before the bar is wiped away."""
    for name in ("TTY_COMPATIBLE", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    with redirect_stderr(Terminal()) as screen, progress_bar() as progress:
        for done, total, what in told:
            progress(done, total, what)
    return screen.getvalue()


def test_shows_name_and_share(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = last_screen(monkeypatch, (0, 60, "transcribing"), (45, 60, "transcribing"))
    assert "transcribing" in screen and " 75%" in screen


def test_an_unknown_length_shows_the_seconds_done(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = last_screen(monkeypatch, (7, 0, "reading the audio"), (42, 0, "reading the audio"))
    assert " 42 s" in screen and "%" not in screen


def test_what_went_before_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = last_screen(monkeypatch, (42, 0, "reading the audio"), (1, 50, "listening for the voice"))
    assert "100%" in screen and "  2%" in screen


def test_a_length_may_become_known_and_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    what = "reading the audio"
    assert " 25%" in last_screen(monkeypatch, (5, 0, what), (10, 40, what))
    assert "100%" in last_screen(monkeypatch, (10, 40, what), (50, 50, what))


def test_silent_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar() as progress:
        progress(1, 0, "reading the audio")
    assert capsys.readouterr() == ("", "")


def test_nothing_is_drawn_where_there_is_nothing_to_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert last_screen(monkeypatch) == ""
    with redirect_stderr(Terminal()) as screen:
        with progress_bar() as progress, progress.paused():
            pass
        progress(1, 2, "a thread that did not hear that all is over")
    assert screen.getvalue() == ""
