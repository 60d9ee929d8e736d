"""Learns the weights of checks/filled_pauses.json from natural synthetic voices that speak our own answers.

    python scripts/train_filled_pauses.py FOLDER speak --kokoro DIR   answers by joe and eight voices of Kokoro,
                                                                      by four others for checking; 40 minutes
    python scripts/train_filled_pauses.py FOLDER listen --model DIR   what starclock hears of them; once a model
    python scripts/train_filled_pauses.py FOLDER fit                  prints how it does, writes the weights

A logistic regression on what `describe` yields for each gap that the recognizer was asked about. A gap is a filled
pause where one sounds within 0.45 s of it and was not printed; gaps within a second of another filler are left out.
Nothing recorded from people is learned from.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.optimize import minimize

from kit.corpus import Labelled, read_authors
from kit.places import PACKAGE
from kit.tables import table
from spoken_answers import tell
from starclock.checks import filled_pauses
from starclock.english.hesitations import filled_pause
from starclock.library.files import decode, encode
from starclock.pipeline import listen
from starclock.recognizers.faster_whisper import FasterWhisper
from starclock.speech import Attempt

WEIGHTS = PACKAGE / "checks" / "filled_pauses.json"
LEARNED = (
    "joe",
    "joe-drawn",
    "am_adam",
    "af_bella",
    "am_michael",
    "bf_emma",
    "bm_george",
    "am_puck",
    "af_heart",
    "bm_lewis",
)
CHECKED = ("am_liam", "af_sarah", "bf_isabella", "bm_fable")
AUTHORS = "abcdefghijklmnopqrstu"
_ANSWERS = {"joe": 20, "joe-drawn": 12}
"""Answers a voice speaks; two of every other voice."""
_SHRINK = 3.0
"""Ridge on the weights, in units of one standard deviation."""
_TOLD = float(np.log(filled_pauses.SURE_ENOUGH / (1 - filled_pauses.SURE_ENOUGH)))
_AT, _BESIDE, _PRINTED = 0.45, 1.0, 0.5
"""Seconds: a gap is at a filler, beside one, a printed filler is the one that was said."""


@dataclass(frozen=True, slots=True)
class Place:
    """A gap that was asked about: what is weighed, and whether a filler was said and not printed there."""

    voice: str
    features: dict[str, float]
    filler: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer as a model heard it. dropped : fillers said and not printed"""

    voice: str
    minutes: float
    said: int
    dropped: int
    places: tuple[Place, ...]


def speak(folder: Path, kokoro: Path) -> None:
    answers = [answer for author in read_authors(AUTHORS).values() for answer in author]
    for at, voice in enumerate((*LEARNED, *CHECKED)):
        seed = 20 + at
        for answer in _drawn(answers, _ANSWERS.get(voice, 2), Random(seed)):
            path = folder / f"{answer.id}-{voice}.wav"
            if path.exists():
                continue
            spoken = tell(answer, voice, kokoro, seed, 100.0 if voice.startswith("joe") else 55.0)
            soundfile.write(path, spoken.samples, spoken.rate, subtype="PCM_16")
            gold = [[round(filler.start, 3), round(filler.end, 3)] for filler in spoken.fillers]
            path.with_suffix(".json").write_text(json.dumps({"fillers": gold}), encoding="utf-8")
            print(path.name, len(gold), "fillers", flush=True)


def _drawn(answers: Sequence[Labelled], count: int, chance: Random) -> list[Labelled]:
    """Seven in ten with two fillers and more, the others without any."""

    def fillers(answer: Labelled) -> int:
        return sum(filled_pause(word) is not None for word in answer.words)

    many = [answer for answer in answers if fillers(answer) >= 2]
    none = [answer for answer in answers if not fillers(answer)]
    with_some = max(1, round(0.7 * count))
    return [*chance.sample(many, with_some), *chance.sample(none, count - with_some)]


def hear(folder: Path, model: Path) -> None:
    recognizer = FasterWhisper(model.name, model)
    for path in sorted(folder.glob("*.wav")):
        told = path.with_suffix(f".{model.name}.attempt")
        if not told.exists():
            told.write_bytes(encode(listen(path, recognizer)))
            print(told.name, flush=True)


def read(folder: Path) -> list[Heard]:
    heard = []
    for path in sorted(folder.glob("*.attempt")):
        name = path.name.split(".", 1)[0]
        gold = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["fillers"]
        said = [sum(filler[-2:]) / 2 for filler in gold]
        heard.append(_heard(name.split("-", 1)[1], decode(path.read_bytes()), said))
    return heard


