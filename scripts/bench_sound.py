"""Measures the ear and prints docs/figures/sound.md's tables.

    python scripts/bench_sound.py [edges] [nuclei] [pitch] [praat] [cost] [beside]

All but praat by default, which needs `pip install praat-parselmouth`. edges and cost need flite and espeak-ng,
beside needs the model tiny.en. nuclei counts in recordings of people too, where they are on this computer:
$STARCLOCK_SHARED/data/audio, or that folder beside the repository. What is found of filled pauses prints
scripts/bench_filled_pauses.py.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory
from typing import Any

import librosa
import numpy as np

from kit.places import PACKAGE, SHARED, outside
from kit.tables import percent, table
from spoken_clips import ESPEAK, FLITE, Clip, Voice, make_clip, resonate
from starclock.english.syllables import syllables
from starclock.sound import RATE
from starclock.sound.acoustics import Hearing, frame_levels, hear
from starclock.sound.cutting import clips
from starclock.sound.decode import decode
from starclock.sound.frames import HOP
from starclock.sound.pitch import find_pitch, hertz_of
from starclock.sound.spectrum import band_levels
from starclock.sound.voice import voice_chances
from starclock.speech import Interval, Sound

REAL = SHARED / "data" / "audio"
VOICES = [Voice(name) for name in (*FLITE, *ESPEAK)]
_ARTIFACT = 0.05
"""Seconds; a filler that the aligner made shorter than this is none."""


def edges() -> None:
    """Known silences of at least 0.2 s against the pauses that were heard; librosa.effects.split beside."""
    table("speech | by | pauses | missed | invented | mean edge error | median | 90 % below", _edges())


def _edges() -> Iterator[Sequence[object]]:
    ways = {"starclock": _pauses} | {
        f"librosa.effects.split, {below} dB": partial(_split, below=below) for below in (20, 30, 40)
    }
    for label, noise, reverb in (("clean", 60, 0.0), ("noise at 15 dB", 15, 0.0), ("echo of 0.3 s", 40, 0.3)):
        clips = [
            make_clip(np.random.default_rng(9000 + seed), voice, 3, 0, 0, noise_db=noise, reverb=reverb)
            for seed, voice in enumerate(VOICES)
        ]
        for way, pauses in ways.items():
            known, missed, invented, off = _judged_pauses(clips, [pauses(clip) for clip in clips])
            spread = (mean(off), median(off), np.percentile(off, 90)) if off else ()
            yield label, way, known, missed, invented, *(f"{1000 * seconds:.0f} ms" for seconds in spread)


def _pauses(clip: Clip) -> list[Interval]:
    return list(hear(clip.samples.astype(np.float32)).pauses)


def _split(clip: Clip, below: float) -> list[Interval]:
    """Pauses as librosa splits: silence is what lies `below` dB under the loudest."""
    loud = librosa.effects.split(clip.samples, top_db=below, frame_length=400, hop_length=HOP) / RATE
    return [Interval(a, b) for a, b in zip(loud[:-1, 1], loud[1:, 0], strict=True) if b - a >= 0.15]


def _judged_pauses(clips: Sequence[Clip], pauses: Sequence[list[Interval]]) -> tuple[int, int, int, list[float]]:
    """Pauses known, missed and invented; seconds by which each edge is off."""
    off: list[float] = []
    known = missed = invented = 0
    for clip, heard in zip(clips, pauses, strict=True):
        for truth in Sound(speech=clip.speech).pauses:
            if truth.seconds < 0.2:
                continue
            known += 1
            match = max(heard, key=truth.overlap, default=None)
            if match is None or match.overlap(truth) < truth.seconds / 2:
                missed += 1
                continue
            heard.remove(match)
            off += [abs(match.start - truth.start), abs(match.end - truth.end)]
        invented += sum(pause.seconds >= 0.25 for pause in heard)
    return known, missed, invented, off


_TIMES = {
    "timed exactly or, without times, evenly": None,
    "a dropped um laid on the word before": 1.0,
    "laid on the word after": 0.0,
    "laid half and half": 0.5,
}
"""How the stripped words are timed -> share of a dropped um's time that the word before it swallows."""


def nuclei() -> None:
    """Syllables that the sound shows, as a share of those in what was said (filled pauses included)."""
    table("speech | clips | mean | standard deviation | more than a quarter apart", _nuclei())


def _nuclei() -> Iterator[Sequence[object]]:
    made = [make_clip(np.random.default_rng(7000 + i), v, 2, noise_db=25) for i, v in enumerate(VOICES)]
    sounds = [hear(clip.samples.astype(np.float32)) for clip in made]
    said = [sum(syllables(word.text) for word in clip.words) + len(clip.fillers) for clip in made]
    yield _shares("synthesized, noise at 25 dB", [len(s.nuclei) / n for s, n in zip(sounds, said, strict=True)])
    shares = []
    for entry, sound, _ in _real():
        tokens = [token for token in re.sub(r"<hes-|[\[\]>]", "", entry["transcript"]).split() if token[0] != "<"]
        shares.append(len(sound.nuclei) / sum(syllables(token) for token in tokens))
    if shares:
        yield _shares("real clips", shares)


