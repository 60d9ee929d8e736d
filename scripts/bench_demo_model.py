"""Measure the demo model through unmodified faster-whisper, on speech it was never trained on.

    python scripts/bench_demo_model.py [MODEL] [--clips SECONDS ...] [--show]

All spoken by flite's slt at its normal pace, 0.45 s between sentences:
    grammar      new sentences of the training grammar, strung into answers
    hand-written demo_model/held_out/answers.txt, written before training in the style of real answers
    fresh        held_out/answers_fresh.txt, four more, written after the last change of the word list
    strangers    two answers of each hand of scripts/corpus that told.py does not train on, written for the phases
    demo         demo_answer.txt, the answer of `starclock demo`

Then from sound to phases: the same held-out answers and the outside development answers (where they are on this
computer) are spoken, and their phases are found twice, from their true words and from the sound alone.

Word errors: lower case, punctuation at the edges dropped, numbers in digits as the model prints them.  Fillers: um,
uh, hmm; recalled where the very same filler stands in the transcript, invented where no filler was said.  Word
starts: over the rightly recognised words, against flite's own times.
"""

import argparse
import json
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np
import soundfile
from numpy.typing import NDArray

from demo_model import told
from demo_model.corpus import speak
from demo_model.synth import RATE, Flite
from demo_model.texts import Talk, spoken, written
from demo_model.words import dictionary_path
from starclock.pipeline import listen, review
from starclock.recognizers.faster_whisper import FasterWhisper
from starclock.speech import Attempt, Word

HERE = Path(__file__).parent
HELD_OUT = HERE / "demo_model" / "held_out"
MODEL = HERE.parent / "src" / "starclock" / "sample" / "whisper-demo"
FILLERS = {"um", "uh", "hmm"}
GAP = 0.45
Timed = tuple[str, float, float]


@dataclass
class Answer:
    """A spoken answer: samples at 16 kHz, printed words with times."""

    samples: NDArray[np.float32]
    words: list[Timed]


@dataclass
class Score:
    """What one set of answers adds up to."""

    words: int = 0
    errors: int = 0
    fillers: int = 0
    recalled: int = 0
    invented: int = 0
    audio: float = 0.0
    spent: float = 0.0
    starts: list[float] = field(default_factory=list)

    def row(self, name: str) -> str:
        offsets = sorted(abs(x) for x in self.starts) or [float("nan")]
        return (
            f"{name:24s} {self.words:5d} words  WER {100 * self.errors / max(1, self.words):5.1f} %  "
            f"fillers {self.recalled}/{self.fillers}, {60 * self.invented / max(self.audio, 1e-9):.2f} invented/min  "
            f"starts {1000 * offsets[len(offsets) // 2]:.0f} / {1000 * offsets[int(0.9 * (len(offsets) - 1))]:.0f} ms "
            f"(bias {1000 * median(self.starts or [0.0]):+.0f})  RTF {self.spent / max(self.audio, 1e-9):.3f}"
        )


def spoken_answer(voice: Flite, sentences: list[str], stretch: float = 1.0) -> Answer:
    """Sentences one after the other."""
    pieces: list[NDArray[np.float32]] = []
    words: list[Timed] = []
    at = 0
    for sentence in sentences:
        samples, printed, _ = speak(voice, sentence, stretch, exact=False)
        words += [(text, start + at / RATE, end + at / RATE) for text, start, end in printed]
        pieces += [samples, np.zeros(int(GAP * RATE), np.float32)]
        at += len(samples) + int(GAP * RATE)
    return Answer(np.concatenate(pieces), words)


def answers_of(path: Path) -> list[list[str]]:
    """Each answer of a text file as sentences; '#' lines are comments, a '---' or (held out) a paragraph ends one."""
    lines = [line.strip() for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]
    texts = [" ".join(lines)] if path.name.startswith("demo") else lines
    return [re.split(r"(?<=[.?!]) ", text) for text in texts]


def grammar_answers(dictionary: Path, answers: int = 6, sentences: int = 12) -> list[list[str]]:
    """New grammar sentences; none of them stands in the training corpus (another seed, open combinations)."""
    talk = Talk(987_654_321, dictionary)
    return [[talk.sentence() for _ in range(sentences)] for _ in range(answers)]


def plain(word: str) -> str:
    return word.lower().strip(' .,?!"')


