"""What counts as a change, what as noise; wording, facts and points of two tellings."""

from __future__ import annotations

import math
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from starclock.compare import compare, summarize
from starclock.compare.noise import changes, distance, real
from starclock.compare.phrasing import missing_points, wording
from starclock.compare.threads import drift
from starclock.compare.weeks import look_back
from starclock.report import Finding, Measure, Report, Said, Summary, Timing
from starclock.speech import Answer, Attempt, Phase, Sentence, Word

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
from bench_drift import read_pairs, score


def counted(n: int, minutes: float = 3.0) -> Measure:
    return Measure("filler", n / minutes, "/min", (0, 5), count=n, exposure=minutes)


def measured(value: float | None, spread: float | None = 1.0) -> Measure:
    return Measure("pace", value, "words/min", (120, 175), None if value is not None else "too short", spread=spread)


def summary(*measures: Measure, text: str = "", **facts: object) -> Summary:
    attempt = Attempt("2026-01-01-000000", 180.0, (), **{"recognizer": "whisper", **facts})  # type: ignore[arg-type]
    return Summary(attempt, measures, said(text))


def said(text: str) -> tuple[Said, ...]:
    return tuple(Said(float(i), i + 1.0, t.strip() + ".", "action") for i, t in enumerate(text.split(".")) if t.strip())


@pytest.mark.parametrize(
    ("a", "b", "changed"), [(15, 9, False), (0, 3, False), (0, 4, True), (30, 60, True), (0, 0, False)]
)
def test_counts_follow_the_poisson_rule(a: int, b: int, changed: bool) -> None:
    """FIELD: |a - b| > 1.96 sqrt(a + b); 15 against 9 fillers is no change."""
    assert real([counted(a)], [counted(b)]) is changed
    assert (abs(a - b) > 1.96 * math.sqrt(a + b)) is changed


@given(st.integers(0, 300), st.integers(0, 300), st.floats(0.2, 60), st.floats(0.2, 60))
def test_whether_two_rates_differ_does_not_hang_on_their_order(a: int, b: int, s: float, t: float) -> None:
    assert real([counted(a, s)], [counted(b, t)]) == real([counted(b, t)], [counted(a, s)])


@given(st.integers(0, 300), st.floats(0.2, 60))
def test_the_same_rate_is_never_a_change(n: int, minutes: float) -> None:
    assert real([counted(n, minutes)], [counted(2 * n, 2 * minutes)]) is False


def test_an_empty_minute_is_not_certain() -> None:
    """No event in one minute against 6 in three: with each rate's own variance this would be a change."""
    assert real([counted(0, 1)], [counted(6, 3)]) is False


def test_others_follow_their_spread() -> None:
    pace = [Measure("speech rate", rate, "words/min", spread=rate * 0.018) for rate in (140.0, 146.0, 149.0)]
    assert real(pace[:1], pace[1:2]) is False  # 4.3 %
    assert real(pace[:1], pace[2:]) is True  # 6.4 %
    assert real([measured(1, None)], [measured(100, None)]) is None


def test_a_change_says_what_is_known() -> None:
    rows = [summary(measured(100), counted(30)), summary(measured(None)), summary(measured(130), counted(9))]
    pace, filler = changes(rows)
    assert (pace.values, pace.before, pace.after) == ((100, None, 130), 100, 130)
    assert pace.real and pace.nearer and pace.best == 2 and pace.reason is None
    assert filler.values == (10, None, 3) and filler.real and filler.nearer and filler.trend is None
    (unmeasured, _) = changes(rows[:2])
    assert unmeasured.real is None and unmeasured.nearer is None and unmeasured.reason == "too short"
    (_, gone) = changes(rows[:2])
    assert gone.real is None and gone.reason


def test_nearer_is_towards_the_band() -> None:
    assert [distance(v, (120, 175)) for v in (100, 150, 180)] == [20, 0, 5]
    assert [distance(v, (None, 5)) for v in (1, 9)] == [0, 4]
    inside = changes([summary(measured(150)), summary(measured(165))])[0]
    assert inside.nearer is None and inside.best == 0
    away = changes([summary(measured(150)), summary(measured(190))])[0]
    assert away.nearer is False and away.real


def test_a_trend_needs_four_and_more_than_noise() -> None:
    assert changes([summary(counted(n)) for n in (20, 18, 9)])[0].trend is None
    assert changes([summary(counted(n)) for n in (20, 22, 8, 9)])[0].trend == "down"
    assert changes([summary(counted(n)) for n in (20, 12, 18, 14)])[0].trend == "level"


def test_a_summary_counts_what_was_looked_for() -> None:
    words = tuple(Word(i, i + 0.5, "word") for i in range(61))
    sentences = (
        Sentence(0, 20, words[:20], "situation", 0.9),
        Sentence(20, 60.5, words[20:], "action", 0.8),
    )
    answer = Answer(
        Attempt("a", 61, words, "whisper"), sentences, (Phase(0, 20, "situation"), Phase(20, 60.5, "action"))
    )
    timing = (
        Timing("situation", 20, 30, "short"),
        Timing("task", 0, 15, "missing"),
        Timing("total", 60.5, 180, "short"),
    )
    report = Report(answer, timing, findings=(Finding(1, 2, "passive", "was done", "hidden doer"),))
    made = {m.name: m for m in summarize(report, ["passive", "hedge"]).measures}
    assert made["passive"].count == 1 and made["passive"].value == pytest.approx(60 / 60.5)
    assert made["hedge"].value == 0
    own, others = 20 * 0.1, 40.5 * 0.2
    assert made["situation"].spread == pytest.approx(math.hypot(20 * 0.018, 2.0, 1.65 * own, 1.65 * 0.5 * others))
    assert real([made["task"]], [Measure("task", 14, "s", spread=2)]) is False, "what is not found may be there"
    assert not summarize(report).attempt.words


