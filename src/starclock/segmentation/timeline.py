"""Labelled sentences -> phases on the clock, each with how far its beginning may be off."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import groupby

from starclock.speech import Phase, PhaseName, Sentence

Chances = Mapping[PhaseName | None, float]
"""For one sentence: the chance of every phase, None for talk outside the story. They add up to 1."""


def phases_of(sentences: Sequence[Sentence], chances: Sequence[Chances] = ()) -> tuple[Phase, ...]:
    """Runs of one phase. A phase lasts until the next sentence that is not of it begins.

    chances : of every sentence; without them no uncertainty is known
    """
    runs = [list(run) for _, run in groupby(range(len(sentences)), key=lambda i: sentences[i].phase)]
    phases = []
    for at, run in enumerate(runs):
        first, last = sentences[run[0]], sentences[run[-1]]
        if first.phase is None:
            continue
        end = sentences[run[-1] + 1].start if at + 1 < len(runs) else last.end
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
