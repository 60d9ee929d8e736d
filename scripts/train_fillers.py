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
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from kit import logistic
from kit.clock import timed
from kit.corpus import FOLDER, Mark, marked_words, read_authors
from kit.places import PACKAGE
from kit.tables import Hits, table
from starclock.english import fillers
from starclock.english.hesitations import FILLED_PAUSES
from starclock.speech import Word

WEIGHTS = PACKAGE / "english" / "fillers.json"
AUTHORS = "abcdef"
"""Those who marked every filler."""
VIEWS = ("printed", "paused", "bare")
PENALTY = 1.0
RARE = 2
"""A feature of a phrase seen in fewer answers than this says nothing about other people."""


class Spoken(NamedTuple):
    """One answer: its printed words, which of them its author marked as filler, and where its story begins."""

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


def read() -> list[Spoken]:
    """Our own answers, and sentences of talk that were written for the rarer fillers."""
    answers = []
    for author, of_author in read_authors(AUTHORS).items():
        for answer in of_author:
            before = takewhile(lambda segment: segment.letter == "O", answer.segments)
            story = sum(len(segment.words) for segment in before)
            answers.append(_spoken(author, story, answer.words, answer.marks))
    _, *talks = (FOLDER / "fillers_talk.txt").read_text(encoding="utf-8").split("\n\n")
    return answers + [_spoken("talk", 0, *marked_words(talk)) for talk in talks]


def _spoken(author: str, story: int, words: Sequence[str], marks: Sequence[Mark]) -> Spoken:
    filler = {i for mark in marks if mark.letter == "f" for i in range(mark.first, mark.last + 1)}
    return Spoken(author, story, list(words), [i in filler for i in range(len(words))])


def spoken(words: Sequence[str], view: str, chance: random.Random) -> list[Word]:
    """The words on the clock, with pauses and print as the view has them."""
    if view == "printed":
        return list(timed(words))
    pauses = [0.0] * len(words) if view == "bare" else [_pause(word, chance) for word in words]
    return [replace(w, text=re.sub(r"[^\w'’%$£€-]", "", w.text).lower() or w.text) for w in timed(words, pauses)]


def _pause(word: str, chance: random.Random) -> float:
    """Seconds after a word: punctuation is mostly heard, and now and then a silence stands for nothing."""
    stop, comma = word[-1] in ".?!", word[-1] in ",;:"
    if (stop and chance.random() < 0.9) or (comma and chance.random() < 0.6) or chance.random() < 0.03:
        return chance.choice((0.7, 0.9)) if stop else chance.choice((0.25, 0.4))
    return 0.0


def places(answers: Sequence[Spoken]) -> list[Place]:
    found = []
    for number, answer in enumerate(answers):
        chance = random.Random(number)
        for view in VIEWS:
            words = spoken(answer.words, view, chance)
            said = [fillers.normal(word.text) for word in words]
            breaks = fillers.breaks_of(words)
            for place in fillers.candidates(words, story=answer.story):
                if place.phrase not in FILLED_PAUSES:
                    features = fillers.describe(said, breaks, place.first, place.last + 1, answer.story)
                    mark = any(answer.marked[place.first : place.last + 1])
                    phrase = fillers.SAME.get(place.phrase, place.phrase)
                    if answer.author != "talk" and _disputed(phrase, set(features), mark):
                        continue
                    found.append(Place(answer.author, number, view, phrase, features, mark))
    return found


def _disputed(phrase: str, features: set[str], mark: bool) -> bool:
    """Where the authors who marked the corpus disagree with each other, the policy stands and the others are left out.

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
    answers_with = Counter(feature for feature, _ in {(f, p.answer) for p in mine for f in p.features})
    known = [feature for feature, count in answers_with.items() if count >= RARE]
    rows: list[Collection[str]] = [place.features for place in mine]
    return logistic.fit(rows, [place.filler for place in mine], known, PENALTY * len(VIEWS), bias=False)


def fold(answers: Sequence[Spoken]) -> None:
    """Each author judged by weights learned from the others."""
    everything = places(answers)
    hits: dict[tuple[str, str], Hits] = defaultdict(Hits)
    for author in AUTHORS:
        weights = learn([p for p in everything if p.author != author])
        for p in everything:
            if p.author == author:
                reported = sum(weights.get(p.phrase, {}).get(f, 0.0) for f in p.features) >= 0
                for name in (p.phrase, "all of these"):
                    hits[p.view, name].judge(reported, p.filler)
    for view in VIEWS:
        names = [*sorted({p.phrase for p in everything}), "all of these"]
        table(
            "phrase | fillers | P | R | F1", ([n, hits[view, n].marks, *hits[view, n].figures()] for n in names), view
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fold", action="store_true")
    choices = parser.parse_args()
    answers = read()
    if choices.fold:
        fold(answers)
        return
    weights = learn(places(answers))
    WEIGHTS.write_text(json.dumps(weights, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"{sum(map(len, weights.values()))} weights, {WEIGHTS.stat().st_size / 1024:.0f} KB, {WEIGHTS}")


if __name__ == "__main__":
    main()
