"""`starclock stories`: new cards, drafts from answers, what they lack and cover, and the report beside a card."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command import run
from starclock.library import Library
from starclock.practice import STORIES
from starclock.practice.cards import blank, drafted, slug
from starclock.practice.completeness import coverage, failed_in_part, lacks
from starclock.practice.debrief import debriefed
from starclock.practice.fitting import fitting
from starclock.practice.questions import find_question, questions, themes
from starclock.practice.stories import Story, parse_story
from starclock.practice.tellings import Tellings, last_good, tellings
from starclock.report import Measure, Report, Summary
from starclock.speech import DRILL, Answer, Attempt, Sentence, Word
from told import reported, told

BANK = questions()
SAID = (
    "Last spring our billing at Acme was slow and customers in Berlin complained. My job was to find out why by May."
    " I measured every step for a week. I asked Maya, my manager, for two days. I rewrote the slow query."
    " As a result the invoices took 40 minutes instead of 3 hours. I learned that I should measure before I guess."
)
CARD = """# Slow billing

- Company and time: Acme, spring 2023
- Themes: quality, initiative
- People: Maya
- Places: Berlin

## Situation
Last spring our billing was slow and customers complained.

## Task
My job was to find out why by May.

## Action
1. I measured every step for a week.
2. I asked Maya for two days.
3. I rewrote the slow query.

## Result
The invoices took 40 minutes instead of 3 hours.

