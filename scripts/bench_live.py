"""How long does one wait after Enter? Answers spoken in real time into a virtual microphone, as users record.

    python scripts/bench_live.py [--seconds 60 180 600] [--model NAME-or-FOLDER]

Needs PulseAudio and libportaudio2 (see tests/virtual_microphone.py). The sample answer, repeated up to so many seconds
and ended in a pause, is recorded by `starclock record`; a second after the last word it is told to stop. Prints a table
for docs/benchmarks.md:

wait     : from the stop to the end of the whole report
record, then transcribe : `starclock analyze` of the recording afterwards, which is what would be left without hearing
           ahead
equal    : share of the words that both print, of all
lost     : how often the system lost sound while clips were heard

    python scripts/bench_live.py --beside [--seconds 60]

Why a process and not a thread: the recorder alone, with the clips heard in a process, and in a thread beside it.

gap      : between two blocks that the microphone gave, seconds: the longest, and what 1 in 100 is longer than
late     : how far what the clock shows was behind the recording at worst, seconds
left     : from the end of the recording to all its words, seconds
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from kit.cost import STARCLOCK
from kit.places import PACKAGE, ROOT
from kit.tables import percent, table

sys.path.insert(0, str(ROOT / "tests"))

from starclock.live.ear import LiveEar
from starclock.live.follow import Follower
from starclock.recognizers import open_recognizer
from starclock.sound import RATE, streams
from starclock.sound.acoustics import hear
from starclock.sound.decode import decode
from starclock.sound.devices import choose
from starclock.sound.recorder import record
from starclock.sound.voice import CHANCE_SAMPLES, voice_chances
from starclock.speech import Attempt
from virtual_microphone import CannotRunError, VirtualMicrophone, virtual_microphone

_PAUSE = 12
"""Steps of 32 ms without a voice in which an answer may end."""
_REACTION = 1.0
"""Seconds from the last word to the key."""
_SETTLING = 3.0
"""Seconds for a countdown: a process loads its model meanwhile."""
_LOOK = 0.5
"""Seconds between two looks at the take, as in starclock.live."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, nargs="+", default=[60.0, 180.0, 600.0])
    options.add_argument("--model", default="tiny.en")
    options.add_argument("--beside", action="store_true", help="the recorder alone, beside a process, beside a thread")
    options.add_argument("--record", nargs=2, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.record:
        place, path = chosen.record
        _record(place, Path(path), chosen.seconds[0], chosen.model)
        return
    try:
        with virtual_microphone() as microphone:
            if chosen.beside:
                table(
                    "clips heard in | load | longest gap | 1 in 100 | lost | late | left", _beside(microphone, chosen)
                )
                return
            table("spoken | load | wait | record, then transcribe | sooner | equal | lost", _rows(microphone, chosen))
    except CannotRunError as problem:
        sys.exit(str(problem))


def _rows(microphone: VirtualMicrophone, chosen: argparse.Namespace) -> Iterator[list[str]]:
    sample = decode(PACKAGE / "sample" / "answer.flac")
    for seconds in chosen.seconds:
        path = microphone.folder / f"{seconds:.0f}.wav"
        soundfile.write(path, _answer(sample, seconds), RATE, subtype="PCM_16")
        with tempfile.TemporaryDirectory() as home:
            environment = {**os.environ, **microphone.environment, "STARCLOCK_HOME": home}
            yield _row(microphone, path, chosen.model, environment)


def _row(microphone: VirtualMicrophone, path: Path, model: str, environment: dict[str, str]) -> list[str]:
    recording = [STARCLOCK, "record", "--json", "--device", microphone.device, "--max", "20m", "--model", model]
    with subprocess.Popen(
        recording, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
    ) as process:
        assert process.stderr
        for line in process.stderr:
            if line.strip() == b"recording":
                break
        spoken = microphone.play(path)
        time.sleep(_REACTION)
        process.send_signal(signal.SIGINT)
        began = time.perf_counter()
        live = json.loads(process.communicate()[0])
        wait = time.perf_counter() - began
    home = Path(environment["STARCLOCK_HOME"])
    kept = json.loads(next(home.glob("*/attempt.json")).read_bytes())["attempt"]
    began = time.perf_counter()
    again = subprocess.run(
        [STARCLOCK, "analyze", "--json", "--model", model, str(next(home.glob("*/audio.flac")))],
        env=environment,
        capture_output=True,
        check=True,
    )
    whole = time.perf_counter() - began
    equal = percent(_equal(live, json.loads(again.stdout)))
    row = [f"{spoken:.0f} s", f"{os.getloadavg()[0]:.0f}", f"{wait:.1f} s", f"{whole:.1f} s", f"{whole / wait:.1f} x"]
    return [*row, equal, str(kept["recording"].get("overflows", 0))]


def _beside(microphone: VirtualMicrophone, chosen: argparse.Namespace) -> Iterator[list[str]]:
    """Each in a process of its own, while the same answer is spoken."""
    sample = decode(PACKAGE / "sample" / "answer.flac")
    for seconds in chosen.seconds:
        path = microphone.folder / f"{seconds:.0f}.wav"
        soundfile.write(path, _answer(sample, seconds), RATE, subtype="PCM_16")
        for place in ("nothing", "process", "thread"):
            take = microphone.folder / f"{place}-{seconds:.0f}.wav"
            command = [sys.executable, __file__, "--record", place, str(take), "--seconds", str(seconds)]
            with subprocess.Popen(
                [*command, "--model", chosen.model],
                env={**os.environ, **microphone.environment},
                stdout=subprocess.PIPE,
                text=True,
            ) as process:
                assert process.stdout
                assert process.stdout.readline() == "recording\n"
                microphone.play(path)
                row = json.loads(process.communicate()[0])
            yield [f"{place} ({seconds:.0f} s)", f"{os.getloadavg()[0]:.0f}", *row]


def _record(place: str, path: Path, seconds: float, model: str) -> None:
    """Records with the clips heard in a "process", a "thread" or not at all; prints what that did to the recorder."""
    arrivals: list[float] = []
    late: list[float] = []
    over = threading.Event()

    class Heard(streams.Ear):
        def __call__(self, *block: Any) -> None:
            super().__call__(*block)
            arrivals.append(self.last)

    def shown(recorded: float, _level: float) -> None:
        late.append(time.monotonic() - recorded)

    def follow() -> Attempt:
        recognizer = open_recognizer(None, model)
        recognizer.ready()
        hear(np.zeros(RATE, np.float32))
        follower = Follower(path, recognizer)
        while not over.is_set():
            if not (path.exists() and follower.advance()):
                time.sleep(_LOOK)
        return follower.finish()

    def prelude() -> None:
        time.sleep(_SETTLING)
        print("recording", flush=True)

    streams.Ear = Heard  # type: ignore[misc]
    with ExitStack() as stack:
        finish: Callable[[], object] = time.monotonic
        if place == "process":
            ear = stack.enter_context(LiveEar(None, model))
            ear.follow(path)
            finish = ear.facts
        elif place == "thread":
            finish = stack.enter_context(ThreadPoolExecutor(1)).submit(follow).result
        made = record(path, choose("pulse"), limit=seconds, on_level=shown, prelude=prelude)
        over.set()
        began = time.monotonic()
        finish()
        left = time.monotonic() - began
    gaps = np.diff(arrivals[-len(late) :])
    row = [f"{gaps.max():.3f} s", f"{np.percentile(gaps, 99):.3f} s", f"{made.overflows}, {made.lost:.2f} s"]
    print(json.dumps([*row, f"{max(late) - min(late):.3f} s", f"{left:.1f} s"]))


def _answer(sample: np.ndarray, seconds: float) -> np.ndarray:
    """The sample again and again, up to the last pause before `seconds` [shape=(n,)]."""
    sound = np.tile(sample, 1 + int(seconds * RATE) // len(sample))[: int(seconds * RATE)]
    quiet = (voice_chances(sound) < 0.3).astype(int)
    pauses = np.flatnonzero(np.convolve(quiet, np.ones(_PAUSE, int), "valid") == _PAUSE)
    return np.asarray(sound[: int(pauses[-1] + _PAUSE // 2) * CHANCE_SAMPLES])


def _equal(one: dict[str, Any], two: dict[str, Any]) -> float:
    words = [[word["text"] for word in report["words"]] for report in (one, two)]
    return SequenceMatcher(None, words[0], words[1], autojunk=False).ratio()


if __name__ == "__main__":
    main()
