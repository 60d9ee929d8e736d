"""Attempts on disk: found, listed fast, changed, carried elsewhere, deleted; and what is damaged is told."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from starclock.compare.weeks import look_back
from starclock.errors import LibraryError, StarclockError
from starclock.history import summaries
from starclock.library import AUDIO, FACTS, LONGEST_WORD, Library, decode, encode, unpack
from starclock.pipeline import review
from starclock.renderers import terminal
from starclock.renderers.attempt_list import attempt_line
from starclock.renderers.weeks import progress_text
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


@pytest.mark.parametrize("word", ["9" * 309, "1" * 5000, "9" * 309 + "%", "$" + "8" * 400, "1," * 300 + "000"])
def test_one_word_locks_no_library(own_library: Library, word: str) -> None:
    """Whisper is known to repeat a digit without end."""
    own_library.add(attempt())
    odd = attempt()
    own_library.add(replace(odd, words=(*odd.words, Word(28.0, 29.0, word), Word(29.0, 29.5, "users."))))
    for command in (["list"], ["progress"], ["report"], ["report", "--json"], ["compare", "last", "last~1"]):
        status, told = run(*command)
        assert status == 0 and "cannot be judged" not in told


@pytest.mark.parametrize("word", ["[" * 5000, "n't" * 2000, "a" * 100_000, "'" * 5000, "1," * 3000])
def test_a_word_without_end_ends(library: Library, word: str) -> None:
    """Judging it takes a moment, not minutes: what no word is as long as is cut when it comes in."""
    odd = attempt()
    kept = library.add(replace(odd, words=(*odd.words, Word(28.0, 29.0, word))))
    assert len(kept.words[-1].text) == LONGEST_WORD and kept.words[-1].text.endswith("…")
    assert library.get() == kept and review(kept).timing


def test_what_cannot_be_judged_costs_one_line(own_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    import starclock.history

    good, bad = own_library.add(attempt()), own_library.add(attempt(note="bad"))
    judge = starclock.history._judge

    def failing(attempt: Attempt, settings: Settings) -> Summary:
        return judge(attempt, settings) if attempt.note != "bad" else Summary(attempt, (1 / 0,))  # type: ignore[arg-type]

    monkeypatch.setattr(starclock.history, "_judge", failing)
    own_library.add(attempt())
    for command in ("list", "progress"):
        status, told = run(command)
        assert status == 0 and told.count(f"{bad.id} cannot be judged (ZeroDivisionError") == 1
    assert good.id in run("list")[1] and bad.id in run("list")[1]


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
    library.change(kept.id, lambda now: replace(now, name="the good one", tags=("a",), note="hm", story="queue"))
    named = summaries(library, library.heads(), Settings())
    assert len(judged) == 3, "a name changes no judgement"
    assert named[0].measures == again[0].measures and named[0].attempt.name == "the good one"
    library.change(kept.id, lambda now: replace(now, tags=("a", "drill")))
    summaries(library, library.heads(), Settings())
    assert len(judged) == 4, "a drill is judged otherwise"


def test_what_was_shown_when_it_was_kept_is_not_judged_again(
    own_library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import starclock.history

    captions = tmp_path / "a.srt"
    captions.write_text("1\n00:00:00,000 --> 00:00:09,000\nMy task was clear. I rewrote the queue. Errors fell.\n")
    assert run("analyze", "--save", str(captions))[0] == 0
    by_itself = summaries(own_library, own_library.heads(), Settings(), texts=True)
    (own_library.folder / ".index.sqlite").unlink()
    judged_anew = summaries(Library(own_library.folder), own_library.heads(), Settings(), texts=True)
    assert by_itself == judged_anew
    captions.write_text("1\n00:00:00,000 --> 00:00:09,000\nMy task was hard. I rewrote the queue. Errors fell.\n")
    assert run("analyze", "--save", str(captions))[0] == 0
    monkeypatch.setattr(starclock.history, "_judge", None)  # whoever calls it now fails
    assert len(summaries(Library(own_library.folder), own_library.heads(), Settings(), texts=True)) == 2


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


def test_an_attempt_heard_by_pocketsphinx_opens_and_is_doubted() -> None:
    """As versions before wrote it: with a field that is no more, by a recognizer that is no more."""
    data = json.loads(encode(attempt()))
    data["attempt"] |= {"rough": True, "recognizer": "pocketsphinx", "model": "en-us"}
    old = decode(json.dumps(data).encode())
    assert old == replace(attempt(), recognizer="pocketsphinx", model="en-us")
    assert old.doubtful and not attempt().doubtful
    told = Console(width=100, file=io.StringIO(), record=True)
    told.print(terminal.render(review(old)))
    assert f"starclock analyze {old.id}" in told.export_text()


def test_the_newest_is_last_also_within_a_second(library: Library) -> None:
    kept = [library.add(attempt(recorded_at="2024-05-01T10:00:00+00:00", note=str(n))) for n in range(12)]
    assert library.ids() == [one.id for one in kept] and len(set(library.ids())) == 12
    assert library.get("last").note == "11" and library.get("last~10").note == "1"
    assert [head.note for head in library.heads()] == [str(n) for n in range(12)]
    library.delete(kept[3].id)
    assert library.ids()[-1] == kept[-1].id
    later = library.add(attempt(recorded_at="2024-05-01T10:00:00+00:00"))
    assert library.ids()[-1] == later.id, "a number that became free is not given to a later one"


# The commands, as a user types them


@pytest.fixture
def own_library(own_home: Path) -> Library:
    """The library the commands find."""
    return Library(own_home / "recordings")


def run(*arguments: str, answer: str = "") -> tuple[int, str]:
    """Status and all that was printed; an error of ours as its one line."""
    from starclock.cli import cli

    result = CliRunner().invoke(cli, arguments, input=answer)
    if isinstance(result.exception, StarclockError):
        return 1, str(result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_a_line_fits_the_terminal(library: Library) -> None:
    kept = library.add(attempt(question="Tell me about a time you disagreed with somebody senior to you", note="Good."))
    assert len(attempt_line(kept, 80)) == 80 and attempt_line(kept, 80).endswith("…  note")
    assert kept.question is not None and kept.question in attempt_line(kept)


def test_a_list_up_to_a_month_holds_its_last_day(own_library: Library) -> None:
    for day in ("2024-02-01", "2024-02-29", "2024-03-01"):
        own_library.add(attempt(recorded_at=f"{day}T10:00:00+00:00"))
    for until, count in (("2024-02", 2), ("2024-02-01", 1), ("2024-12", 3)):
        status, told = run("list", "--until", until, "--json")
        assert status == 0 and sum(line.startswith("{") for line in told.splitlines()) == count
    assert run("list", "--until", "soon")[0] == 2


def test_the_speakers_own_words_are_kept(own_library: Library) -> None:
    kept = own_library.add(attempt())
    run("rename", "last", "the good one", "--story", "routes")
    run("note", "last", "too fast")
    run("tag", "last", "a", "b", "a")
    run("tag", "last", "--remove", "a")
    assert own_library.get() == replace(kept, name="the good one", story="routes", note="too fast", tags=("b",))
    run("note", "last", "")
    assert own_library.get().note is None
    assert run("rename", "last")[0] == 2 and run("rename", "nope", "x")[0] == 1


def test_what_is_deleted_is_asked_for(own_library: Library, flac: Path) -> None:
    own_library.add(attempt(), flac)
    assert run("delete", "last", answer="n\n")[0] != 0 and len(own_library.ids()) == 1
    assert run("purge", "--audio", "last", answer="n\n")[0] != 0 and own_library.audio_of(own_library.get())
    assert run("purge", "--audio", "--all", "--yes")[0] == 0 and not own_library.audio_of(own_library.get())
    assert "nothing to purge" in run("purge", "--audio", "last", "--yes")[1]
    assert run("delete", "last", "--yes")[0] == 0 and not own_library.ids()


def test_an_export_comes_back_once(own_library: Library, flac: Path, tmp_path: Path) -> None:
    kept = own_library.add(attempt(recorded_at="2024-05-01T10:00:00+00:00", note="hm"), flac)
    path = tmp_path / "one.starclock"
    assert run("export", "last", str(path))[0] == 0
    assert "already exists" in run("export", "last", str(path))[1]
    assert "there already" in run("import", str(path))[1] and len(own_library.ids()) == 1
    own_library.delete(kept.id)
    assert run("import", str(path))[0] == 0 and own_library.get() == kept


def test_an_import_of_nothing_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("import", str(tmp_path / "empty")) == (1, "no recordings found\n")
    assert "not there" in run("import", str(tmp_path / "gone"))[1]
    (tmp_path / "a.wav").write_bytes(b"hello")
    assert "no recognizer 'ears'" in run("import", str(tmp_path / "a.wav"), "--recognizer", "ears")[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["last", "last"], "all the same one"),
        (["last"], "a second one"),
        (["--question", "teapots"], "there are none at a question with 'teapots'"),
        (["--question", "broke"], "there is only one"),
        (["--story", "routes"], "none of the story 'routes'"),
    ],
)
def test_a_comparison_of_one_says_what_is_missing(own_library: Library, arguments: list[str], said: str) -> None:
    own_library.add(attempt())
    status, told = run("compare", *arguments)
    assert status == 1 and said in told and len(told.splitlines()) == 1


def test_a_comparison_fits_80_columns(own_library: Library) -> None:
    for n in range(6):
        own_library.add(attempt(recorded_at=f"2024-05-0{n + 1}T10:00:00+00:00"))
    status, told = run("compare", "--question", "broke")
    assert status == 0 and "Nothing to tell them apart" in told and "all 6" in told
    assert max(map(len, told.splitlines())) <= 80
    status, two = run("compare", "last", "last~1")
    lines = two.splitlines()
    before = next(at for at, line in enumerate(lines) if line.startswith("Wording"))
    assert status == 0 and before <= 12 and any("2024-05-06-100000" in line and " s" in line for line in lines)
    status, told = run("compare", "last", "last~1", "--card", "gone.txt")
    assert status == 1 and "gone.txt cannot be read" in told


def test_the_weeks_fit_the_terminal_and_begin_with_practice(library: Library) -> None:
    library.add(attempt(recorded_at="2024-05-01T10:00:00+00:00", question="Why? " * 40))
    seen = look_back(summaries(library, library.heads(), Settings()), date(2024, 8, 9), 20)
    wide, narrow = progress_text(seen), progress_text(seen, 80)
    assert max(map(len, wide.splitlines())) > 80 >= max(map(len, narrow.splitlines()))
    assert "".join(narrow.split()) == "".join(wide.split())
    assert wide.splitlines()[1].split()[:2] == ["2024-04-29", "1"] and "last on 2024-05-01" in wide