## Lesson
Measure before you guess.
"""


def folder() -> Path:
    return Library().folder / STORIES


def kept(name: str = "billing", text: str = CARD) -> Path:
    folder().mkdir(parents=True, exist_ok=True)
    path = folder() / f"{name}.md"
    path.write_text(text, encoding="utf-8")
    return path


def card(text: str = CARD) -> Story:
    return parse_story(text, Path("billing.md"))


def test_the_first_story(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "starclock stories new" in run("stories").err
    done = run("stories", "new", "Slow billing", "--theme", "quality", "--theme", "Innovation")
    path = Path(done.out.strip())
    assert done.status == 0 and path == folder() / "slow-billing.md" and "still to write" in done.err
    written = parse_story(path.read_text(encoding="utf-8"), path)
    assert (written.title, written.themes, written.told) == ("Slow billing", ("quality", "initiative"), "")
    if os.name == "posix":
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "not told yet" in run("stories").out and "1 story in" in run("stories", "list").err
    monkeypatch.chdir(path.parent)
    again = run("stories", "new", "Slow billing!")
    assert again.status == 1 and "there is already a story 'slow-billing'" in again.err
    assert run("stories", "new").status == 2


def test_a_told_answer_becomes_a_draft_in_its_own_words() -> None:
    question = find_question(BANK, "quality-slow")
    attempt = Library().add(told(SAID, question=question.text))
    done = run("stories", "new", "Slow billing", "--from", "last", "--no-edit")
    assert done.status == 0 and f"{attempt.id} belongs to it" in done.err
    path = Path(done.out.strip())
    written = parse_story(path.read_text(encoding="utf-8"), path)
    assert written.themes == ("quality",)
    words = " ".join([written.told, written.lesson])
    assert all(sentence.strip(". ") in words.replace("\n", " ") for sentence in SAID.split(". "))
    assert "Maya" in path.read_text(encoding="utf-8").partition("## Situation")[0]
    assert Library().get(attempt.id).story == "slow-billing"
    assert json.loads(run("stories", "--json").out)["told"] == 1


def test_a_story_that_the_answer_has_stays_its_own() -> None:
    attempt = Library().add(told(SAID, story="another"))
    run("stories", "new", "Slow billing", "--from", attempt.id, "--no-edit")
    assert Library().get(attempt.id).story == "another"
    named = Library().add(told(SAID, story="payments", name="The payments"))
    run("stories", "new", "Payments", "--from", named.id, "--no-edit")
    assert Library().get(named.id).story == "payments"


_SIGNS = st.characters(codec="utf-8", exclude_categories=("C", "Z"))
_WORDS = st.lists(st.text(_SIGNS, min_size=1, max_size=9), min_size=1)


@given(_WORDS, _WORDS)
def test_whatever_was_said_a_draft_is_read_back(title: list[str], said: list[str]) -> None:
    sentence = Sentence(0.0, 1.0, tuple(Word(0.0, 1.0, word) for word in said), "action")
    report = Report(Answer(told("x"), (sentence, replace(sentence, phase="result"))), ())
    story = parse_story(drafted(report, " ".join(title)), Path("x.md"))
    assert "".join(story.title.split()) == "".join("".join(title).split())
    assert "".join(story.action.split()) == "".join(story.result.split()) == "".join("".join(said).split())


def test_file_names() -> None:
    assert slug("Ünïcode & Größe") == "unicode-groe" or slug("Ünïcode & Größe").isascii()
    assert len(slug("word " * 99)) <= 60
    assert parse_story(blank("# *odd* <title>"), Path("x.md")).title == "# *odd* <title>"


def test_what_a_card_lacks() -> None:
    assert list(lacks(card())) == [
        "fewer than two follow-up questions to be ready for",
        "scenes not written: the moment of disagreement; the moment of near-failure; the hardest stakeholder;"
        " the most surprising lesson; the handoff",
    ]
    vague = card(CARD.replace("40 minutes instead of 3 hours", "much less time"))
    assert "no number in the result: before and after, or an honest estimate" in lacks(vague)
    assert "no “I” in the action: say what you did yourself" in lacks(card(CARD.replace(" I ", " We ")))
    long = card(CARD.replace("complained.", "complained. It hurt. It cost. It grew."))
    assert "4 sentences of situation: two or three are enough" in lacks(long)
    assert "one theme: a good story can be told to two or three" in lacks(card(CARD.replace(", initiative", "")))
    empty = list(lacks(parse_story("# T", Path("t.md"))))
    assert empty[:4] == [f"{phase} is empty" for phase in ("situation", "task", "action", "result")]
    assert "no people: name one or two, listeners remember faces" in empty


def test_check_speaks_of_all_or_of_those_that_are_named() -> None:
    kept()
    kept("other", "# Other\n")
    assert "Other" in run("stories", "check").out
    shown = run("stories", "check", "slow").out
    assert "scenes not written" in shown and "Other" not in shown
    assert run("stories", "check", "nothing").status == 1


def cards(*themes_of: str) -> list[Story]:
    return [parse_story(f"# {i}\n- Themes: {named}\n", Path(f"{i}.md")) for i, named in enumerate(themes_of)]


def test_what_a_bank_lacks() -> None:
    few = coverage(cards("conflict, failure", "scope"), {})
    assert few.advice[0] == "2 stories: with 8 to 12 you can answer nearly everything"
    assert few.advice[1].startswith("no story for technical, pressure")
    assert few.advice[-1].startswith("1 story in which something failed")
    whole = cards(*[f"{theme}, failure" for theme in themes()])
    assert coverage(whole, {}).advice == ()
    assert coverage([*whole, *cards("scope")], {}).advice[0].startswith("13 stories: more than 12")
    one = coverage(cards("conflict, technical, pressure, influence", "failure"), {})
    assert "0 is the only story for 4 themes: have a second one for some of them" in one.advice
    told_often = {"0": Tellings(4, "2026-01-02"), "1": Tellings(1, "2026-01-02")}
    assert (
        "0 was told in 4 of 5 answers: practise the others too"
        in coverage(cards("scope", "failure"), told_often).advice
    )
    assert failed_in_part(cards("failure")[0]) and not failed_in_part(cards("scope")[0])


def test_told_three_times_aloud_is_done() -> None:
    heads = [
        Attempt(str(i), 60.0, (), "whisper", story="a", recorded_at=f"2026-01-0{i}T10:00:00+00:00") for i in (1, 2)
    ]
    heads += [
        Attempt("t", 60.0, (), "transcript", story="a"),
        Attempt("d", 60.0, (), "whisper", story="a", tags=(DRILL,)),
    ]
    assert tellings(heads)["a"] == Tellings(2, "2026-01-02") and not tellings(heads)["a"].done
    assert tellings([*heads, Attempt("3", 60.0, (), "whisper", story="a")])["a"].done
    kept()
    for _ in range(3):
        Library().add(told(SAID, story="billing"))
    assert "told 3 times, done" in run("stories").out and ", 1 done" in run("stories").err
    assert "Told aloud 3 times: done." in run("report").out


def test_told_well_is_in_time_and_with_a_result() -> None:
    def summary(day: int, total: float, result: float) -> Summary:
        attempt = Attempt(str(day), 60.0, (), "whisper", story="a", recorded_at=f"2026-01-0{day}T10:00:00+00:00")
        return Summary(attempt, (Measure("total", total, "s", (135, 225)), Measure("result", result, "s")))

    assert last_good([summary(1, 180, 40), summary(2, 150, 30), summary(3, 300, 40), summary(4, 180, 0)]) == {
        "a": "2026-01-02"
    }


def test_coverage_lists_the_twelve_themes() -> None:
    kept()
    Library().add(told(SAID, story="billing"))
    shown = run("stories", "coverage")
    assert shown.status == 0 and all(theme.title in shown.out for theme in themes().values())
    assert "billing (never told well)" in " ".join(shown.out.split()) and "no story for conflict" in shown.out


def test_a_manager_also_sees_what_managers_are_asked() -> None:
    kept()
    assert "em-scaling" not in run("stories", "coverage").out
    Library().settings_file.write_text('role = "em"\n')
    Library().add(told(SAID, question=find_question(BANK, "em-delivery").text))
    shown = run("stories", "coverage").out
    assert "em-delivery: 1 answer" in shown and "em-scaling: not answered yet" in shown


def test_the_story_that_fits_a_question() -> None:
    bank = [card(), *cards("conflict, failure", "failure, scope")]
    asked = find_question(BANK, "failure-project")
    assert [fit.story.id for fit in fitting(asked.text, asked, bank)] == ["1", "0"]
    kept()
    shown = run("stories", "match", "Tell", "me", "about", "something", "slow", "you", "made", "faster.")
    assert shown.status == 0 and "1. billing  Slow billing" in shown.out and "not told yet" in shown.out
    missing = run("stories", "match", "inclusion-team")
    assert missing.status == 1 and "no story of the theme inclusion fits" in missing.err
    assert run("stories", "match", "inclusion-tam").status == 1


def test_the_report_says_what_the_card_has_and_the_answer_has_not() -> None:
    answer = SAID.replace("I asked Maya, my manager, for two days. ", "").replace("40 minutes", "20 minutes")
    found = debriefed(reported(answer, story="billing"), BANK, [card()])
    assert [point.text for point in found.left_out] == [] or "Maya" in found.left_out[0].text
    assert [(d.card, d.values[0]) for d in found.differs] == [("40 minutes", "20 minutes")]
    whole = debriefed(reported(SAID, story="billing"), BANK, [card()])
    assert not whole.left_out and not whole.differs
    kept()
    attempt = Library().add(told(SAID.partition(" I measured")[0], story="billing"))
    shown = " ".join(run("report", attempt.id).out.split())
    assert "Beside your card “Slow billing”" in shown and "left out, action: “I asked Maya for two days.”" in shown
    practice = json.loads(run("report", attempt.id, "--json").out)["practice"]
    assert practice["story"] == "billing" and practice["left_out"] and practice["told"] == 1


def test_one_scene_is_not_held_against_the_whole_card() -> None:
    found = debriefed(reported("I asked Maya for two days.", story="billing", tags=(DRILL,)), BANK, [card()])
    assert found.story and not found.left_out


def test_a_story_is_named_by_its_title_or_a_beginning() -> None:
    kept()
    attempt = Library().add(told(SAID))
    run("rename", attempt.id, "--story", "slow bill")
    assert Library().get(attempt.id).story == "billing"
    run("rename", attempt.id, "--story", "payments")
    assert Library().get(attempt.id).story == "payments", "a story without a card is a name all the same"
    Library().add(told(SAID, story="billing"))
    Library().add(told(SAID.replace("40 minutes", "50 minutes"), story="billing"))
    shown = run("compare", "--story", "Slow")
    assert "40 minutes on the story card" in " ".join(shown.out.split())
    assert run("stories", "show", "billing").out.count("(no question)") == 2


def test_files_are_never_rewritten() -> None:
    path = kept(text=CARD + "\n<!-- ask Tom for the figure -->\n\n## My notes\n\n*untouched*\n")
    before = path.read_bytes()
    for command in ([], ["check"], ["coverage"], ["show", "billing"], ["match", "quality-slow"], ["edit", "billing"]):
        assert run("stories", *command).status == 0
    Library().add(told(SAID, story="billing"))
    assert run("report").status == 0
    assert path.read_bytes() == before


def test_a_broken_file_and_two_of_one_name_are_told_and_nothing_is_lost() -> None:
    kept()
    kept("broken", "no title here")
    kept("odd", "# Odd\n- Themes: falure\n")
    kept("twin", CARD)
    done = run("stories")
    assert done.status == 0 and "billing" in done.out and "twin" in done.out
    told_lines = [line for line in done.err.splitlines() if ".md" in line]
    assert len(told_lines) == 3
    assert "it has no title" in told_lines[0] and "did you mean 'failure'?" in told_lines[1]
    assert "two stories have the title 'Slow billing'" in told_lines[2]
    ambiguous = run("record", "--story", "Slow")
    assert ambiguous.status == 1 and "could be billing, twin" in ambiguous.err
    assert {path.name for path in folder().iterdir()} == {"billing.md", "broken.md", "odd.md", "twin.md"}
    assert run("stories", "edit", "broken").status == 0


@pytest.mark.parametrize("command", ["check", "coverage", "match scope-no"])
def test_an_empty_bank_says_what_to_do(command: str) -> None:
    done = run("stories", *command.split())
    assert done.status == 1 and "starclock stories new" in done.err and done.err.count("\n") == 1
