"""How well phases are found: the tables of docs/figures/phases.md.

    python scripts/bench_phases.py given         the shared development answers, clean and poor; needs numpy only
    python scripts/bench_phases.py speed         time of an answer after load, size of what is loaded
    python scripts/bench_phases.py found FILE    what train_phases.py kept: accuracy, reliability, the worst
    python scripts/bench_phases.py approaches FILE    in the same folds: split in proportion, words alone, CRF, ours

`approaches` trains, with torch, scikit-learn and python-crfsuite. The shared answers (from
$STARCLOCK_SHARED or ../shared) are measured on and never trained on. Everywhere
    accuracy   share of the words whose phase is right; a lesson is result, words outside the story are left out
    error      |seconds given to a phase - its true seconds|, mean over the four phases of every answer
"""

from __future__ import annotations

import argparse
import pickle
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kit import corpus
from kit.clock import AFTER_COMMA, AFTER_SENTENCE, timed
from kit.corpus import LETTERS
from kit.places import PACKAGE, SHARED
from kit.tables import table
from phase_model.corpus import Example, Labelled, poor, read, read_authors, vocabulary
from phase_model.scores import OUTSIDE, PLACE, Score, score, score_example, summed
from starclock.segmentation import segment
from starclock.speech import PHASES, Attempt, Word

OURS = PACKAGE / "segmentation"
TARGET = (30, 15, 90, 45)
"""Seconds of S, T, A, R."""
FIRST_AUTHORS = "abcdef"
"""The corpus before it grew; earlier figures are about these authors."""
Floats = NDArray[Any]
Labels = list[list[int]]


def figures(scores: Sequence[Score]) -> list[str]:
    accuracy, error = summed(scores)
    return [f"{accuracy:.3f}", f"{error:.1f} s"]


# The shared answers: words with times, as a recognizer gives them.


def clocked(answer: Labelled, at_stops: bool = False) -> tuple[Word, ...]:
    """The words with times; `at_stops`: a pause where the author ended a sentence, printed or not."""
    words = [word.text for word in answer.words]
    if not at_stops:
        return timed(words)
    return timed(words, [AFTER_SENTENCE if w.stop else AFTER_COMMA if w.text[-1] in ",;:" else 0 for w in answer.words])


def segmented(answer: Labelled, pauses: bool) -> Score:
    """What starclock makes of an answer, with a pause at each full stop of its author or only at those printed."""
    words = clocked(answer, pauses)
    found = segment(Attempt("bench", words[-1].end, words, "transcript")).phases
    mine = []
    for word in words:
        inside = (p.phase for p in found if p.start - 1e-3 <= word.middle <= p.end + 1e-3)
        mine.append(next((PHASES.index(phase) for phase in inside), OUTSIDE))
    ends = [*(word.start for word in words[1:]), words[-1].end]
    seconds = [end - word.start for word, end in zip(words, ends, strict=True)]
    return score([PLACE[w.letter] for w in answer.words], mine, seconds)


def given() -> None:
    known = vocabulary(answer for author in read_authors().values() for answer in author)
    rows = []
    for name in ("spoken_dev", "star_written_dev"):
        path = SHARED / "data" / f"{name}.jsonl"
        if not path.exists():
            print(f"{path.name} is not here: left out", file=sys.stderr)
            continue
        answers = read(path)
        clean = [segmented(answer, pauses=False) for answer in answers]
        rows.append([f"{name}, as given", str(len(answers)), *figures(clean), ""])
        for pauses, heard in ((True, "pauses between sentences"), (False, "no pauses")):
            noisy = [
                poor(answer, known, random.Random(f"{seed}{answer.id}")) for seed in range(5) for answer in answers
            ]
            scores = [segmented(answer, pauses) for answer in noisy]
            loss = 100 * (summed(clean)[0] - summed(scores)[0])
            rows.append([f"{name}, poor, {heard}", str(len(answers)), *figures(scores), f"{loss:.1f} points"])
        worst = sorted(zip(clean, answers, strict=True), key=lambda pair: pair[0].right / pair[0].counted)[:3]
        rows += [["&nbsp;&nbsp;" + a.id, "1", *figures([s]), ""] for s, a in worst]
    table("answers | number | accuracy | error | loss", rows)