def aligned(reference: list[str], found: list[str]) -> list[tuple[int | None, int | None]]:
    """Levenshtein alignment: pairs of places, None for a word that the other side lacks."""
    rows, columns = len(reference) + 1, len(found) + 1
    cost = np.zeros((rows, columns), int)
    cost[:, 0], cost[0] = range(rows), range(columns)
    for i in range(1, rows):
        for j in range(1, columns):
            change = cost[i - 1, j - 1] + (reference[i - 1] != found[j - 1])
            cost[i, j] = min(change, cost[i - 1, j] + 1, cost[i, j - 1] + 1)
    pairs: list[tuple[int | None, int | None]] = []
    i, j = rows - 1, columns - 1
    while i or j:
        if i and j and cost[i, j] == cost[i - 1, j - 1] + (reference[i - 1] != found[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif i and cost[i, j] == cost[i - 1, j] + 1:
            i -= 1
            pairs.append((i, None))
        else:
            j -= 1
            pairs.append((None, j))
    return pairs[::-1]


def clips(samples: NDArray[np.float32], longest: float) -> list[float]:
    """clip_timestamps: start, end, start, end ...; cut in the middle of the last silence before `longest` seconds."""
    frames = len(samples) // 160
    loud = np.abs(samples[: frames * 160]).reshape(frames, 160).max(1) > 0.01
    edges = np.flatnonzero(np.diff(np.concatenate([[1], loud.astype(int), [1]])))
    middles = [(a + b) / 200 for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a >= 25]
    end = len(samples) / RATE
    cuts = [0.0]
    while cuts[-1] + longest < end:
        reachable = [m for m in middles if cuts[-1] + 1 < m <= cuts[-1] + longest]
        cuts.append(reachable[-1] if reachable else cuts[-1] + longest)
    cuts.append(end)
    return [edge for pair in pairwise(cuts) for edge in pair]


def add(score: Score, model: object, answer: Answer, longest: float | None, beam: int, show: bool) -> None:
    """Transcribe one answer and add it up."""
    options = {"clip_timestamps": clips(answer.samples, longest)} if longest else {}
    began = time.perf_counter()
    segments, _ = model.transcribe(  # type: ignore[attr-defined]
        answer.samples,
        language="en",
        beam_size=beam,
        temperature=0.0,
        condition_on_previous_text=False,
        word_timestamps=True,
        **options,
    )
    found = [(str(w.word), float(w.start), float(w.end)) for segment in segments for w in segment.words or []]
    score.spent += time.perf_counter() - began
    score.audio += len(answer.samples) / RATE
    reference, heard = [plain(w[0]) for w in answer.words], [plain(w[0]) for w in found]
    score.words += len(reference)
    score.fillers += sum(word in FILLERS for word in reference)
    line = []
    for i, j in aligned(reference, heard):
        same = i is not None and j is not None and reference[i] == heard[j]
        score.errors += not same
        if i is not None and j is not None and same:
            score.starts.append(found[j][1] - answer.words[i][1])
            score.recalled += reference[i] in FILLERS
        score.invented += j is not None and heard[j] in FILLERS and (i is None or reference[i] not in FILLERS)
        line.append(
            heard[j]
            if same and j is not None
            else f"[{reference[i] if i is not None else ''}>{heard[j] if j is not None else ''}]"
        )
    if show:
        print(" ".join(line), end="\n\n")


def phases(folder: Path, voice: Flite) -> None:
    """Share of the true words whose phase is another one, or no longer the right one, when only the sound is known."""
    labelled = [(sentences, gold) for sentences, gold in labelled_answers() if sentences]
    unlabelled = [(s, None) for name in ("answers", "answers_fresh") for s in answers_of(HELD_OUT / f"{name}.txt")]
    ears = FasterWhisper(folder.name, folder)
    same = told = right_text = right_sound = judged = 0
    for sentences, gold in [*labelled, *unlabelled]:
        answer = spoken_answer(voice, sentences, 1.1)
        room = np.random.default_rng(7).normal(0, 5e-4, len(answer.samples)).astype(np.float32)
        with tempfile.NamedTemporaryFile(suffix=".wav") as wav:
            soundfile.write(wav.name, answer.samples + room, RATE, subtype="PCM_16")
            heard = listen(Path(wav.name), ears)
        words = tuple(Word(start, end, text) for text, start, end in answer.words)
        true = Attempt("true", heard.seconds, words, "transcript", sound=heard.sound)
        by_text, by_sound = review(true).answer, review(heard).answer
        for place, word in enumerate(words):
            a, b = by_text.phase_at(word.middle), by_sound.phase_at(word.middle)
            told, same = told + 1, same + (a == b)
            if gold is not None and gold[place] is not None:
                judged += 1
                right_text, right_sound = right_text + (a == gold[place]), right_sound + (b == gold[place])
    print(
        f"phases of {len(labelled) + len(unlabelled)} answers: {same / told:.1%} of {told} words as from the true text"
    )
    if judged:
        text, sound = right_text / judged, right_sound / judged
        print(
            f"{len(labelled)} labelled: true text {text:.1%} right, sound {sound:.1%}: {100 * (text - sound):.1f} lost"
        )


def sayable(text: str) -> str:
    """A text without signs that flite would spell out."""
    return " ".join(re.sub(r"[^\w\s'.,?!-]", " ", text.replace("%", " percent").replace("’", "'")).split())


def strangers(answers: int = 2) -> list[list[str]]:
    """The first answers of each hand that the model was not trained on."""
    hands = sorted(path.stem[-1] for path in told.CORPUS.glob("hand_?.jsonl"))
    unseen = [answer for hand in hands if hand not in "".join(told.HANDS) for answer in told.answers(hand)[:answers]]
    return [[sayable(sentence) for sentence in answer] for answer in unseen]


def labelled_answers() -> Iterator[tuple[list[str], list[str | None]]]:
    """Sentences and the phase of each printed word, of the outside development answers; none where they are not."""
    path = Path(os.environ.get("STARCLOCK_SHARED", HERE.parents[1] / "shared")) / "data" / "spoken_dev.jsonl"
    names = {"S": "situation", "T": "task", "A": "action", "R": "result", "L": "result", "O": None}
    for line in path.read_text().splitlines() if path.is_file() else []:
        sentences: list[str] = []
        gold: list[str | None] = []
        for segment in json.loads(line)["segments"]:
            text = re.sub(r"\[\[\w\|(.*?)\]\]", r"\1", segment["text"])
            for sentence in re.split(r"(?<=[.?!]) ", sayable(text)):
                sentences.append(sentence)
                gold += [names[segment["phase"]]] * len(written(spoken(sentence)))
        yield sentences, gold


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, nargs="?", default=MODEL)
    parser.add_argument("--clips", type=float, nargs="*", default=[], help="also with clip_timestamps of such lengths")
    parser.add_argument("--beam", type=int, default=5)
    parser.add_argument("--sets", default="grammar,hand-written,fresh,strangers,demo")
    parser.add_argument("--answers", type=int, default=99, help="at most so many answers of a set")
    parser.add_argument("--show", action="store_true", help="print the words; [said>heard] where wrong")
    options = parser.parse_args()
    import faster_whisper

    began = time.perf_counter()
    model = faster_whisper.WhisperModel(str(options.model), device="cpu", compute_type="int8", cpu_threads=2)
    load = time.perf_counter() - began
    size = sum(path.stat().st_size for path in options.model.iterdir()) / 1e6
    print(f"size {size:.2f} MB, load {load:.2f} s, beam {options.beam}")
    voice = Flite()
    dictionary = dictionary_path()
    sets: dict[str, Callable[[], list[list[str]]]] = {
        "grammar": lambda: grammar_answers(dictionary),
        "hand-written": lambda: answers_of(HELD_OUT / "answers.txt"),
        "fresh": lambda: answers_of(HELD_OUT / "answers_fresh.txt"),
        "strangers": strangers,
        "demo": lambda: answers_of(HERE / "demo_answer.txt"),
    }
    for name in options.sets.split(","):
        answers = [spoken_answer(voice, sentences) for sentences in sets[name]()[: options.answers]]
        for longest in [None, *options.clips]:
            score = Score()
            for answer in answers:
                add(score, model, answer, longest, options.beam, options.show and longest is None)
            print(score.row(name + (f", clips {longest:g} s" if longest else "")), flush=True)
    phases(options.model, voice)
    for name, samples in (
        ("silence", np.zeros(5 * RATE, np.float32)),
        ("noise", np.random.default_rng(1).normal(0, 0.01, 5 * RATE).astype(np.float32)),
    ):
        segments, _ = model.transcribe(samples, language="en", temperature=0.0, condition_on_previous_text=False)
        print(f"5 s of {name}: {[segment.text for segment in segments]}")


if __name__ == "__main__":
    main()
