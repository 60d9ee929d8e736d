"""Trains the phases on scripts/corpus and writes src/starclock/segmentation/weights.npz.

    python scripts/train_phases.py [--nets 8] [--epochs 7] [--fold-nets 1] [--out FILE] [--keep FILE]

Needs torch and scipy. Every answer is learned three times: as written, without fillers and in sentences found from
pauses, and as a poor recognizer prints it without pauses. Before what ships is trained on all hands, each hand is left
out once, with a few others: that says how good the model is on a stranger's answers (printed, and kept for
bench_phases.py), and fits what makes its chances honest.
"""

from __future__ import annotations

import argparse
import multiprocessing.connection
import pickle
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize

from phase_model import breaks, net
from phase_model.corpus import LETTERS, Labelled, Units, cut_up, poor, read_hands, vocabulary
from phase_model.scores import PLACE, Score, labelled, summed
from starclock.segmentation import phases
from starclock.segmentation.weights import Weights

OUT = Path(__file__).parents[1] / "src" / "starclock" / "segmentation" / "weights.npz"
EPOCHS = 7
FOLDS = 7
KINDS = ("clean", "poor", "rough")
"""As written; a tenth of the words wrong and no pauses; three tenths wrong, with pauses at most full stops."""
Floats = NDArray[Any]
Hands = dict[str, list[Labelled]]
Found = dict[str, dict[str, list[Floats]]]
"""Hand -> kind -> chances of the labels for the sentences of each answer, by nets that have not seen the hand."""


@dataclass(frozen=True, slots=True)
class Copies:
    """One hand's answers as they are learned (several `taught` for each) and as they are tested."""

    taught: list[tuple[Units, ...]]
    tested: dict[str, list[Units]]


def copies(hands: Hands, bare: Hands, processes: int = 2) -> dict[str, Copies]:
    """Each hand's sentences are found by a break model that has not seen the hand.

    bare : the same answers without fillers
    """
    known = vocabulary(answer for hand in hands.values() for answer in hand)
    halves = list(hands)[::2], list(hands)[1::2]
    jobs = [(breaks.train, [answer for hand in half for answer in hands[hand]]) for half in halves]
    trained = [breaks.scorer(found) for found in in_parallel(jobs, processes)]
    made = {}
    for hand, answers in hands.items():
        rng = random.Random(hand)
        ends = trained[hand in halves[0]]
        clean = [cut_up(a, ends, rng) for a in answers]
        made[hand] = Copies(
            taught=[
                (
                    clean[at],
                    cut_up(poor(bare[hand][at], known, rng, 0.05), ends, rng, heard=0.85),
                    cut_up(poor(answer, known, rng), ends, rng),
                )
                for at, answer in enumerate(answers)
            ],
            tested={
                "clean": clean,
                "poor": [cut_up(poor(a, known, rng), ends, rng) for a in answers],
                "rough": [cut_up(poor(a, known, rng, 0.3), ends, rng, heard=0.7) for a in answers],
            },
        )
    return made


def all_copies(processes: int = 2) -> dict[str, Copies]:
    return copies(read_hands(True), read_hands(False), processes)


def taught(made: dict[str, Copies], hands: Sequence[str], answers: int | None = None) -> list[Units]:
    """answers : so many of each hand; all when None"""
    return [unit for hand in hands for of_one in made[hand].taught[:answers] for unit in of_one]


def folds(made: dict[str, Copies]) -> list[tuple[str, ...]]:
    """The hands that are left out together."""
    return [tuple(made)[at::FOLDS] for at in range(min(FOLDS, len(made)))]


def trained(units: list[Units], seeds: Sequence[int], epochs: int = EPOCHS) -> tuple[dict[str, int], list[net.Net]]:
    """The vocabulary of features and the nets."""
    torch.set_num_threads(1)
    featured = net.features(units)
    known = net.vocabulary(featured)
    data = net.rows(units, featured, known)
    return known, [net.train(data, len(known), seed, epochs) for seed in seeds]