def test_a_summary_knows_the_noise_that_a_check_cannot() -> None:
    def noise(measure: Measure, words: int = 400) -> Measure:
        said = tuple(Word(n * 0.4, n * 0.4 + 0.3, "word") for n in range(words))
        (_, made) = summarize(Report(Answer(Attempt("a", words * 0.4, said, "w")), total, measures=(measure,))).measures
        return made

    total = (Timing("total", 160, 180, "on target"),)
    pace = Measure("speech rate", 150, "words/min", spread=2.7)
    long, short = noise(pace, 2000), noise(pace, 100)
    assert long.spread is not None and short.spread is not None
    assert 2.7 <= long.spread < short.spread, "few words vary by more than a listener hears"
    assert real([short], [replace(short, value=165)]) is False and real([short], [replace(short, value=300)]) is True
    hummed = noise(Measure("probable filled pauses", 8, "fillers", spread=8**0.5))
    assert hummed.unit == "/min" and hummed.count == 8 and hummed.value == pytest.approx(8 / (399.75 * 0.4 / 60), 1e-3)
    every = noise(Measure("I share", 100, "%", phase="action", spread=0.0))
    assert real([every], [replace(every, value=70)]) is False, "all of a few deeds is not certain"
    assert noise(Measure("mean pause", None, "s", reason="none")).spread is None


def test_cautions_name_what_is_not_the_speakers() -> None:
    told = compare([summary(recognizer="pocketsphinx"), summary(model="small.en", question="Why?")]).cautions
    assert any("PocketSphinx" in caution for caution in told) and any("recognizer" in caution for caution in told)
    assert not compare([summary(), summary()]).cautions
    assert any("different questions" in c for c in compare([summary(question="A"), summary(question="B")]).cautions)
    with pytest.raises(ValueError, match="two"):
        compare([summary()])


SCRIPT = (
    "I measured every step of the job before I touched a single line. I rewrote the query that read one table two"
    " hundred times. Then I kept the old job running next to the new one for five nights and compared the routes."
    " In the end the run time went from seven hours to forty minutes."
)
FREE = (
    "Before changing anything I timed each step of that job. One query was reading the same table again and again,"
    " so it got rewritten by me. For five nights both jobs ran, old beside new, and every route was compared."
    " Seven hours became forty minutes."
)


def test_a_script_and_a_free_retelling() -> None:
    recited, retold = wording([said(SCRIPT), said(SCRIPT)]), wording([said(SCRIPT), said(FREE)])
    assert recited.overlap == 1 and len(recited.verbatim) == 4 and "recited" in recited.reading
    assert retold.overlap is not None and retold.overlap < 0.15 and not retold.verbatim
    assert "new words" in retold.reading
    assert wording([said("Too short."), said("Too short.")]).overlap is None
    assert len(wording([said(SCRIPT), said(FREE), said(FREE)]).series) == 2


def test_points_come_and_go() -> None:
    more = SCRIPT + " I also trained two colleagues to restart the job themselves."
    assert [p.text for p in missing_points(said(more), said(FREE))] == [
        "I also trained two colleagues to restart the job themselves."
    ]
    assert missing_points(said(SCRIPT), said(SCRIPT)) == ()


@pytest.mark.parametrize("name", ["fact_drift", "fact_drift_2", "fact_drift_3", "fact_drift_unseen"])
def test_fact_drift_on_our_own_pairs(name: str) -> None:
    """The issue's bar: precision and recall of at least 0.9."""
    scores = [score(pair) for pair in read_pairs(Path(__file__).parent / "data" / f"{name}.txt")]
    right, false, missed = (sum(len(s[i]) for s in scores) for i in range(3))
    assert len(scores) >= 20
    assert right / (right + false) >= 0.9 and right / (right + missed) >= 0.9


def test_drift_names_every_attempt_and_the_card() -> None:
    tellings = [said(f"Late deliveries fell by {n} percent in the north") for n in (40, 40, 45)]
    (one,) = drift(tellings, "# Routes\n\nIn the north, late deliveries fell by 30 percent.")
    assert one.values == ("40 percent", "40 percent", "45 percent") and one.card == "30 percent"
    assert one.sentences[0] is not None and "deliveries" in one.fact
    assert drift(tellings[:2], "Late deliveries in the north fell by forty percent.") == ()


@settings(deadline=None)  # a busy computer is no failure
@given(st.lists(st.text(max_size=60), min_size=2, max_size=4), st.text(max_size=80))
def test_any_text_can_be_compared(texts: list[str], card: str) -> None:
    told = compare([summary(text=text) for text in texts], card)
    same = compare([summary(text=texts[0]), summary(text=texts[0])])
    assert len(told.wording.series) == len(texts) - 1
    assert not same.drift and not same.vanished and not same.appeared


def test_the_weeks_at_a_glance() -> None:
    from datetime import date

    rows = [
        summary(
            Measure("total", total, "s", (135, 225), spread=2),
            recorded_at=f"2026-11-{day:02d}T09:00:00",
            question="Q",
            story=s,
        )
        for day, total, s in ((3, 300.0, "old"), (17, 260.0, "new"), (18, 200.0, "new"))
    ]
    seen = look_back(rows, date(2026, 11, 22), weeks=4)
    assert [(w.monday.day, w.attempts) for w in seen.weeks] == [(26, 0), (2, 1), (9, 0), (16, 2)]
    (course,) = seen.questions
    assert course.totals == (300, 260, 200) and course.changes[0].name == "total" and course.changes[0].nearer
    assert [c.name for c in seen.stories] == ["old", "new"]
