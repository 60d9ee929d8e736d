"""The clock while speaking, the speaker's marks, and keys."""

from __future__ import annotations

import io
import os
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from starclock.cli.clock import Clock, Hints, Mark, corrections, plan
from starclock.cli.keys import pressed_keys
from starclock.live.so_far import SoFar
from starclock.settings import Targets
from starclock.speech import PHASES, PhaseName

TARGETS = Targets()

times = st.floats(0, 1_000, allow_nan=False)
marks = st.lists(st.tuples(times, st.sampled_from(PHASES)), max_size=8, unique_by=lambda pair: pair[0]).map(
    lambda pairs: [Mark(*pair) for pair in sorted(pairs)]
)


def screen(clock: Clock, width: int = 80, colour: bool = False) -> str:
    """What the clock shows, as text."""
    out = io.StringIO()
    Console(file=out, width=width, force_terminal=colour).print(clock.render())
    return out.getvalue()


def a_clock(seconds: float = 0.0, *made: Mark, **options: object) -> Clock:
    width = options.pop("width", 80)
    drawn = bool(options.pop("drawn", False))
    console = Console(file=io.StringIO(), width=width, color_system=None, force_terminal=drawn)  # type: ignore[arg-type]
    clock = Clock(TARGETS, console=console, **options)  # type: ignore[arg-type]
    clock.marks = made
    clock.seconds = seconds
    return clock


def test_where_in_30_15_90_45() -> None:
    assert screen(a_clock(62.4, keys=True)) == (
        "\n"
        "  1:02  Action     1:12 of 1:30 left     in all 1:57 of 3:00 left\n"
        "\n"
        "  Situation    Task   Action                               Result             \n"
        "  ━━━━━━━━━━━━ ━━━━━━ ━━━━━━●───────────────────────────── ────────────────── \n"
        "\n"
        "  ▯▯▯▯▯▯▯▯▯▯▯▯  Enter ends   Space next phase   S T A R name   N anew   X drop\n"
    )


def test_before_it_begins() -> None:
    clock = a_clock()
    clock.opening()
    assert screen(clock) == "\n  Opening the microphone\n\n"
    clock.countdown(2)
    assert screen(clock) == "\n  Recording starts in 2\n\n"
    clock.countdown(0)
    assert "0:00  Situation" in screen(clock)


@pytest.mark.parametrize(
    ("seconds", "phase"),
    [(0, "situation"), (29.9, "situation"), (30, "task"), (45, "action"), (135, "result"), (500, "result")],
)
def test_the_phase_by_the_targets(seconds: float, phase: str) -> None:
    assert a_clock(seconds).phase == phase


def test_as_in_the_room_nothing_is_told_but_how_to_end() -> None:
    out = io.StringIO()
    for terminal in (True, False):
        with Clock(
            TARGETS, keys=True, real=True, console=Console(file=out, width=80, force_terminal=terminal)
        ) as clock:
            clock.update(47.0, -20.0)
    told = out.getvalue()
    assert "Enter ends" in told and "47" not in told and "Situation" not in told


def hinted(seconds: float, heard: SoFar | None, *made: Mark, **options: object) -> list[str]:
    clock = a_clock(seconds, *made, drawn=True, **{"hints": Hints(), **options})
    clock.hear(heard)
    return screen(clock, clock.console.width).splitlines()


def test_what_was_heard_says_up_to_when_and_moves_nothing() -> None:
    before, after = hinted(62.4, None), hinted(62.4, SoFar(52.0, "action", 28.4))
    assert after[2] == "        heard up to 0:52: Action for 0:28"
    assert before[2].strip() == "" and [*before[:2], *before[3:]] == [*after[:2], *after[3:]]
    assert hinted(9, SoFar(4.0, None))[2].strip() == "heard up to 0:04", "talk before the story"
    assert hinted(9, SoFar())[2].strip() == "", "nothing judged yet"


