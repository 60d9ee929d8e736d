"""Broken input by the thousand: each is a right result or one line of a StarclockError, in bounded time and memory.

    python scripts/bench_fuzz.py [--count 100000] [--seed 1] [--kinds attempt,settings] [--keep FOLDER]

Valid files of every kind that starclock reads are broken at random (numbers that are none, endless digits, nesting,
keys missing or of another type, text that a terminal obeys, bytes cut, swapped and inserted) and read as the commands
read them, through to the report and its exports. Prints a row for each kind; --keep collects what made a fault.

refused : told in one line; taken : read to the end; faults : any other exception, a message of several lines or with
hidden characters, more than 10 s. Peak memory is that of the whole process.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import re
import resource
import signal
import struct
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

import numpy as np

from starclock import pipeline
from starclock.cli.phases import changed
from starclock.compare import summarize
from starclock.errors import StarclockError, fault
from starclock.library import FACTS, Library, encode, unpack
from starclock.renderers import exports, terminal
from starclock.renderers.json import render
from starclock.renderers.pages.report import render as render_page
from starclock.segmentation import phases
from starclock.segmentation.phase_weights import Encoder, Floats
from starclock.settings import Settings, Targets, read_settings
from starclock.sound.decode import decode as decode_sound
from starclock.speech import Attempt, Correction, Hesitation, Interval, Recording, Ruling, Sound, Track, Word
from starclock.writing.clock import seconds_of

LIMIT_SECONDS = 10
SAID = """Last year errors doubled in 30 days. My task was, um, to cut 40% of 3.5 seconds. We rebuilt it, I wrote the
plan, and it was decided by the team. Errors fell from 1,200 to 12.""".split()
ODD = ("\x1b[31m", "\x07", "\u202e", "\x00", "\ud800", "\n\n", "<script>", "../../x", "%s", "{}")
HOSTILE = (*ODD, "a" * 3000, "9" * 400, "9" * 5000)
NUMBERS = ("NaN", "Infinity", "-Infinity", "1e308", "-1", "1e999", "9" * 400, "0", "-0.0", "1e-320", "null", '"x"')


def sample() -> Attempt:
    """A whole attempt with everything an attempt may hold."""
    words = tuple(Word(i * 0.45, i * 0.45 + 0.4, text, 0.9) for i, text in enumerate(SAID))
    end = words[-1].end + 1
    track = Track(0.5, tuple(-30.0 + i % 7 for i in range(int(end * 2))), tuple(120.0 for _ in range(int(end * 2))))
    features = ("tilt", "change", "seconds", "level", "pitch", "voicing")
    sound = Sound(
        (Interval(0, 12), Interval(13, end - 1)),
        *(-60.0, -25.0, 0.0, 8000.0),
        tuple(i * 0.2 for i in range(int(end * 5))),
        track,
        (Hesitation(12.1, 12.6, dict.fromkeys(features, 0.3)),),
    )
    return Attempt(
        "2026-01-02-030405",
        end,
        words,
        "faster-whisper",
        "tiny.en",
        True,
        recorded_at="2026-01-02T03:04:05+01:00",
        question="What broke?",
        story="queue",
        audio="audio.flac",
        sound=sound,
        recording=Recording("USB", 48_000),
        corrections=(Correction(0, 5, "situation"),),
        rulings=(Ruling(12.1, 12.6, "filler", True),),
        name="the good one",
        note="hm",
        tags=("a",),
    )


# How a file is broken


def broken(data: bytes, dice: random.Random) -> bytes:
    """The same file with one to four things wrong."""
    for _ in range(dice.choice((1, 1, 1, 2, 4))):
        data = dice.choice((_text, _text, _bytes))(data, dice)
    return data


def _bytes(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data) + 1)
    part = dice.choice((1, 4, 40))
    return dice.choice(
        (
            data[:at],
            data[:at] + data[at + part :],
            data[:at] + dice.randbytes(part) + data[at + part :],
            data[:at] + data[at : at + part] * dice.choice((2, 50)) + data[at:],
            data[:at] + data[dice.randrange(len(data) + 1) :],
        )
    )


def _text(data: bytes, dice: random.Random) -> bytes:
    """A number, a text or a bracket in it becomes another."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return _bytes(data, dice)
    kind = dice.randrange(6)
    if kind < 3 and (found := list(re.finditer(r"-?\d+(?:\.\d+)?", text))):
        match, new = dice.choice(found), dice.choice(NUMBERS)
    elif kind == 3 and (found := list(re.finditer(r'"[^"]*"', text))):
        match = dice.choice(found)
        new = dice.choice((*map(json.dumps, HOSTILE), "null", "1", "[]", "{}", '"\\ud800"', '""'))
    elif kind == 4 and (found := list(re.finditer(r"[\[{]", text))):
        match, new = dice.choice(found), dice.choice(("[" * 50, "[" * 5000, "{", '{"a":', "["))
    else:
        at = dice.randrange(len(text) + 1)
        return (text[:at] + dice.choice(HOSTILE) + text[at:]).encode("utf-8", "surrogatepass")
    return (text[: match.start()] + new + text[match.end() :]).encode("utf-8", "surrogatepass")