def _heard(voice: str, attempt: Attempt, said: Sequence[float]) -> Heard:
    """said : the middle of each filler, seconds"""
    printed = [word.middle for word in attempt.words if filled_pause(word.text)]

    def near(time: float, others: Sequence[float], seconds: float) -> bool:
        return any(abs(time - other) <= seconds for other in others)

    dropped = [time for time in said if not near(time, printed, _PRINTED)]
    asked = [place for place in attempt.unprinted or () if not near(place.middle, printed, _PRINTED)]
    # Of several gaps around one filler the recognizer's best answer is the one that must find it.
    fillers = {
        max(around, key=lambda place: place.ratio)
        for time in dropped
        if (around := [place for place in asked if abs(place.middle - time) <= _AT])
    }
    talk = filled_pauses.Talk(attempt)
    places = tuple(
        Place(voice, filled_pauses.describe(place, talk), place in fillers)
        for place in asked
        if place in fillers or not near(place.middle, said, _BESIDE)
    )
    return Heard(voice, attempt.seconds / 60, len(said), len(dropped), places)


def learn(heard: Sequence[Heard]) -> tuple[NDArray[np.float64], float]:
    """Weights and bias of a ridge logistic regression. No weight is negative: nothing that is weighed tells against."""
    places = [place for one in heard for place in one.places]
    rows = np.array([list(place.features.values()) for place in places])
    truth = np.array([place.filler for place in places], float)
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    x = (rows - mean) / scale

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = x @ w[:-1] + w[-1]
        slip = 1 / (1 + np.exp(-score)) - truth
        cost = np.logaddexp(0, score).sum() - truth @ score + _SHRINK / 2 * w[:-1] @ w[:-1]
        return float(cost), np.append(x.T @ slip + _SHRINK * w[:-1], slip.sum())

    count = rows.shape[1]
    bounds = [(0.0, None)] * count + [(None, None)]
    w = minimize(loss, np.zeros(count + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = w[:-1] / scale
    return weights, float(w[-1] - weights @ mean)


def fit(folder: Path) -> None:
    heard = read(folder)
    joes = ("joe", "joe-drawn")
    kokoro = [voice for voice in LEARNED if voice not in joes]
    table(
        "judged on | said | dropped | found | share | false a minute",
        (
            _judged(
                name, [one for one in heard if one.voice in judged], learn([h for h in heard if h.voice in learned])
            )
            for name, judged, learned in (
                ("joe, learned on the others", joes, kokoro),
                ("eight voices, learned on joe", kokoro, joes),
                ("four voices, learned on nine", CHECKED, LEARNED),
            )
        ),
    )
    learned = [one for one in heard if one.voice in LEARNED]
    weights, bias = learn(learned)
    names = next(list(place.features) for one in learned for place in one.places)
    told = {"": bias, **dict(zip(names, weights.tolist(), strict=True))}
    text = json.dumps({name: round(value, 3) for name, value in told.items()}, indent=1) + "\n"
    WEIGHTS.write_text(text, encoding="utf-8")
    print(text)


def _judged(name: str, heard: Sequence[Heard], learned: tuple[NDArray[np.float64], float]) -> tuple[object, ...]:
    """A line of the table: what a report would tell."""
    weights, bias = learned
    places = [place for one in heard for place in one.places]
    told = [place for place in places if np.dot(weights, list(place.features.values())) + bias >= _TOLD]
    found, dropped = sum(place.filler for place in told), sum(one.dropped for one in heard)
    false = (len(told) - found) / sum(one.minutes for one in heard)
    said = sum(one.said for one in heard)
    return name, said, dropped, found, f"{found / max(1, dropped):.2f}", f"{false:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("do", choices=["speak", "listen", "fit"])
    parser.add_argument("--kokoro", type=Path, help="folder with model.onnx, config.json and voices/")
    parser.add_argument("--model", type=Path, help="folder of a speech model")
    choices = parser.parse_args()
    choices.folder.mkdir(parents=True, exist_ok=True)
    if choices.do == "speak":
        speak(choices.folder, choices.kokoro)
    elif choices.do == "listen":
        hear(choices.folder, choices.model)
    else:
        fit(choices.folder)


if __name__ == "__main__":
    main()