def speed() -> None:
    answers = [answer for author in read_authors().values() for answer in author[:10]]
    on_clock = [clocked(answer) for answer in answers]
    began = time.perf_counter()
    segment(Attempt("first", on_clock[0][-1].end, on_clock[0], "transcript"))
    loading = time.perf_counter() - began
    each = []
    for words in on_clock:
        took = []
        for _ in range(5):
            wall, spent = time.perf_counter(), time.process_time()
            segment(Attempt("again", words[-1].end, words, "transcript"))
            took.append((time.perf_counter() - wall, time.process_time() - spent))
        each.append((*(statistics.median(of) for of in zip(*took, strict=True)), len(words)))
    size = sum(path.stat().st_size for path in (*OURS.glob("*.npz"), *OURS.glob("*.txt"))) / 1e6
    slowest = max(each)
    table(
        "load and first answer | an answer, median | processor time | slowest | weights",
        [
            [
                f"{1e3 * loading:.0f} ms",
                f"{1e3 * statistics.median(wall for wall, _, _ in each):.1f} ms",
                f"{1e3 * statistics.median(spent for _, spent, _ in each):.1f} ms",
                f"{1e3 * slowest[0]:.1f} ms ({slowest[2]} words)",
                f"{size:.1f} MB",
            ]
        ],
    )


# Cross-validation over the authors. An approach learns from some answers and labels others, sentence by sentence.

Labeller = Callable[[Sequence[Example]], Labels]
"""Answers -> S, T, A, R or outside of each sentence."""


def proportions(_: Sequence[Example]) -> Labeller:
    """Nothing is read: the target is laid over the answer."""
    ends = np.cumsum(TARGET) / sum(TARGET)

    def label(answers: Sequence[Example]) -> Labels:
        return [
            [int(np.searchsorted(ends, share, side="left").clip(0, 3)) for share in _middles(answer)]
            for answer in answers
        ]

    return label