def _shares(name: str, shares: Sequence[float]) -> Sequence[object]:
    apart = sum(abs(1 - share) > 0.25 * max(1.0, share) for share in shares)
    return name, len(shares), f"{mean(shares):.2f}", f"{np.std(shares):.2f}", apart


_YIN: dict[str, Any] = {"fmin": 55, "fmax": 440, "sr": RATE, "hop_length": HOP, "center": False, "frame_length": 768}
"""Of the frame lengths 512, 768 and 1024 the best one for voices."""


def _framed(samples: np.ndarray) -> np.ndarray:
    """So that the middle of librosa's window is the middle of our frame."""
    return np.pad(samples, ((_YIN["frame_length"] - HOP) // 2, _YIN["frame_length"]))


_TRACKERS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "starclock": lambda samples: hertz_of(find_pitch(samples)[0]),
    "librosa.yin": lambda samples: np.asarray(librosa.yin(_framed(samples), **_YIN)),
    "librosa.pyin": lambda samples: np.asarray(librosa.pyin(_framed(samples), fill_na=None, resolution=0.2, **_YIN)[0]),
}


def pitch() -> None:
    """Our pitch, librosa.yin and librosa.pyin where the pitch is known: voices of 75 to 280 Hz, 60 s in all."""
    table("glides | by | three semitones or more off | median of the others | processor time for 180 s", _known_pitch())


def _known_pitch() -> Iterator[Sequence[object]]:
    for label, noise, unsteady in (
        ("noise at 40 dB", 40, 0.0),
        ("noise at 10 dB", 10, 0.1),
        ("uneven pulses, noise at 20 dB", 20, 0.5),
    ):
        rng = np.random.default_rng(5)
        clips = [_glide(rng, hertz, 10, noise, unsteady) for hertz in (75, 95, 120, 160, 210, 280)]
        for way, find in _TRACKERS.items():
            find(clips[0][0])  # the first call loads and compiles
            used = time.process_time()
            found = [find(samples)[: len(truth)] for samples, truth, _ in clips]
            used = time.process_time() - used
            off = np.concatenate(
                [_semitones(f, truth)[voiced] for f, (_, truth, voiced) in zip(found, clips, strict=True)]
            )
            yield label, way, *_of_pitch(off), f"{3 * used:.2f} s"


def praat() -> None:
    """The same on real voices, where Praat (to_pitch_ac, 55 to 440 Hz) hears a pitch."""
    import parselmouth

    off: dict[str, list[np.ndarray]] = {way: [] for way in ("starclock", "librosa.yin")}
    for path in sorted(path for path in outside("data", "audio").iterdir() if path.suffix in (".flac", ".wav")):
        samples = decode(path)
        told = parselmouth.Sound(samples.astype(float), RATE).to_pitch_ac(0.01, 55.0, pitch_ceiling=440.0)
        truth = told.selected_array["frequency"]
        frames = np.round(told.xs() / 0.01 - 0.5).astype(int)
        for way in off:
            found = _TRACKERS[way](samples)
            clear = (truth > 0) & (frames < len(found))
            off[way].append(_semitones(found[frames[clear]], truth[clear]))
    table(
        "real voices | frames | three semitones or more off | median of the others",
        ([way, sum(map(len, each)), *_of_pitch(np.concatenate(each))] for way, each in off.items()),
    )


def _semitones(found: np.ndarray, truth: np.ndarray) -> np.ndarray:
    return np.asarray(np.abs(12 * np.log2(found / truth)))


def _of_pitch(off: np.ndarray) -> tuple[str, str]:
    return percent(float(np.mean(off >= 3))), f"{np.median(off[off < 3]):.2f} semitones"


def _glide(
    rng: np.random.Generator, hertz: float, seconds: int, noise_db: float, unsteady: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Vowels of a moving pitch with silences and hisses between: samples, the pitch of each frame, whether it has one.

    unsteady : standard deviation of each pulse's strength
    """
    count = seconds * RATE
    at = np.arange(count) / RATE
    melody = 4 * np.sin(2 * np.pi * rng.uniform(0.3, 0.8) * at + rng.uniform(0, 6))
    melody += 2 * np.sin(2 * np.pi * rng.uniform(1, 3) * at)
    pitch_at = hertz * 2 ** (melody / 12)
    pulses = np.diff(np.floor(np.cumsum(pitch_at) / RATE), prepend=0.0) * (1 + unsteady * rng.normal(0, 1, count))
    pulses = np.convolve(pulses, np.exp(-np.arange(80) / 12.0))[:count]
    samples, voiced, start = np.zeros(count), np.zeros(count, bool), 0
    while start < count:
        end = min(count, start + round(rng.uniform(0.1, 0.35) * RATE))
        formants = (rng.uniform(280, 800), rng.uniform(900, 2200), rng.uniform(2300, 2900))
        vowel = resonate(pulses[start:end], formants, (80, 110, 160))
        from_ends = np.minimum(np.arange(end - start), np.arange(end - start)[::-1]) / (0.015 * RATE)
        samples[start:end] = vowel / np.std(vowel) * rng.uniform(0.4, 1) * np.minimum(1, from_ends)
        voiced[start:end] = from_ends > 0.5
        gap = round(rng.uniform(0.05, 0.2) * RATE)
        if rng.random() < 0.5:
            samples[end : end + gap] = np.diff(rng.normal(0, 0.12, gap), prepend=0.0)[: count - end]
        start = end + gap
    samples += rng.normal(0, 1, count) * np.std(samples[voiced]) * 10 ** (-noise_db / 20)
    middles = np.arange(HOP // 2, count, HOP)
    return (samples / np.abs(samples).max() / 2).astype(np.float32), pitch_at[middles], voiced[middles]


def cost() -> None:
    """Processor time for 180 s, by part, warm; processor time and memory in a new process, and for two hours."""
    samples = _talk(180)
    hear(samples)
    parts: dict[str, Callable[[], object]] = {
        "Silero": lambda: voice_chances(samples),
        "bands": lambda: band_levels(samples),
        "pitch": lambda: find_pitch(samples),
        "levels": lambda: frame_levels(samples),
        "all of hearing": lambda: hear(samples),
    }
    table("180 s, warm | processor time", ([name, f"{_processor(run):.2f} s"] for name, run in parts.items()))
    with TemporaryDirectory() as folder:
        table("new process | processor time | peak MB", _in_new_processes(samples, Path(folder)))


_HEAR = """
import re, sys, time
from pathlib import Path
import numpy as np
from starclock.sound.acoustics import hear
hear(np.load(sys.argv[1], mmap_mode="r"))
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
print(f"{time.process_time():.1f} s | {int(peak) / 1024:.0f}")
"""
"""The system's own peak of a child (ru_maxrss) counts what its parent held when it started it; this does not."""


def _in_new_processes(samples: np.ndarray, folder: Path) -> Iterator[Sequence[object]]:
    talk, long = folder / "talk.npy", folder / "long.npy"
    np.save(talk, samples)
    two_hours = np.lib.format.open_memmap(long, "w+", np.float32, (7200 * RATE,))
    for i in range(0, len(two_hours), len(samples)):
        two_hours[i : i + len(samples)] = samples[: len(two_hours) - i]
    two_hours.flush()
    for name, sound in (("180 s, librosa never used before", talk), ("180 s", talk), ("two hours", long)):
        environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder)}
        command = [sys.executable, "-c", _HEAR, str(sound)]
        yield name, subprocess.run(command, check=True, env=environment, capture_output=True, text=True).stdout.strip()


