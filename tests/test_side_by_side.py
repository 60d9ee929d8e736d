"""Several starclocks at one library at once: every attempt, tag and note is kept, or refused in a true line."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from starclock.errors import LibraryError
from starclock.library import Library
from test_library import attempt

ADD = """
import sys
from starclock.library import Library
from test_library import attempt
library = Library(__import__("pathlib").Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    made = attempt(recorded_at="2026-01-02T03:04:05+00:00", note=f"{sys.argv[2]}-{number}")
    print(library.add(made, __import__("pathlib").Path(sys.argv[4])).id, flush=True)
"""
TAG = """
import sys
from dataclasses import replace
from pathlib import Path
from starclock.library import Library
library = Library(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    tag = f"{sys.argv[2]}-{number}"
    library.change("last", lambda now: replace(now, tags=(*now.tags, tag)))
"""


def side_by_side(program: str, folder: Path, each: int, processes: int, *more: str) -> list[str]:
    """What `processes` copies of a program printed, all started at once; each ended well."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(folder), str(number), str(each), *more],
            cwd=Path(__file__).parent,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(processes)
    ]
    printed = [process.communicate(timeout=120)[0] for process in started]
    assert [process.returncode for process in started] == [0] * processes
    return [line for text in printed for line in text.splitlines()]


@pytest.mark.parametrize("processes", [2, 4])
def test_no_attempt_is_lost_in_the_same_second(tmp_path: Path, processes: int) -> None:
    sound, each = tmp_path / "a.flac", 15
    sound.write_bytes(bytes(20_000))
    library = Library(tmp_path / "recordings")
    told = side_by_side(ADD, library.folder, each, processes, str(sound))
    assert sorted(library.ids()) == sorted(told) and len(set(told)) == processes * each
    assert {one.note for one in library} == {f"{p}-{n}" for p in range(processes) for n in range(each)}
    assert all(one.id == identity for one, identity in zip(library, library.ids(), strict=True))
    assert all((library.folder / identity / "audio.flac").stat().st_size == 20_000 for identity in told)
    assert not list((library.folder / ".work").iterdir())


def test_no_tag_is_lost(tmp_path: Path) -> None:
    library = Library(tmp_path / "recordings")
    library.add(attempt())
    side_by_side(TAG, library.folder, 20, 3)
    assert Counter(library.get().tags) == Counter(f"{p}-{n}" for p in range(3) for n in range(20))


def test_what_was_deleted_meanwhile_is_not_brought_back(tmp_path: Path) -> None:
    ours, theirs = Library(tmp_path), Library(tmp_path)
    kept = ours.add(attempt())
    theirs.delete(kept.id)
    with pytest.raises(LibraryError, match="no attempts yet"):
        ours.save(kept)
    with pytest.raises(LibraryError, match="deleted by another starclock meanwhile"):
        ours.delete(kept.id)
    assert not ours.ids()


def test_a_starclock_that_hangs_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = Library(tmp_path), Library(tmp_path)
    kept = ours.add(attempt())
    monkeypatch.setattr("starclock.library.claims.PATIENCE", 0.1)
    with theirs._alone(), pytest.raises(LibraryError, match="another starclock has been writing"):
        ours.save(kept)
    with theirs._alone(), pytest.raises(LibraryError, match="nothing was changed"):
        ours.add(attempt())
    assert ours.ids() == [kept.id] and not list((tmp_path / ".work").iterdir())
