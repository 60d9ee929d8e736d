"""`starclock questions`, and what commands do with the question that is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command import run
from starclock.library import Library
from starclock.practice import QUESTIONS
from starclock.practice.questions import find_question, questions
from told import told

BANK = questions()
FLAGGED = "Last year he would not move. I escalated it to his manager. In the end it was settled."


def test_the_list_goes_by_theme_and_filters() -> None:
    whole = run("questions")
    assert whole.status == 0 and all(question.id in whole.out for question in BANK)
    assert f"{len(BANK)} questions" in whole.err
    google = run("questions", "--lens", "google", "--theme", "conflict")
    assert "google-push-back" in google.out and "conflict-manager" not in google.out
    assert [json.loads(line)["lens"] for line in run("questions", "--lens", "startup", "--json").out.splitlines()]
    assert "em-underperformer" in run("questions", "search", "underperformer").out


def test_a_question_shows_all_that_is_known_of_it() -> None:
    shown = run("questions", "show", "em-stake").out
    question = find_question(BANK, "em-stakeholder")
    for text in (*question.path, *question.fails):
        assert text.split()[0] in shown
    assert "starclock record --question em-stakeholder" in shown and "seed 003" in shown
    assert json.loads(run("questions", "show", "em-stake", "--json").out)["id"] == "em-stakeholder"


def test_one_by_chance() -> None:
    drawn = json.loads(run("questions", "random", "--theme", "inclusion", "--json").out)
    assert drawn["theme"] == "inclusion"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("questions", "--theme", "falure"), "there is no theme 'falure': did you mean 'failure'?"),
        (("questions", "show", "conflict"), "'conflict' could be conflict-manager"),
        (("questions", "show", "nothing"), "there is no question 'nothing'"),
        (("questions", "search", "xyzzy"), "no question is like that"),
        (("questions", "--own"), "there is no question of your own yet"),
        (("record", "--question", "conflict-mnager"), "did you mean conflict-manager?"),
        (("record", "--random", "--theme", "falure"), "there is no theme 'falure'"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(arguments: tuple[str, ...], told: str) -> None:
    done = run(*arguments)
    assert done.status == 1 and told in done.err and done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("record", "--random", "--question", "x"), "take --question away"),
        (("record", "--theme", "conflict"), "give it too"),
        (("record", "--lens", "google"), "give it too"),
    ],
)
def test_options_that_do_not_go_together(arguments: tuple[str, ...], told: str) -> None:
    done = run(*arguments)
    assert done.status == 2 and told in done.err


def test_ones_own_are_written_in_a_file_that_says_how() -> None:
    folder = Library().folder / QUESTIONS
    done = run("questions", "own")
    path = folder / "mine.toml"
    assert done.status == 0 and str(path) in done.err and "0 questions of your own" in done.err
    written = path.read_text(encoding="utf-8").replace("# [[questions]]\n", "[[questions]]\n")
    path.write_text("\n".join(line.removeprefix("# ") if " = " in line else line for line in written.splitlines()))
    before = path.read_bytes()
    assert "1 question of your own" in run("questions", "own").err
    assert path.read_bytes() == before, "a file that is there is never written over"
    assert "my-first" in run("questions", "--own").out


def test_a_broken_file_costs_only_itself() -> None:
    folder = Library().folder / QUESTIONS
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text("[[questions]")
    done = run("questions")
    assert done.status == 0 and "scope-no" in done.out
    assert [line for line in done.err.splitlines() if "mine.toml" in line and "until you correct it" in line]


@pytest.fixture
def flagged() -> str:
    question = find_question(BANK, "conflict-colleague")
    return Library().add(told(FLAGGED, question=question.text)).id


def test_the_report_says_what_they_wait_for_and_what_was_heard(flagged: str) -> None:
    shown = run("report", flagged).out
    assert "What interviewers listen for in conflict-colleague:" in shown
    assert "“I escalated it to his manager.”" in shown and "a last resort" in " ".join(shown.split())
    practice = json.loads(run("report", flagged, "--json").out)["practice"]
    assert [one["flag"] for one in practice["heard"]] == ["escalated-first"]
    assert practice["question"]["id"] == "conflict-colleague" and practice["story"] is None


@pytest.mark.usefixtures("flagged")
def test_without_a_question_nothing_is_added() -> None:
    Library().add(told(FLAGGED))
    assert "interviewers listen for" not in run("report", "last").out
    assert "practice" not in json.loads(run("report", "last", "--json").out)
    assert "answered 1 time" in run("questions", "search", "colleague").out


def test_an_id_stands_for_its_question(flagged: str, tmp_path: Path) -> None:
    run("rename", flagged, "--question", "scope-no")
    assert Library().get(flagged).question == find_question(BANK, "scope-no").text
    run("rename", flagged, "--question", "What broke?")
    assert Library().get(flagged).question == "What broke?"
    path = tmp_path / "said.json"
    words = [{"word": w, "start": i * 0.4, "end": i * 0.4 + 0.3} for i, w in enumerate(FLAGGED.split())]
    path.write_text(json.dumps({"segments": [{"start": 0, "end": 9, "text": FLAGGED, "words": words}]}))
    report = json.loads(run("analyze", str(path), "--question", "conflict-coll", "--json").out)
    assert report["attempt"]["question"] == find_question(BANK, "conflict-colleague").text
    assert report["practice"]["heard"]
