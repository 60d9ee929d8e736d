"""Do phases begin where they were heard to begin? A spoken answer of three minutes whose sentence times are known.

    python scripts/bench_boundaries.py [--model NAME-or-FOLDER ...]

A natural voice speaks the sample answer and some more, sentence by sentence with pauses of 0.4 to 0.9 s, into
a virtual microphone (see tests/virtual_microphone.py); the recorder records it, a recognizer hears it, the
segmentation finds the phases. A boundary is placed right where the phase begins with a word of the sentence in
which it truly begins; its error is how far from the first sound of that sentence.

Prints a table for docs/benchmarks.md. Goal: every boundary that is placed right lies within 0.3 s.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import librosa
import numpy as np
import soundfile

from kit.places import ROOT
from kit.tables import table

sys.path.insert(0, str(ROOT / "tests"))

import natural_voice
from make_sample import NOISE_DB, PEAK, paragraphs
from starclock.speech import Attempt, PhaseName
from virtual_microphone import CannotRunError, VirtualMicrophone, virtual_microphone

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from starclock.recognizers import Recognizer

GOAL = 0.3
RATE = 16_000
PARAGRAPHS: tuple[PhaseName, ...] = ("situation", "task", "action", "result", "result")
"""What the paragraphs of the sample's text are."""
GREETING = "Sure."
MORE: dict[PhaseName, str] = {
    "situation": "I was the only engineer on that side of the house.",
    "task": "My director also wanted a plan for the day after, in case it broke again.",
    "action": "I asked the warehouse to send me ten real orders a day, and I tested every change with those."
    " When one of the four parts failed on a Sunday, I came in, found a wrong time zone, and corrected it."
    " On the last Friday I switched the old job off and stayed until the first truck had left.",
    "result": "The new job has been running for two years now, and it has failed only once.",
}
CLOSING = "Does that answer your question?"


@dataclass(frozen=True, slots=True)
class Spoken:
    """One sentence: its text, its phase (None: outside the story), where its sound starts and ends, seconds."""

    text: str
    phase: PhaseName | None
    start: float
    end: float


def script() -> Iterator[tuple[str, PhaseName | None]]:
    """The sentences of the answer with their phases."""
    more = dict(MORE)
    for phase, paragraph in zip(PARAGRAPHS, paragraphs(), strict=True):
        for sentence in natural_voice.sentences(f"{paragraph} {more.pop(phase, '')}".strip()):
            yield sentence, None if sentence == GREETING else phase
    yield CLOSING, None


