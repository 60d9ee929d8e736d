"""starclock phases: the speaker's last word, kept with the attempt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from starclock.cli import cli
from starclock.library import Library
from starclock.speech import Attempt, Correction, Word

SENTENCES = (
    "Last year our clinic lost its booking system.",
    "They asked me to keep the families informed.",
    "I called every one of them myself.",
    "I wrote down who could come later.",
    "In the end nobody missed an appointment.",
)


@pytest.fixture
def kept(own_home: Path) -> Attempt:  # noqa: ARG001
    words, at = [], 0.0
    for sentence in SENTENCES:
        for text in sentence.split():
            words.append(Word(at, at + 0.4, text, 0.9))
            at += 0.5
        at += 0.5
    return Library().add(Attempt("new", at, tuple(words), "transcript"))


def run(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["phases", *arguments], input=typed)


def phases_of(*arguments: str) -> list[tuple[str | None, str]]:
    """(phase, source) of every sentence."""
    report = json.loads(run(*arguments, "--json").stdout)
    return [(s["phase"], s["source"]) for s in report["sentences"]]


def test_it_lists_numbered_sentences(kept: Attempt) -> None:
    shown = run(kept.id)
    assert shown.exit_code == 0
    for number, sentence in enumerate(SENTENCES, 1):
        [line] = [line for line in shown.stdout.splitlines() if line.endswith(sentence)]
        assert line.split()[0] == str(number)
        assert "%" in line


def test_no_line_is_wider_than_the_terminal(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    words = tuple(Word(at, at + 0.4, text) for at, text in enumerate(f"{'I asked them to wait ' * 8}again.".split()))
    Library().add(Attempt("new", 60, words, "transcript"))
    for columns in (80, 120):
        monkeypatch.setenv("COLUMNS", str(columns))
        shown = run("--edit", typed="q\n").stdout.splitlines()
        assert all(len(line) <= columns for line in shown)
        assert " ".join(shown).split().count("again.") == 1, "no word is cut"


def test_a_label_is_kept_and_wins(kept: Attempt) -> None:
    assert run("last", "--label", "2-3", "task", "--label", "5", "l").exit_code == 0
    assert [row for row in phases_of() if row[1] == "speaker"] == [("task", "speaker")] * 2 + [("result", "speaker")]
    assert [c.part for c in Library().get(kept.id).corrections] == [None, "lesson"]


def test_outside_is_a_label_too(kept: Attempt) -> None:  # noqa: ARG001
    assert phases_of("--label", "1", "outside")[0] == (None, "speaker")


def test_a_boundary_moves_to_a_sentence_or_a_time(kept: Attempt) -> None:
    run("--label", "1-2", "s", "--label", "3-5", "action")
    run("--move", "2", "#2")
    assert [phase for phase, _ in phases_of()] == ["situation", "action", "action", "action", "action"]
    edge = Library().get(kept.id).words[16].start
    run("--move", "2", f"{edge}")
    assert [phase for phase, _ in phases_of()] == ["situation", "situation", "action", "action", "action"]


def test_accepting_makes_it_the_speakers(kept: Attempt) -> None:  # noqa: ARG001
    before = phases_of()
    after = phases_of("--accept", "all")
    assert [phase for phase, _ in after] == [phase for phase, _ in before]
    assert {source for _, source in after} == {"speaker"}


def test_reset_drops_every_correction(kept: Attempt) -> None:
    before = phases_of()
    run("--label", "1-5", "task")
    assert phases_of("--reset") == before
    assert Library().get(kept.id).corrections == ()


def test_step_by_step_with_undo(kept: Attempt) -> None:
    shown = run("--edit", typed="5 task\nundo\n4 lesson\nnonsense\ndone\n")
    assert shown.exit_code == 0
    assert "not understood" in shown.stderr
    [correction] = Library().get(kept.id).corrections
    assert (correction.phase, correction.part) == ("result", "lesson")


@pytest.mark.parametrize("word", ["?", "help", "  "])
def test_a_question_mark_shows_what_can_be_typed(kept: Attempt, word: str) -> None:  # noqa: ARG001
    shown = run("--edit", typed=f"{word}\nquit\n")
    assert shown.exit_code == 0 and not shown.stderr
    assert shown.stdout.count("5-8 t           sentences 5 to 8 are Task") == 2


def test_enter_alone_ends_and_keeps(kept: Attempt) -> None:
    assert run("--edit", typed="5 task\n\n").exit_code == 0
    assert [c.phase for c in Library().get(kept.id).corrections] == ["task"]


@pytest.mark.parametrize("word", ["quit", "q"])
def test_quit_keeps_nothing(kept: Attempt, word: str) -> None:
    assert run("--edit", typed=f"5 task\n{word}\n").exit_code == 0
    assert Library().get(kept.id).corrections == ()


def test_marks_without_words_are_listed_and_changed(own_home: Path) -> None:  # noqa: ARG001
    marks = (Correction(0, 20, "situation"), Correction(20, 65, "action"))
    Library().add(Attempt("new", 65.0, (), "none", corrections=marks))
    assert "45 s" in run().stdout
    report = json.loads(run("--move", "2", "0:25", "--json").stdout)
    assert [(p["phase"], p["seconds"], p["source"]) for p in report["phases"]] == [
        ("situation", 25.0, "speaker"),
        ("action", 40.0, "speaker"),
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--label", "9", "task"),
        ("--label", "0", "task"),
        ("--label", "2", "x"),
        ("--label", "3-2", "task"),
        ("--move", "1", "9:99:9"),
        ("--move", "1", "59:00"),
        ("--move", "44", "0:01"),
        ("--accept", "many"),
    ],
)
def test_what_is_not_understood_changes_nothing(kept: Attempt, arguments: tuple[str, ...]) -> None:
    failed = run("last", *arguments)
    assert failed.exit_code == 1
    assert Library().get(kept.id).corrections == ()


def test_the_json_report_is_judged_by_the_settings(kept: Attempt) -> None:
    Library().settings_file.write_text('targets = "20/10/60/30"\n', encoding="utf-8")
    timing = json.loads(run(kept.id, "--json").stdout)["timing"]
    assert [timing[name]["target"] for name in ("situation", "task", "action", "result")] == [20, 10, 60, 30]