def test_a_situation_past_its_range_is_told_quietly() -> None:
    """From what was heard as long as no key was pressed, then from the keys alone."""
    past = SoFar(45.0, "situation", 40.0)
    assert hinted(50, past)[2].strip() == "heard up to 0:45: Situation for 0:40, meant 0:37 at most"
    assert "meant" not in hinted(50, SoFar(45.0, "situation", 37.5))[2]
    assert "meant" not in hinted(90, SoFar(80.0, "action", 50.0))[2]
    assert hinted(39, None, Mark(1.0, "situation"))[2].strip() == "Situation: meant 0:37 at most"
    assert hinted(39, past, Mark(20.0, "task"), Mark(30.0, "action"))[2].strip() == ""
    assert hinted(60, past, Mark(50.0, "task"))[2].strip() == "", "the keys know better"


def test_words_and_counts_stand_under_the_clock_where_wanted() -> None:
    last = "and then I put the addresses into a small cache, which nobody had thought of before, honestly."
    quiet = hinted(62.4, SoFar(52.0, "action", 28.4))
    lines = hinted(62.4, SoFar(52.0, "action", 28.4, 151.6, 3, last), hints=Hints(words=True))
    assert lines[: len(quiet)] == quiet
    words, counts = lines[-2:]
    assert words == "  … into a small cache, which nobody had thought of before, honestly."
    assert counts.strip() == "3 fillers   152 words a minute"
    waiting = hinted(2.0, None, hints=Hints(words=True))
    assert len(waiting) == len(lines) and "10 to 30 s after" in waiting[-2]
    assert hinted(9, SoFar(rate=140, last="Guten Tag."), hints=Hints(words=True))[-1].strip() == "140 words a minute"


@given(st.text(max_size=300), st.floats(0, 9_000), st.sampled_from([None, *PHASES]), st.sampled_from([80, 60]))
def test_hints_fit_the_screen(last: str, seconds: float, phase: PhaseName | None, width: int) -> None:
    heard = SoFar(seconds, phase, seconds, seconds, int(seconds), " ".join(last.split()))
    lines = hinted(seconds, heard, width=width, hints=Hints(words=True))
    assert len(lines) == 10 and all(cell_len(line) <= width for line in lines)


def test_no_hints_as_in_the_room_without_a_terminal_and_anew() -> None:
    heard = SoFar(45.0, "situation", 40.0, 150.0, 3, "and so on")
    assert "heard" not in screen(a_clock(50, hints=Hints(words=True), drawn=True, real=True))
    out = io.StringIO()
    with Clock(TARGETS, console=Console(file=out), hints=Hints(words=True)) as clock:
        assert not clock.wants_hints
        clock.hear(heard)
        clock.update(50.0, -20.0)
    assert "heard" not in out.getvalue() and "and so on" not in out.getvalue()
    clock = a_clock(50, hints=Hints(), drawn=True)
    assert clock.wants_hints
    clock.hear(heard)
    clock.restart()
    assert "heard" not in screen(clock)


def test_past_the_end_says_how_far() -> None:
    assert "0:20 over 0:45" in screen(a_clock(200)) and "in all 0:20 over 3:00" in screen(a_clock(200))


def test_marks_take_over_from_the_targets() -> None:
    clock = a_clock(70)
    assert clock.phase == "action"
    clock.mark_next(40)
    assert [clock.phase, *clock.marks] == ["task", Mark(40, "task")]
    assert "0:15 over 0:15" in screen(clock)
    clock.mark(50, "action")
    assert "1:10 of 1:30 left" in screen(clock)
    clock.mark(51, "action")
    assert len(clock.marks) == 2, "the same key twice changes nothing"
    clock.mark_next(60)
    clock.mark_next(65)
    assert [mark.phase for mark in clock.marks] == ["task", "action", "result"]


