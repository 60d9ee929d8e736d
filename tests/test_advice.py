"""What a report says first: every kind of advice on an answer that lacks a thing and on the same answer that has it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rich.console import Console

from advice_page import attempt
from starclock.advice import MOST, Said, advise, all_kinds, rule
from starclock.advice._faults import FAULTS
from starclock.advice._marks import MARKS
from starclock.advice._story import Kind, Story
from starclock.asked import asked
from starclock.checks import all_checks
from starclock.pipeline import review
from starclock.renderers.terminal import one_screen
from starclock.report import Advice, Finding, Measure, Report
from starclock.segmentation.sentences import split
from starclock.segmentation.timeline import phases_of
from starclock.settings import Settings
from starclock.speech import Answer, Attempt, PhaseName, Sentence, Word
from starclock.timing import timing_of
from starclock.writing.clock import clock

Parts = tuple[tuple[PhaseName | None, str], ...]

SCENE = "Last spring I worked at a dairy near Lund, and our pump stopped nine times a month in the night shift."
TASK = "My boss Karin asked me to find the cause within two weeks."
DEED = (
    "I took the valve apart on a Sunday and I measured every seal, because the steel could not be the cause. I found a"
    " worn ring. I decided on a harder one, because the soft ones tear in the cold. Karin said that it was too dear."
    " I showed her the worn ring, and she signed the order."
)
FIGURE = "The stops fell from nine a month to one, and Karin told the other dairies."
LESSON = "Since then I measure the cheap parts first."
TIME = "Tell me about a time you solved a difficult problem."
STORY: Parts = (("situation", SCENE), ("task", TASK), ("action", DEED), ("result", FIGURE), ("result", LESSON))


@cache
def told(parts: Parts, question: str | None = TIME, pace: float = 0.7) -> Report:
    """A report on parts as they are labelled, at `pace` seconds a word; a result that opens like one is a lesson."""
    words: list[Word] = []
    sentences: list[Sentence] = []
    for phase, text in parts:
        spoken = tuple(
            Word(at := pace * (len(words) + i), at + 0.9 * pace, word) for i, word in enumerate(text.split())
        )
        words += spoken
        lesson = "lesson" if re.match(r"Since then|The lesson|I learned|So I learned", text) else None
        sentences += [replace(sentence, phase=phase, part=lesson) for sentence in split(spoken)]  # type: ignore[arg-type]
    attempt = Attempt("a", words[-1].end, tuple(words), "transcript", verbatim=True, question=question)
    answer = Answer(attempt, tuple(sentences), phases_of(sentences))
    made = [made for check in all_checks() for made in check.run(answer, Settings())]
    findings = tuple(
        f if f.phase else replace(f, phase=answer.phase_at(f.start)) for f in made if isinstance(f, Finding)
    )
    measures = tuple(m for m in made if isinstance(m, Measure))
    return Report(answer, timing_of(answer, Settings().targets), findings, measures)


@cache
def advised(parts: Parts, question: str | None = TIME) -> Said:
    return advise(told(parts, question), Settings())


def first(parts: Parts, question: str | None = TIME) -> tuple[Advice, ...]:
    return advised(parts, question).first


def name(advice: Advice) -> str:
    return advice.about.check if isinstance(advice.about, Finding) else advice.about.name


def with_(*new: tuple[int, PhaseName | None, str]) -> Parts:
    """The story with some of its parts told in other words."""
    parts = list(STORY)
    for at, phase, text in new:
        parts[at] = (phase, text)
    return tuple(part for part in parts if part[1])


LONG = " ".join(f"The dairy has {n} tanks in hall {n} and each has a lid of steel." for n in range(2, 22))
UMS = "Um, so, uh, last spring, um, I, uh, worked at, um, a dairy, uh, in, um, Lund. "
FAILED = "Tell me about a time you failed."
CONFLICT = "Tell me about a conflict with a colleague."
DECIDED = "Tell me about a difficult decision you made."
WE = "We took the valve apart. We measured it. We found a ring. We ordered another. We mounted it. We wrote it down."
PASSIVE = (
    "It was decided to wait. The check was dropped. The order was moved to May. The old ring was put back in. The"
    " report"
    " was signed without a test."
)

CASES: dict[str, tuple[Parts, str, Parts]] = {
    "no story": (
        with_((2, "action", "I would call the vendor. I would ask for a ring. I would mount it. I would write it"
        " down.")),
        TIME,
        STORY,
    ),
    "cut off": ((("situation", SCENE), ("task", "My boss Karin asked me to find the cause, and I had"
    " never")), TIME, STORY),
    "too long": (with_((2, "action", " ".join([DEED] * 14))), TIME, STORY),
    "another question": (
        (*STORY, ("result", "The milk poured away fell from 40 litres to 2.")),
        FAILED,
        with_((2, "action", f"I skipped the test and that was my mistake. {DEED}")),
    ),
    "nothing named": (
        (
            ("situation", "There were some issues and various stakeholders had different views about certain things."
            " " * 4),
            ("action", "I reached out to the relevant people and I listened to their concerns about the approach."
            " " * 4),
            ("result", "In the end it went really well and everyone was happy. " * 3),
        ),
        TIME,
        STORY,
    ),
    "unseen": (with_((2, "action", WE)), TIME, with_((2, "action", WE.replace("We", "I")))),
    "blame": (
        with_((2, "action", f"The vendor dropped the ball, as usual. {DEED}")),
        TIME,
        with_((2, "action", f"The vendor sent it late, and that was my fault, I ordered too late. {DEED}")),
    ),
    "whose failure": (
        with_((2, "action", "We took the valve apart. The vendor sent a soft ring."), (3, "result", "The line broke and"
        " we lost the order."), (4, "result", "")),
        FAILED,
        with_((2, "action", f"I skipped the test and that was my mistake. {DEED}"), (3, "result", "We lost the"
        " order.")),
    ),
    "handed on": (
        with_((2, "action", "I escalated it to my director and waited. He sent somebody.")),
        TIME,
        with_((2, "action", f"{DEED} I brought my director a tested fix.")),
    ),
    "set-up": (with_((0, "situation", f"{SCENE} {LONG}")), TIME, STORY),
    "excursion": (
        with_((2, "action", f"I took the valve apart. {LONG} {DEED}")),
        TIME,
        with_((2, "action", f"I took the valve apart. {LONG.replace('The dairy has', 'I counted')} {DEED}")),
    ),
    "no result": (with_((3, None, "And that's pretty much it."), (4, None, "")), TIME, STORY),
    "empty result": (with_((3, "result", "It went really well."), (4, "result", "Everyone was happy.")), TIME, STORY),
    "verdict at the end": (with_((3, "result", f"{FIGURE} It went really well.")), TIME, STORY),
    "verdict": (with_((3, "result", f"It went really well. {FIGURE}")), TIME, STORY),
    "size of the result": (
        with_(
            (2, "action", f"{DEED} It cost 400 kronor a ring and 12 hours of work, and I tried 30 rings."),
            (3, "result", "In the end the stops went down and Karin told the others."),
        ),
        TIME,
        STORY,
    ),
    "soft number": (with_((3, "result", "The stops fell maybe 80 percent, I guess, I didn't measure"
    " it.")), TIME, STORY),
    "order": (
        with_((3, "result", f"{FIGURE} Oh, and one thing I forgot, the pump had stopped in May too.")),
        TIME,
        STORY,
    ),
    "fillers": (with_((0, "situation", UMS * 4)), TIME, STORY),
    "some fillers": (
        with_(
            (0, "situation", f"Um, so, um, {SCENE}"),
            (1, "task", f"And, uh, um, {TASK}"),
            (2, "action", f"Um, {DEED} And, uh, um, that, um, was it."),
        ),
        TIME,
        STORY,
    ),
    "undercut": (
        with_(
            (
                2,
                "action",
                "I just kind of took the valve apart. I sort of measured it, I guess. I maybe found a ring. I just"
                " ordered"
                " another. I kind of mounted it, but anybody could've done that.",
            )
        ),
        TIME,
        STORY,
    ),
    "corrections": (
        with_((3, "result", "It fell from nine, no wait, ten a month. No, sorry, nine. I should say, to one.")),
        TIME,
        STORY,
    ),
    "silent other": (
        with_(
            (1, "task", "It was mine to settle with Karin."),
            (2, "action", "I showed Karin the ring. I explained why it tears. I told her the price. I mounted the"
            " ring myself."),
            (3, "result", "The stops fell from nine a month to one."),
        ),
        CONFLICT,
        STORY,
    ),
    "hidden talk": (
        with_((2, "action", "I took the valve apart. We had some difficult conversations about the price. I mounted"
        " the ring.")),
        TIME,
        STORY,
    ),
    "too short": (
        (
            ("situation", "Last spring I worked at a dairy near Lund."),
            ("task", "The pump was mine."),
            ("action", "I took the valve apart. I mounted a ring."),
            ("result", "The stops fell from nine a month to one."),
        ),
        TIME,
        STORY,
    ),
    "won over": (
        with_((2, "action", "I took the valve apart. The foreman said no. Two days later the foreman finally agreed. I"
        " mounted the ring.")),
        TIME,
        with_((2, "action", "I took the valve apart. The foreman said no. I showed him the scratches. The foreman"
        " finally agreed.")),
    ),
    "reason": (
        with_((2, "action", "I took the valve apart. I measured it. I found a ring. I decided on a harder one. I"
        " mounted it.")),
        DECIDED,
        STORY,
    ),
    "thin action": (with_((0, "situation", " ".join([SCENE] * 4)), (2, "action", "I changed the ring.")), TIME, STORY),
    "task": (
        with_((0, "situation", "The pump stopped nine times a month. The night shift had to carry the milk by hand."
        " " * 2), (1, "task", "")),
        TIME,
        STORY,
    ),
    "stock lesson": (with_((4, "result", "I learned that communication is key.")), TIME, STORY),
    "lesson of nobody": (
        with_((4, "result", "The lesson is that rings were ignored. A checklist was put in place.")),
        TIME,
        STORY,
    ),
    "no lesson": (
        with_((2, "action", f"{DEED} {DEED} {DEED} {DEED} {DEED}"), (4, "result", "")),
        "Tell me about a problem you solved, and what it taught you.",
        STORY,
    ),
    "soft fault": (
        with_((2, "action", f"I kind of ignored Karin when she called. {DEED}")),
        TIME,
        with_((2, "action", f"I ignored Karin when she called. {DEED}")),
    ),
    "last line": ((*STORY, (None, "Is that what you were looking for?")), TIME, STORY),
    "plan": (
        ((None, "I would ask both of them. I would listen to each alone. Then I would let them decide it."),),
        "How would you handle two people who do not get along?",
        ((None, "I would ask both of them. In May I asked two of my people. I listened to each alone, and it held."),),
    ),
    "about yourself": (
        ((None, "I am Anna. I worked in dairies for nine years. Now I work mostly on pumps. I like boats."),),
        "Tell me about yourself.",
        STORY,
    ),
}  # fmt: skip


def kind(called: str) -> Kind:
    return next(kind for kind in all_kinds() if kind.name == called)


@pytest.mark.parametrize("called", CASES)
def test_each_kind_asks_for_what_is_missing_and_never_for_what_is_there(called: str) -> None:
    lacking, question, having = CASES[called]
    look = kind(called).look
    assert look(Story(told(lacking, question), Settings())) is not None
    assert look(Story(told(having, question if called != "about yourself" else TIME), Settings())) is None


LEARNED = {
    "talking down": ("q10", "talk down", "one spreadsheet"),
    "praise only": ("q39", "praise only", "shook my hand"),
    "no words": ("g19", "no words", "defensive"),
    "result in the middle": ("q14", "result in the middle", "accepted it without recall"),
    "unseen": ("q08", "unseen", "Bartek looked at the locks"),
    "handed on": ("q33", "over the head", "his vice president"),
    "hidden talk": ("g38", "hidden talk", "a difficult conversation"),
    "task": ("h24", "task", "a checker named LaRue"),
}
"""Kinds that what was learned finds: an answer of scripts/corpus/hands.jsonl, its finding's name, words it quotes."""


