"""Within, under or over, and whether that matters: in words, on the terminal and the page."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from starclock.advice import all_kinds
from starclock.renderers import verdicts
from starclock.renderers.pages.report import render as page
from starclock.renderers.terminal import render
from starclock.renderers.verdicts import weight, word
from starclock.report import Advice, Finding, Report, Timing, Verdict
from starclock.speech import Answer, Attempt


def report(*kinds: str, judged: Verdict | None = "short", target: float = 90.0) -> Report:
    """An answer of which these kinds of advice are said first, its action judged so."""
    first = tuple(Advice(Finding(1, 2, kind, "", "told"), "Do this.", "Why.") for kind in kinds)
    action = Timing("action", 50.0, target, judged, reason=None if judged else "a gap")
    return Report(Answer(Attempt("a", 60.0, (), "transcript")), (action, action), (), (), first)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (report("blame", "thin action"), "see 2"),
        (report("blame"), "no problem"),
        (report("too long", judged="long"), "see 1"),
        (report("thin action", judged="long"), "a small fault"),
        (report("blame", judged="missing"), ""),
        (report("blame", judged="on target"), ""),
        (report("blame", judged=None), ""),
        (report("thin action", target=0.0), ""),
        (report(), ""),
    ],
)
def test_whether_a_length_matters_is_what_is_said_first_of_it(made: Report, told: str) -> None:
    assert weight(made.timing[0], made) == told


def test_where_nothing_is_meant_nothing_is_judged() -> None:
    made = report("blame", judged="on target", target=0.0)
    assert word(made.timing[0]) == ""
    console = Console(width=80, file=StringIO())
    console.print(render(made))
    assert " of 0" not in console.file.getvalue()  # type: ignore[attr-defined]


def test_the_kinds_that_are_about_a_length_exist() -> None:
    named = {kind for kinds in (verdicts._OVER, verdicts._UNDER) for phase in kinds.values() for kind in phase}
    assert named <= {kind.name for kind in all_kinds()}


def test_the_terminal_and_the_page_say_it() -> None:
    made = report("thin action")
    console = Console(width=80, file=StringIO())
    console.print(render(made))
    assert "under, see 1" in console.file.getvalue()  # type: ignore[attr-defined]
    shown = page(made)
    assert ">under</span>" in shown and ">see 1</span>" in shown


def test_no_number_leads_to_what_is_not_shown() -> None:
    made = report("blame", "fillers", "thin action")
    assert weight(made.timing[0], made, shown=3) == "see 3"
    assert weight(made.timing[0], made, shown=2) == ""
