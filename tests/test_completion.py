"""What the Tab key offers, through click's own completion."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import click
import pytest
from click.shell_completion import CompletionItem, get_completion_class

from starclock.cli import COMMANDS, cli
from starclock.cli.completion import ATTEMPT_FIRST, install
from starclock.library import Library
from starclock.speech import Attempt, Word

ASKED = "Tell me about a conflict."


@pytest.fixture(autouse=True)
def kept() -> None:
    library = Library()
    one = Attempt("", 2.0, (Word(0, 1, "Hello."),), "transcript", recorded_at="2026-03-01T10:00:00+00:00")
    library.add(replace(one, name="pump night", question=ASKED, tags=("work",)))
    library.add(replace(one, recorded_at="2026-03-02T10:00:00+00:00", question="Why you?", tags=("work", "home")))
    (library.folder / "stories").mkdir()
    (library.folder / "stories" / "the-pump.md").write_text("# The pump\n")
    install({name: about for name, (_, about) in COMMANDS.items()})


def offered(*words: str, shell: str = "bash") -> list[CompletionItem[str]]:
    complete = get_completion_class(shell)
    assert complete is not None
    return complete(cli, {}, "starclock", "_STARCLOCK_COMPLETE").get_completions(list(words[:-1]), words[-1])


def values(*words: str) -> list[str]:
    return [item.value for item in offered(*words)]


def test_commands_are_offered_with_what_they_do() -> None:
    assert values("re") == ["record", "report", "rename", "retake", "recover"]
    assert offered("mic")[0].help == COMMANDS["mic"][1]
    assert values("--ver") == ["--version"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_attempts_are_offered_newest_first_with_their_name_and_question(shell: str) -> None:
    last, before, newest, oldest = offered("report", "", shell=shell)
    assert (last.value, before.value) == ("last", "last~1")
    assert newest.value > oldest.value
    assert oldest.help == f"pump night: {ASKED}" and newest.help == last.help == "Why you?"


@pytest.mark.parametrize("begun", ["2026-03-01", "pump", "Pump N", "tell me about"])
def test_an_attempt_is_found_by_its_id_its_name_and_its_question(begun: str) -> None:
    assert values("play", begun) == [Library().ids()[0]]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("record", "--question", "conflict-m"), ["conflict-manager"]),
        (("compare", "--question=conflict-m"), ["conflict-manager"]),
        (("record", "--story", "the"), ["the-pump"]),
        (("list", "--tag", ""), ["home", "work"]),
        (("stories", "new", "--from", "pump"), ["2026-03-01-100000"]),
        (("tag", "last", "h"), ["home"]),
        (("questions", "show", "conflict-m"), ["conflict-manager"]),
        (("stories", "show", ""), ["the-pump"]),
        (("report", "--json", "pump"), ["2026-03-01-100000"]),
        (("compare", "last", "pump"), ["2026-03-01-100000"]),
        (("report", "last", "pump"), []),
        (("report", "--targets", ""), []),
        (("rename", "last", "p"), []),
    ],
)
def test_what_fits_is_offered(words: tuple[str, ...], expected: list[str]) -> None:
    assert values(*words) == [value.replace("2026-03-01-100000", Library().ids()[0]) for value in expected]


def test_a_misspelled_command_ends_nothing() -> None:
    assert "report" in values("reprot", "last", "")


def test_options_and_choices_are_clicks_own() -> None:
    assert "--export" in values("report", "--")
    assert values("report", "--export", "s") == ["srt"]
    assert [item.type for item in offered("analyze", "ans")] == ["file"]


def test_the_commands_that_begin_with_an_attempt_are_known() -> None:
    found = set()
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        arguments = [param for param in command.params if isinstance(param, click.Argument)]
        if arguments and arguments[0].name in ("attempt", "attempts"):
            found.add(name)
    assert found == ATTEMPT_FIRST


@pytest.mark.parametrize("words", ["starclock re", "starclock report 20", "starclock record --question conflict-m"])
def test_the_tab_key_loads_nothing_heavy(words: str) -> None:
    program = """
import sys
from starclock.cli import main
try: main()
except SystemExit: pass
heavy = {"numpy", "rich", "sounddevice", "librosa"} & {name.split(".")[0] for name in sys.modules}
print("LOADED", *heavy)
"""
    tab = {"_STARCLOCK_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **tab}, capture_output=True, text=True, check=True
    )
    shown, loaded = done.stdout.rsplit("LOADED", 1)
    assert shown.startswith("plain,") and not loaded.split() and not done.stderr
