"""How well phases are found: the tables of docs/figures/phases.md.

    python scripts/bench_phases.py given         the shared development answers, clean and poor; needs numpy only
    python scripts/bench_phases.py begun         what is told of answers that go on, cut every 10 to 25 s
    python scripts/bench_phases.py speed         time of an answer after load, size of what is loaded
    python scripts/bench_phases.py found FILE    what train_phases.py kept: accuracy, reliability, the worst

The shared answers (from $STARCLOCK_SHARED or ../shared) are measured on and never trained on. Everywhere
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
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from kit import corpus
from kit.clock import AFTER_COMMA, AFTER_SENTENCE, timed
from kit.corpus import LETTERS
from kit.places import PACKAGE, SHARED
from kit.tables import table
from phase_model.corpus import Example, Labelled, poor, read, read_authors, vocabulary
from phase_model.scores import OUTSIDE, PLACE, Score, score, summed
from starclock.live.so_far import so_far
from starclock.segmentation import segment
from starclock.settings import Settings, Targets
from starclock.speech import PHASES, Attempt, Word

OURS = PACKAGE / "segmentation"
FIRST_AUTHORS = "abcdef"
"""The corpus before it grew; earlier figures are about these authors."""
Floats = NDArray[Any]


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


# Answers that go on, as the live view sees them.


def begun() -> None:
    rows = []
    for name in ("spoken_dev", "star_written_dev"):
        if (path := SHARED / "data" / f"{name}.jsonl").exists():
            rows.append(_begun(name, read(path)))
    ours = [answer for author in read_authors().values() for answer in author[:2]]
    rows.append(_begun("our own, which the models learned from", ours))
    table(
        "answers | number | moments | newest sentence, read as the end | the one before it | newest, read as going on"
        " | the one before it, which is shown | Situation too long: told rightly | wrongly | not",
        rows,
    )


def _begun(name: str, answers: Sequence[Labelled]) -> list[str]:
    """Share of the moments at which the phase of a sentence is right; the notice of a Situation past its range."""
    judged: dict[tuple[bool, int], list[bool]] = defaultdict(list)
    told: Counter[tuple[bool, bool]] = Counter()
    most, situation = Targets().range_of("situation")[1], PLACE["S"]
    for answer in answers:
        words, truth = clocked(answer), [PLACE[word.letter] for word in answer.words]
        for beginning in _beginnings(words, random.Random(answer.id)):
            attempt = Attempt("begun", beginning[-1].end, beginning, "transcript")
            for ended in (True, False):
                last = len(beginning) - 1
                for back, sentence in enumerate(reversed(segment(attempt, (), ended).sentences[-2:]), start=1):
                    if truth[last] != OUTSIDE:
                        right = sentence.phase is not None and PHASES.index(sentence.phase) == truth[last]
                        judged[ended, back].append(right)
                    last -= len(sentence.words)
            known = so_far(attempt, Settings())
            by_then = [place for place, word in zip(truth, beginning, strict=False) if word.end <= known.until]
            starts = [word.start for word in beginning[: len(by_then)]]
            stretches = zip(starts, [*starts[1:], known.until], by_then, strict=False)
            spent = sum(end - start for start, end, place in stretches if place == situation)
            late = by_then[-1:] == [situation] and spent > most
            told[known.phase == "situation" and known.seconds > most, late] += 1
    shares = [f"{statistics.mean(judged[ended, back]):.3f}" for ended in (True, False) for back in (1, 2)]
    notices = [str(told[said, late]) for said, late in ((True, True), (True, False), (False, True))]
    return [name, str(len(answers)), str(told.total()), *shares, *notices]


def _beginnings(words: tuple[Word, ...], chance: random.Random) -> Iterator[tuple[Word, ...]]:
    at = chance.uniform(10, 25)
    while at < words[-1].end:
        if beginning := tuple(word for word in words if word.end <= at):
            yield beginning
        at += chance.uniform(10, 25)


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
    for name in ("given", "begun", "speed"):
        commands.add_parser(name)
    commands.add_parser("found").add_argument("file", type=Path, help="of `train_phases.py --keep`")
    options: Any = parser.parse_args()
    match options.what:
        case "given":
            given()
        case "begun":
            begun()
        case "speed":
            speed()
        case "found":
            kept_figures(options.file)


if __name__ == "__main__":
    main()