def read_aloud() -> tuple[NDArray[np.float32], list[Spoken]]:
    """The answer at 16 kHz [shape=(n,)] in a quiet room, and its sentences."""
    rng = np.random.default_rng(11)
    parts, spoken, at = [np.zeros(RATE)], [], RATE
    for text, phase in script():
        sound = librosa.resample(natural_voice.say(text), orig_sr=natural_voice.RATE, target_sr=RATE)
        spoken.append(Spoken(text, phase, at / RATE, (at + len(sound)) / RATE))
        pause = np.zeros(int(rng.uniform(0.4, 0.9) * RATE))
        parts += [sound, pause]
        at += len(sound) + len(pause)
    answer = np.concatenate([*parts, np.zeros(RATE // 2)])
    answer *= PEAK / np.abs(answer).max()
    answer = answer + rng.normal(0, 10 ** (NOISE_DB / 20), len(answer))
    return np.clip(answer, -1, 1).astype(np.float32), spoken


def through_the_microphone(answer: NDArray[np.float32], microphone: VirtualMicrophone, folder: Path) -> Path:
    """Plays the answer and records it, as `starclock record` does."""
    from starclock.sound.devices import choose
    from starclock.sound.recorder import record

    played, stop = folder / "answer.wav", threading.Event()
    soundfile.write(played, answer, RATE, subtype="PCM_16")

    def speaker() -> None:
        microphone.begin(played).wait()
        time.sleep(0.3)
        stop.set()

    return record(
        folder / "take.wav",
        choose(microphone.device),
        stop=stop,
        prelude=lambda: threading.Thread(target=speaker).start(),
    ).path


def delay(recorded: NDArray[np.float32], played: NDArray[np.float32]) -> float:
    """Seconds by which the recording lags behind what was played: the peak of their correlation."""
    size = 1 << (len(recorded) + len(played)).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(recorded, size) * np.conj(np.fft.rfft(played, size)), size)
    peak = int(likeness.argmax())
    return (peak if peak < size // 2 else peak - size) / RATE


def rows(spoken: Sequence[Spoken], late: float, attempt: Attempt) -> Iterator[tuple[str, str, float | None, float]]:
    """For each true boundary: what begins there, where the answer says so, its error if placed right, the truth."""
    from starclock.pipeline import review

    answer = review(attempt).answer
    begun = {p.start: p.phase for p in reversed(answer.phases)}
    ended = {p.end for p in answer.phases}
    for before, sentence in pairwise([None, *spoken]):
        assert sentence is not None
        if before is not None and before.phase == sentence.phase:
            continue
        if before is None and sentence.phase is None:
            continue
        truth = sentence.start + late
        following = next((s.start for s in spoken if s.start > sentence.start), sentence.end + 1) + late
        candidates = [t for t, phase in begun.items() if phase == sentence.phase] if sentence.phase else sorted(ended)
        near = min(candidates, key=lambda t: abs(t - truth), default=None)
        # A start belongs to the sentence that its word lies in: a word begins a little before or after the sound.
        word = next((w for w in attempt.words if near is not None and w.start == near), None)
        right = word is not None and truth < word.middle < following
        error = near - truth if right and near is not None else None
        yield sentence.phase or "outside the story", "none" if near is None else f"{near:.2f}", error, truth


def edges(spoken: Sequence[Spoken], late: float, attempt: Attempt) -> list[float]:
    """Error of the first word of every sentence, seconds, wherever the phases lie."""
    errors = []
    for sentence in spoken:
        inside = [w for w in attempt.words if sentence.start + late < w.middle < sentence.end + late]
        if inside:
            errors.append(inside[0].start - sentence.start - late)
    return errors


def cuts(spoken: Sequence[Spoken], late: float, attempt: Attempt) -> tuple[int, int]:
    """How many sentences begin where one truly begins, and how many elsewhere."""
    from starclock.pipeline import review

    truth = [sentence.start + late for sentence in spoken]
    found = [s.start for s in review(attempt).answer.sentences]
    right = sum(any(abs(start - true) <= GOAL for start in found) for true in truth)
    return right, len(found) - right


def measure(take: Path, answer: NDArray[np.float32], spoken: Sequence[Spoken], recognizer: Recognizer) -> bool:
    """Prints what one recognizer makes of the take; whether the goal is met."""
    from starclock.pipeline import listen
    from starclock.sound.decode import decode

    late = delay(decode(take), answer)
    attempt = listen(take, recognizer)
    print(f"\n{recognizer.name} {recognizer.model}")
    begun = list(rows(spoken, late, attempt))
    errors = [error for _, _, error, _ in begun if error is not None]
    cells = (
        [name, f"{truth:.2f}", found, *(("no", "") if error is None else ("yes", f"{error:+.2f}"))]
        for name, found, error, truth in begun
    )
    table("begins | truly at s | found at s | right sentence | error s", cells)
    starts = sorted(abs(error) for error in edges(spoken, late, attempt))
    print(
        f"\nfirst words of {len(starts)} of {len(spoken)} sentences: median {statistics.median(starts):.2f} s,"
        f" 95 % within {starts[int(0.95 * (len(starts) - 1))]:.2f} s, worst {starts[-1]:.2f} s from the first sound"
    )
    right, wrong = cuts(spoken, late, attempt)
    print(f"sentences found: {right} of {len(spoken)}, and {wrong} that begin inside another")
    return all(abs(error) <= GOAL for error in errors)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", action="append", default=[], help="a name or folder; tiny.en by default")
    parser.add_argument("--keep", type=Path, help="keep the take and the truth in this folder")
    wanted = parser.parse_args()
    from starclock.recognizers import open_recognizer

    answer, spoken = read_aloud()
    print(f"{len(answer) / RATE:.0f} s, {len(spoken)} sentences")
    with tempfile.TemporaryDirectory() as temporary:
        folder = wanted.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with virtual_microphone() as microphone:
                os.environ.update(microphone.environment)
                take = through_the_microphone(answer, microphone, folder)
        except CannotRunError as reason:
            print(f"cannot measure: {reason}", file=sys.stderr)
            return 1
        recognizers = [open_recognizer("faster-whisper", model) for model in wanted.model or ["tiny.en"]]
        good = [measure(take, answer, spoken, recognizer) for recognizer in recognizers]
    print(f"\ngoal: every boundary placed right lies within {GOAL} s: {'met' if all(good) else 'NOT met'}")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
