"""The clock while speaking, the speaker's marks, and keys."""

from __future__ import annotations

import io
import os
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from starclock.cli.clock import Clock, Mark, corrections, plan
from starclock.cli.keys import pressed_keys
from starclock.settings import Targets
from starclock.speech import PHASES

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
    console = Console(file=io.StringIO(), width=width, color_system=None)  # type: ignore[arg-type]
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
