"""Many recordings at once: the same words as one after the other, nothing lost, nothing twice, a bar that moves."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

import scripted_whisper
from command import run
from starclock.batch.share import Share
from starclock.batch.side_by_side import side_by_side
from starclock.errors import InputError
from starclock.library import Library
from starclock.pipeline import listen
from starclock.progress import Progress, silent
from starclock.recognizers.faster_whisper import FasterWhisper

SAMPLE = Path(__file__).parents[1] / "src" / "starclock" / "sample" / "answer.flac"
RATE = 16_000


def quiet(_: object) -> Progress:
    return silent


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 3), max_size=12), st.integers(1, 4))
def test_results_come_in_order_and_few_are_in_work(things: list[int], at_once: int) -> None:
    """Each thing takes so many milliseconds; 3 fails."""
    now: list[int] = []
    most, taken = 0, 0

    def work(thing: int, _: Progress) -> int:
        nonlocal most
        now.append(thing)
        most = max(most, len(now))
        time.sleep(thing / 1000)
        now.remove(thing)
        if thing == 3:
            raise ValueError("three")
        return thing

    def given_out() -> Callable[[int], int]:
        def take(thing: int) -> int:
            nonlocal taken
            taken += 1
            return thing

        return take

    seen = []
    for number, (thing, result) in enumerate(side_by_side(map(given_out(), things), work, quiet, at_once), 1):
        assert taken <= number + at_once, "no thing is taken long before its turn"
        seen.append(thing)
        if thing == 3:
            with pytest.raises(ValueError, match="three"):
                result()
        else:
            assert result() == thing
    assert seen == things and most <= at_once


def test_whoever_goes_away_is_not_waited_for() -> None:
    started, ended = threading.Event(), threading.Event()

    def endless(_: int, progress: Progress) -> None:
        started.set()
        try:
            for second in range(2000):
                progress(second, 2000, "waiting")
                time.sleep(0.005)
        finally:
            ended.set()

    began = time.monotonic()
    with closing(side_by_side([0, 1], endless, quiet, at_once=1)) as results:
        next(results)
        started.wait()
    assert ended.is_set() and time.monotonic() - began < 5


STEPS = st.tuples(st.sampled_from("abc"), st.sampled_from(["reading the audio", "transcribing"]), st.floats(0, 1))


@given(st.lists(STEPS), st.lists(st.integers(0, 5000), min_size=3, max_size=3))
def test_the_bar_of_many_only_grows(steps: list[tuple[str, str, float]], sizes: list[int]) -> None:
    shown: list[float] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("starclock.batch.share._size", dict(zip("abc", sizes, strict=True)).__getitem__)
        share = Share("abc", lambda done, total, _: shown.append(done / total if total else 1.0))
    for name, what, done in steps:
        share.of(name)(done, 1.0, what)
    for name in "abc":
        share.done(name)
    assert shown == sorted(shown) and shown[-1] == pytest.approx(1.0)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    script = [("I", 1.0), ("moved", 2.0), ("the", 2.4), ("team,", 2.9), ("um.", 3.4)]
    return scripted_whisper.build(tmp_path_factory.mktemp("models") / "scripted", script)


@pytest.fixture
def recordings(tmp_path: Path) -> list[Path]:
    """Four of 5 to 35 s, of one to three clips."""
    paths = []
    for number, seconds in enumerate((35, 5, 20, 8)):
        samples, _ = soundfile.read(SAMPLE, start=number * RATE, frames=seconds * RATE, dtype="float32")
        paths.append(tmp_path / f"{number}.wav")
        soundfile.write(paths[-1], samples, RATE)
    return paths


def test_beside_each_other_they_say_the_same(model: Path, recordings: list[Path]) -> None:
    alone = [listen(path, FasterWhisper("scripted", model)) for path in recordings]
    ears = FasterWhisper("scripted", model)
    beside = side_by_side(recordings, lambda path, tell: listen(path, ears, tell), quiet, at_once=3)
    assert [result() for _, result in beside] == alone


def test_one_bad_file_stops_no_other_and_a_second_run_hears_nothing_again(
    model: Path, recordings: list[Path], own_home: Path
) -> None:
    bad = recordings[0].with_name("bad.m4a")
    bad.write_bytes(bytes(range(256)) * 9)
    again = recordings[0].with_name("again.wav")
    again.write_bytes(recordings[1].read_bytes())
    names = [*map(str, recordings[:2]), str(bad), *map(str, recordings[2:]), str(again)]
    command = ["analyze", "--save", "--json", "--model", str(model), *names]
    first = run(*command)
    assert first.status == 1
    told = [line for line in first.err.splitlines() if "said" not in line]
    assert [line.partition(": ")[0] for line in told] == [n if n != str(bad) else "starclock" for n in names]
    assert "bad.m4a" in told[2]
    assert told[5].startswith(f"{again}: kept already as")
    kept = list(Library(own_home / "recordings"))
    assert [round(attempt.seconds) for attempt in kept] == [35, 5, 20, 8]
    assert [json.loads(line)["attempt"]["id"] for line in first.out.splitlines()[:4]] == [one.id for one in kept]
    with pytest.MonkeyPatch.context() as patch:
        heard: list[Path] = []

        def hear(path: Path, *_: object) -> None:
            heard.append(path)
            raise InputError("bad.m4a: is not audio")

        patch.setattr("starclock.cli.analyze.listen", hear)
        second = run(*command[:-1])
    assert second.status == 1 and heard == [bad] and second.err.count("kept already as") == 4
    assert second.out.splitlines() == first.out.splitlines()[:4]
    assert list(Library(own_home / "recordings")) == kept


def test_a_fault_of_ours_costs_its_file_not_the_others(recordings: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    talk = str(Path(__file__).parent / "data" / "transcripts" / "teams.vtt")
    monkeypatch.setattr("starclock.cli.analyze.listen", lambda *_: 1 / 0)
    monkeypatch.setattr("starclock.cli.context.Context.recognizer", None)
    with pytest.raises(AssertionError, match=r"itself, ZeroDivisionError.*please report") as told:
        run("analyze", "--json", str(recordings[0]), talk)
    assert f"starclock: {recordings[0]}: a fault" in str(told.value) and "Speaker Two" in str(told.value)


def test_a_transcript_is_kept_once_unless_it_is_read_otherwise(own_home: Path) -> None:
    """Of a talk of two, the other voice is another answer."""
    teams = str(Path(__file__).parent / "data" / "transcripts" / "teams.vtt")
    for speaker in ([], [], ["--speaker", "one"]):
        assert run("analyze", "--save", *speaker, teams).status == 0
    assert len(list(Library(own_home / "recordings"))) == 2
