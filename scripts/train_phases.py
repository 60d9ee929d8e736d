"""Trains the phases on scripts/corpus and writes src/starclock/segmentation/weights.npz.

    python scripts/train_phases.py [--nets 4] [--epochs 7] [--fold-nets 1] [--out FILE]

Needs torch and scikit-learn. Every answer is learned three times: as written, without fillers and in sentences
found from pauses, and as a poor recognizer prints it without pauses. Before the nets that ship are trained on
all hands, each hand is left out once: that says how good the model is on a stranger's answers (printed), and
fits the temperatures that make its chances honest.
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
from scipy.optimize import minimize_scalar

from phase_model import breaks, net
from phase_model.corpus import LETTERS, Labelled, Units, cut_up, poor, read_hands, vocabulary

OUT = Path(__file__).parents[1] / "src" / "starclock" / "segmentation" / "weights.npz"
ROUGH_ERRORS = 0.3
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Copies:
    """One hand's answers as they are learned (`taught`) and as they are tested, each with its features."""

    taught: list[Units]
    tested: dict[str, list[Units]]


def copies(hands: dict[str, list[Labelled]], bare: dict[str, list[Labelled]]) -> dict[str, Copies]:
    """Each hand's sentences are found by a break model that has not seen the hand."""
    known = vocabulary(answer for hand in hands.values() for answer in hand)
    halves = list(hands)[::2], list(hands)[1::2]
    trained = [breaks.scorer(breaks.train([a for hand in half for a in hands[hand]])) for half in halves]
    made = {}
    for hand, answers in hands.items():
        rng = random.Random(hand)
        ends = trained[hand in halves[0]]
        clean = [cut_up(a, ends, rng) for a in answers]
        made[hand] = Copies(
            taught=[
                *clean,
                *(cut_up(poor(a, known, rng, 0.05), ends, rng, heard=0.85) for a in bare[hand]),
                *(cut_up(poor(a, known, rng), ends, rng) for a in answers),
            ],
            tested={
                "clean": clean,
                "poor": [cut_up(poor(a, known, rng), ends, rng) for a in answers],
                "rough": [cut_up(poor(a, known, rng, ROUGH_ERRORS), ends, rng, heard=0.7) for a in answers],
            },
        )
    return made


def chances(nets: list[net.Net], rows: list[net.Rows]) -> list[Floats]:
    """The nets' mean posterior of each label for the sentences of each answer, by the code that ships."""
    from starclock.segmentation import phases
    from starclock.segmentation.weights import Weights

    stored = {name: np.asarray(array, np.float32) for name, array in net.arrays(nets).items()}
    embedding = stored.pop("embedding") * stored.pop("scale")
    weights = Weights(rows={}, embedding=embedding, temperature=(1, 1), breaks=({}, 0.0), **stored)
    found = []
    for answer in rows:
        ids = torch.split(answer.ids, answer.counts.tolist())
        alone = phases.vectors([row.tolist() for row in ids], weights)
        found.append(phases.marginals(phases.scores(alone, weights), weights).mean(axis=1).astype(float))
    return found


def merged(chance: Floats) -> Floats:
    """S, T, A, R with lesson, O."""
    return np.column_stack([chance[:, :3], chance[:, 3] + chance[:, 4], chance[:, 5]])


def accuracy(units: list[Units], found: list[Floats]) -> tuple[float, float]:
    """Share of the words whose phase is right (outside left out), mean error in seconds at 150 words a minute."""
    right = total = 0
    errors: list[float] = []
    for answer, chance in zip(units, found, strict=True):
        gold, mine = (np.array([0, 1, 2, 3, 3, 4])[list(answer.labels)], merged(chance).argmax(axis=1))
        words = np.array([len(sentence) for sentence in answer.sentences])
        told = gold != 4
        right += int(words[told & (gold == mine)].sum())
        total += int(words[told].sum())
        errors += [abs(words[told & (gold == p)].sum() - words[told & (mine == p)].sum()) / 2.5 for p in range(4)]
    return right / total, float(np.mean(errors))


