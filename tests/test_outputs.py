"""What is printed fits whatever it is printed to, and nothing in it is obeyed by the terminal."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from command import STARCLOCK, run
from starclock.library import FACTS, Library
from starclock.speech import Recording, Word
from test_library import attempt

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX streams")
LOOKS = ("list", "report", "report --all", "compare last~1 last", "progress", "phases", "checks", "note last")
EXPORTS = tuple(f"report --export {kind}" for kind in ("txt", "srt", "vtt", "csv", "labels", "textgrid"))
JSON = ("list --json", "report --json", "compare last~1 last --json", "progress --json", "checks --json")
HOSTILE = "\x1b]0;title\x07\x1b[31m red\x1b[0m \u202e turned\u2066 \x9b2J \x00 \ufeff\r over\x7f"
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@pytest.fixture
def shelf(own_home: Path) -> Library:
    library = Library(own_home / "recordings")
    words = tuple(
        Word(i * 0.5, i * 0.5 + 0.4, w)
        for i, w in enumerate("My naïve task “was” clear… I cut 40 → 12 € for Zoë’s team. 日本".split())
    )
    library.add(attempt(words=words, question="Was it “naïve” — or 日本 🎉?", name="Zoë → 🎉", note="ünï"))
    library.add(attempt())
    return library


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp437", "ascii", "utf-8", "utf-16"])
@pytest.mark.usefixtures("shelf")
def test_every_encoding_takes_every_output(encoding: str) -> None:
    for command in (*LOOKS, *EXPORTS, "--help", "report --help"):
        done = run(*command.split(), encoding=encoding)
        assert done.status == 0 and done.out, command
    for command in JSON:
        printed, meant = run(*command.split(), encoding=encoding).out, run(*command.split()).out
        assert [json.loads(line) for line in printed.splitlines()] == [json.loads(line) for line in meant.splitlines()]


def test_hidden_characters_are_written_out(shelf: Library) -> None:
    hostile = attempt(
        question=HOSTILE, story=HOSTILE, name=f"two\nlines{HOSTILE}", note=f"one\n{HOSTILE}", tags=(HOSTILE,)
    )
    hostile = replace(hostile, recognizer=HOSTILE, model=HOSTILE, recording=Recording(HOSTILE, 16_000))
    words = (*hostile.words, Word(28, 29, f"um{HOSTILE}"), Word(29, 29.5, HOSTILE), Word(29.6, 30, "40\x1b[31m%"))
    kept = shelf.add(replace(hostile, words=words))
    assert "\\x1b[31m red" in kept.words[-2].text and "\\u202e" in kept.words[-2].text
    for command in (*LOOKS, *EXPORTS, *JSON):
        done = run(*command.split())
        assert done.status == 0, done.err
        assert not HIDDEN.search(done.out + done.err), command
    assert sum(line.startswith(kept.id) for line in run("list").out.splitlines()) == 1
    assert len(run("list").out.splitlines()) == 4, "three attempts and the trend"


def test_what_was_kept_before_is_shown_safely_too(shelf: Library) -> None:
    path = shelf.folder / shelf.ids()[-1] / FACTS
    data = json.loads(path.read_text())
    data["attempt"]["question"] = HOSTILE
    data["attempt"]["words"][3]["text"] = HOSTILE
    path.write_text(json.dumps(data))
    for command in (*LOOKS, *EXPORTS):
        assert not HIDDEN.search(run(*command.split()).out), command


@pytest.mark.parametrize(
    "command",
    [
        ("report", HOSTILE),
        (HOSTILE,),
        ("report", f"--{HOSTILE}"),
        ("analyze", f"{HOSTILE}.wav"),
        ("analyze", f"{HOSTILE}.json"),
        ("import", HOSTILE),
        ("export", "last", HOSTILE + "/x"),
        ("report", "--html", HOSTILE + "/x"),
        ("report", "--targets", HOSTILE),
        ("phases", "--label", "1", HOSTILE),
        ("phases", "--move", "1", HOSTILE),
        ("compare", "--question", HOSTILE),
        ("compare", "last", "last~1", "--card", HOSTILE),
        ("recover", HOSTILE),
        ("play", "last", "--phase", HOSTILE),
        ("models", "get", HOSTILE),
        ("list", "--since", HOSTILE),
    ],
    ids=lambda command: " ".join(part if part.isascii() and part.isprintable() else "X" for part in command),
)
@pytest.mark.usefixtures("shelf")
def test_what_is_wrong_is_told_safely(command: tuple[str, ...]) -> None:
    done = run(*(part.replace("\x00", "") for part in command))
    assert done.status in (1, 2) and done.err and not HIDDEN.search(done.err + done.out)


@pytest.mark.parametrize(
    "command",
    [
        ("report", "9" * 5000),
        ("report", "last~" + "9" * 5000),
        ("report", "x" * 300),
        ("analyze", "x" * 300),
        ("analyze", "x/" * 3000 + "y.wav"),
        ("analyze", "x" * 300 + ".json"),
        ("import", "x" * 5000),
        ("export", "last", "x" * 300),
        ("export", "last", "~nosuchuser/x"),
        ("report", "--targets", "9" * 400),
        ("report", "--targets", "1e-320/1/1/1"),
        ("report", "--targets", "nan"),
        ("phases", "--label", "9" * 5000, "task"),
        ("phases", "--move", "1", "9" * 5000),
        ("phases", "--move", "1", "9" * 400 + ":00"),
        ("fillers", "--yes", "9" * 5000),
        ("play", "last", "--from", "9" * 400),
        ("recover", "x" * 5000),
        ("recover", "--delete", "../../etc/passwd", "--yes"),
        ("delete", "../recordings", "--yes"),
        ("note", "..", "x"),
        ("progress", "--weeks", "9" * 5000),
        ("compare", "last", "last~1", "--card", "x" * 300),
        ("compare", "last", "last~1", "--card", "/"),
        ("report", "--html", ""),
        ("report", ""),
        ("analyze", ""),
    ],
    ids=lambda command: " ".join(command)[:40],
)
@pytest.mark.usefixtures("shelf")
def test_arguments_beyond_reason_are_one_line(command: tuple[str, ...]) -> None:
    done = run(*command)
    assert done.status in (1, 2), done
    if done.status == 1:
        assert len(done.err.splitlines()) == 1 and len(done.err) < 12_000


def test_a_library_folder_that_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    places = ["~nosuchuser/x", str(tmp_path / "file"), str(tmp_path / ("n" * 300)), "x/" * 3000]
    if sys.platform != "win32":
        (tmp_path / "circle").symlink_to(tmp_path / "circle")
        places.append(str(tmp_path / "circle"))
    for place in places:
        monkeypatch.setenv("STARCLOCK_HOME", place)
        for command in (["list"], ["report"], ["note", "last", "x"]):
            done = run(*command)
            assert done.status in (0, 1), done
            assert "free some space" not in done.err
            assert len(done.err.splitlines()) <= 2


@posix
def test_a_full_or_closed_output_and_a_closed_input(shelf: Library) -> None:
    def shell(redirection: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = " ".join(f"'{part}'" for part in (*STARCLOCK, *arguments))
        return subprocess.run(["sh", "-c", f"{command} {redirection}"], capture_output=True, text=True)

    if Path("/dev/full").exists():
        full = shell("> /dev/full", "report")
        assert (
            full.returncode == 1
            and full.stderr == "starclock: the output cannot be written: No space left on device; free some space\n"
        )
    closed = shell(">&-", "report")
    assert closed.returncode in (0, 1) and len(closed.stderr.splitlines()) <= 1
    for arguments in (["delete", "last"], ["purge", "--audio", "last"], ["phases", "--edit"]):
        done = shell("<&-", *arguments)
        assert done.returncode == 1 or arguments[0] == "phases", done
        assert "Traceback" not in done.stderr
    assert len(shelf.ids()) == 2
    gone = shell("| head -c 10", "checks")
    assert gone.returncode == 0 and gone.stderr == ""


@posix
@pytest.mark.usefixtures("shelf")
def test_bytes_that_are_no_text() -> None:
    odd = b"caf\xe9 \xff"
    for arguments in ([b"rename", b"last", odd], [b"tag", b"last", odd], [b"analyze", odd + b".wav"], [b"report", odd]):
        done = subprocess.run([*map(os.fsencode, STARCLOCK), *arguments], capture_output=True)
        assert done.returncode in (0, 1) and b"Traceback" not in done.stderr
        done.stderr.decode(), done.stdout.decode()
    assert "\\udce9" in run("list").out


@pytest.mark.parametrize("columns", ["1", "20", "40"])
@pytest.mark.usefixtures("shelf")
def test_narrow_terminals(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for command in LOOKS:
        assert run(*command.split()).status == 0, command
