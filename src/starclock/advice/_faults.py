"""The fault that costs an answer most, as a learned reader sees it: a chance for each, and for none at all.

Learned by `scripts/train_marks.py` from whole answers of several hands, each with the fault that its writer put into it
or that a reader named; that script prints how often the likeliest fault is the right one on a hand it was not learned
from. The kinds of advice say what to do about it.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from starclock.advice._marks import MARKS
from starclock.asked import Shape, Topic
from starclock.segmentation.phase_weights import Floats

if TYPE_CHECKING:
    from starclock.advice._story import Story

Fault = Literal[
    "none", "blame", "cut off", "digression", "fillers", "hidden talk", "lesson", "loose end", "no case", "no proof",
    "no result", "no story", "no task", "no words", "nobody acts", "number", "order", "other question", "other",
    "others act", "over the head", "praise only", "reason", "result in the middle", "set-up", "silent other", "tail",
    "talk down", "thin action", "too long", "undercut", "vague", "verdict", "we act",
]  # fmt: skip
FAULTS: tuple[Fault, ...] = get_args(Fault)
"""In the order of their columns. "other" is what no kind of advice is about, such as jargon or claiming too much."""
_SHAPES: tuple[Shape, ...] = get_args(Shape)
_TOPICS: tuple[Topic, ...] = get_args(Topic)
_PHASES = ("situation", "task", "action", "result", None)
_WHO = ("i", "we", "they", "team", "other")
_SURE = 0.5
"""Chance of a mark from which a sentence counts as having it."""
_LONG, _SHORT = 240.0, 45.0
"""Seconds beyond which an answer is plainly long, or short."""


def chances(story: Story) -> Mapping[Fault, float]:
    """The chance that each fault is what costs this answer most; "none" is the chance that nothing does."""
    weights = _weights()
    scores = features(story) @ weights[:-1] + weights[-1]
    odds = np.exp(scores - scores.max())
    return dict(zip(FAULTS, (odds / odds.sum()).tolist(), strict=True))


def features(story: Story) -> Floats:
    """What the faults are learned from [shape=(features,)]: where the marks stand, how the time is spent, what"
    " was asked."""
    marks = story.marks
    count = len(marks)
    place = np.arange(count) / max(1, count - 1)
    seconds = np.array([one.sentence.seconds for one in story.told])[:, None]
    changes = np.flatnonzero(marks[:, [MARKS.index("change"), MARKS.index("number")]].max(axis=1) > _SURE)
    last = int(changes[-1]) if len(changes) else -1
    ranked = np.sort(marks, axis=0)
    parts: list[Floats | list[float]] = [
        np.minimum(marks.sum(axis=0), 6),
        ranked[-1],
        ranked[-2] if count > 1 else np.zeros_like(ranked[-1]),
        (marks * seconds).sum(axis=0) / max(1e-3, float(seconds.sum())),
        marks[place > 0.75].sum(axis=0) if count > 1 else marks[-1],
        marks[-1],
        marks[place < 0.35].sum(axis=0),
        marks[(place > 0.35) & (place < 0.75)].sum(axis=0),
        marks[last + 1 :].sum(axis=0) if last >= 0 else np.zeros_like(marks[0]),
        [float(last < 0), (count - 1 - last) / count if last >= 0 else 1.0],
        _whose(story),
        _spent(story),
        [float(story.asked.shape == shape) for shape in _SHAPES],
        [float(story.about(topic)) for topic in _TOPICS],
    ]
    return np.concatenate([np.asarray(part, np.float32) for part in parts])


def _whose(story: Story) -> list[float]:
    """Whose deeds and states the answer tells: shares, and how many."""
    counts = [sum(deed.who == who for one in story.told for deed in one.deeds) for who in _WHO]
    every = max(1, sum(counts))
    return [*(count / every for count in counts), *(min(10, count) / 5 for count in counts)]


def _spent(story: Story) -> list[float]:
    """How the time is spent, and how it is told."""
    told, seconds = story.told, max(1.0, story.seconds)
    minutes = seconds / 60
    first = story.first_own
    waited = 1.0 if first is None else (first.sentence.start - told[0].sentence.start) / seconds
    phases = [one.phase for one in told]
    deeds = [deed for one in told for deed in one.deeds]
    planned = [any(deed.group.modal in ("would", "will", "'d", "'ll") for deed in one.deeds) for one in told]
    present = [any(deed.group.tense == "present" for deed in one.deeds) for one in told]
    return [
        *(sum(one.sentence.seconds for one in told if one.phase == phase) / seconds for phase in _PHASES),
        float(np.log(seconds)),
        float(seconds > _LONG),
        float(seconds < _SHORT),
        len(told) / 20,
        waited,
        5.0 if first is None else float(np.log1p(first.sentence.start)),
        len(story.findings("filler")) / minutes,
        len(story.findings("hedge", strength=None)) / minutes,
        float(sum(one.has("out of order") for one in told)),
        float(sum(one.has("talk down") for one in told)),
        float(np.mean(planned)),
        float(np.mean(present)),
        float(min(5, len(story.names))),
        float(min(8, sum(len(story.figures(one)) for one in told))),
        sum(deed.group.negated for deed in deeds) / len(told),
        sum(a != b for a, b in itertools.pairwise(phases)) / len(told),
    ]


@cache
def _weights() -> Floats:
    """Weights of the features and, last, the bias, a column a fault [shape=(features + 1, faults)]."""
    with as_file(files(__package__) / "faults.npz") as path, np.load(path) as stored:
        return np.asarray(stored["weights"], np.float32)
