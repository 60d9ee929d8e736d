"""What is asked once: how long answers should be."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from starclock.cli import cli
from starclock.settings import Targets, read_settings

FILE = "settings.toml"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody is there to answer; the settings file. No microphone is plugged in: `record` ends after the question."""
    monkeypatch.setattr("starclock.cli.offers._somebody_there", lambda: True)
    return Path(os.environ["STARCLOCK_HOME"]) / FILE


def record(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli, ["record", "--device", "none", *arguments], input=typed)


@pytest.mark.parametrize(
    ("typed", "kept", "total"),
    [("\n", "30/15/90/45", 180), ("2\n", "2m", 120), ("4\n", "1m", 60), ("5\n", "guide", 180), ("60\n", "60", 60)],
)
def test_the_length_is_asked_once_and_kept(asked: Path, typed: str, kept: str, total: float) -> None:
    first = record(typed=typed)
    assert "How long should an answer be?" in first.stderr and str(asked) in first.stderr
    assert first.stdout == "", "what is asked is no result"
    assert f'targets = "{kept}"' in asked.read_text()
    assert read_settings(asked).targets.total == pytest.approx(total)
    assert "How long" not in record().stderr


def test_a_mock_interview_asks_too(asked: Path) -> None:
    told = CliRunner().invoke(cli, ["mock", "--device", "none", "--no-voice"], input="3\n").stderr
    assert "How long should an answer be?" in told
    assert asked.read_text() == 'targets = "90s"\n'


def test_what_is_not_understood_is_asked_again(asked: Path) -> None:
    told = record(typed="7 minutes\n20/10/60/30\n").stderr
    assert "'7 minutes' is not understood\n1 to 5, or your own" in told
    assert read_settings(asked).targets == Targets(20, 10, 60, 30)


def test_the_users_other_settings_stay(asked: Path) -> None:
    asked.parent.mkdir(parents=True, exist_ok=True)
    asked.write_text('role = "em"  # my own\n')
    record(typed="3\n")
    assert asked.read_text() == 'role = "em"  # my own\ntargets = "90s"\n'


@pytest.mark.parametrize("arguments", [("--json",), ("--targets", "90")])
def test_who_says_what_is_wanted_is_not_asked(asked: Path, arguments: tuple[str, ...]) -> None:
    assert "How long" not in record(*arguments).stderr
    assert not asked.exists()


def test_a_chosen_length_is_not_asked_for(asked: Path) -> None:
    asked.parent.mkdir(parents=True, exist_ok=True)
    asked.write_text('targets = "30/15/90/45"\n')
    assert "How long" not in record().stderr


def test_in_a_pipe_nothing_is_asked() -> None:
    assert "How long" not in record(typed="2\n").stderr
    assert not (Path(os.environ["STARCLOCK_HOME"]) / FILE).exists()


def test_a_question_that_is_broken_off_keeps_nothing(asked: Path) -> None:
    assert record(typed="").exit_code == 1
    assert not asked.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is a POSIX thing")
def test_the_table_of_lengths_fits_a_terminal() -> None:
    import pty

    ours, theirs = pty.openpty()
    program = [sys.executable, "-c", "from starclock.cli import main; main()", "record", "--device", "none"]
    process = subprocess.Popen(program, stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "dumb"})
    shown = ""
    while "[1]:" not in shown and select.select([ours], [], [], 20)[0]:
        shown += os.read(ours, 4096).decode()
    os.write(ours, b"\n")
    process.wait(20)
    os.close(ours)
    os.close(theirs)
    assert "1  3 minutes" in shown and "30-45  15-30   60-90   30-60" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert "30/15/90/45" in (Path(os.environ["STARCLOCK_HOME"]) / FILE).read_text()
