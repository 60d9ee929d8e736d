"""`analyze --dask`: a cluster of this computer's own, one of whose workers is killed; nothing lost, nothing twice."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import soundfile
from distributed import LocalCluster

import scripted_whisper
from command import run
from starclock import pipeline
from starclock.library import Library

SAMPLE = Path(__file__).parents[1] / "src" / "starclock" / "sample" / "answer.flac"
RATE = 16_000


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    script = [("I", 1.0), ("moved", 2.0), ("the", 2.4), ("team,", 2.9), ("um.", 3.4)]
    return scripted_whisper.build(tmp_path_factory.mktemp("models") / "scripted", script)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two processes, which this computer alone can reach."""
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as workers:
        yield workers


def recordings(folder: Path, count: int) -> list[Path]:
    paths = [folder / f"{number}.wav" for number in range(count)]
    for number, path in enumerate(paths):
        samples, _ = soundfile.read(SAMPLE, start=number * RATE, frames=4 * RATE, dtype="float32")
        soundfile.write(path, samples, RATE)
    return paths


@pytest.mark.skipif(sys.platform == "win32", reason="signals are a POSIX thing")
def test_a_worker_that_is_killed_costs_nothing(
    cluster: Any, model: Path, tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = recordings(tmp_path, 5)
    bad = tmp_path / "bad.wav"
    bad.write_bytes(bytes(range(256)) * 9)
    kept: list[Path | None] = []
    keep = pipeline.keep

    def keep_and_kill(attempt: Any, library: Library, path: Path | None) -> Any:
        if not kept:  # the first is done, and the others are in work or wait
            nanny = next(iter(cluster.workers.values()))
            nanny.auto_restart = False
            os.kill(nanny.pid, signal.SIGKILL)
        kept.append(path)
        return keep(attempt, library, path)

    monkeypatch.setattr("starclock.cli.analyze.keep", keep_and_kill)
    command = ["analyze", "--save", "--dask", cluster.scheduler_address, "--model", str(model), "--json"]
    done = run(*command, *map(str, [*paths[:3], bad, tmp_path / "missing.wav", *paths[3:]]))
    assert done.status == 1 and len(done.out.splitlines()) == 5, done.err
    failed = [line for line in done.err.splitlines() if line.startswith("starclock: ")]
    assert len(failed) == 2 and "bad.wav" in "".join(failed) and "missing.wav" in "".join(failed)
    assert str(tmp_path) not in next(line for line in failed if "bad.wav" in line), "nor the worker's own folder"
    assert sorted(map(str, kept)) == sorted(map(str, paths)), "each once"
    attempts = list(Library(own_home / "recordings"))
    assert len({attempt.origin for attempt in attempts}) == 5
    assert {" ".join(word.text for word in attempt.words) for attempt in attempts} == {"I moved the team, um."}
    again = run(*command, *map(str, paths))
    assert again.status == 0 and again.err.count("kept already as") == 5 and len(kept) == 5
    assert list(Library(own_home / "recordings")) == attempts


def test_what_is_missing_is_told_in_one_line(
    cluster: Any, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("starclock.batch.cluster._PATIENCE", 1.0)
    (path,) = recordings(tmp_path, 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    for address, model_, told in (
        (nobody, model, f"no Dask scheduler answers at {nobody}"),
        ("my cluster", model, "'my cluster' is no address of a Dask scheduler"),
        (cluster.scheduler_address, "nonsense", "'nonsense' is not on this computer"),
    ):
        done = run("analyze", "--dask", address, "--model", str(model_), str(path))
        assert done.status == 1 and told in done.err and len(done.err.splitlines()) == 1, done.err
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = run("analyze", "--dask", nobody, str(path))
    assert done.status == 1 and "pipx install" in done.err and len(done.err.splitlines()) == 1
