#!/usr/bin/env python3
"""Figures of the checks that read words, on our own marked answers and on the seeds' quoted lines.

    bench_words.py corpus [--authors bdf] [--check NAME] [--phases gold|model] [--bare] [--details]
    bench_words.py seeds           weak lines caught, model answers left alone, their ladder
    bench_words.py speed           milliseconds for every check on a 3-minute answer

corpus: our own answers, scripts/corpus. A finding is right where it covers a word of a mark of its
kind; a mark is found where a finding covers one of its words (the rule of the shared score.py). `--bare` takes
punctuation and capitals away, as some recognizers print; `--phases gold` takes the phases the author wrote down.
seeds: read from $STARCLOCK_SHARED or ../shared beside the repository; they are no part of the project.
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace

from kit.answers import Marked, read_marked
from kit.clock import AFTER_SENTENCE, START, attempt_of, timed
from kit.corpus import CHECKS, PHASE
from kit.places import outside
from kit.tables import Hits, table
from starclock.checks import Check, all_checks
from starclock.pipeline import review
from starclock.report import Finding, Measure
from starclock.segmentation.sentences import split
from starclock.segmentation.timeline import phases_of
from starclock.settings import Settings
from starclock.speech import Answer, Sentence, Word

MEASURED = "whvmgb"
"""The marks that are measured here; fillers and passives have figures of their own."""


def findings_of(answer: Marked, checks: Sequence[Check], gold: bool) -> list[Finding]:
    """What the checks find with the phases of the author (gold), or what a review finds with those of the model."""
    if not gold:
        return list(review(answer.attempt).findings)
    return [made for check in checks for made in check.run(answer.answer, Settings()) if isinstance(made, Finding)]


def corpus(options: argparse.Namespace) -> None:
    """Precision and recall of each check against the marks."""
    names = {letter: CHECKS[letter] for letter in MEASURED if options.check in (None, CHECKS[letter])}
    checks = [check for check in all_checks() if set(check.findings) & set(names.values())]
    hits = {name: Hits() for name in names.values()}
    for answer in read_marked(options.authors, options.bare):
        words = answer.attempt.words
        findings = findings_of(answer, checks, options.phases == "gold")
        for letter, name in names.items():
            inside = [[i for i, w in enumerate(words) if f.contains(w.middle)] for f in findings if f.check == name]
            reports = [range(some[0], some[-1] + 1) if some else range(0) for some in inside]
            marks = [range(mark.first, mark.last + 1) for mark in answer.marks if mark.letter == letter]
            false, missed = hits[name].add(reports, marks)
            if options.details:
                for what, places in (("missed", missed), ("false", false)):
                    for place in filter(None, places):
                        tell(what, answer, name, place)
    table("check | marks | P | R | F1", ([name, found.marks, *found.figures()] for name, found in sorted(hits.items())))


def tell(what: str, answer: Marked, name: str, place: range) -> None:
    """Prints a miss or a false alarm among its neighbours."""
    words = [word.text for word in answer.attempt.words]
    middle = answer.attempt.words[place[0]].middle
    phase = next((sentence.phase for sentence in answer.sentences if sentence.contains(middle)), None)
    before, after = words[max(0, place[0] - 9) : place[0]], words[place[-1] + 1 : place[-1] + 8]
    shown = " ".join(words[place[0] : place[-1] + 1])
    print(f"  {what:6} {name:14} {str(phase)[:4]} ...{' '.join(before)} >>{shown}<< {' '.join(after)}")


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
    """Whether the weak lines are caught, and the model answers left alone."""
    text = {path.name[:3]: path.read_text(encoding="utf-8") for path in outside("seeds").glob("*.txt")}
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
            spoken = timed(said.split(), start=words[-1].end + AFTER_SENTENCE if words else START)
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
    answers = [a for a in read_marked(options.authors, options.bare) if 420 < len(a.attempt.words) < 480]
    review(answers[0].attempt)
    spent: dict[str, list[float]] = {check.name: [] for check in all_checks()}
    for answer in answers:
        for check in all_checks():
            begin = time.process_time()
            list(check.run(answer.answer, Settings()))
            spent[check.name].append(1000 * (time.process_time() - begin))
    rows = [(name, f"{statistics.median(times):.2f}") for name, times in spent.items()]
    total = statistics.median(sum(times) for times in zip(*spent.values(), strict=True))
    table(f"check, {len(answers)} answers of 420 to 480 words | ms", [*rows, ("all checks", f"{total:.2f}")])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["corpus", "seeds", "speed"])
    parser.add_argument("--authors", default="bdf", help="letters of the authors of scripts/corpus")
    parser.add_argument("--check", help="one check only")
    parser.add_argument("--phases", choices=["gold", "model"], default="model")
    parser.add_argument("--bare", action="store_true", help="without punctuation and capitals")
    parser.add_argument("--details", action="store_true", help="every miss and every false alarm")
    options = parser.parse_args()
    {"corpus": corpus, "seeds": seeds, "speed": speed}[options.what](options)


if __name__ == "__main__":
    main()