def hand(called: str) -> Report:
    lines = (Path(__file__).parents[1] / "scripts" / "corpus" / "hands.jsonl").read_text(encoding="utf-8").splitlines()
    return review(attempt(next(row for row in map(json.loads, lines) if row["id"] == called)))


@pytest.mark.parametrize("called", LEARNED)
def test_what_was_learned_finds_the_fault_and_its_sentence(called: str) -> None:
    answer, check, words = LEARNED[called]
    report = hand(answer)
    assert name(report.first[0]) == check
    assert words in report.first[0].advice


NOT_TOLD = {
    "ba12": "set-up",
    "ba13": "talk down",
    "ba16": "plan",
    "ba28": "set-up",
    "ca14": "over the head",
    "ca27": "set-up",
}
"""Answers of the same file, with a finding that two readers called false of each."""


@pytest.mark.parametrize("called", NOT_TOLD)
def test_what_readers_called_false_is_not_told(called: str) -> None:
    assert NOT_TOLD[called] not in map(name, hand(called).first)


def test_a_fault_that_no_sentence_shows_is_not_told() -> None:
    story = Story(told(STORY), Settings())
    story.diagnosis = dict.fromkeys(FAULTS, 1.0)
    story.marks = np.zeros((len(story.told), len(MARKS)), np.float32)
    assert not kind("talking down").learned(story)
    story.marks[2, MARKS.index("talk_down")] = 0.5
    assert kind("talking down").learned(story)