def temperature(units: list[Units], found: list[Floats]) -> float:
    """The one that makes the right phases likeliest."""
    logs = np.log(np.maximum(np.concatenate(found), 1e-9))
    gold = np.array([0, 1, 2, 3, 3, 4])[[label for answer in units for label in answer.labels]]

    def surprise(t: float) -> float:
        cooled = merged(_softmax(logs / t))
        return -float(np.log(np.maximum(cooled[np.arange(len(gold)), gold], 1e-12)).mean())

    return float(minimize_scalar(surprise, bounds=(0.3, 4), method="bounded").x)


def reliability(units: list[Units], found: list[Floats], t: float) -> tuple[float, list[tuple[str, int, float, float]]]:
    """Expected calibration error over ten bins, and (bin, sentences, said, right) of each."""
    cooled = merged(_softmax(np.log(np.maximum(np.concatenate(found), 1e-9)) / t))
    gold = np.array([0, 1, 2, 3, 3, 4])[[label for answer in units for label in answer.labels]]
    sure, right = cooled.max(axis=1), cooled.argmax(axis=1) == gold
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
    parser.add_argument("--nets", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=7)
    parser.add_argument("--fold-nets", type=int, default=1)
    parser.add_argument("--folds", default="abcdef", help="hands to leave out, each once")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--answers", type=int, help="only so many of each hand, to see what more would bring")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    hands, bare = (
        {hand: answers[: options.answers] for hand, answers in read_hands(fillers).items()} for fillers in (True, False)
    )
    made = copies(hands, bare)
    taught = {hand: net.features(made[hand].taught) for hand in made}

    def without(left_out: str) -> dict[str, list[Floats]]:
        """What nets that never saw this hand make of its answers."""
        torch.set_num_threads(1)
        others = [hand for hand in made if hand != left_out]
        known = net.vocabulary(answer for hand in others for answer in taught[hand])
        data = [row for hand in others for row in net.rows(made[hand].taught, taught[hand], known)]
        nets = [net.train(data, len(known), seed, options.epochs) for seed in range(options.fold_nets)]
        found = {
            kind: chances(nets, net.rows(units, net.features(units), known))
            for kind, units in made[left_out].tested.items()
        }
        scores = ", ".join(f"{kind} {accuracy(made[left_out].tested[kind], found[kind])[0]:.3f}" for kind in found)
        print(f"without {left_out}: {scores}", flush=True)
        return found

    def final(seed: int) -> net.Net:
        torch.set_num_threads(1)
        return net.train(data, len(known), seed, options.epochs)

    known = net.vocabulary(answer for hand in taught.values() for answer in hand)
    data = [row for hand in made for row in net.rows(made[hand].taught, taught[hand], known)]
    jobs: list[tuple[Callable[[Any], Any], Any]] = [
        *((without, hand) for hand in options.folds),
        *((final, seed) for seed in range(options.nets)),
    ]
    done = in_parallel(jobs, options.processes)
    folds, nets = done[: len(options.folds)], done[len(options.folds) :]
    kinds = ("clean", "poor", "rough")
    tested = {kind: [unit for hand in options.folds for unit in made[hand].tested[kind]] for kind in kinds}
    found = {kind: [chance for fold in folds for chance in fold[kind]] for kind in kinds}
    warmth = {kind: temperature(tested[kind], found[kind]) for kind in tested}
    for kind in tested:
        right, seconds = accuracy(tested[kind], found[kind])
        error, table = reliability(tested[kind], found[kind], warmth[kind])
        print(f"{kind:6} {right:.4f}, {seconds:.1f} s, temperature {warmth[kind]:.2f}, ECE {error:.3f}")
        for name, count, said, was in table:
            print(f"    {name} {count:6d} said {said:.2f} right {was:.2f}")

    gaps, bias = breaks.train([answer for hand in hands.values() for answer in hand])
    arrays: dict[str, Any] = {
        "vocabulary": _lines(known),
        "temperature": np.array([warmth["clean"], warmth["rough"]], np.float32),
        "gaps": _lines(gaps),
        "gap_weights": np.array(list(gaps.values()), np.float16),
        "gap_bias": np.float32(bias),
        **net.arrays(nets),
    }
    np.savez_compressed(options.out, **arrays)
    print(f"{options.out}: {len(known)} features, {len(LETTERS)} labels, {options.out.stat().st_size / 1e6:.2f} MB")


def _lines(names: dict[str, int] | dict[str, float]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(names).encode(), np.uint8)


if __name__ == "__main__":
    main()
