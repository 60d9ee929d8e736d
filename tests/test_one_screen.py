"""The last screen after an answer: at 80 x 24 all that is said first, the bars, the next step and the comparison."""

from __future__ import annotations

from dataclasses import replace

import pytest

from starclock.cli.debriefing import Beside
from starclock.cli.show import show
from starclock.report import Advice, Finding, Report, Timing
from starclock.speech import PHASES, Answer, Attempt

WAITS = "\n".join(f"What interviewers listen for, line {line}" for line in range(6))
FLAG = "-  0:12  “he never listens” is blame."
AGAINST = "\n".join(f"Against the attempt before, line {line}" for line in range(5))


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns and 24 lines."""
    for name, value in (("FORCE_COLOR", "1"), ("COLUMNS", "80"), ("LINES", "24"), ("TERM", "xterm")):
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)


def report(things: int, lines: int = 3) -> Report:
    """An answer of which so many things are said first, each of so many lines."""
    advice = [
        Advice(
            Finding(n, n + 1, f"kind {n}", "", "told"),
            " ".join([f"Thing {n}: “so”", *["word"] * 13 * lines]),
            "Why so.",
        )
        for n in range(1, things + 1)
    ]
    timing = tuple(Timing(phase, 50.0, 30.0, "long") for phase in PHASES)
    return Report(
        Answer(Attempt("a", 200.0, (), "transcript", question="Why?")),
        (*timing, Timing("total", 200.0, 180.0, "on target")),
        *((), (), tuple(advice)),
    )


def shown(capsys: pytest.CaptureFixture[str], made: Report, against: str = "") -> str:
    debrief = Beside(f"{WAITS}\n{FLAG}", FLAG, {})
    show(made, more="starclock report a --full", debrief=debrief, against=against)
    return capsys.readouterr().out


@pytest.mark.parametrize("things", [1, 2, 3])
@pytest.mark.parametrize("against", ["", AGAINST])
def test_all_that_is_said_first_fits_with_the_bars_and_the_next_step(
    capsys: pytest.CaptureFixture[str], things: int, against: str
) -> None:
    text = shown(capsys, report(things, lines=1 if against else 2), against)
    assert len(text.splitlines()) <= 23, "the keys have the last line"
    wanted = [
        *(f"Thing {n}:" for n in range(1, things + 1)),
        "Situation",
        "Result",
        "--full",
        FLAG,
        *against.split("\n"),
    ]
    assert [part for part in wanted if part not in text] == []


def test_what_listeners_wait_for_gives_way_to_what_is_said_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert "listen for, line 5" in shown(capsys, report(1))
    assert "listen for" not in shown(capsys, report(3))
    assert "listen for" not in shown(capsys, report(1), AGAINST), "it was read a moment ago"


def test_where_there_is_room_for_little_the_first_thing_stays(capsys: pytest.CaptureFixture[str]) -> None:
    made = report(3, lines=6)
    text = shown(capsys, replace(made, first=made.first[:3]), AGAINST)
    assert "Thing 1:" in text and "Result" in text and "--full" in text