def beside() -> None:
    """What hearing adds to transcription: processor time on the sample answer, warm, by the model tiny.en."""
    from starclock.recognizers import open_recognizer

    samples = decode(PACKAGE / "sample" / "answer.flac")
    recognizer = open_recognizer("faster-whisper", "tiny.en")
    sound, chances = Hearing().sound(samples)
    cut = clips(chances, len(samples) / RATE)
    hearing = _processor(lambda: hear(samples))
    transcribing = _processor(lambda: recognizer.transcribe(samples, lambda: sound, cut))
    print(
        f"{len(samples) / RATE:.0f} s: transcribing {transcribing:.1f} s, hearing {hearing:.2f} s,"
        f" {hearing / transcribing:.1%} more"
    )


def _talk(seconds: int) -> np.ndarray:
    clip = make_clip(np.random.default_rng(3), Voice("rms"), len(VOICES), noise_db=35).samples.astype(np.float32)
    return np.asarray(np.tile(clip, 1 + seconds * RATE // len(clip))[: seconds * RATE])


def _processor(run: Callable[[], object]) -> float:
    """Seconds of processor time, the least of five runs: what other programs do counts little then."""
    taken = []
    for _ in range(5):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return min(taken)


def _real() -> Iterator[tuple[dict[str, Any], Sound, float]]:
    if not (REAL / "manifest.jsonl").is_file():
        print(f"(no real speech in {REAL})")
        return
    for line in (REAL / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        samples = decode(REAL / entry["file"])
        yield entry, hear(samples), len(samples) / RATE


if __name__ == "__main__":
    parts = {
        "edges": edges,
        "nuclei": nuclei,
        "pitch": pitch,
        "praat": praat,
        "cost": cost,
        "beside": beside,
    }
    for name in sys.argv[1:] or [name for name in parts if name != "praat"]:
        print(f"\n{name}: {parts[name].__doc__}\n")
        parts[name]()
