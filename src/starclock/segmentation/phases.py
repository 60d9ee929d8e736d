"""Sentences -> phases, first version: cue words and an ordered search.

Each sentence gets a score for each label from cues (tense, person, obligation, outcome words, numerals), and
the best path through a table of label-to-label costs is taken (Viterbi). No duration prior: a target must
never pull the estimate towards itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from starclock.speech import PhaseName, Sentence

_LABELS: tuple[PhaseName | None, ...] = (None, "situation", "task", "action", "result")

_CUES: dict[PhaseName | None, list[tuple[str, float]]] = {
    None: [
        (r"^(?:okay|sure|hi|hello|thanks|thank you|good question)\b", 1.5),
        (r"\b(?:let me think|does that answer|that was long|that's (?:pretty much )?it\b|any questions)", 3.0),
    ],
    "situation": [
        (r"\b(?:at the time|back in|last year|years ago|there (?:was|were)|we had|used to|was working)\b", 1.2),
        (r"\b(?:company|team of|the problem was|customers? were|in (?:19|20)\d\d)\b", 0.8),
    ],
    "task": [
        (r"\b(?:my (?:job|task|goal|role|responsibility)|responsible for|needed to|was asked|had to|in charge)\b", 2.0),
        (r"\b(?:deadline|was supposed to|wanted me to|the goal)\b", 1.2),
    ],
    "action": [
        (r"\bi (?:\w+ly )?(?:\w+ed|wrote|built|went|took|made|set|ran|told|sat|got|put|began|spoke|chose)\b", 1.3),
        (r"\b(?:then i|so i|first(?:ly)?,? i|i decided|after that)\b", 1.5),
    ],
    "result": [
        (r"\b(?:as a result|in the end|since then|went (?:down|up)|dropped|saved|it worked|it held|outcome)\b", 1.8),
        (r"\b(?:learned|lesson|next time|looking back|taught me|i would do|now i)\b", 2.2),
        (r"\bfrom \d.* to \d|\d+ ?(?:%|percent)|[$€£]\d", 1.2),
    ],
}
_PATTERNS = {label: [(re.compile(cue), weight) for cue, weight in cues] for label, cues in _CUES.items()}
_LESSON = re.compile(r"\b(?:learned|lesson|next time|looking back|taught me|would do .*differently)\b")

# Cost of going from one label (row) to another, in the order of _LABELS.
_STEP = {
    None: (0.5, 0.3, 1.5, 1.5, 2.0),
    "situation": (3.0, 0.0, 0.8, 1.0, 3.0),
    "task": (3.0, 2.0, 0.6, 0.4, 3.0),
    "action": (3.0, 3.0, 2.5, 0.0, 1.0),
    "result": (1.0, 4.0, 3.5, 2.2, 0.0),
}
_START = (0.8, 0.0, 1.5, 2.0, 2.0)


def label(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The sentences with phase and confidence (an estimate; not yet calibrated)."""
    if not sentences:
        return ()
    scores = [_scores(s.text.lower()) for s in sentences]
    best = [[s - c for s, c in zip(scores[0], _START, strict=True)]]
    back: list[list[int]] = []
    for row in scores[1:]:
        steps = [[best[-1][i] - _STEP[a][j] for i, a in enumerate(_LABELS)] for j in range(len(_LABELS))]
        back.append([max(range(len(step)), key=step.__getitem__) for step in steps])
        best.append([score + max(step) for score, step in zip(row, steps, strict=True)])
    path = [max(range(len(_LABELS)), key=best[-1].__getitem__)]
    for pointers in reversed(back):
        path.append(pointers[path[-1]])
    return tuple(
        replace(
            sentence,
            phase=_LABELS[at],
            confidence=_share(row, at),
            part="lesson" if _LABELS[at] == "result" and _LESSON.search(sentence.text.lower()) else None,
        )
        for sentence, row, at in zip(sentences, scores, reversed(path), strict=True)
    )


def _scores(text: str) -> list[float]:
    return [sum(weight for cue, weight in _PATTERNS[label] if cue.search(text)) for label in _LABELS]


def _share(row: Sequence[float], at: int) -> float:
    weights = [math.exp(score) for score in row]
    return weights[at] / sum(weights)