def test_coming_back_to_a_phase_goes_on_with_its_seconds() -> None:
    clock = a_clock(130, Mark(0, "situation"), Mark(30, "action"), Mark(90, "result"), Mark(110, "action"))
    assert "0:10 of 1:30 left" in screen(clock)


@given(marks, times)
def test_the_plan_is_without_gaps_and_holds_now(made: list[Mark], later: float) -> None:
    now = max([later, *(mark.time for mark in made)])
    legs = plan(TARGETS, made, now)
    assert legs[0].start == 0.0
    assert all(a.end == b.start for a, b in pairwise(legs))
    assert legs[-1].end >= now
    clock = a_clock(now, *made)
    if made:
        assert clock.phase == made[-1].phase
    for width in (80, 60):
        assert all(len(line) <= width for line in screen(clock, width).splitlines())


@given(marks, st.floats(0.5, 1_000))
def test_corrections_are_the_marks(made: list[Mark], seconds: float) -> None:
    found = corrections(made, seconds)
    assert all(0 <= c.start < c.end <= seconds for c in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for mark, after in zip(made, [*made, Mark(seconds, "result")][1:], strict=True):
        if mark.time < min(after.time, seconds):
            assert any(c.start == mark.time and c.phase == mark.phase for c in found)


def test_without_colour_nothing_is_lost() -> None:
    assert "\x1b" not in screen(a_clock(50))
    assert "━●─" in screen(a_clock(50))


def test_a_terminal_that_knows_only_ascii() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii", errors="strict")
    clock = Clock(TARGETS, console=Console(file=out, width=80))
    clock.update(50, -20)
    clock.console.print(clock.render())
    out.flush()
    shown = raw.getvalue()
    assert b"==O--" in shown and b"####...." in shown


def test_the_last_seconds_before_the_limit() -> None:
    assert "ends in" not in screen(a_clock(100, limit=300))
    assert "ends in 0:20" in screen(a_clock(280, limit=300))


def test_no_terminal_gets_a_line_every_fifteen_seconds() -> None:
    clock = a_clock()
    with clock:
        clock.countdown(3)
        clock.countdown(2)
        clock.countdown(0)
        for tenth in range(1, 320):
            clock.update(tenth / 10, -30)
        clock.mark(31.9, "task")
        clock.notice("Only digital silence.")
    assert isinstance(clock.console.file, io.StringIO)
    lines = [line.strip() for line in clock.console.file.getvalue().splitlines()]
    assert lines == [
        "recording in 3 s",
        "recording",
        "0:15  Situation  0:15 of 0:30 left     in all 2:45 of 3:00 left",
        "0:30  Task       0:15 of 0:15 left     in all 2:30 of 3:00 left",
        "0:31  Task (marked)",
        "Only digital silence.",
    ]


def test_the_level_falls_calmly() -> None:
    clock = a_clock()
    clock.update(1.0, -12)
    clock.update(1.1, -90)
    assert "▮▮▮▮▮▮▮▮▮" in screen(clock)
    clock.update(9.0, -90)
    assert "▮" not in screen(clock)


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is a POSIX thing")
def test_keys_of_a_terminal_and_its_order_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    import pty
    import termios

    ours, theirs = pty.openpty()
    monkeypatch.setattr(sys, "stdin", os.fdopen(theirs, "r"))
    before = termios.tcgetattr(theirs)
    with pytest.raises(RuntimeError, match="on the way"), pressed_keys() as keys:
        assert keys is not None and keys() == ""
        os.write(ours, b"s \x1b[A\r")
        pressed = ""
        while "\n" not in pressed:
            pressed += keys()
        assert pressed == "s \n"
        assert termios.tcgetattr(theirs)[3] != before[3]
        raise RuntimeError("on the way")
    assert termios.tcgetattr(theirs) == before
    os.close(ours)


def test_no_keys_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("sss\n"))
    with pressed_keys() as keys:
        assert keys is None