def left_out(
    made: dict[str, Copies], nets: int, processes: int, epochs: int = EPOCHS, answers: int | None = None
) -> Found:
    """What nets that never saw a hand make of its answers, for each hand."""

    def without(job: tuple[tuple[str, ...], int]) -> dict[str, dict[str, list[Floats]]]:
        some, seed = job
        known, [one] = trained(taught(made, [hand for hand in made if hand not in some], answers), [seed], epochs)

        def told(units: list[Units]) -> list[Floats]:
            return chances([one], net.rows(units, net.features(units), known))

        return {hand: {kind: told(made[hand].tested[kind]) for kind in KINDS} for hand in some}

    jobs = [(some, seed) for some in folds(made) for seed in range(nets)]
    done = in_parallel([(without, job) for job in jobs], processes)

    def mean(hand: str, kind: str) -> list[Floats]:
        each = (found[hand][kind] for found in done if hand in found)
        return [np.mean(answer, axis=0) for answer in zip(*each, strict=True)]

    return {hand: {kind: mean(hand, kind) for kind in KINDS} for hand in made}


def of_kind(made: dict[str, Copies], found: Found, kind: str) -> tuple[list[Units], list[Floats]]:
    return (
        [unit for hand in made for unit in made[hand].tested[kind]],
        [chance for hand in made for chance in found[hand][kind]],
    )


def chances(nets: list[net.Net], rows: list[net.Rows]) -> list[Floats]:
    """The nets' mean posterior of each label for the sentences of each answer, by the code that ships."""
    stored = {name: np.asarray(array, np.float32) for name, array in net.arrays(nets).items()}
    stored["embedding"] *= stored.pop("scale")
    weights = Weights(rows={}, temperature=(1, 1), shift=np.zeros(0), breaks=None, **stored)  # type: ignore[arg-type]
    found = []
    for answer in rows:
        ids = [row.tolist() for row in torch.split(answer.ids, answer.counts.tolist())]
        alone = phases.vectors(ids, weights)
        found.append(phases.marginals(phases.scores(alone, weights), weights).mean(axis=1))
    return found


def merged(chance: Floats) -> Floats:
    """S, T, A, R with lesson, O."""
    return np.column_stack([chance[:, :3], chance[:, 3] + chance[:, 4], chance[:, 5]])


def warmth(units: list[Units], found: list[Floats]) -> tuple[float, Floats]:
    """Temperature and shift of the labels that make the right phases of the words likeliest; action is not shifted."""
    logs = np.log(np.maximum(np.concatenate(found).astype(float), 1e-9))
    gold = np.array([PLACE[LETTERS[label]] for answer in units for label in answer.labels])
    # Between counting sentences, as the chances do, and counting words, as the clock does.
    weight = np.array([len(words) for answer in units for words in answer.sentences]) ** 0.5

    def parts(x: Floats) -> tuple[float, Floats]:
        return float(x[0]), np.array([x[1], x[2], 0.0, x[3], x[3], x[4]])

    def surprise(x: Floats) -> float:
        temperature, shift = parts(x)
        right = merged(_softmax(logs / temperature + shift))[np.arange(len(gold)), gold]
        return -float((weight * np.log(np.maximum(right, 1e-12))).sum() / weight.sum())

    bounds = [(0.3, 4.0), *[(-2.0, 2.0)] * 4]
    return parts(minimize(surprise, [1.2, 0, 0, 0, 0], method="L-BFGS-B", bounds=bounds).x)


def calibrated(units: list[Units], found: list[Floats]) -> list[Floats]:
    """Chances of S, T, A, R, O for the sentences of each answer."""
    temperature, shift = warmth(units, found)
    return [merged(_softmax(np.log(np.maximum(chance, 1e-9)) / temperature + shift)) for chance in found]


