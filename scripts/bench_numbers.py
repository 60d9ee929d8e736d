#!/usr/bin/env python3
"""Numbers from sound: how many spoken numbers, amounts of money, percents and times come out with value and unit.

    bench_numbers.py [--model NAME-or-DIR] [--count N] [--file FILE] [--details]

Sentences with a number that our authors marked as evidence (scripts/corpus, authors a to f), and those of
scripts/corpus/numbers.txt (decimals, money, ranges), are spoken by the natural voice and heard by Whisper, ten a
recording. A number is right where a fact of the same kind and value (within 0.5 %) is read from what was heard while
its sentence was spoken. Where it is not, Whisper misheard it unless one of its usual spellings stands in what Whisper
printed: then we broke it. `--file` takes other answers of the corpus' form.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import soundfile

import natural_voice
from kit.corpus import FOLDER, read, read_authors
from kit.tables import table
from starclock.compare.facts import Fact, facts_of
from starclock.pipeline import listen
from starclock.recognizers import Recognizer, open_recognizer
from starclock.report import Said

KINDS = ("money", "percent", "time", "times", "count")
TOGETHER = 10
"""Sentences in one recording."""
PAUSE = 0.8
"""Seconds of quiet between two sentences."""
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_SQUEEZED = re.compile(r"(?<=[\d$€£])\s+(?=[.,:%]?\d|%)|\s+(?=%)")


@dataclass(frozen=True)
class Spoken:
    """A sentence, its numbers, and what was heard while it was spoken."""

    text: str
    numbers: tuple[Fact, ...]
    heard: str


def numbers_of(text: str) -> tuple[Fact, ...]:
    """The facts of a sentence that are numbers."""
    return tuple(fact for fact in facts_of(Said(0.0, 0.0, text)) if fact.kind in KINDS)


def sentences(file: Path | None, count: int) -> list[str]:
    """Sentences with a number, spread over the authors."""
    answers = read(file) if file else [a for own in read_authors("abcdef").values() for a in own]
    found = [s for answer in answers for s in _SENTENCE.split(" ".join(answer.words)) if numbers_of(s)]
    step = max(1, len(found) // count)
    hard = [] if file else (FOLDER / "numbers.txt").read_text(encoding="utf-8").splitlines()
    return [*found[::step][:count], *(line for line in hard if line.strip())]


def spoken(texts: Sequence[str], recognizer: Recognizer) -> Iterator[Spoken]:
    """Says and hears the sentences."""
    for first in range(0, len(texts), TOGETHER):
        own = texts[first : first + TOGETHER]
        parts, spans, at = [], [], PAUSE
        for text in own:
            samples = natural_voice.say(text)
            spans.append((at, at + len(samples) / natural_voice.RATE))
            parts += [np.zeros(int(PAUSE * natural_voice.RATE), np.float32), samples]
            at = spans[-1][1] + PAUSE
        with TemporaryDirectory() as folder:
            path = Path(folder) / "said.wav"
            soundfile.write(path, np.concatenate(parts), natural_voice.RATE)
            words = listen(path, recognizer).words
        for text, (start, end) in zip(own, spans, strict=True):
            inside = [w.text for w in words if start - PAUSE / 2 <= w.middle <= end + PAUSE / 2]
            yield Spoken(text, numbers_of(text), " ".join(inside))


def printed(number: Fact, heard: str) -> bool:
    """Whether one of the usual spellings of a number stands in what was heard."""
    squeezed = _SQUEEZED.sub("", heard).casefold()
    value = float(number.value)
    scaled = [value, value * 100] if number.kind == "percent" else [value]
    scaled += [value / by for by in (1e3, 1e6, 1e9, 60.0, 3600.0, 86400.0, 604800.0, 1e-3) if value >= by or by == 1e-3]
    spelled = {f"{v:.10g}" for v in scaled} | {f"{v:,.10g}" for v in scaled} | {number.shown.casefold().split()[0]}
    return any(re.search(rf"(?<![\d.,]){re.escape(form.strip('$€£%.,'))}(?![\d]|[.,]\d)", squeezed) for form in spelled)


def main() -> None:
    """Prints one table, and with --details each number that did not come out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model")
    parser.add_argument("--count", type=int, default=120)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--details", action="store_true")
    chosen = parser.parse_args()
    tally: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for sentence in spoken(sentences(chosen.file, chosen.count), open_recognizer(model=chosen.model)):
        left = [*numbers_of(sentence.heard)]
        for number in sentence.numbers:
            found = next((f for f in left if f.kind == number.kind and number.agrees(f)), None)
            if found:
                left.remove(found)
            how = "right" if found else "broken" if printed(number, sentence.heard) else "misheard"
            tally[number.kind][how] += 1
            if chosen.details and not found:
                print(f"{how}: {number.kind} {number.value} ({number.shown})")
                print(f"  said  {sentence.text}\n  heard {sentence.heard}")
    rows = []
    for kind, own in {**tally, "all": sum(tally.values(), Counter())}.items():
        said, misheard = own.total(), own["misheard"]
        rows.append(
            (kind, said, own["right"], misheard, own["broken"], f"{own['right'] / max(1, said - misheard):.1%}")
        )
    table("kind | said | right | misheard by Whisper | broken by us | right of those heard", rows)


if __name__ == "__main__":
    main()
