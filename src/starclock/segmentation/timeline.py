"""Labelled sentences -> phases on the clock, each with how far its beginning may be off."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise

from starclock.speech import Aside, Phase, PhaseName, Sentence, Word

Chances = Mapping[PhaseName | None, float]
"""For one sentence: the chance of every phase, None for talk outside the story. They add up to 1."""


def stretches(words: Sequence[Word], asides: Sequence[Aside]) -> list[Sequence[Word]]:
    """The words between one aside and the next: no sentence goes on over another's words."""
    edges = [0, *(bisect_left(words, aside.middle, key=lambda word: word.start) for aside in asides), len(words)]
    return [words[a:b] for a, b in pairwise(edges) if b > a]


def phases_of(
    sentences: Sequence[Sentence], chances: Sequence[Chances] = (), asides: Sequence[Aside] = ()
) -> tuple[Phase, ...]:
    """Runs of one phase. A phase lasts until the next sentence that is not of it begins, or somebody else speaks.

    chances : of every sentence; without them no uncertainty is known
    asides : the time of nobody's phase; a phase that goes on after one comes back
    """
    behind = [bisect_left(asides, sentence.start, key=lambda aside: aside.middle) for sentence in sentences]
    runs = [list(run) for _, run in groupby(range(len(sentences)), key=lambda i: (sentences[i].phase, behind[i]))]
    phases = []
    for at, run in enumerate(runs):
        first, last = sentences[run[0]], sentences[run[-1]]
        if first.phase is None:
            continue
        end = sentences[run[-1] + 1].start if at + 1 < len(runs) else last.end
        if at + 1 < len(runs) and behind[run[-1] + 1] > behind[run[-1]]:
            end = min(end, asides[behind[run[-1]]].start)
        phases.append(
            Phase(
                first.start,
                max(end, first.start),
                first.phase,
                confidence=_mean_confidence([sentences[i] for i in run]),
                source="speaker" if all(sentences[i].source == "speaker" for i in run) else "model",
                uncertainty=_uncertainty(sentences, chances, runs[at - 1] if at else (), run) if chances else None,
            )
        )
    return tuple(phases)


def _mean_confidence(run: Sequence[Sentence]) -> float | None:
    """Of its sentences, each counted by its words."""
    known = [(s.confidence, len(s.words)) for s in run if s.confidence is not None]
    return sum(c * n for c, n in known) / sum(n for _, n in known) if known else None


def _uncertainty(
    sentences: Sequence[Sentence], chances: Sequence[Chances], before: Sequence[int], after: Sequence[int]
) -> float:
    """Standard deviation, in seconds, of where `before` turns into `after`.

    Every sentence of the two runs is a place where the one could end and the other begin; a place is as likely
    as all sentences left of it being of the one phase and all right of it of the other. The first run begins
    where the talk begins: 0.
    """
    if not before:
        return 0.0
    here, there = sentences[before[0]].phase, sentences[after[0]].phase
    if here == there:
        return 0.0
    indices = [*before, *after]
    left = [math.log(max(chances[i].get(here, 0.0), 1e-6)) for i in indices]
    right = [math.log(max(chances[i].get(there, 0.0), 1e-6)) for i in indices]
    places = range(1, len(indices))
    score = [sum(left[:k]) + sum(right[k:]) for k in places]
    best = max(score)
    weights = [math.exp(s - best) for s in score]
    start = sentences[after[0]].start
    off = [sentences[indices[k]].start - start for k in places]
    return math.sqrt(sum(w * o * o for w, o in zip(weights, off, strict=True)) / sum(weights))
