"""Learns the weights of checks/filled_pauses.json from natural synthetic voices that speak our own answers.

    python scripts/train_filled_pauses.py FOLDER speak --kokoro DIR   answers by joe and eight voices of Kokoro,
                                                                      by four others for checking; 40 minutes
    python scripts/train_filled_pauses.py FOLDER listen --model DIR   what starclock hears of them; once a model
    python scripts/train_filled_pauses.py FOLDER fit                  prints how it does, writes the weights

A logistic regression on what `describe` yields for each place in the sound that may be a filled pause. A place is one
where it shares sound with a filler that was said and not printed; others that close to a filler are left out. Nothing
recorded from people is learned from.
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
from starclock.checks import _places, filled_pauses
from starclock.english.hesitations import filled_pause
from starclock.library.files import decode, encode
from starclock.pipeline import listen
from starclock.recognizers.faster_whisper import FasterWhisper
from starclock.speech import Attempt, Interval

Weights = dict[str, float]

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
_PRINTED, _HEARD, _BESIDE = 0.5, 0.4, 0.3
"""Seconds: a printed filler is the one that was said, a place counts as found, a place is too close to be none."""
_SHARED = 0.3
"""Share of the shorter of place and filler that both share."""
_AGAINST, _EITHER = ("distance",), ("seconds",)
"""What tells against a filler, and what may tell for or against it; all else tells for it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be a filled pause: what is weighed, and whether one was said there (None: unsure)."""

    place: _places.Place
    features: dict[str, float]
    filler: bool | None


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer as a model heard it. said, dropped : fillers, and those of them that were not printed"""

    voice: str
    model: str
    minutes: float
    said: tuple[Interval, ...]
    dropped: tuple[Interval, ...]
    candidates: tuple[Candidate, ...]


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
        name, model = path.name.removesuffix(".attempt").split(".", 1)
        gold = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["fillers"]
        said = [Interval(*filler[-2:]) for filler in gold]
        heard.append(_heard(name.split("-", 1)[1], model, decode(path.read_bytes()), said))
    return heard


def _heard(voice: str, model: str, attempt: Attempt, said: Sequence[Interval]) -> Heard:
    printed = [word.middle for word in attempt.words if filled_pause(word.text)]
    dropped = [filler for filler in said if not any(_close(filler, time, _PRINTED) for time in printed)]
    talk = _places.Talk(attempt)

    def filler(place: Interval) -> bool | None:
        if any(place.overlap(one) > _SHARED * min(place.seconds, one.seconds) for one in dropped):
            return True
        return None if any(_close(one, place.middle, _BESIDE) for one in said) else False

    candidates = tuple(
        Candidate(place, _places.describe(place, talk), filler(place))
        for place in _places.places(attempt)
        if not any(abs(place.middle - time) <= _PRINTED for time in printed)
    )
    return Heard(voice, model, attempt.seconds / 60, tuple(said), tuple(dropped), candidates)


def _close(filler: Interval, time: float, seconds: float) -> bool:
    return filler.start - seconds <= time <= filler.end + seconds


def learn(heard: Sequence[Heard]) -> Weights:
    """A ridge logistic regression; no weight may speak against what is known of it."""
    sure = [one for each in heard for one in each.candidates if one.filler is not None]
    names = list(sure[0].features)
    rows = np.array([list(one.features.values()) for one in sure])
    truth = np.array([one.filler for one in sure], float)
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    x = (rows - mean) / scale

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = x @ w[:-1] + w[-1]
        slip = 1 / (1 + np.exp(-score)) - truth
        cost = np.logaddexp(0, score).sum() - truth @ score + _SHRINK / 2 * w[:-1] @ w[:-1]
        return float(cost), np.append(x.T @ slip + _SHRINK * w[:-1], slip.sum())

    bounds = [(None, 0) if n in _AGAINST else (None, None) if n in _EITHER else (0, None) for n in names]
    w = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]).x
    weights = w[:-1] / scale
    return {"": float(w[-1] - weights @ mean), **dict(zip(names, weights.tolist(), strict=True))}


def fit(folder: Path) -> None:
    heard = read(folder)
    joes = ("joe", "joe-drawn")
    kokoro = [voice for voice in LEARNED if voice not in joes]
    table(
        "judged on | heard by | said | dropped | found | share | printed or found | false a minute",
        (
            _judged(name, model, [one for one in heard if one.voice in judged and one.model == model], weights)
            for name, judged, learned in (
                ("joe, learned on the others", joes, kokoro),
                ("eight voices, learned on joe", kokoro, joes),
                ("four voices, learned on ten", CHECKED, LEARNED),
            )
            for weights in [learn([one for one in heard if one.voice in learned])]
            for model in sorted({one.model for one in heard if one.voice in judged})
        ),
    )
    weights = learn([one for one in heard if one.voice in LEARNED])
    text = json.dumps({name: round(value, 3) for name, value in weights.items()}, indent=1) + "\n"
    WEIGHTS.write_text(text, encoding="utf-8")
    print(text)


def _judged(name: str, model: str, heard: Sequence[Heard], weights: Weights) -> tuple[object, ...]:
    """A line of the table: what a report would tell."""
    found = false = 0
    for one in heard:
        weighed = [(each.place, _places.chance(each.features, weights)) for each in one.candidates]
        told = [place.middle for place, chance in _places.apart(weighed) if chance >= filled_pauses.SURE_ENOUGH]
        found += sum(any(_close(filler, time, _HEARD) for time in told) for filler in one.dropped)
        false += sum(not any(_close(filler, time, _HEARD) for filler in one.said) for time in told)
    said, dropped = sum(len(one.said) for one in heard), sum(len(one.dropped) for one in heard)
    minutes = sum(one.minutes for one in heard)
    in_all = (said - dropped + found) / max(1, said)
    return (
        name,
        model,
        said,
        dropped,
        found,
        f"{found / max(1, dropped):.2f}",
        f"{in_all:.2f}",
        f"{false / minutes:.2f}",
    )


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
