"""Attempts on disk: found, listed fast, changed, carried elsewhere, deleted; and what is damaged is told."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from starclock.errors import LibraryError
from starclock.history import summaries
from starclock.library import AUDIO, FACTS, Library, decode, encode, unpack
from starclock.report import Summary
from starclock.settings import Settings, Targets
from starclock.speech import Attempt, Interval, Sound, Word


def attempt(**facts: object) -> Attempt:
    words = tuple(Word(i * 0.5, i * 0.5 + 0.4, w) for i, w in enumerate("My task was clear. I rewrote it.".split() * 6))
    made = Attempt("x", 30.0, words, "whisper", sound=Sound(speech=(Interval(0, 20),)), question="What broke?")
    return replace(made, **facts)  # type: ignore[arg-type]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "recordings")


@pytest.fixture
def flac(tmp_path: Path) -> Path:
    path = tmp_path / "a.flac"
    path.write_bytes(b"fLaC" + bytes(1000))
    return path


def test_ids_are_the_time_of_recording(library: Library) -> None:
    old = library.add(attempt(recorded_at="2024-05-01T10:00:00+00:00"))
    same = library.add(attempt(recorded_at="2024-05-01T10:00:00+00:00"))
    new = library.add(attempt())
    assert old.id == "2024-05-01-100000" and same.id == "2024-05-01-100000-2"
    assert library.ids() == [old.id, same.id, new.id]
    assert library.resolve("last") == new.id and library.resolve("last~2") == old.id
    with pytest.raises(LibraryError, match="write more"):
        library.resolve("2024")
    with pytest.raises(LibraryError, match="too far back"):
        library.resolve("last~3")


def test_heads_are_facts_without_words(library: Library) -> None:
    kept = library.add(attempt(tags=("good",), note="hm"))
    for _ in range(2):  # read from the file, then from the index
        (head,) = Library(library.folder).heads()
        assert head == replace(kept, words=(), sound=None)


def test_heads_follow_the_files(library: Library) -> None:
    kept = library.add(attempt())
    library.heads()
    library.save(replace(kept, name="the good one", note="a longer file"))
    assert library.heads()[0].name == "the good one"
    library.delete(kept.id)
    assert library.heads() == [] and library.ids() == [] and library.disk_use() == 0


def test_a_damaged_attempt_is_told_and_the_others_listed(library: Library) -> None:
    library.add(attempt())
    broken = library.add(attempt())
    (library.folder / broken.id / FACTS).write_text("{}")
    told: list[str] = []
    assert len(library.heads(told.append)) == 1
    assert len(told) == 1 and "damaged" in told[0]


def test_a_damaged_index_is_made_anew(library: Library) -> None:
    library.add(attempt())
    (library.folder / ".index.sqlite").write_bytes(b"not a database at all" * 99)
    assert len(library.heads()) == 1
    with sqlite3.connect(library.folder / ".index.sqlite") as base:
        assert base.execute("SELECT count(*) FROM heads").fetchone() == (1,)


def test_numbers_are_remembered_until_facts_or_settings_change(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    import starclock.history

    judged: list[str] = []
    judge = starclock.history._judge

    def counting(attempt: Attempt, settings: Settings) -> Summary:
        judged.append(attempt.id)
        return judge(attempt, settings)

    monkeypatch.setattr(starclock.history, "_judge", counting)
    kept = library.add(attempt())
    first = summaries(library, library.heads(), Settings(), texts=True)
    assert summaries(library, library.heads(), Settings(), texts=True) == first and judged == [kept.id]
    assert first[0].value("total") and first[0].said
    summaries(library, library.heads(), Settings(targets=Targets(20, 10, 60, 30)))
    assert len(judged) == 2, "other targets, other judgement"
    library.save(replace(kept, words=kept.words[:7], note="shorter"))
    again = summaries(library, library.heads(), Settings())
    assert len(judged) == 3 and again[0].value("total") != first[0].value("total")


def test_purging_keeps_the_facts(library: Library, flac: Path) -> None:
    kept = library.add(attempt(), flac)
    assert library.audio_of(kept)
    assert library.purge_audio(kept.id) == 1004 and library.purge_audio(kept.id) == 0
    left = library.get(kept.id)
    assert library.audio_of(left) is None and left == replace(kept, audio=None)


def test_one_file_carries_an_attempt(library: Library, flac: Path, tmp_path: Path) -> None:
    kept = library.add(attempt(name="ünïcode", tags=("a",)), flac)
    library.export(kept, tmp_path / "one.starclock")
    (tmp_path / "out").mkdir()
    carried, audio = unpack(tmp_path / "one.starclock", tmp_path / "out")
    assert carried == kept and audio is not None and audio.read_bytes() == flac.read_bytes()
    library.purge_audio(kept.id)
    library.export(library.get(kept.id), tmp_path / "mute.starclock")
    assert unpack(tmp_path / "mute.starclock", tmp_path / "out")[1] is None
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


@pytest.mark.parametrize("damage", ["text", "empty", "other", "newer", "cut"])
def test_a_damaged_single_file_is_one_line(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "one.starclock"
    with zipfile.ZipFile(path, "w") as bundle:
        if damage == "newer":
            bundle.writestr(FACTS, json.dumps({"format": 99, "attempt": json.loads(encode(attempt()))["attempt"]}))
        elif damage == "other":
            bundle.writestr("../evil", "x")
        else:
            bundle.writestr(FACTS, encode(attempt()))
            bundle.writestr(AUDIO, bytes(5000))
    if damage == "text":
        path.write_text("hello")
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(LibraryError) as told:
        unpack(path, tmp_path)
    assert len(str(told.value).splitlines()) == 1 and "export it again" in str(told.value)
    assert not (tmp_path.parent / "evil").exists()


def test_old_files_stay_readable() -> None:
    """A file written before a field was added lacks it."""
    data = json.loads(encode(attempt()))
    for later in ("origin", "tags", "note", "name", "rulings", "corrections"):
        data["attempt"].pop(later)
    assert decode(json.dumps(data).encode()) == attempt()


def test_new_ids_pass_over_takes_and_attempts(library: Library) -> None:
    when = datetime(2026, 1, 2, 3, 4, 5)
    (library.folder / ".takes").mkdir(parents=True)
    (library.folder / ".takes" / "2026-01-02-030405.wav").touch()
    assert library.new_id(when) == "2026-01-02-030405-2"
    assert [take.name for take in library.lost_takes()] == ["2026-01-02-030405.wav"]
