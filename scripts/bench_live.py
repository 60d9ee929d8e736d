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
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from kit.cost import STARCLOCK
from kit.places import PACKAGE, ROOT
from kit.tables import percent, table

sys.path.insert(0, str(ROOT / "tests"))

from starclock.sound import RATE
from starclock.sound.decode import decode
from starclock.sound.voice import CHANCE_SAMPLES, voice_chances
from virtual_microphone import CannotRunError, VirtualMicrophone, virtual_microphone

_PAUSE = 12
"""Steps of 32 ms without a voice in which an answer may end."""
_REACTION = 1.0
"""Seconds from the last word to the key."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, nargs="+", default=[60.0, 180.0, 600.0])
    options.add_argument("--model", default="tiny.en")
    chosen = options.parse_args()
    try:
        with virtual_microphone() as microphone:
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
