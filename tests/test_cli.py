"""The commands as a user meets them: exit status, one clear line, results on stdout, nothing from the network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

import command
import scripted_whisper

STARCLOCK = str(Path(sys.executable).parent / "starclock")
RATE = 16_000


def run(*arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **more}
    return subprocess.run([STARCLOCK, *map(str, arguments)], capture_output=True, text=True, env=environment)


def sound(path: Path, samples: np.ndarray) -> Path:
    soundfile.write(path, samples.astype(np.float32), RATE)
    return path


def noise(seconds: float, level: float = 0.05) -> np.ndarray:
    return np.random.default_rng(0).normal(0, level, int(seconds * RATE))


def chords(seconds: float) -> np.ndarray:
    """Music of a kind: three steady tones, changed each half second."""
    t = np.arange(int(seconds * RATE)) / RATE
    root = 220 * 2 ** (np.floor(t * 2) % 5 / 12)
    tones = [np.sin(2 * np.pi * np.cumsum(root * ratio) / RATE) for ratio in (1, 1.26, 1.5)]
    return np.asarray(0.2 * np.sum(tones, axis=0))


BAD: dict[str, Callable[[Path], Path]] = {
    "missing": lambda folder: folder / "missing.wav",
    "a folder": lambda folder: folder,
    "empty": lambda folder: written(folder / "empty.mp3", b""),
    "no audio": lambda folder: written(folder / "note.wav", b"hello, I am a text"),
    "a header alone": lambda folder: written(folder / "head.wav", sound(folder / "h.wav", noise(1)).read_bytes()[:44]),
    "0.2 s": lambda folder: sound(folder / "short.wav", noise(0.2)),
    "silence": lambda folder: sound(folder / "silence.wav", np.zeros(3 * RATE)),
    "noise": lambda folder: sound(folder / "noise.wav", noise(5)),
    "music": lambda folder: sound(folder / "music.wav", chords(5)),
    "a broken transcript": lambda folder: written(folder / "t.json", b'{"segments": [{"start": 2, "end'),
}


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_one_clear_line(kind: str, tmp_path: Path, own_home: Path) -> None:
    done = run("analyze", "--save", BAD[kind](tmp_path))
    assert done.returncode == 1
    assert done.stdout == ""
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1 and lines[0].startswith("starclock: "), done.stderr
    kept = own_home / "recordings"
    assert not kept.exists() or not list(kept.iterdir()), "nothing half-written"


def test_no_permission(tmp_path: Path) -> None:
    path = sound(tmp_path / "secret.wav", noise(1))
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    done = run("analyze", path)
    assert done.returncode == 1 and "secret.wav" in done.stderr and len(done.stderr.splitlines()) == 1


def test_one_bad_file_stops_no_other(tmp_path: Path) -> None:
    good = written(tmp_path / "good.json", json.dumps(transcript()).encode())
    done = run("analyze", "--json", tmp_path / "missing.wav", good, good)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2 and len(done.stderr.splitlines()) == 1


def test_wrong_usage_is_2() -> None:
    assert run("analyze").returncode == 2
    assert run("nonsense").returncode == 2
    done = run("analyze", "--targets", "30/15", "x.wav")
    assert done.returncode == 1 and "30/15/90/45" in done.stderr


def transcript() -> dict[str, object]:
    text = (
        "So I was working at a small bakery supply company. Orders were getting lost twice a week. "
        "My manager asked me to find out why before the summer. I followed one order from the phone to the van. "
        "I wrote every step on a card. Then I moved the cards to one board. "
        "In the end lost orders went from two a week to none. I learned to follow one thing all the way."
    )
    words = [{"word": f" {w}", "start": i * 0.4, "end": i * 0.4 + 0.35} for i, w in enumerate(text.split())]
    return {"language": "en", "segments": [{"start": 0, "end": 40, "text": text, "words": words}]}


def test_the_json_report_has_its_shape(tmp_path: Path) -> None:
    done = run("analyze", "--json", written(tmp_path / "t.json", json.dumps(transcript()).encode()))
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["format"] == 1
    assert set(report) >= {"attempt", "words", "sentences", "phases", "timing", "findings", "measures", "first"}
    assert set(report["timing"]) == {"situation", "task", "action", "result", "total"}
    assert {t["verdict"] for t in report["timing"].values()} <= {"missing", "short", "on target", "long"}
    assert all(m["value"] is not None or m["reason"] for m in report["measures"])
    assert all(p["start"] <= p["end"] and p["source"] in ("model", "speaker") for p in report["phases"])
    assert len(report["first"]) <= 3 and all(a["advice"] for a in report["first"])
    assert report["timing"]["total"]["target"] == 180
    again = json.loads(run("analyze", "--json", "--targets", "10/5/30/15", tmp_path / "t.json").stdout)
    assert again["timing"]["total"]["target"] == 60


def test_another_language_is_timed_but_not_judged(tmp_path: Path) -> None:
    text = "also wir hatten ein Problem mit den Bestellungen und ich habe dann die Karten an die Wand gehängt " * 3
    words = [{"word": f" {w}", "start": i * 0.4, "end": i * 0.4 + 0.3} for i, w in enumerate(text.split())]
    report = json.loads(
        run(
            "analyze", "--json", written(tmp_path / "t.json", json.dumps({"segments": [{"words": words}]}).encode())
        ).stdout
    )
    assert report["attempt"]["language"] == "und"
    assert report["timing"]["total"]["seconds"] > 15
    reasons = {m["name"]: m["reason"] for m in report["measures"]}
    assert "English only" in reasons["time to first own action"]
    assert next(m for m in report["measures"] if m["name"] == "speech rate")["value"] is not None
    assert not [f for f in report["findings"] if f["source"] == "transcript"]


def test_kept_listed_reported_and_heard_again(tmp_path: Path, own_home: Path) -> None:
    """From a sound file through the real faster-whisper (on a scripted model) to the library and back."""
    script = [(w["word"].strip(), w["start"] * 0.7 + 0.3) for w in transcript()["segments"][0]["words"]][:30]  # type: ignore[index]
    model = scripted_whisper.build(tmp_path / "mine", script)
    speech = Path(__file__).parents[1] / "src" / "starclock" / "sample" / "answer.flac"
    samples, rate = soundfile.read(speech, stop=10 * RATE)
    take = tmp_path / "take.wav"
    soundfile.write(take, samples, rate)
    done = run("analyze", "--save", "--model", model, "--question", "What broke?", take)
    assert done.returncode == 0, done.stderr
    assert "Situation" in done.stdout
    listed = run("list")
    assert "What broke?" in listed.stdout and str(own_home / "recordings") in listed.stdout + listed.stderr
    identity = json.loads(run("report", "--json").stdout)["attempt"]["id"]
    assert json.loads(run("report", "--json", identity[:8]).stdout)["attempt"]["id"] == identity
    other = scripted_whisper.build(tmp_path / "other", script[::-1][:5])
    again = run("analyze", identity, "--model", other)
    assert again.returncode == 0 and "transcribed again" in again.stderr
    facts = json.loads(run("report", "--json", "last").stdout)["attempt"]
    assert facts["model"] == "other" and facts["question"] == "What broke?"
    assert run("report", "last~3").returncode == 1
    assert len(list((own_home / "recordings" / identity).iterdir())) == 2


def test_no_disk_space_keeps_nothing_half(tmp_path: Path) -> None:
    """A library that cannot be written: one line, status 1."""
    block = written(tmp_path / "file", b"not a folder")
    source = written(tmp_path / "t.json", json.dumps(transcript()).encode())
    done = run("analyze", "--save", source, STARCLOCK_HOME=str(block))
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1 and done.stdout == ""


def test_unknown_recognizer_and_model(tmp_path: Path) -> None:
    take = sound(tmp_path / "a.wav", noise(2))
    for option, name, told in (("--recognizer", "ears", "choose one of"), ("--model", "base.en", "models get base.en")):
        done = run("analyze", option, name, take)
        assert done.returncode == 1 and told in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_report_is_readable_when_piped(tmp_path: Path) -> None:
    done = run("analyze", written(tmp_path / "t.json", json.dumps(transcript()).encode()))
    assert "\x1b" not in done.stdout and max(map(len, done.stdout.splitlines())) <= 80


def test_nothing_is_asked_of_the_network(tmp_path: Path) -> None:
    """The whole job in a process where opening any internet socket ends it."""
    take = tmp_path / "take.wav"
    samples, rate = soundfile.read(Path(__file__).parents[1] / "src/starclock/sample/answer.flac", stop=4 * RATE)
    soundfile.write(take, samples, rate)
    program = (
        "import socket, sys\n"
        "def no(*a, **k): sys.exit('reached for the network')\n"
        "socket.socket.connect = socket.getaddrinfo = socket.create_connection = no\n"
        f"sys.argv = ['starclock', 'analyze', '--json', {str(take)!r}]\n"
        "from starclock.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["words"]


def test_a_transcript_of_an_interview() -> None:
    """The interviewer is left out and told, his question is the question; `--speaker` takes the other voice."""
    teams = Path(__file__).parent / "data" / "transcripts" / "teams.vtt"
    done = run("analyze", "--json", teams)
    report = json.loads(done.stdout)
    assert "Speaker Two (34 words) is taken for the candidate" in done.stderr
    assert report["attempt"]["question"] == "Tell me about a time you made something faster."
    assert [aside["speaker"] for aside in report["asides"]] == ["Speaker One"]
    assert report["attempt"]["remarks"] and len(report["words"]) == 34
    given = json.loads(run("analyze", "--json", "--question", "Why us?", "--speaker", "one", teams).stdout)
    assert given["attempt"]["question"] == "Why us?" and len(given["words"]) == 9
    nobody = run("analyze", "--speaker", "Robin", teams)
    assert nobody.returncode == 1 and "Speaker One, Speaker Two" in nobody.stderr
    assert run("analyze", "--save", teams).returncode == 0
    kept = json.loads(run("report", "--json").stdout)
    assert kept["asides"] == report["asides"] and kept["phases"] == report["phases"]


def test_an_unknown_command_names_the_nearest() -> None:
    done = command.run("reprot")
    assert done.status == 2 and "did you mean `report`?" in done.err