def test_a_short_answer_that_was_asked_for_has_its_length() -> None:
    question = "Just a quick example: when did you solve a difficult problem?"
    look = kind("too long").look
    assert look(Story(told(STORY, question), Settings())) is None
    long = look(Story(told(with_((2, "action", " ".join([DEED] * 3))), question), Settings()))
    assert long is not None and long.advice.startswith("A short answer was asked for")


def test_a_good_answer_is_ready_and_gets_the_next_question() -> None:
    [one] = hand("r27").first
    assert one.advice.startswith("Ready")
    assert name(one) == "next question"


def test_a_lesson_is_missed_only_where_the_question_asks_for_one() -> None:
    lacking, _, _ = CASES["no lesson"]
    assert kind("no lesson").look(Story(told(lacking, TIME), Settings())) is None


def test_every_kind_has_its_two_answers() -> None:
    # "unheard" is about the microphone: see test_gaps.py
    assert {kind.name for kind in all_kinds()} - set(CASES) - set(LEARNED) == {"next question", "unheard"}
    assert all(kind.about.endswith("?") and kind.source for kind in all_kinds())


@pytest.mark.parametrize(
    "lacking",
    [
        with_((3, "result", "The ring is a ring.")),
        with_((2, "action", "I mounted the ring.")),
        with_((4, "result", "That is the pump.")),
    ],
)
def test_an_answer_that_lacks_what_the_question_asks_for_is_not_called_ready(lacking: Parts) -> None:
    for one in first(lacking, "Tell me about a mistake you made."):
        assert not one.advice.startswith("Ready")


