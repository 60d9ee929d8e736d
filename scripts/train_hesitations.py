"""Learns the weights of checks/filled_pauses.json from synthesized talk; writes the file and how it does.

    python scripts/train_hesitations.py [--clips 200]        needs flite and espeak-ng

A logistic regression on what `describe` yields, over clips of many voices, rooms, noises and lines. The words are
given to it as a recognizer would that cleans fillers away: exactly timed, or with the time of a dropped "um" laid
on the word before it or after it. Nothing recorded from people is learned from.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from spoken_clips import ESPEAK, FLITE, Clip, Voice, make_clip
from starclock.checks import filled_pauses
from starclock.recognizers.clips import snap
from starclock.sound.acoustics import hear
from starclock.speech import Attempt, Sound, Word

WEIGHTS = Path(filled_pauses.__file__).with_suffix(".json")
_SHRINK = 10.0
"""Ridge on the weights in units of one standard deviation."""


def printed(clip: Clip, sound: Sound, how: str, rng: np.random.Generator) -> tuple[Word, ...]:
    """The clip's words as a recognizer that cleans fillers away would time them. how : exact, before, after, split."""
    # An aligner is off by a few hundredths of a second; a recognizer by more, but it leaves no gaps.
    off = 0.02 if how == "exact" else 0.08
    words = [
        replace(w, start=max(0.0, w.start + e), end=max(0.0, w.start + e, w.end + f))
        for w, (e, f) in zip(clip.words, rng.normal(0, off, (len(clip.words), 2)), strict=True)
    ]
    words.sort(key=lambda w: w.start)
    for i in range(len(words) - 1):
        gap = words[i].end, words[i + 1].start
        share = {"exact": None, "before": 1.0, "after": 0.0, "split": rng.uniform()}[how]
        if share is None or gap[1] - gap[0] > 1.5:
            words[i] = replace(words[i], end=max(words[i].start, min(words[i].end, words[i + 1].start)))
            continue
        cut = max(words[i].start, gap[0] + share * (gap[1] - gap[0]))
        words[i] = replace(words[i], end=cut)
        words[i + 1] = replace(words[i + 1], start=cut, end=max(cut, words[i + 1].end))
    return snap(words, sound.speech)


def random_clip(seed: int) -> Clip:
    """One voice in one room."""
    rng = np.random.default_rng(seed)
    name = str(rng.choice(FLITE if rng.random() < 0.5 else ESPEAK))
    voice = Voice(name, round(float(rng.uniform(0.85, 1.3)), 2), int(rng.integers(20, 70)))
    noise = float(rng.choice([60, rng.uniform(25, 45), rng.uniform(12, 25)]))
    room = float(rng.choice([0, rng.uniform(0.15, 0.5)]))
    line = bool(rng.random() < 0.2)
    return make_clip(rng, voice, 2, noise_db=noise, reverb=room, telephone=line, breaths=0.2, openers=0.25)


def examples(seed: int) -> tuple[list[list[float]], list[bool], list[str]]:
    """Features and truth of each hesitation candidate of a clip."""
    rng, clip = np.random.default_rng(seed + 10_000), random_clip(seed)
    sound = hear(clip.samples.astype(np.float32))
    rows, truth, names = [], [], []
    for how in ("exact", "before", "after", "split"):
        talk = filled_pauses.Talk(Attempt("", 0.0, printed(clip, sound, how, rng), "", sound=sound))
        for hesitation in sound.hesitations:
            shared = max((hesitation.overlap(f) / min(f.seconds, hesitation.seconds) for f in clip.fillers), default=0)
            if 0.2 < shared < 0.6:
                continue
            values = filled_pauses.describe(hesitation, talk)
            names = list(values)
            rows.append(list(values.values()))
            truth.append(shared >= 0.6)
    return rows, truth, names


def fit(rows: np.ndarray, truth: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights and bias of a ridge logistic regression, by Newton's method."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    x = np.hstack([(rows - mean) / scale, np.ones((len(rows), 1))])
    ridge = np.diag([_SHRINK] * rows.shape[1] + [0.0])
    w = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (p - truth) + ridge @ w
        w -= np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + ridge, gradient)
    weights = w[:-1] / scale
    return weights, float(w[-1] - weights @ mean)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=int, default=200)
    clips = parser.parse_args().clips
    with ProcessPoolExecutor(2) as pool:
        made: Sequence[tuple[list[list[float]], list[bool], list[str]]] = list(pool.map(examples, range(clips)))
    names = next(n for _, _, n in made if n)
    rows = np.array([row for r, _, _ in made for row in r])
    truth = np.array([t for _, ts, _ in made for t in ts])
    clip_of = np.array([i for i, (_, ts, _) in enumerate(made) for _ in ts])
    held = clip_of % 5 == 0
    weights, bias = fit(rows[~held], truth[~held])
    score = rows[held] @ weights + bias > np.log(filled_pauses.SURE_ENOUGH / (1 - filled_pauses.SURE_ENOUGH))
    print(f"{len(rows)} candidates of {clips} clips, {truth.mean():.0%} filled pauses")
    print(f"held-out clips: recall {score[truth[held]].mean():.3f}, precision {truth[held][score].mean():.3f}")
    weights, bias = fit(rows, truth)
    told = {"": bias, **dict(zip(names, weights.tolist(), strict=True))}
    WEIGHTS.write_text(json.dumps({name: round(value, 4) for name, value in told.items()}, indent=1) + "\n")
    print(WEIGHTS.read_text())


if __name__ == "__main__":
    main()
