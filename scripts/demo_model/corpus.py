"""The training corpus on disk: shards of spoken sentences, each one .npy of mels and one .json of texts and times.

shard-0007.npy   float16 [shape=(frames, 80)], log10 mel power, 10 ms a frame, utterances one after the other
shard-0007.json  for each utterance {"at": first frame, "frames": n, "words": [[printed, start, end], ...],
                 "phones": [[phone, end], ...]}, seconds from the utterance's start
"""

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .synth import Flite, log_mel
from .texts import Talk, spoken, written
from .told import HANDS, Told

PER_SHARD = 250
OPEN_RULE, OPEN_RARE = "more", 0.2  # the more open half of the grammar, with more of the open words
STRETCH = (0.85, 1.25)  # flite's duration_stretch: 1.18 x to 0.8 x its normal pace; the sample answer has 1.18


@dataclass(frozen=True)
class Utterance:
    """One spoken sentence: mel [shape=(frames, 80)], printed words with times, phones with end times."""

    mel: NDArray[np.float16]
    words: list[tuple[str, float, float]]
    phones: list[tuple[str, float]]


Timed = tuple[str, float, float]


def speak(
    voice: Flite, sentence: str, stretch: float, exact: bool = True
) -> tuple[NDArray[np.float32], list[Timed], list[tuple[str, float]]]:
    """A sentence (numbers in letters) as samples, printed words with times, and phones with end times."""
    words = spoken(sentence)
    said = voice.say(words, stretch, exact)
    printed = [(p.text, said.words[p.first][0], said.words[p.stop - 1][1]) for p in written(words)]
    return said.samples, printed, said.phones


def sentences(seed: int, kind: int, dictionary: Path) -> Callable[[], str]:
    """A source of sentences: 0 and 2 are told, 1 the grammar, 3 its open half."""
    if kind in (0, 2):
        return Told(seed, dictionary, HANDS[kind // 2]).sentence
    if kind == 1:
        return Talk(seed, dictionary).sentence
    return partial(Talk(seed, dictionary, rare=OPEN_RARE).sentence, OPEN_RULE)


def write_shard(folder: Path, number: int, seed: int, dictionary: Path) -> None:
    """Make one shard, unless it is there; the same seed and number give the same shard.

    Every other shard is told (told.py); the rest are the grammar's, by turns its common and its more open half.
    """
    target = folder / f"shard-{number:04d}.npy"
    if target.exists():
        return
    source = sentences(seed * 100_003 + number, number % 4, dictionary)
    pace = random.Random(seed * 100_003 + number)
    voice = Flite()
    mels: list[NDArray[np.float16]] = []
    rows: list[dict[str, Any]] = []
    at = 0
    while len(rows) < PER_SHARD:
        try:
            samples, words, phones = speak(voice, source(), pace.uniform(*STRETCH))
        except ValueError:  # flite split a word in two: no exact times, leave it out
            continue
        mel = log_mel(samples).astype(np.float16)
        mels.append(mel)
        rows.append(
            {
                "at": at,
                "frames": len(mel),
                "words": [[text, round(start, 3), round(end, 3)] for text, start, end in words],
                "phones": [[re.sub(r"\d", "", phone), round(end, 3)] for phone, end in phones],
            }
        )
        at += len(mel)
    (folder / f"shard-{number:04d}.json").write_text(json.dumps(rows))
    part = target.with_suffix(".part")
    with part.open("wb") as file:
        np.save(file, np.concatenate(mels))
    part.rename(target)


def read_corpus(folder: Path) -> list[Utterance]:
    """All finished shards, mels memory-mapped."""
    utterances = []
    for path in sorted(folder.glob("shard-*.npy")):
        mel = np.load(path, mmap_mode="r")
        for row in json.loads(path.with_suffix(".json").read_text()):
            utterances.append(
                Utterance(
                    mel[row["at"] : row["at"] + row["frames"]],
                    [tuple(word) for word in row["words"]],
                    [tuple(phone) for phone in row["phones"]],
                )
            )
    return utterances