def test_where_nothing_is_found_and_ready_is_not_sure_the_screen_says_so() -> None:
    report = replace(told(STORY), first=())
    assert "not sure enough to call it ready" in report.undecided
    console = Console(file=StringIO(), width=80)
    console.print(one_screen(report, console, "next"))
    assert "No fault stands out" in console.file.getvalue()  # type: ignore[attr-defined]
    silent = replace(report, answer=replace(report.answer, attempt=replace(report.answer.attempt, language="de")))
    assert not silent.undecided


def test_praise_takes_no_place_and_names_the_change() -> None:
    said = advise(told(STORY), Settings())
    assert said.praise is not None and "from nine a month to one" in said.praise.advice
    assert said.praise not in said.first


def test_nothing_faulted_is_praised() -> None:
    for lacking, question, _ in CASES.values():
        report = told(lacking, question)
        said = advised(lacking, question)
        if said.praise is None:
            continue
        assert isinstance(said.praise.about, Finding)
        for one in said.first:
            assert isinstance(one.about, Finding)
            assert name(one) == "next question" or not one.about.overlap(said.praise.about)
        spoilt = [f for f in report.findings if f.check in ("vague-result", "hand-off") and not f.strength]
        assert not any(f.overlap(said.praise.about) for f in spoilt)


def test_what_costs_most_comes_first_and_no_two_are_about_the_same_words() -> None:
    shown = first(
        with_((2, "action", f"{WE} {WE}"), (3, "result", "It went really well."), (4, "result", "Everyone was happy."))
    )
    assert {name(one) for one in shown[:2]} == {"unseen", "empty result"}
    for parts, question, _ in CASES.values():
        shown = first(parts, question)
        assert len(shown) <= MOST
        for i, one in enumerate(shown):
            for other in shown[:i]:
                assert not one.about.overlap(other.about)  # type: ignore[union-attr, arg-type]


_TEMPLATES = re.compile(r"ready for “[^”]*”|since “Another one\?”|“(?:roughly|we|I)”")


def quotes(advice: Advice) -> list[str]:
    return re.findall(r"“([^”]+)”", _TEMPLATES.sub("", advice.advice))


def test_every_quote_is_the_speakers_own_words() -> None:
    for parts, question, _ in CASES.values():
        report = told(parts, question)
        said = [re.sub(r"[^\w' ]", "", w.text.lower()) for w in report.answer.words]
        for one in first(parts, question):
            for quote in quotes(one):
                for piece in quote.split(". "):
                    wanted = re.sub(r"[^\w' ]", "", piece.lower().replace("…", "")).split()
                    assert any(said[i : i + len(wanted)] == wanted for i in range(len(said))), (one.advice, piece)


