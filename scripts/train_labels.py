#!/usr/bin/env python3
"""Learns what the advice asks the sentence encoder (src/starclock/advice/labels.npz) from labelled answers of ours.

    train_labels.py             writes the weights
    train_labels.py --check     leaves one author out at a time and prints how often each label is right

turn   scripts/corpus/turning_steps.jsonl names the steps of some answers that an interviewer would ask about: what the
       speaker decided, offered or risked, where another way was open
stock  the lessons marked "g" against all other lessons
vague  the results of the second half marked "v" against all others there
blame  the sentences marked "b" against a tenth of all others
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from kit.answers import Marked, marked
from kit.corpus import FOLDER, read_authors
from kit.places import PACKAGE
from kit.tables import table
from starclock.advice._labels import features
from starclock.english.deeds import all_deeds
from starclock.segmentation.encoder import encode, pieces
from starclock.segmentation.phase_weights import load_encoder
from starclock.speech import Sentence

PENALTY = {"turn": 300.0, "stock": 100.0, "vague": 100.0, "blame": 100.0}
OTHERS = 0.1
"""Share of the sentences without a mark that "blame" is learned from."""
TOLD = (2.6, 1.0, 0.3, 0.0, -1.0)
"""Scores from which a sentence may count as labelled, for the check."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Known:
    """Sentences of one answer that are looked at for a label, and which of them have it."""

    author: str
    sentences: tuple[Sentence, ...]
    labelled: tuple[bool, ...]


def turns() -> Iterator[Known]:
    """The own deeds in the action of an answer; those that turn the story are labelled."""
    answers = {answer.id: answer for author in read_authors().values() for answer in author}
    for line in (FOLDER / "turning_steps.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        answer = answers[row["answer"]]
        known = {_plain(text) for text in row["steps"]}
        acts = [s for s in marked(answer).sentences if s.phase == "action"]
        own = [s for s in acts if any(deed.who == "i" for deed in all_deeds(s.words))]
        yield Known(answer.author, tuple(own), tuple(_plain(s.text) in known for s in own))


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def stock() -> Iterator[Known]:
    """The lessons of an answer; those that fit any story are labelled."""
    yield from _marks("g", lambda sentence, _late, _has: sentence.part == "lesson")


def vague() -> Iterator[Known]:
    """The results in the second half of an answer; those that are only a verdict are labelled."""
    yield from _marks("v", lambda sentence, late, _: late and sentence.phase == "result" and not sentence.part)


def blame() -> Iterator[Known]:
    """Sentences of an answer; those that put a fault on somebody else, or hand it on, are labelled."""
    chance = random.Random(1)
    yield from _marks("b", lambda _sentence, _late, has: has or chance.random() < OTHERS)


def _marks(letter: str, counts: Callable[[Sentence, bool, bool], bool]) -> Iterator[Known]:
    for author, answers in read_authors().items():
        for answer in map(marked, answers):
            half = len(answer.sentences) / 2
            told = enumerate(_with_marks(answer, letter))
            rows = [(s, has) for at, (s, has) in told if counts(s, at >= half, has)]
            yield Known(author, tuple(s for s, _ in rows), tuple(has for _, has in rows))


def _with_marks(answer: Marked, letter: str) -> Iterator[tuple[Sentence, bool]]:
    at = 0
    for sentence in answer.sentences:
        end = at + len(sentence.words)
        yield sentence, any(m.letter == letter and m.first < end and m.last >= at for m in answer.marks)
        at = end


LABELS: dict[str, Callable[[], Iterator[Known]]] = {"turn": turns, "stock": stock, "vague": vague, "blame": blame}


def fit(rows: Numbers, truth: Numbers, penalty: float) -> Numbers:
    """Weights of the columns and, last, the bias: logistic regression on columns of mean 0 and variance 1."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    columns = np.concatenate([(rows - mean) / spread, np.ones((len(rows), 1))], axis=1)

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        score = columns @ weights
        slip = 1 / (1 + np.exp(-score)) - truth
        shrunk = np.append(weights[:-1], 0.0)
        cost = np.logaddexp(0, score).sum() - truth @ score + penalty / 2 * shrunk @ shrunk
        return float(cost), columns.T @ slip + penalty * shrunk

    fitted = minimize(loss, np.zeros(columns.shape[1]), jac=True, method="L-BFGS-B").x
    weights = fitted[:-1] / spread
    return np.append(weights, fitted[-1] - weights @ mean)


def check(name: str, told: Sequence[Known], rows: Sequence[Numbers]) -> None:
    """Prints how often a label is right on authors that it was not learned from."""
    scores: list[Numbers] = [np.zeros(0)] * len(told)
    for author in sorted({one.author for one in told}):
        rest = [i for i, one in enumerate(told) if one.author != author]
        truth = np.concatenate([np.array(told[i].labelled, float) for i in rest])
        weights = fit(np.concatenate([rows[i] for i in rest]), truth, PENALTY[name])
        for i, one in enumerate(told):
            if one.author == author:
                scores[i] = rows[i] @ weights[:-1] + weights[-1]
    if name == "turn":
        having = [(one, score) for one, score in zip(told, scores, strict=True) if any(one.labelled)]
        right = sum(one.labelled[int(np.argmax(score))] for one, score in having)
        chance = sum(sum(one.labelled) / len(one.labelled) for one, _ in having)
        print(
            f"\nturn: the step chosen is a labelled one in {right} of {len(having)} answers, by chance in {chance:.0f}"
        )
        return
    truth = np.concatenate([np.array(one.labelled) for one in told])
    given = np.concatenate(scores)
    table(
        "score from | told | right | of the marked, found",
        [
            (
                least,
                int((given > least).sum()),
                f"{truth[given > least].mean():.2f}",
                f"{(given > least)[truth].mean():.2f}",
            )
            for least in TOLD
        ],
        title=f"{name}: {int(truth.sum())} of {len(truth)} sentences",
    )


def _features(sentences: Sequence[Sentence]) -> Numbers:
    encoder = load_encoder()
    encoded = encode([pieces([word.text for word in one.words], encoder.pieces) for one in sentences], encoder)
    return features(encoded, sentences).astype(float)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    checking = parser.parse_args().check
    learned = {}
    for name, read in LABELS.items():
        told = [one for one in read() if one.sentences]
        rows = [_features(one.sentences) for one in told]
        if checking:
            check(name, told, rows)
        else:
            truth = np.concatenate([np.array(one.labelled, float) for one in told])
            learned[name] = fit(np.concatenate(rows), truth, PENALTY[name]).astype(np.float32)
    if learned:
        path = PACKAGE / "advice" / "labels.npz"
        np.savez_compressed(path, allow_pickle=False, **learned)


if __name__ == "__main__":
    main()