# What is read, and how


def look(attempt: Attempt, settings: Settings = Settings()) -> None:  # noqa: B008 (frozen)
    """All that the commands make of an attempt."""
    report = pipeline.review(attempt, settings)
    json.loads(render(report))
    for kind in exports.KINDS.values():
        kind(report)
    summarize(report, ["filler"])
    terminal.render(report)
    if len(attempt.words) % 2:
        render_page(report)


def read_attempt(data: bytes, folder: Path) -> None:
    """As it lies in the library."""
    library = Library(folder / "library")
    path = library.folder / "2026-01-02-030405" / FACTS
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    told: list[str] = []
    library.heads(told.append)
    for message in told:
        _one_line(message)
    look(library.get("last"))


def read_transcript(ending: str) -> Callable[[bytes, Path], None]:
    """As `analyze` is given it."""

    def read(data: bytes, folder: Path) -> None:
        path = folder / f"transcript{ending}"
        path.write_bytes(data)
        look(pipeline.read(path))

    return read


def read_settings_file(data: bytes, folder: Path) -> None:
    """settings.toml, then a report by it."""
    path = folder / "settings.toml"
    path.write_bytes(data)
    look(SAMPLE, read_settings(path))


def read_export(data: bytes, folder: Path) -> None:
    """As `import` is given it."""
    path = folder / "one.starclock"
    path.write_bytes(data)
    attempt, audio = unpack(path, folder)
    look(attempt)
    if audio:
        audio.unlink()


def read_sound(data: bytes, folder: Path) -> None:
    """Any file that says it is sound."""
    path = folder / "sound.wav"
    path.write_bytes(data)
    decode_sound(path)


def read_note(data: bytes, folder: Path) -> None:
    """What lies beside an unfinished take."""
    library = Library(folder / "library")
    library.takes.folder.mkdir(parents=True, exist_ok=True)
    path = library.takes.folder / "2026-01-02-030405.wav"
    path.write_bytes(WAV)
    path.with_suffix(".json").write_bytes(data)
    (take,) = library.takes.unfinished()
    library.takes.drop(take.path)


def read_argument(data: bytes, folder: Path) -> None:
    """What is typed behind a command."""
    text = data.decode("utf-8", "surrogateescape")
    try:
        seconds_of(text)
    except ValueError as problem:
        _one_line(str(problem))
    for read in (Targets.parse, Library(folder / "library").resolve, lambda line: changed(ANSWER, (), line)):
        try:
            read(text)
        except StarclockError as problem:
            _one_line(str(problem))


def _wav() -> bytes:
    samples = struct.pack("<12000h", *(int(9000 * ((i % 80) / 40 - 1)) for i in range(12_000)))
    header = (b"RIFF", 36 + len(samples), b"WAVE", b"fmt ", 16, 1, 1, 16_000, 32_000, 2, 16, b"data", len(samples))
    return struct.pack("<4sI4s4sIHHIIHH4sI", *header) + samples


def _zip(attempt: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as bundle:
        bundle.writestr(FACTS, attempt, zipfile.ZIP_DEFLATED)
        bundle.writestr("audio.flac", b"fLaC" + bytes(3000))
    return whole.getvalue()


def _captions(mark: str, dot: str) -> bytes:
    cues = []
    for i in range(0, len(SAID), 8):
        times = [f"00:00:{second:06.3f}".replace(".", dot) for second in (i * 0.45, i * 0.45 + 3.4)]
        cues.append(f"{i // 8 + 1}\n{times[0]} --> {times[1]}\n{' '.join(SAID[i : i + 8])}\n")
    return (mark + "\n".join(cues)).encode()


def _segments() -> bytes:
    segments = [
        {
            "start": w.start,
            "end": w.end,
            "text": w.text,
            "words": [{"word": w.text, "start": w.start, "end": w.end, "probability": 0.9}],
        }
        for w in SAMPLE.words
    ]
    return json.dumps({"text": " ".join(SAID), "segments": segments, "language": "en"}).encode()


SETTINGS = b"""targets = "30/15/90/45"
role = "em"
fillers = ["+so to speak", "-like"]
off = ["hedge"]
[microphone]
name = "USB Microphone"
[bands]
"speech rate" = [110, 180]
"fillers" = [0, 5]
"""
NOTE = (
    b'{"began":"2026-01-02T03:04:05+01:00","question":"Why?","story":"queue","tags":["a"],"device":"USB",'
    b'"marks":[[2.0,"task"],[4.0,"action"]],"offered":false}'
)
SAMPLE = sample()
ANSWER = pipeline.review(SAMPLE).answer
WAV = _wav()
KINDS: Mapping[str, tuple[bytes, Callable[[bytes, Path], None]]] = MappingProxyType(
    {
        "attempt": (encode(SAMPLE), read_attempt),
        "transcript JSON": (_segments(), read_transcript(".json")),
        "SRT": (_captions("", ","), read_transcript(".srt")),
        "VTT": (_captions("WEBVTT\n\n", "."), read_transcript(".vtt")),
        "settings": (SETTINGS, read_settings_file),
        "exported attempt": (_zip(encode(SAMPLE)), read_export),
        "sound": (WAV, read_sound),
        "note of a take": (NOTE, read_note),
        "arguments": (b"move 2 0:41.5", read_argument),
    }
)


SHARES = {"SRT": 1, "VTT": 1, "attempt": 3, "transcript JSON": 3, "note of a take": 16, "arguments": 16}
SHARES |= dict.fromkeys(("settings", "exported attempt", "sound"), 20)
"""How many of all inputs are of a kind, in percent: fewer where each is read through to a report."""


@dataclass
class Tally:
    """What became of the inputs of one kind; `faults` by what they were."""

    taken: int = 0
    refused: int = 0
    slowest: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)


