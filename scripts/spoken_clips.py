"""Synthesized talk whose silences, words and filled pauses are known to the sample.

Used to measure the ear (bench_sound.py).
flite and espeak-ng read phrases written for this project; filled pauses come from the same voices drawn out,
and from a pulse train through vowel and nasal resonances, since no synthesizer hesitates by itself.

    Debian: apt-get install flite espeak-ng
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from starclock.sound import RATE
from starclock.sound.pitch import PERIODIC, find_pitch
from starclock.sound.pitch import hertz_of as pitch_in_hertz
from starclock.speech import Interval, Word

Samples = NDArray[np.float64]

PHRASES = """
so our checkout page was slow | and customers had begun to leave | nobody knew why it happened
last spring I joined the payments team | we had three weeks left | before the contract ended
my job was to find the cause | and bring the numbers down | without stopping the release
the first thing I did was measure | I wrote a small script | and ran it every night
I asked the support team for the tickets | they sent me about two hundred | most of them named the same screen
I decided to roll back the cache | then I called the vendor | and told them what we had seen
it was the database after all | one index was missing | so every search read the whole table
I paired with a junior engineer | she wrote the tests | and I moved the jobs over one by one
my manager wanted a bigger server | I showed him the graph | and he agreed to wait a week
in the end the page loaded in four hundred milliseconds | complaints fell by half | and we kept the client
the board was against the plan | I met each of them alone | and listened before I answered
we moved forty families into new homes | in under nine days | and nobody slept outside
the nurse on the night shift called me | the machine had stopped | and there was no spare part
I drew the process on one sheet of paper | everyone could see the gap | it was the handover in the morning
I made a list of what could go wrong | I gave each risk an owner | and we met every Friday
the harvest was two weeks late | our buyer would not wait | I had to tell the crew that evening
they offered me the role a month later | since then I measure first | and only then I change anything
what I learned was simple | ask for the data early | and say no in good time
the store opened on the ninth of May | sales were up eleven percent | with the same number of people
I was wrong about the deadline | I told the customer myself | and we agreed on a smaller scope
"""
ANSWERS = tuple(tuple(p.strip() for p in line.split("|")) for line in PHRASES.strip().splitlines())
OPENERS = ("so", "and", "but", "well", "because", "then")
"""Words that people draw out before a pause: the hard cases, for they are no filled pauses."""

FLITE = ("kal16", "awb", "rms", "slt")
ESPEAK = ("en-us", "en-us+m3", "en-us+m7", "en-us+f2", "en-us+f4", "en-gb", "en-gb+f3", "en-gb-scotland+m1", "en-gb+m5")


@dataclass(frozen=True)
class Voice:
    """One synthetic speaker. `pace` > 1 is slower; `pitch` is espeak's 0..99, flite's voices have their own."""

    name: str
    pace: float = 1.0
    pitch: int = 45


@cache
def hertz_of(voice: Voice) -> float:
    """Where a voice speaks: its median pitch."""
    pitches, strengths = find_pitch(speak(voice, ANSWERS[0][0]).astype(np.float32))
    return float(pitch_in_hertz(np.median(pitches[strengths > PERIODIC])))


@dataclass(frozen=True)
class Clip:
    """samples : mono 16 kHz; words as spoken without the fillers, their times spread by letters"""

    samples: Samples
    words: tuple[Word, ...]
    fillers: tuple[Interval, ...]
    speech: tuple[Interval, ...]


@cache
def speak(voice: Voice, text: str) -> Samples:
    """Speech without silence at its ends."""
    if voice.name in FLITE:
        call = [
            "flite",
            "-voice",
            voice.name,
            "--setf",
            f"duration_stretch={voice.pace}",
            "-t",
            text,
            "-o",
            "/dev/stdout",
        ]
    else:
        speed = str(round(165 / voice.pace))
        call = ["espeak-ng", "-v", voice.name, "-p", str(voice.pitch), "-s", speed, "--stdout", text]
    made = subprocess.run(call, capture_output=True, check=True).stdout
    samples, rate = _wav(made)
    return trimmed(resampled(samples, rate))


def _wav(data: bytes) -> tuple[Samples, int]:
    """flite and espeak write a header that does not know the length when they write to a pipe."""
    at = data.index(b"data") + 8
    rate = int.from_bytes(data[24:28], "little")
    body = data[at : at + (len(data) - at) // 2 * 2]
    return np.frombuffer(body, "<i2").astype(float) / 32768, rate


def resampled(samples: Samples, rate: int) -> Samples:
    if rate == RATE:
        return samples
    at = np.arange(0, len(samples) - 1, rate / RATE)
    return np.asarray(np.interp(at, np.arange(len(samples)), samples))


def trimmed(samples: Samples, below: float = 40.0) -> Samples:
    """Without what lies `below` dB under the loudest 5 ms at both ends."""
    blocks = np.sqrt(np.mean(samples[: len(samples) // 80 * 80].reshape(-1, 80) ** 2, axis=1))
    loud = np.flatnonzero(blocks > blocks.max() * 10 ** (-below / 20))
    return samples[loud[0] * 80 : (loud[-1] + 1) * 80]


def hesitate(voice: Voice, seconds: float, kind: str, rng: np.random.Generator) -> Samples:
    """An "uh", "um" or "mm" of about `seconds`. kind : "spoken" by the voice drawn out, or "resonant"."""
    if kind == "spoken":
        if voice.name in FLITE:
            said = str(rng.choice(["uh", "um", "er"]))
            slow = Voice(voice.name, round(min(3.0, max(0.8, seconds / 0.2)), 1))
            return speak(slow, said)
        said = str(rng.choice(["[[V::]]", "[[V:m:]]", "[[@:m]]", "[[3::]]", "[[@::]]"]))
        slow = Voice(
            voice.name, round(min(2.0, max(0.7, seconds / 0.3)), 1), max(5, voice.pitch - int(rng.integers(0, 15)))
        )
        return speak(slow, said)
    return resonant(
        hertz_of(voice) * 2 ** (-rng.uniform(-0.5, 4) / 12), seconds, str(rng.choice(["uh", "um", "mm"])), rng
    )


def resonant(hertz: float, seconds: float, said: str, rng: np.random.Generator) -> Samples:
    """A slowly falling, unsteady pulse train through drifting resonances; "um" closes into a nasal.

    One in four creaks from somewhere on: few, irregular pulses, as many a tired "uh" ends.
    """
    count = int(seconds * RATE)
    at = np.linspace(0, 1, count)
    drift = np.cumsum(rng.normal(0, 1, count)) / np.sqrt(RATE)
    semitones = -rng.uniform(-0.5, 4) * at + rng.uniform(0, 2) * drift
    pulses_at = np.cumsum(hertz * 2 ** (semitones / 12)) / RATE
    if rng.random() < 0.25:
        creaks = at > rng.uniform(-0.5, 0.7)
        speed = np.where(creaks, rng.uniform(18, 45) * 2 ** (rng.uniform(0, 6) * drift), hertz * 2 ** (semitones / 12))
        pulses_at = np.cumsum(speed) / RATE
    pulses = np.diff(np.floor(pulses_at), prepend=0.0) * (1 + rng.uniform(0.05, 0.3) * rng.normal(0, 1, count))
    pulses = np.convolve(pulses, np.exp(-np.arange(80) / 12.0))[:count]
    pulses += rng.uniform(0.002, 0.04) * rng.normal(0, 1, count)
    formants = np.array([rng.uniform(450, 720), rng.uniform(1050, 1550), rng.uniform(2300, 2800)])
    vowel = resonate(pulses, formants, (80, 110, 160))
    later = resonate(pulses, formants * (1 + rng.normal(0, 0.12, 3)), (80, 110, 160))
    vowel = (1 - at) * vowel + at * later
    nasal = 0.5 * resonate(pulses, (rng.uniform(230, 300), rng.uniform(1000, 1200), 2300), (60, 250, 300))
    turn = {"uh": 1.2, "um": rng.uniform(0.4, 0.7), "mm": -0.2}[said]
    share = 1 / (1 + np.exp((at - turn) / 0.03))
    tide = np.minimum(1, np.minimum(at * seconds / 0.04, (1 - at) * seconds / rng.uniform(0.04, 0.25)))
    return np.asarray((share * vowel + (1 - share) * nasal) * tide * 10 ** (rng.uniform(0, 0.3) * drift))


def breathe(rng: np.random.Generator) -> Samples:
    """A breath through an open mouth: no voice at all, but vowel-like bands."""
    count = int(rng.uniform(0.2, 0.6) * RATE)
    hiss = resonate(rng.normal(0, 1, count), (rng.uniform(500, 900), 1600, 2800), (300, 400, 500))
    return np.asarray(hiss * np.hanning(count))


def _loudness(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples**2)) + 1e-9)


def resonate(samples: Samples, hertz: Iterable[float], widths: Iterable[float]) -> Samples:
    """Resonances, applied as a response on the whole transform."""
    size = len(samples) + 2000
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    response = np.ones(len(z), complex)
    for center, width in zip(hertz, widths, strict=True):
        radius = np.exp(-np.pi * width / RATE)
        response /= 1 - 2 * radius * np.cos(2 * np.pi * center / RATE) * z + radius**2 * z**2
    return np.asarray(np.fft.irfft(np.fft.rfft(samples, size) * response, size)[: len(samples)])


def make_clip(
    rng: np.random.Generator,
    voice: Voice,
    answers: int = 3,
    fillers: float = 0.3,
    openers: float = 0.15,
    breaths: float = 0.0,
    noise_db: float = 50.0,
    reverb: float = 0.0,
    telephone: bool = False,
) -> Clip:
    """Phrases with silences between them.

    fillers, openers, breaths : chance of one at a joint; noise_db : signal to noise; reverb : seconds of echo
    """
    parts: list[Samples] = []
    words: list[Word] = []
    said: list[Interval] = []
    um: list[Interval] = []
    at = 0.0

    def silence(seconds: float) -> None:
        nonlocal at
        parts.append(np.zeros(round(seconds * RATE)))
        at = sum(len(p) for p in parts) / RATE

    def gap() -> float:
        """Beside a filled pause: a silence mostly, sometimes none."""
        return float(rng.choice([0.0, rng.uniform(0.02, 0.15), rng.uniform(0.2, 1.0)], p=[0.25, 0.15, 0.6]))

    def breath() -> None:
        if rng.random() < breaths:
            silence(rng.uniform(0.1, 0.4))
            made = breathe(rng)
            parts.append(made / _loudness(made) * 10 ** rng.uniform(-1.5, -0.7))
            silence(rng.uniform(0.02, 0.4))

    def sound(samples: Samples) -> Interval:
        nonlocal at
        parts.append(samples)
        start, at = at, sum(len(p) for p in parts) / RATE
        if said and start - said[-1].end < 1e-9:
            said[-1] = Interval(said[-1].start, at)
        else:
            said.append(Interval(start, at))
        return Interval(start, at)

    def talk(text: str, pace: float) -> None:
        made = speak(Voice(voice.name, round(voice.pace * pace, 2), voice.pitch), text)
        spread(sound(made / _loudness(made) * rng.uniform(0.8, 1.2)), text)

    def spread(stretch: Interval, text: str) -> None:
        tokens = text.split()
        ends = np.cumsum([len(t) + 1.5 for t in tokens])
        ends = stretch.start + stretch.seconds * np.concatenate([[0], ends / ends[-1]])
        words.extend(Word(float(a), float(b), t) for a, b, t in zip(ends, ends[1:], tokens, strict=False))

    silence(rng.uniform(0.3, 1.5))
    for answer in rng.permutation(len(ANSWERS))[:answers]:
        for phrase in ANSWERS[answer]:
            breath()
            if rng.random() < openers:
                talk(str(rng.choice(OPENERS)), rng.uniform(1.2, 2.0))
                silence(rng.uniform(0.2, 0.9))
            tokens = phrase.split()
            cut = int(rng.integers(2, len(tokens) - 1)) if rng.random() < 0.35 and len(tokens) > 4 else len(tokens)
            for piece in (tokens[:cut], tokens[cut:]):
                if not piece:
                    continue
                talk(" ".join(piece), rng.uniform(0.85, 1.2))
                hesitates = rng.random() < fillers
                silence(gap() if hesitates else rng.uniform(0.2, 1.2))
                if hesitates:
                    kind = "spoken" if rng.random() < 0.5 else "resonant"
                    made = hesitate(voice, rng.uniform(0.2, 0.8), kind, rng)
                    um.append(sound(made / _loudness(made) * rng.uniform(0.4, 1.0)))
                    silence(gap())
    silence(rng.uniform(0.3, 1.0))
    samples = np.concatenate(parts)
    return Clip(_roomy(samples, rng, noise_db, reverb, telephone), tuple(words), tuple(um), tuple(said))


def _roomy(samples: Samples, rng: np.random.Generator, noise_db: float, reverb: float, telephone: bool) -> Samples:
    """The same talk in a room with an echo of `reverb` seconds, noise `noise_db` below it, on a telephone line."""
    size = len(samples) + RATE
    spectrum = np.fft.rfft(samples, size)
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    if reverb:
        tail = rng.normal(0, 1, RATE) * np.exp(-6.9 * np.arange(RATE) / RATE / reverb)
        tail[: RATE // 200] = 0
        tail *= 0.35 / np.sqrt(np.sum(tail**2))
        tail[0] = 1
        spectrum = spectrum * np.fft.rfft(tail, size)
    if telephone:
        spectrum = spectrum * ((hertz > 250) & (hertz < 3400))
    talk = np.fft.irfft(spectrum, size)[: len(samples)]
    color = np.fft.rfft(rng.normal(0, 1, size)) / np.maximum(hertz, 80) ** rng.uniform(0, 0.6)
    if telephone:
        color *= (hertz > 250) & (hertz < 3400)
    noise = np.fft.irfft(color, size)[: len(samples)]
    loud = np.sqrt(np.mean(talk[np.abs(samples) > 1e-6] ** 2))
    mixed = talk + noise / _loudness(noise) * loud * 10 ** (-noise_db / 20)
    return np.asarray(mixed / np.abs(mixed).max() * rng.uniform(0.1, 0.9))
