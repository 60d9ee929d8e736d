"""Learns the weights of src/starclock/english/fillers.json from the spoken answers in scripts/corpus.

    python scripts/train_fillers.py            writes the weights
    python scripts/train_fillers.py --fold     leaves each author out in turn and prints precision and recall

One logistic regression for each phrase, L2. Every answer is read three times: as printed; without punctuation
but with the pauses that punctuation stands for (some missing, some added); without either. What a recognizer
prints is not known beforehand, so none of it may be relied on alone.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from starclock.english import fillers
from starclock.speech import Word

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "scripts" / "corpus"
WEIGHTS = ROOT / "src" / "starclock" / "english" / "fillers.json"
MARK = re.compile(r"\[\[(\w)\|(.*?)\]\]")
VIEWS = ("printed", "paused", "bare")
PENALTY = 1.0
RARE = 2
"""A feature of a phrase seen in fewer answers than this says nothing about other people."""


class Spoken(NamedTuple):
    """One answer: its printed words, which of them a hand marked as filler, and where its story begins."""

    author: str
    story: int
    words: list[str]
    marked: list[bool]


class Place(NamedTuple):
    """A place that may hold a filler: what stands around it, and whether it is one."""

    author: str
    answer: int
    view: str
    phrase: str
    features: list[str]
    filler: bool


def read(folder: Path) -> list[Spoken]:
    answers = []
    for path in sorted(folder.glob("hand_[a-f].jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            words: list[str] = []
            marked: list[bool] = []
            story = None
            for segment in json.loads(line)["segments"]:
                if story is None and segment["phase"] != "O":
                    story = len(words)
                for word, mark in _marked_words(segment["text"]):
                    words.append(word)
                    marked.append(mark)
            answers.append(Spoken(path.stem, story or 0, words, marked))
    talks = (folder / "fillers_talk.txt").read_text(encoding="utf-8").split("\n\n")
    for talk in talks[1:]:
        pairs = list(_marked_words(talk))
        answers.append(Spoken("talk", 0, [word for word, _ in pairs], [mark for _, mark in pairs]))
    return answers


def _marked_words(text: str) -> Iterator[tuple[str, bool]]:
    plain, spans, last = "", [], 0
    for match in MARK.finditer(text):
        plain += text[last : match.start()]
        if match[1] == "f":
            spans.append((len(plain), len(plain) + len(match[2])))
        plain += match[2]
        last = match.end()
    plain += text[last:]
    for match in re.finditer(r"\S+", plain):
        yield match[0], any(match.start() < b and a < match.end() for a, b in spans)


def spoken(words: Sequence[str], view: str, chance: random.Random) -> list[Word]:
    """The words on the clock, with pauses and print as the view has them."""
    at, timed = 0.0, []
    for word in words:
        length = 0.12 + 0.045 * len(word)
        text = word if view == "printed" else re.sub(r"[^\w'’%$£€-]", "", word).lower() or word
        timed.append(Word(at, at + length, text))
        at += length + 0.02
        if view == "bare":
            continue
        stop, comma = word[-1] in ".?!", word[-1] in ",;:"
        if view == "printed":
            at += 0.6 if stop else 0.25 if comma else 0.0
        elif (stop and chance.random() < 0.9) or (comma and chance.random() < 0.6) or chance.random() < 0.03:
            at += chance.choice((0.7, 0.9)) if stop else chance.choice((0.25, 0.4))
    return timed


def places(answers: Sequence[Spoken]) -> list[Place]:
    found = []
    for number, answer in enumerate(answers):
        chance = random.Random(number)
        for view in VIEWS:
            words = spoken(answer.words, view, chance)
            said = [fillers.normal(word.text) for word in words]
            breaks = fillers.breaks_of(words)
            for place in fillers.candidates(words, story=answer.story):
                if place.phrase not in fillers.FILLED_PAUSES:
                    features = fillers.describe(said, breaks, place.first, place.last + 1, answer.story)
                    mark = any(answer.marked[place.first : place.last + 1])
                    phrase = fillers.SAME.get(place.phrase, place.phrase)
                    if answer.author != "talk" and _disputed(phrase, set(features), mark):
                        continue
                    found.append(Place(answer.author, number, view, phrase, features, mark))
    return found


def _disputed(phrase: str, features: set[str], mark: bool) -> bool:
    """Where the hands that marked the corpus disagree with each other, the policy stands and the others are left out.

    "so" opens an answer or its story, or leads to nothing ("so, um", "so yeah"), else it means "therefore"; "okay"
    and "right" are empty where they open; "well" and "oh" carry nothing but as adverb and in somebody else's mouth.
    """
    opening = bool({"within 1 words", "within 4 words"} & features)
    if phrase == "so":
        empty = {"kind +1 um", "+1 yeah", "+1 like"} & features and {"before .", "before end"} & features
        return mark != bool(opening or empty)
    if phrase in ("okay", "right"):
        return opening and not mark and "quoted" not in features
    if phrase == "well":
        return "quoted" in features
    return phrase == "oh" and not mark and "quoted" not in features


def learn(seen: Sequence[Place]) -> dict[str, dict[str, float]]:
    """phrase -> feature -> weight."""
    by_phrase = defaultdict(list)
    for place in seen:
        by_phrase[place.phrase].append(place)
    return {phrase: _fit(mine) for phrase, mine in sorted(by_phrase.items())}


def _fit(mine: Sequence[Place]) -> dict[str, float]:
    answers_with = Counter(f for f, _ in {(f, p.answer) for p in mine for f in p.features})
    names = sorted(f for f, count in answers_with.items() if count >= RARE)
    index = {name: i for i, name in enumerate(names)}
    table = np.zeros((len(mine), len(names)))
    for row, place in enumerate(mine):
        table[row, [index[f] for f in place.features if f in index]] = 1
    goal = np.array([place.filler for place in mine], float)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        score = table @ weights
        chance = 1 / (1 + np.exp(-score))
        cost = np.logaddexp(0, score).sum() - goal @ score + PENALTY * len(VIEWS) * (weights @ weights)
        return float(cost), table.T @ (chance - goal) + 2 * PENALTY * len(VIEWS) * weights

    fitted = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return {name: round(float(w), 2) for name, w in zip(names, fitted, strict=True) if abs(w) >= 0.03}


def fold(answers: Sequence[Spoken]) -> None:
    """Each author judged by weights learned from the others."""
    everything = places(answers)
    counts: Counter[tuple[str, str, str]] = Counter()
    for author in sorted({a.author for a in answers} - {"talk"}):
        weights = learn([p for p in everything if p.author != author])
        for p in everything:
            if p.author == author:
                score = sum(weights.get(p.phrase, {}).get(f, 0.0) for f in p.features)
                outcome = ("right" if p.filler else "false") if score >= 0 else ("missed" if p.filler else "")
                for name in (p.phrase, "all of these"):
                    counts[p.view, name, outcome] += 1
    for view in VIEWS:
        print(f"\n{view:24}{'fillers':>8}{'P':>8}{'R':>8}{'F1':>8}")
        for name in [*sorted({p.phrase for p in everything}), "all of these"]:
            right, false, missed = (counts[view, name, outcome] for outcome in ("right", "false", "missed"))
            precision, recall = right / max(1, right + false), right / max(1, right + missed)
            both = 2 * precision * recall / max(1e-9, precision + recall)
            print(f"{name:24}{right + missed:8d}{precision:8.3f}{recall:8.3f}{both:8.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fold", action="store_true")
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    choices = parser.parse_args()
    answers = read(choices.corpus)
    if choices.fold:
        fold(answers)
        return
    weights = learn(places(answers))
    WEIGHTS.write_text(json.dumps(weights, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"{sum(map(len, weights.values()))} weights, {WEIGHTS.stat().st_size / 1024:.0f} KB, {WEIGHTS}")


if __name__ == "__main__":
    main()
