"""Seconds against targets, and the shape of the story."""

from __future__ import annotations

import pytest

from starclock.checks.balance import CHECK as BALANCE
from starclock.errors import InputError
from starclock.report import Finding, Measure
from starclock.segmentation.timeline import phases_of
from starclock.settings import PRESETS, Settings, Targets
from starclock.speech import DRILL, PHASES, Answer, Attempt, PhaseName, Sentence, Word
from starclock.timing import timing_of


def told(*parts: tuple[PhaseName | None, int], tags: tuple[str, ...] = (), lesson: bool = False) -> Answer:
    """Sentences of 12 words and 5 s each: (phase, how many)."""
    sentences: list[Sentence] = []
    for phase, count in parts:
        for _ in range(count):
            start = 5.0 * len(sentences)
            words = tuple(Word(start + i * 5 / 12, start + (i + 1) * 5 / 12, "word") for i in range(12))
            sentences.append(Sentence(start, start + 5, words, phase, 0.9))
    if lesson:
        last = sentences[-1]
        sentences[-1] = Sentence(last.start, last.end, last.words, "result", 0.9, "lesson")
    words = tuple(word for s in sentences for word in s.words)
    attempt = Attempt("a", words[-1].end, words, "transcript", tags=tags)
    return Answer(attempt, tuple(sentences), phases_of(sentences))


STORY: tuple[tuple[PhaseName | None, int], ...] = (("situation", 3), ("task", 3), ("action", 18), ("result", 9))


def messages(answer: Answer) -> list[str]:
    return [made.message for made in BALANCE.run(answer, Settings()) if isinstance(made, Finding)]


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_four_targets(name: str) -> None:
    targets = Targets.parse(name)
    assert all(targets.range_of(phase)[0] <= targets.of(phase) <= targets.range_of(phase)[1] for phase in PHASES)


@pytest.mark.parametrize("total", [60, 90, 120, 180])
def test_a_length_keeps_the_shares(total: int) -> None:
    targets = Targets.parse(str(total))
    assert targets.total == pytest.approx(total)
    assert targets.action == pytest.approx(total / 2)


@pytest.mark.parametrize(
    "text", ["", "30/15", "a/b/c/d", "30/15/90/-4", "0", "45-30/1/1/1", "nan", "1/2/3/nan", "30-45"]
)
def test_other_targets_are_refused_in_one_line(text: str) -> None:
    with pytest.raises(InputError, match="write seconds as 30/15/90/45"):
        Targets.parse(text)


def test_a_verdict_follows_the_range_that_was_given() -> None:
    answer = told(("situation", 8), ("task", 3), ("action", 18), ("result", 9))
    default = {t.name: t.verdict for t in timing_of(answer, Targets())}
    guide = {t.name: t.verdict for t in timing_of(answer, Targets.parse("guide"))}
    assert (default["situation"], guide["situation"]) == ("long", "on target")
    assert default["total"] == guide["total"] == "on target"


def test_a_phase_that_is_not_told_is_missing() -> None:
    assert {t.name: t.verdict for t in timing_of(told(("action", 3)), Targets())}["task"] == "missing"


def test_a_drill_is_not_judged_as_a_story() -> None:
    answer = told(("action", 18), tags=(DRILL,))
    timing = timing_of(answer, Targets())
    assert {t.verdict for t in timing} == {"on target"}
    assert timing[-1].target == 90
    assert not messages(answer)
    assert all(m.reason for m in BALANCE.run(answer, Settings()) if isinstance(m, Measure))


def test_a_whole_story_has_nothing_missing() -> None:
    assert messages(told(*STORY, lesson=True)) == []


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (told(("situation", 8), *STORY[1:], lesson=True), "the situation goes on for 8 sentences"),
        (told(STORY[0], *STORY[2:], lesson=True), "no sentence says what was asked of you"),
        (told(*STORY[:3]), "the story ends without what came of it"),
        (told(*STORY), "nothing is said about what you took from it"),
        (told(STORY[0], ("action", 2), *STORY[1:], lesson=True), "already at work when the task is told"),
    ],
)
def test_what_is_wrong_with_the_shape_is_said_once(answer: Answer, message: str) -> None:
    [said] = messages(answer)
    assert message in said


def test_a_result_told_first_is_no_fault() -> None:
    assert messages(told(("result", 1), *STORY, lesson=True)) == []


def test_the_share_counts_words_of_the_story_only() -> None:
    answer = told((None, 30), ("situation", 5), ("action", 5))
    [share] = [m for m in BALANCE.run(answer, Settings()) if isinstance(m, Measure) and "share" in m.name]
    assert share.value == pytest.approx(50)
    assert share.side == "below"
