"""Takes that a crash left behind: found, told of once, finished with all that is known of them, or deleted."""

from __future__ import annotations

import shutil
import sys
import wave
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from starclock.cli import cli
from starclock.errors import StarclockError
from starclock.library import Library, TakeNote
from starclock.sound import recorder
from starclock.sound.decode import decode
from starclock.speech import Correction

SAMPLE = Path(str(files("starclock") / "sample"))
MODEL = ("--model", "tiny.en")
NOTE = TakeNote(
    began="2026-11-21T23:59:30+01:00",
    question="What broke?",
    story="queue",
    tags=("drill",),
    device="USB",
    marks=((2.0, "task"), (4.0, "action")),
)


@pytest.fixture
def shelf(own_home: Path) -> Library:
    return Library(own_home / "recordings")


def left_behind(library: Library, seconds: float = 8.0, silent: bool = False, note: TakeNote = NOTE) -> Path:
    """A take as a killed starclock leaves it: the header of its WAV is a block behind."""
    path = library.takes.begin(note)
    samples = decode(SAMPLE / "answer.flac")[: int(16_000 * seconds)] * (0 if silent else 1)
    with wave.open(str(path), "wb") as wav:
        wav.setparams((1, 2, 16_000, 0, "NONE", ""))
        wav.writeframes((samples[: len(samples) - 800] * 32_767).astype("<i2").tobytes())
    with path.open("ab") as file:
        file.write((samples[len(samples) - 800 :] * 32_767).astype("<i2").tobytes())
    library.takes.leave()
    return path


def run(*arguments: str, answer: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(cli, arguments, input=answer)
    if isinstance(result.exception, StarclockError):
        return 1, str(result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_a_take_is_ours_while_we_live(shelf: Library) -> None:
    path, other = shelf.takes.begin(NOTE), Library(shelf.folder).takes
    path.write_bytes(bytes(1000))
    assert other.unfinished() == [], "somebody is recording it"
    assert other.begin(NOTE).stem == f"{path.stem}-2"
    shelf.takes.leave()
    assert [(take.id, take.note) for take in other.unfinished()] == [(path.stem, NOTE)]
    assert shelf.takes.unfinished() == [], "the other one is at work on it"


@pytest.mark.parametrize("left", [None, b"", b"RIFF", bytes(44)])
def test_a_take_without_sound_is_tidied_away(shelf: Library, left: bytes | None) -> None:
    path = shelf.takes.begin(NOTE)
    if left is not None:
        path.write_bytes(left)
    shelf.takes.leave()
    assert run("progress")[1].startswith("no attempts yet")
    assert not list((shelf.folder / ".takes").iterdir())


def test_a_killed_take_becomes_the_attempt_it_was_to_be(shelf: Library) -> None:
    path = left_behind(shelf)
    assert run("recover", "--list") == (0, f"{path.stem}   0:08  What broke? | story queue\n")
    status, told = run("recover", *MODEL)
    assert status == 0 and "kept as 2026-11-21-235930" in told
    kept = shelf.get()
    assert (kept.recorded_at, kept.question, kept.story, kept.tags) == (
        *(NOTE.began, NOTE.question, NOTE.story, NOTE.tags),
    )
    assert kept.seconds == 8.0, "to the last sample"
    assert kept.corrections == (
        Correction(0, 2, "situation", pressed=True),
        Correction(2, 4, "task", pressed=True),
        Correction(4, 8, "action", pressed=True),
    )
    assert kept.recording and kept.recording.device == "USB" and kept.recording.sample_rate == 16_000
    assert kept.recording.interrupted and kept.words and shelf.audio_of(kept)
    assert not list((shelf.folder / ".takes").iterdir())
    assert run("recover", *MODEL) == (0, "no unfinished takes\n") and len(shelf.ids()) == 1


def test_a_take_that_was_kept_is_not_kept_twice(shelf: Library, tmp_path: Path) -> None:
    """Killed after the attempt was kept, before the take was removed."""
    path = left_behind(shelf)
    shutil.copytree(shelf.folder / ".takes", tmp_path / "takes")
    assert run("recover", *MODEL)[0] == 0
    shutil.copytree(tmp_path / "takes", shelf.folder / ".takes", dirs_exist_ok=True)
    assert [take.path for take in shelf.takes.unfinished()] == [path]
    shelf.takes.leave()
    assert run("recover", *MODEL)[0] == 0
    assert len(shelf.ids()) == 1 and not shelf.takes.unfinished()


def test_a_take_without_voice_goes_by_the_name_that_is_shown(shelf: Library) -> None:
    path = left_behind(shelf, silent=True)
    status, told = run("recover", *MODEL)
    assert status == 1 and "no voice found" in told and path.is_file()
    shown = told.rstrip().rsplit("`", 2)[1].split()
    assert shown == ["starclock", "recover", "--delete", path.stem]
    assert run(*shown[1:], answer="n\n")[0] == 1 and path.is_file()
    assert run(*shown[1:], "--yes")[0] == 0 and not shelf.takes.unfinished()


def test_an_unfinished_take_is_told_of_once(shelf: Library) -> None:
    left_behind(shelf)
    said = "an unfinished take was saved (2026-11-21 23:59, 0:08): finish it with `starclock recover`\n"
    assert CliRunner().invoke(cli, ["tag", "last"]).output == said
    assert CliRunner().invoke(cli, ["tag", "last"]).output == ""
    assert "1 unfinished take: starclock recover" in run("list")[1]


def test_an_old_take_without_a_note_has_the_date_of_its_name(shelf: Library) -> None:
    path = left_behind(shelf)
    path.rename(path.with_name("2026-03-02-101500.wav"))
    path.with_suffix(".json").unlink()
    (take,) = shelf.takes.unfinished()
    assert take.note.began.startswith("2026-03-02T10:15:00") and take.note.question is None
    assert take.seconds == pytest.approx(8.0, abs=0.001)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"began": "soon"}', '{"began": 1e999}', "\ud800"])
def test_a_broken_note_costs_no_take(shelf: Library, text: str) -> None:
    path = left_behind(shelf)
    path.with_suffix(".json").write_bytes(text.encode("utf-8", "surrogatepass"))
    (take,) = shelf.takes.unfinished()
    assert take.path == path and np.isclose(take.seconds, 8.0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows removes no open file")
def test_a_folder_removed_while_somebody_speaks_costs_nothing(shelf: Library) -> None:
    path = shelf.takes.begin(NOTE)
    wav = recorder._Wav(path)
    wav.begin(16_000, 1)
    spoken = np.arange(8000, dtype=np.int16)[:, None]
    wav.write(spoken[:4000])
    shutil.rmtree(shelf.folder)
    wav.write(spoken[4000:])
    wav.close()
    with wave.open(str(path)) as whole:
        assert np.array_equal(np.frombuffer(whole.readframes(8000), np.int16), spoken[:, 0])
    shelf.takes.drop(path)
    assert not path.exists()