def words_alone(taught: Sequence[Example]) -> Labeller:
    """Words and word pairs of each sentence by itself, logistic regression; then the best path, with the steps from
    label to label as often as they were seen."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    from starclock.segmentation.features import plain

    def text(words: Sequence[str]) -> str:
        return " ".join(map(plain, words))

    counter = CountVectorizer(ngram_range=(1, 2), min_df=4, binary=True, token_pattern=r"\S+")
    gold = [label for answer in taught for label in answer.labels]
    seen = counter.fit_transform([text(s) for answer in taught for s in answer.sentences])
    model = LogisticRegression(C=0.3, max_iter=100, tol=1e-3).fit(seen, gold)
    prior = np.log(np.bincount(gold, minlength=len(LETTERS)) / len(gold))
    steps, start = np.ones((len(LETTERS), len(LETTERS))), np.ones(len(LETTERS))
    for answer in taught:
        start[answer.labels[0]] += 1
        for before, after in zip(answer.labels, answer.labels[1:], strict=False):
            steps[before, after] += 1
    step = np.log(np.maximum(steps / steps.sum(axis=1, keepdims=True), 1e-9))

    def label(answers: Sequence[Example]) -> Labels:
        labels = []
        for answer in answers:
            chances = model.predict_log_proba(counter.transform([text(s) for s in answer.sentences]))
            path = _best_path(chances - prior, np.log(start / start.sum()), step)
            labels.append([PLACE[LETTERS[i]] for i in path])
        return labels

    return label


def crf(taught: Sequence[Example]) -> Labeller:
    """A linear-chain CRF on our features of a sentence and some of its neighbours; the likeliest label of each."""
    from phase_model import crf_baseline

    chances = crf_baseline.train(taught)
    return lambda answers: [[PLACE[LETTERS[at]] for at in found.argmax(axis=1).tolist()] for found in chances(answers)]


def _best_path(scores: Floats, start: Floats, step: Floats) -> list[int]:
    """Viterbi."""
    best, back = start + scores[0], []
    for row in scores[1:]:
        onward = best[:, None] + step
        back.append(onward.argmax(axis=0))
        best = onward.max(axis=0) + row
    path = [int(best.argmax())]
    for choice in reversed(back):
        path.append(int(choice[path[-1]]))
    return path[::-1]


def _middles(answer: Example) -> list[float]:
    words = np.array([len(sentence) for sentence in answer.sentences])
    return list((np.cumsum(words) - words / 2) / words.sum())


APPROACHES: dict[str, Callable[[Sequence[Example]], Labeller]] = {
    "split in proportion 30/15/90/45": proportions,
    "words alone, logistic regression and Viterbi": words_alone,
    "linear-chain CRF": crf,
}


def approaches(processes: int, kept: Path) -> None:
    import train_phases as training

    made = training.all_copies(processes)
    kinds = ("clean", "poor")

    def fold(job: tuple[str, tuple[str, ...]]) -> dict[str, list[Score]]:
        name, left_out = job
        label = APPROACHES[name](training.taught(made, [author for author in made if author not in left_out]))
        tested = {kind: [example for author in left_out for example in made[author].tested[kind]] for kind in kinds}
        return {
            kind: [score_example(u, places) for u, places in zip(examples, label(examples), strict=True)]
            for kind, examples in tested.items()
        }

    jobs = [(name, some) for name in APPROACHES for some in training.folds(made)]
    done = training.in_parallel([(fold, job) for job in jobs], processes)
    rows = []
    for name in APPROACHES:
        mine = [found for job, found in zip(jobs, done, strict=True) if job[0] == name]
        rows.append([name, *(text for kind in kinds for text in figures([s for found in mine for s in found[kind]]))])
    predicted = pickle.loads(kept.read_bytes())[1]
    for name, of in (("our nets", slice(0, 1)), ("our encoder", slice(1, 2)), ("both", slice(None))):
        rows.append(
            [
                name,
                *_row({kind: (examples, [each[of] for each in some]) for kind, (examples, some) in predicted.items()}),
            ]
        )
    table("approach | accuracy | error | poor: accuracy | poor: error", rows)


def _row(predicted: dict[str, tuple[list[Example], list[Floats]]]) -> list[str]:
    import train_phases as training

    fit = training.calibration_of(predicted)
    return [
        text
        for examples, found in predicted.values()
        for text in figures(training.scored(examples, list(map(fit, found))))
    ]


def kept_figures(path: Path) -> None:
    """Figures of what train_phases.py kept: of answers by authors that neither nets nor encoder had seen."""
    import train_phases as training

    ids, kept = pickle.loads(path.read_bytes())
    rows = []
    fit = training.calibration_of(kept)
    all_calibrated = {kind: list(map(fit, predicted)) for kind, (_, predicted) in kept.items()}
    for kind, calibrated in all_calibrated.items():
        examples = kept[kind][0]
        rows.append([kind, str(len(examples)), *figures(training.scored(examples, calibrated))])
        rows[-1].append(f"{training.reliability(examples, calibrated)[0]:.3f}")
        of_first = [
            one
            for one, name in zip(training.scored(examples, calibrated), ids, strict=True)
            if name[0] in FIRST_AUTHORS
        ]
        rows[-1] += figures(of_first)
    table("text | answers | accuracy | error | ECE of sentences | authors a to f | error", rows)
    _, bins = training.reliability(kept["clean"][0], all_calibrated["clean"])
    sure = [[name, str(count), f"{predicted:.2f}", f"{right:.2f}"] for name, count, predicted, right in bins]
    table("clean: called so sure | sentences | mean chance | right", sure)

    examples, calibrated = kept["clean"][0], all_calibrated["clean"]
    scores = training.scored(examples, calibrated)
    authors: dict[str, list[Score]] = defaultdict(list)
    words = Counter[tuple[int, int]]()
    for answer, example, chance, one in zip(ids, examples, calibrated, scores, strict=True):
        authors[answer[0]].append(one)
        for letters, place in zip(example.letters, chance.argmax(axis=1).tolist(), strict=True):
            words.update((PLACE[letter], place) for letter in letters)
    table("author left out | accuracy | error", [[author, *figures(some)] for author, some in authors.items()])
    names = ("S", "T", "A", "R", "outside")
    rows = [[name, *(str(words[at, to]) for to in range(5))] for at, name in enumerate(names)]
    table("words, true and given | " + " | ".join(names), rows)
    shapes = {answer.id: answer.shape for answers in corpus.read_authors().values() for answer in answers}
    ranked = sorted(range(len(ids)), key=lambda at: scores[at].right / scores[at].counted)
    rows = [
        [
            ids[at],
            shapes[ids[at]],
            *figures([scores[at]]),
            f"`{_string(examples[at])}`<br>`{_string(examples[at], calibrated[at])}`",
        ]
        for at in ranked[:5]
    ]
    table("the five worst | told as | accuracy | error | sentences, true and given", rows)


def _string(examples: Example, chances: Floats | None = None) -> str:
    places = [PLACE[LETTERS[i]] for i in examples.labels] if chances is None else chances.argmax(axis=1)
    return "".join("STARO"[place] for place in places)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="what", required=True)
    for name in ("given", "speed"):
        commands.add_parser(name)
    for name in ("found", "approaches"):
        commands.add_parser(name).add_argument("file", type=Path, help="of `train_phases.py --keep`")
    commands.choices["approaches"].add_argument("--processes", type=int, default=2)
    options: Any = parser.parse_args()
    match options.what:
        case "given":
            given()
        case "speed":
            speed()
        case "approaches":
            approaches(options.processes, options.file)
        case "found":
            kept_figures(options.file)


if __name__ == "__main__":
    main()