class _TooSlowError(BaseException):
    pass


def fuzz(kind: str, count: int, seed: int, keep: Path | None = None) -> Tally:
    """Reads `count` broken files of a kind."""
    data, read = KINDS[kind]
    tally, dice = Tally(), random.Random(f"{seed} {kind}")
    signal.signal(signal.SIGALRM, _too_slow)
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(count):
            if kind == "exported attempt" and dice.random() < 0.5:
                given = _zip(broken(encode(SAMPLE), dice))
            else:
                given = broken(data, dice)
            told = _outcome(read, given, Path(folder), tally)
            if told:
                tally.faults[told] += 1
                if keep:
                    keep.mkdir(parents=True, exist_ok=True)
                    name = re.sub(r"\W+", "_", f"{kind} {told}")[:80]
                    (keep / f"{name}-{tally.faults[told]}").write_bytes(given)
    return tally


def _outcome(read: Callable[[bytes, Path], None], given: bytes, folder: Path, tally: Tally) -> str:
    """The fault, "" for none."""
    began = time.perf_counter()
    signal.alarm(LIMIT_SECONDS)
    try:
        read(given, folder)
        tally.taken += 1
    except StarclockError as problem:
        tally.refused += 1
        return _untidy(str(problem))
    except _TooSlowError:
        return f"more than {LIMIT_SECONDS} s"
    except BaseException as problem:
        if isinstance(problem, KeyboardInterrupt):
            raise
        return fault(problem)
    finally:
        signal.alarm(0)
        tally.slowest = max(tally.slowest, time.perf_counter() - began)
    return ""


def _one_line(message: str) -> None:
    if told := _untidy(message):
        raise AssertionError(told)


def _untidy(message: str) -> str:
    """What a command prints of it is one line: `main` writes hidden characters out; length is up to the reader."""
    return f"a message of {len(message)} letters" if len(message) > 1500 else ""


def _too_slow(*_: Any) -> NoReturn:
    raise _TooSlowError


def strict() -> None:
    """A check that fails costs a user its line; from here on it is a fault."""
    pipeline._failed = _raise  # type: ignore[assignment]
    phases.encode = once(phases.encode)  # type: ignore[attr-defined]


def once(encode_all: Callable[..., Floats]) -> Callable[..., Floats]:
    """Most sentences of a broken file are whole, and encoding them takes three quarters of the time: each once."""
    known: dict[tuple[int, ...], Floats] = {}

    def encoded(sentences: Sequence[Sequence[int]], encoder: Encoder) -> Floats:
        for sentence in map(tuple, sentences):
            if sentence not in known:
                known[sentence] = encode_all([sentence], encoder)[0]
        return np.array([known[tuple(sentence)] for sentence in sentences])

    return encoded


def _raise(_name: str, _measures: object, problem: Exception) -> NoReturn:
    raise problem


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--keep", type=Path)
    chosen = parser.parse_args()
    strict()
    kinds = chosen.kinds.split(",")
    faults = 0
    print("| input | tried | refused in one line | taken | faults | slowest |\n|---|---|---|---|---|---|")
    for kind in kinds:
        count = round(chosen.count * SHARES[kind] / sum(SHARES[one] for one in kinds))
        tally = fuzz(kind, count, chosen.seed, chosen.keep)
        faults += tally.faults.total()
        tried = tally.taken + tally.refused + tally.faults.total()
        print(f"| {kind} | {tried:,} | {tally.refused:,} | {tally.taken:,} | {tally.faults.total()} |", end="")
        print(f" {tally.slowest:.1f} s |", flush=True)
        for told, times in tally.faults.most_common():
            print(f"    {times} x {told}", file=sys.stderr, flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{faults} faults; peak memory {peak:.0f} MB")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
