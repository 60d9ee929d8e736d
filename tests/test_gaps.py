"""A report on an answer of which the microphone lost a part: what was not heard is not called missing."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from starclock.advice import advise
from starclock.checks.balance import CHECK as BALANCE
from starclock.checks.pace import CHECK as PACE
from starclock.checks.result_ladder import CHECK as LADDER
from starclock.compare.summary import summarize
from starclock.intervals import Interval
from starclock.renderers import terminal
from starclock.renderers.json import as_dict
from starclock.renderers.pages.report import render
from starclock.report import Finding, Measure, Report
from starclock.settings import Settings, Targets
from starclock.speech import Answer, Sound
from starclock.timing import UNHEARD, timing_of
from test_timing import STORY, told


def muted(answer: Answer, *gaps: tuple[float, float]) -> Answer:
    """The answer, recorded with gaps; one past its end makes the recording that long."""
    found = tuple(Interval(*gap) for gap in gaps)
    seconds = max([answer.attempt.seconds, *(gap.end for gap in found)])
    sound = Sound(speech=(answer.span,), gaps=found)
    return replace(answer, attempt=replace(answer.attempt, sound=sound, seconds=seconds))


def report(answer: Answer) -> Report:
    return Report(answer, timing_of(answer, Targets()))


def verdicts(answer: Answer) -> dict[str, str | None]:
    return {timing.name: timing.verdict for timing in timing_of(answer, Targets())}


def test_muted_to_the_end_nothing_that_may_follow_is_missing() -> None:
    heard = told(("situation", 6), ("task", 3))
    assert verdicts(heard)["action"] == verdicts(heard)["result"] == "missing"
    cut = muted(heard, (45.0, 150.0))
    assert verdicts(cut) == {
        "situation": "on target",
        "task": "on target",
        "action": None,
        "result": None,
        "total": None,
    }
    assert {t.reason for t in timing_of(cut, Targets()) if t.verdict is None} == {UNHEARD}


def test_a_gap_excuses_only_what_may_have_been_told_in_it() -> None:
    without_result = told(("situation", 6), ("task", 3), ("action", 18))
    early = muted(without_result, (10.0, 14.0))
    assert verdicts(early)["result"] == "missing", "the end was heard, and there was no result"
    assert verdicts(muted(without_result, (135.0, 139.0)))["result"] is None
    assert verdicts(muted(without_result, (135.0, 135.6)))["result"] == "missing", "too short for any"


def test_what_the_gap_could_not_mend_is_still_short() -> None:
    short = told(("situation", 2), ("task", 3), ("action", 18), ("result", 9))
    assert verdicts(muted(short, (8.0, 10.0)))["situation"] == "short", "10 s, even with all of the gap"
    assert verdicts(muted(short, (10.0, 30.0)))["situation"] is None


def test_a_gap_is_no_part_of_a_phase_nor_of_a_rate() -> None:
    whole = told(*STORY)
    holed = muted(whole, (60.0, 80.0))
    assert holed.seconds_of("action") == pytest.approx(whole.seconds_of("action") - 20)
    assert holed.talk_seconds == pytest.approx(whole.span.seconds - 20)

    def rate(answer: Answer) -> float | None:
        made = (m for m in PACE.run(answer, Settings()) if isinstance(m, Measure))
        return next(m.value for m in made if m.name == "speech rate" and m.phase is None)

    assert rate(holed) == pytest.approx((rate(whole) or 0) * whole.span.seconds / holed.talk_seconds)


def test_checks_leave_alone_what_nobody_heard() -> None:
    heard = told(("situation", 6), ("task", 3))
    assert [m.value for m in LADDER.run(heard, Settings()) if isinstance(m, Measure)] == [0.0]
    cut = muted(heard, (45.0, 150.0))
    (ladder,) = LADDER.run(cut, Settings())
    assert isinstance(ladder, Measure) and ladder.value is None and "no sound" in (ladder.reason or "")
    assert any(isinstance(made, Finding) for made in BALANCE.run(heard, Settings()))
    assert all(isinstance(made, Measure) and made.value is None for made in BALANCE.run(cut, Settings()))


def test_the_first_thing_told_is_that_a_part_was_not_heard() -> None:
    cut = muted(told(("situation", 6), ("task", 3)), (45.0, 150.0))
    (only,) = advise(report(cut), Settings()).first
    assert only.advice.startswith("From 0:45 to 2:30 the microphone gave no sound.")
    hardly = muted(told(*STORY), (60.0, 63.0))
    assert not any("microphone" in one.advice for one in advise(report(hardly), Settings()).first)


def test_where_it_is_told() -> None:
    cut = muted(told(("situation", 6), ("task", 3)), (45.0, 150.0))
    out = io.StringIO()
    Console(file=out, width=80).print(terminal.render(report(cut)))
    assert "No sound from 0:45 to 2:30 (105 s)" in " ".join(out.getvalue().split())
    assert "not all heard" in out.getvalue()
    data = json.loads(json.dumps(as_dict(report(cut))))
    assert data["attempt"]["gaps"] == [{"start": 45.0, "end": 150.0}]
    assert data["timing"]["result"]["verdict"] is None and data["timing"]["result"]["reason"] == UNHEARD
    page = render(report(cut))
    assert "No sound from 0:45 to 2:30" in page and UNHEARD in page
    result = next(m for m in summarize(report(cut)).measures if m.name == "result" and m.phase is None)
    assert result.value is None and result.reason == UNHEARD