def test_no_advice_contradicts_a_figure() -> None:
    """Seconds and counts in the advice are those that the report measures."""
    lacking, question, _ = CASES["set-up"]
    report = told(lacking, question)
    [one] = [one for one in advise(report, Settings()).first if name(one) == "set-up"]
    waited = report.measure("time to first own action")
    assert waited and waited.value is not None and f"{waited.value:.0f} s" in one.about.message  # type: ignore[union-attr]
    lacking, question, _ = CASES["unseen"]
    [one] = [one for one in first(lacking, question) if name(one) == "unseen"]
    assert "6 times" in one.advice and "“I” 0" in one.advice


@given(
    st.lists(st.sampled_from([*STORY, *(part for case in CASES.values() for part in case[0])]), min_size=1, max_size=7)
)
@hypothesis_settings(deadline=None, max_examples=40)
def test_any_parts_in_any_order_are_advised_within_the_rules(parts: list[tuple[PhaseName | None, str]]) -> None:
    report = told(tuple(parts))
    said = advise(report, Settings())
    assert len(said.first) <= MOST
    span = report.answer.span
    for one in said.first:
        assert isinstance(one.about, Finding)
        assert span.start <= one.about.start <= one.about.end <= span.end + 1e-6
        assert one.advice and one.why
    assert len({name(one) for one in said.first}) == len(said.first)


def test_a_kind_that_is_off_is_not_heard() -> None:
    vague = with_((3, "result", "It went really well."), (4, "result", "Everyone was happy."))
    assert "empty result" in [name(one) for one in first(vague)]
    said = advise(told(vague), Settings(off=frozenset({"empty result"})))
    assert "empty result" not in [name(one) for one in said.first]


def test_what_was_asked_decides_what_is_timed() -> None:
    for question, timed in ((TIME, True), ("What exactly did you say to her?", False), ("A quick example?", False)):
        report = told(STORY, question)
        assert (report.seconds("action").target > 0) is timed is asked(question).timed


@pytest.mark.parametrize(
    ("question", "shape"),
    [
        ("Describe a time when you failed.", "story"),
        ("What is your greatest achievement?", "story"),
        ("Briefly, how did you simplify something for users?", "brief"),
        ("Why did you choose that?", "scene"),
        ("Walk me through that conversation.", "scene"),
        ("How would you handle an angry guest?", "hypothetical"),
        ("What would you do differently?", "hypothetical"),
        ("Walk me through your background.", "yourself"),
        ("What are your strengths?", "yourself"),
        ("Tell me about a time you had to make a quick decision.", "story"),
        ("How did you handle your last conflict at work?", "story"),
        (None, "story"),
    ],
)
def test_the_shape_of_a_question(question: str | None, shape: str) -> None:
    assert asked(question).shape == shape


def test_nothing_is_said_in_another_language() -> None:
    report = told(STORY)
    other = replace(report, answer=replace(report.answer, attempt=replace(report.answer.attempt, language="de")))
    assert advise(other, Settings()).first == ()


def test_the_rule_names_every_question() -> None:
    assert all(kind.about in rule() for kind in all_kinds())


def test_a_review_carries_what_is_said() -> None:
    words = tuple(Word(0.4 * i, 0.4 * i + 0.3, w) for i, w in enumerate(" ".join(text for _, text in STORY).split()))
    report = review(Attempt("a", words[-1].end, words, "transcript", question=TIME))
    assert report.first


@pytest.mark.parametrize("called", CASES)
def test_one_screen_holds_what_to_do_first_the_bars_and_the_next_step(called: str) -> None:
    report = told(*CASES[called][:2])
    report = replace(report, first=first(*CASES[called][:2]))
    console = Console(width=80, height=24, file=StringIO(), force_terminal=True, color_system=None)
    console.print(one_screen(report, console, "The transcript and all measures: starclock report --full"))
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert len(lines) <= 22 and max(map(len, lines)) <= 80
    shown = " ".join(" ".join(lines).split())
    assert "--full" in shown and all(name in shown for name in ("Situation", "Task", "Action", "Result", "Total"))
    for one in report.first[:1]:
        assert " ".join(one.advice.split()) in re.sub(r" +", " ", shown)
        assert clock(one.about.start) in shown or "“" in shown  # type: ignore[union-attr]