def scored(units: list[Units], even: list[Floats]) -> list[Score]:
    return [labelled(unit, chance.argmax(axis=1).tolist()) for unit, chance in zip(units, even, strict=True)]


def reliability(units: list[Units], even: list[Floats]) -> tuple[float, list[tuple[str, int, float, float]]]:
    """Expected calibration error over ten bins, and (bin, sentences, said, right) of each."""
    gold = np.array([PLACE[LETTERS[label]] for answer in units for label in answer.labels])
    every = np.concatenate(even)
    sure, right = every.max(axis=1), every.argmax(axis=1) == gold
    table, error = [], 0.0
    for low in np.arange(0.2, 1.0, 0.1):
        inside = (sure > low) & (sure <= low + 0.1)
        if inside.any():
            table.append((f"{low:.1f}-{low + 0.1:.1f}", int(inside.sum()), sure[inside].mean(), right[inside].mean()))
            error += inside.mean() * abs(sure[inside].mean() - right[inside].mean())
    return error, table


def in_parallel(jobs: Sequence[tuple[Callable[[Any], Any], Any]], processes: int) -> list[Any]:
    """The answers of the jobs, in order. They are forked, so that each sees the corpus without a copy being sent."""
    torch.multiprocessing.set_sharing_strategy("file_system")
    fork = torch.multiprocessing.get_context("fork")

    def work(at: int, sender: Any) -> None:
        function, argument = jobs[at]
        sender.send(pickle.dumps(function(argument)))

    waiting = list(range(len(jobs)))
    running: dict[Any, int] = {}
    done: dict[int, Any] = {}
    while waiting or running:
        while waiting and len(running) < processes:
            at = waiting.pop(0)
            receiver, sender = fork.Pipe(duplex=False)
            fork.Process(target=work, args=(at, sender)).start()
            sender.close()
            running[receiver] = at
        ready: list[Any] = multiprocessing.connection.wait(list(running))
        for receiver in ready:
            done[running.pop(receiver)] = pickle.loads(receiver.recv())
    return [done[at] for at in range(len(jobs))]


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nets", type=int, default=8)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--fold-nets", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="where the chances found for hands left out are kept")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    made = all_copies(options.processes)
    found = left_out(made, options.fold_nets, options.processes, options.epochs)
    kept = {kind: of_kind(made, found, kind) for kind in KINDS}
    for kind, (units, chance) in kept.items():
        even = calibrated(units, chance)
        right, seconds = summed(scored(units, even))
        print(f"{kind:5} {right:.4f}, {seconds:.1f} s, ECE {reliability(units, even)[0]:.3f}", flush=True)
    if options.keep:
        options.keep.write_bytes(pickle.dumps(([a.id for hand in read_hands().values() for a in hand], kept)))
    fitted = [warmth(*kept[kind]) for kind in ("clean", "rough")]

    units = taught(made, list(made))
    jobs: list[tuple[Callable[[Any], Any], Any]] = [
        *((lambda seed: trained(units, [seed], options.epochs), seed) for seed in range(options.nets)),
        (breaks.train, [answer for hand in read_hands().values() for answer in hand]),
    ]
    *done, ends = in_parallel(jobs, options.processes)
    known, nets = done[0][0], [one for _, [one] in done]
    arrays: dict[str, Any] = {
        "vocabulary": _lines(known),
        "temperature": np.array([temperature for temperature, _ in fitted], np.float32),
        "shift": np.array([shift for _, shift in fitted], np.float32),
        "break_words": _lines(ends.rows),
        **{f"break_{name}": getattr(ends, name).astype(np.float16) for name in breaks.LAYERS},
        **net.arrays(nets),
    }
    np.savez_compressed(options.out, **arrays)
    print(f"{options.out}: {len(known)} features, {len(LETTERS)} labels, {options.out.stat().st_size / 1e6:.2f} MB")


def _lines(names: dict[str, int]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(names).encode(), np.uint8)


if __name__ == "__main__":
    main()
