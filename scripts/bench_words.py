#!/usr/bin/env python3
"""Figures of the checks that read words, on our own marked answers and on the seeds' quoted lines.

    bench_words.py corpus [--hands bdf] [--check NAME] [--phases gold|model] [--bare] [--details]
    bench_words.py seeds           weak lines caught, model answers left alone, their ladder
    bench_words.py speed           milliseconds for every check on a 3-minute answer

corpus: scripts/corpus/hand_?.jsonl (or --folder). A finding is right where it covers a word of a mark of its
kind; a mark is found where a finding covers one of its words (the rule of the shared score.py). `--bare` takes
punctuation and capitals away, as some recognizers print; `--phases gold` takes the phases the hand wrote down.
seeds: read from $STARCLOCK_SHARED or ../shared beside the repository; they are no part of the project.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from starclock.checks import Check, all_checks
from starclock.pipeline import review
from starclock.report import Finding, Measure
from starclock.segmentation.sentences import split
from starclock.segmentation.timeline import phases_of
from starclock.settings import Settings
from starclock.speech import Answer, Attempt, PhaseName, Sentence, Word

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("STARCLOCK_SHARED", ROOT.parent / "shared"))
MARK = re.compile(r"\[\[(\w)\|(.*?)\]\]")
KIND = {
    "w": "team-subject",
    "h": "hedge",
    "v": "vague-result",
    "m": "quantified",
    "g": "generic-lesson",
    "b": "hand-off",
}
PHASE: dict[str, PhaseName | None] = {
    "S": "situation",
    "T": "task",
    "A": "action",
    "R": "result",
    "L": "result",
    "O": None,
}


@dataclass(frozen=True)
class Marked:
    """One marked answer: its words, the sentences as the hand labelled them, marks as (kind, first, last word)."""

    attempt: Attempt
    sentences: tuple[Sentence, ...]
    marks: tuple[tuple[str, int, int], ...]


def timed(texts: Iterable[str], start: float = 0.4) -> tuple[Word, ...]:
    """Words at 150 a minute, 0.6 s after a sentence and 0.25 s after a comma."""
    words, at = [], start
    for text in texts:
        end = at + 0.12 + 0.045 * len(text)
        words.append(Word(round(at, 3), round(end, 3), text, 0.9))
        at = end + 0.02
        at += 0.6 if re.search(r"[.?!][\"']?$", text) else 0.25 if text[-1] in ",;:" else 0.0
    return tuple(words)


def attempt_of(name: str, words: tuple[Word, ...]) -> Attempt:
    return Attempt(id=name, seconds=words[-1].end, words=words, recognizer="transcript")


def marked(row: dict[str, object], bare: bool) -> Marked:
    texts: list[str] = []
    spans: list[tuple[str, int, int]] = []
    runs: list[tuple[str, int, int]] = []
    segments = row["segments"]
    assert isinstance(segments, list)
    for segment in segments:
        begin = len(texts)
        # A mark may touch letters of a word ("it's [[m|five]],"): words, not letters, are marked.
        plain, marks, last = "", [], 0
        for mark in MARK.finditer(segment["text"]):
            plain += segment["text"][last : mark.start()]
            marks.append((mark.group(1), len(plain), len(plain) + len(mark.group(2))))
            plain += mark.group(2)
            last = mark.end()
        plain += segment["text"][last:]
        places = [(m.group(), m.start(), m.end()) for m in re.finditer(r"\S+", plain)]
        for kind, a, b in marks:
            inside = [i for i, (_, s, e) in enumerate(places) if s < b and a < e]
            if inside:
                spans.append((kind, begin + inside[0], begin + inside[-1]))
        texts += [text for text, _, _ in places]
        runs.append((segment["phase"], begin, len(texts)))
    words = timed(texts)
    if bare:
        words = tuple(replace(w, text=re.sub(r"[.,;:?!](?!\d)", "", w.text).lower() or "-") for w in words)
    sentences = tuple(
        replace(sentence, phase=PHASE[phase], part="lesson" if phase == "L" else None)
        for phase, a, b in runs
        for sentence in split(words[a:b])
    )
    return Marked(attempt_of(str(row["id"]), words), sentences, tuple(spans))


def read_corpus(folder: Path, hands: str, bare: bool) -> Iterator[Marked]:
    for hand in hands:
        with (folder / f"hand_{hand}.jsonl").open(encoding="utf-8") as lines:
            yield from (marked(json.loads(line), bare) for line in lines)


def findings_of(answer: Marked, checks: Sequence[Check], gold: bool) -> list[Finding]:
    if not gold:
        return list(review(answer.attempt).findings)
    told = Answer(answer.attempt, answer.sentences, phases_of(answer.sentences))
    return [made for check in checks for made in check.run(told, Settings()) if isinstance(made, Finding)]


def corpus(options: argparse.Namespace) -> None:
    checks = [c for c in all_checks() if set(c.findings) & set(KIND.values())]
    count: Counter[tuple[str, str]] = Counter()
    for answer in read_corpus(options.folder, options.hands, options.bare):
        words = answer.attempt.words
        found = findings_of(answer, checks, options.phases == "gold")
        for kind, name in KIND.items():
            if options.check and name != options.check:
                continue
            gold = [range(a, b + 1) for k, a, b in answer.marks if k == kind]
            mine = [[i for i, w in enumerate(words) if f.holds(w.middle)] for f in found if f.check == name]
            marked_words, found_words = {i for g in gold for i in g}, {i for m in mine for i in m}
            for g in gold:
                hit = bool(found_words & set(g))
                count[name, "found" if hit else "missed"] += 1
                if options.details and not hit:
                    tell("missed", answer, name, g[0], g[-1])
            for m in mine:
                right = bool(marked_words & set(m))
                count[name, "right" if right else "false"] += 1
                if options.details and not right and m:
                    tell("false", answer, name, m[0], m[-1])
    print(f"{'check':16}{'marks':>6}{'P':>8}{'R':>8}{'F1':>8}")
    for name in sorted({name for name, _ in count}):
        found_, missed, right_, false = (count[name, key] for key in ("found", "missed", "right", "false"))
        recall = found_ / max(1, found_ + missed)
        precision = right_ / max(1, right_ + false)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(f"{name:16}{found_ + missed:6}{precision:8.3f}{recall:8.3f}{f1:8.3f}")


def tell(what: str, answer: Marked, name: str, a: int, b: int) -> None:
    words = [w.text for w in answer.attempt.words]
    phase = next((s.phase for s in answer.sentences if s.holds(answer.attempt.words[a].middle)), None)
    before, told, after = (" ".join(words[i:j]) for i, j in ((max(0, a - 9), a), (a, b + 1), (b + 1, b + 8)))
    print(f"  {what:6} {name:14} {str(phase)[:4]} ...{before} >>{told}<< {after}")


# The weak lines that the seeds quote: seed, line of the file, which quotation in it; the phase it would stand in and
# the check that must hear it. The lines themselves stay in the seeds.
QUOTED = re.compile(r"[\"“](.+?)[\"”]|(?:(?<=^)|(?<= ))'(.+?)'(?=$| )")
WEAK = (
    ("000", 65, 0, "action", "polish"),
    ("000", 66, 0, "action", "polish"),
    ("000", 67, 0, "action", "polish"),
    ("001", 48, 2, "result", "vague-result"),
    ("001", 53, 1, "result", "team-subject"),
    ("001", 58, 0, "action", "team-subject"),
    ("001", 63, 0, "result", "vague-result"),
    ("001", 210, 0, "action", "hand-off"),
    ("001", 211, 0, "action", "hand-off"),
    ("001", 212, 0, "action", "hand-off"),
    ("001", 282, 0, "action", "polish"),
    ("001", 288, 0, "action", "polish"),
    ("001", 289, 0, "result", "hand-off"),
    ("001", 291, 0, "result", "vague-result"),
    ("003", 56, 0, "action", "team-subject"),
    ("004", 8, 0, "action", "team-subject"),
    ("004", 10, 0, "result", "vague-result"),
    ("004", 12, 0, "lesson", "generic-lesson"),
    ("004", 13, 0, "action", "hand-off"),
    ("004", 16, 0, "action", "smoothed-over"),
    ("004", 19, 0, "action", "weak-motive"),
    ("004", 22, 0, "result", "vague-result"),
    ("004", 25, 0, "action", "hand-off"),
    ("004", 26, 0, "action", "team-subject"),
)
MODEL = re.compile(r'^\*\*([STAR]):\*\* "(.*)"$', re.MULTILINE)


def seeds(options: argparse.Namespace) -> None:  # noqa: ARG001
    folder = SHARED / "seeds"
    if not folder.is_dir():
        raise SystemExit(f"{folder} is not on this computer: set STARCLOCK_SHARED")
    text = {path.name[:3]: path.read_text(encoding="utf-8") for path in folder.glob("*.txt")}
    caught = 0
    for seed, number, nth, phase, check in WEAK:
        quotation = QUOTED.findall(text[seed].splitlines()[number - 1])[nth]
        line = quotation[0] or quotation[1]
        line_words = timed(line.split())
        lesson = phase == "lesson"
        told = tuple(
            replace(s, phase=PHASE[phase[0].upper()], part="lesson" if lesson else None) for s in split(line_words)
        )
        found = judged(Answer(attempt_of(seed, line_words), told, phases_of(told)))
        heard = sorted({f.check for f in found if not f.strength})
        caught += check in heard
        print(f"{'caught' if check in heard else 'MISSED':7} {check:15} {line}   {', '.join(heard)}")
    print(f"{caught} of {len(WEAK)} weak lines caught")
    parts = [(PHASE[letter], told) for letter, told in MODEL.findall(text["001"])]
    for number in range(len(parts) // 4):
        words: list[Word] = []
        sentences: list[Sentence] = []
        for name, said in parts[4 * number : 4 * number + 4]:
            spoken = timed(said.split(), words[-1].end + 0.6 if words else 0.4)
            words += spoken
            sentences += [
                replace(s, phase=name, part="lesson" if s.text.startswith("I learned") else None) for s in split(spoken)
            ]
        answer = Answer(attempt_of(f"model {number + 1}", tuple(words)), tuple(sentences), phases_of(sentences))
        made = [made for check in all_checks() for made in check.run(answer, Settings())]
        ladder = next(m.value for m in made if isinstance(m, Measure) and m.name == "result ladder")
        print(f"model answer {number + 1}: result ladder {ladder:g}")
        # The times are made up, so what is heard in them is no finding.
        for finding in (m for m in made if isinstance(m, Finding) and not m.strength and m.check != "rushing"):
            print(f"    {finding.check:15} {finding.text!r}{'' if finding.advice else ' (noted, no advice)'}")


def judged(answer: Answer) -> list[Finding]:
    return [made for check in all_checks() for made in check.run(answer, Settings()) if isinstance(made, Finding)]


def speed(options: argparse.Namespace) -> None:
    """Median milliseconds of processor time of every check on answers of about 3 minutes, caches cold for each."""
    answers = [a for a in read_corpus(options.folder, options.hands, options.bare) if 420 < len(a.attempt.words) < 480]
    review(answers[0].attempt)
    spent: dict[str, list[float]] = {check.name: [] for check in all_checks()}
    for marked_ in answers:
        told = Answer(marked_.attempt, marked_.sentences, phases_of(marked_.sentences))
        for check in all_checks():
            begin = time.process_time()
            list(check.run(told, Settings()))
            spent[check.name].append(1000 * (time.process_time() - begin))
    for name, times in spent.items():
        print(f"{name:28}{statistics.median(times):8.2f} ms")
    total = [sum(times) for times in zip(*spent.values(), strict=True)]
    print(f"{'all checks':28}{statistics.median(total):8.2f} ms, {len(answers)} answers of 420 to 480 words")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["corpus", "seeds", "speed"])
    parser.add_argument("--folder", type=Path, default=ROOT / "scripts" / "corpus")
    parser.add_argument("--hands", default="bdf")
    parser.add_argument("--check")
    parser.add_argument("--phases", choices=["gold", "model"], default="model")
    parser.add_argument("--bare", action="store_true")
    parser.add_argument("--details", action="store_true")
    options = parser.parse_args()
    {"corpus": corpus, "seeds": seeds, "speed": speed}[options.what](options)


if __name__ == "__main__":
    main()
