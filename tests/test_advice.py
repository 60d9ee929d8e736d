"""The three things shown first: the rule of `advice`, each part of it."""

from __future__ import annotations

from dataclasses import replace

from starclock.advice import MOST, choose
from starclock.checks import all_checks
from starclock.report import Advice, Finding, Measure, Report
from starclock.segmentation.sentences import split
from starclock.segmentation.timeline import phases_of
from starclock.settings import Settings
from starclock.speech import Answer, Attempt, PhaseName, Sentence, Word
from starclock.timing import timing_of

SCENE = "Last spring I worked at a dairy near Lund, and our pump stopped twice a week in the night shift."
TASK = "My part was to find the cause within two weeks."
DEED = "I took the valve apart and I measured every seal. I found a worn ring and I ordered a harder one."
VERDICT = "It went really well and everyone was happy."
FIGURE = "The stops fell from nine a month to one, and the night shift slept again."


def told(*parts: tuple[PhaseName, str]) -> Report:
    """A report on parts as they are labelled, at 0.4 s a word."""
    words: list[Word] = []
    sentences: list[Sentence] = []
    for phase, text in parts:
        spoken = tuple(Word(at := 0.4 * (len(words) + i), at + 0.35, word) for i, word in enumerate(text.split()))
        words += spoken
        sentences += [replace(sentence, phase=phase) for sentence in split(spoken)]
    attempt = Attempt("a", words[-1].end, tuple(words), "transcript", verbatim=True)
    answer = Answer(attempt, tuple(sentences), phases_of(sentences))
    made = [made for check in all_checks() for made in check.run(answer, Settings())]
    findings = tuple(
        f if f.phase else replace(f, phase=answer.phase_at(f.start)) for f in made if isinstance(f, Finding)
    )
    measures = tuple(m for m in made if isinstance(m, Measure))
    return Report(answer, timing_of(answer, Settings().targets), findings, measures)


def first(*parts: tuple[PhaseName, str], settings: Settings = Settings()) -> tuple[Advice, ...]:  # noqa: B008 (frozen)
    return choose(told(*parts), settings)


def name(advice: Advice) -> str:
    return advice.about.check if isinstance(advice.about, Finding) else advice.about.name


STORY: tuple[tuple[PhaseName, str], ...] = (("situation", SCENE), ("task", TASK), ("action", DEED), ("result", FIGURE))


def test_what_landed_comes_first_and_each_thing_is_whole() -> None:
    shown = first(*STORY, ("result", VERDICT))
    assert shown[0].about.text == FIGURE  # type: ignore[union-attr]
    assert shown[0].cost is None
    assert len(shown) <= MOST
    for one in shown:
        assert one.advice and one.why and one.drill


def test_the_cleanest_figure_is_praised_and_a_rough_one_not_word_for_word() -> None:
    rough = "And the, um, stops, uh, maybe fell from nine a month to, like, one, I guess."
    assert first(*STORY[:3], ("result", rough), ("result", FIGURE))[0].about.text == FIGURE  # type: ignore[union-attr]
    [alone, *_] = first(*STORY[:3], ("result", rough))
    assert "word for word" not in alone.advice
    assert "word for word" in first(*STORY)[0].advice


def test_a_task_that_blames_has_not_landed() -> None:
    clean = "My part was to find the cause of the stops within two weeks, with the line running, and to write it down."
    spoilt = clean.replace(", with the line running,", ", and honestly, the vendor had dropped the ball,")
    for text, landed in ((clean, True), (spoilt, False)):
        task: tuple[tuple[PhaseName, str], ...] = (
            ("situation", SCENE),
            ("task", f"{text} It had to hold until the big order in June."),
        )
        assert told(*task).seconds("task").verdict == "on target"
        assert ("timing" in [name(one) for one in first(*task) if one.cost is None]) is landed


def test_blame_is_heard_before_a_phase_a_few_seconds_short() -> None:
    shown = first(
        *STORY[:2], ("action", f"{DEED} The vendor dropped the ball and I escalated it to my manager."), STORY[3]
    )
    costs = {name(one): one.cost for one in shown if one.cost is not None}
    assert "hand-off" in costs


def test_a_phase_costs_the_seconds_outside_its_band() -> None:
    parts: tuple[tuple[PhaseName, str], ...] = (
        ("situation", " ".join([SCENE] * 6)),
        STORY[1],
        ("action", " ".join([DEED] * 9)),
        STORY[3],
    )
    timing = told(*parts).seconds("situation")
    assert timing.band is not None and timing.band[1] is not None and timing.verdict == "long"
    over = timing.seconds - timing.band[1]
    assert [one.cost for one in first(*parts) if name(one) == "timing" and one.about.phase == "situation"] == [over]


def test_too_much_set_up_is_shown_where_it_could_have_stopped() -> None:
    [one] = [one for one in first(("situation", " ".join([SCENE] * 8)), *STORY[1:]) if "share" in name(one)]
    assert isinstance(one.about, Finding) and one.about.start < 40 and one.about.text.startswith("Last spring")


def test_a_verdict_is_quoted_where_the_ladder_is_low() -> None:
    [one] = [one for one in first(*STORY[:3], ("result", VERDICT)) if name(one) in ("vague-result", "result ladder")]
    assert isinstance(one.about, Finding) and one.about.check == "vague-result"


def test_a_low_ladder_without_a_verdict_quotes_its_sentence() -> None:
    bare = "In the end the pump was quiet and I closed the ticket."
    [one] = [one for one in first(*STORY[:3], ("result", bare)) if name(one) == "result ladder"]
    assert isinstance(one.about, Finding) and one.about.text == bare
    assert one.advice and one.why.startswith("Step 1 of 5")


def test_one_hedge_takes_none_of_the_three_places() -> None:
    hedged = "I maybe took the valve apart and I measured every seal."
    assert "hedge" not in [name(one) for one in first(*STORY[:2], ("action", hedged), STORY[3])]


def test_a_check_that_is_off_is_not_heard() -> None:
    vague = (*STORY[:3], ("result", VERDICT))
    assert "vague-result" in [name(one) for one in first(*vague)]
    off = Settings(off=frozenset({"vague-result"}))
    assert "vague-result" not in [name(one) for one in first(*vague, settings=off)]
