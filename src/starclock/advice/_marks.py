"""What each sentence does in the story, learned from answers in which readers marked it.

`senses.txt` knows phrases; the marks know meaning: a sneer in passing, a step somebody else took, a talk that is only
mentioned. Each is a chance, learned by `scripts/train_marks.py` from the answers of several hands in `scripts/corpus`;
that script prints how often each is right on a hand it was not learned from.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from starclock.advice._told import SENSES, Told, done
from starclock.segmentation.phase_weights import Floats

if TYPE_CHECKING:
    from starclock.advice._story import Story

Mark = Literal[
    "blame", "talk_down", "over_head", "others_deed", "hidden", "reaction", "said", "talk", "generic", "step", "reason",
    "turn", "change", "number", "cost", "praise", "verdict", "stock", "lesson", "owned", "digress", "downplay", "task",
    "obstacle",
]  # fmt: skip
"""
blame : a fault is put on others                  talk_down : somebody is made small
over_head : it goes past the person concerned     others_deed : a deed that carries the story, not the speaker's
hidden : a passive that hides who did it          reaction : the other person speaks or visibly reacts
said : the speaker's own words, told              talk : a conversation, mentioned without what was said
generic : a step of any story                     step : a concrete step of the speaker's own
reason : why a step was chosen                    turn : the decision that could have gone another way
change : what is different because of it          number : a change with its size
cost : a number that is cost, damage or effort    praise : thanks or praise told as a result
verdict : an empty verdict                        stock : a remark or lesson that fits any story
lesson : a lesson of the story's own              owned : a fault plainly owned
digress : what nobody needs for the story         downplay : the speaker makes the own deed small
task : why it was the speaker's to do             obstacle : something stood in the way
"""
MARKS: tuple[Mark, ...] = get_args(Mark)
_LAYERS = (-1, 1)
"""Layers of the encoder that are looked at: the last, which knows phases, and the second, which knows words."""
_PHASES = ("situation", "task", "action", "result", None)
_CHECKS = (
    "filler", "hedge", "passive", "team-subject", "vague-result", "quantified", "generic-lesson", "hand-off",
    "ownership",
)  # fmt: skip
_BESIDE = np.float32(0.5)
"""How much what stands in the neighbouring sentences counts."""


def chances(story: Story) -> Floats:
    """The chance of each mark for each sentence [shape=(sentences, marks)], in the order of `MARKS`."""
    weights = _weights()
    scores = features(story) @ weights[:-1] + weights[-1]
    return np.asarray(1 / (1 + np.exp(-scores)), np.float32)


def features(story: Story) -> Floats:
    """What the marks are learned from [shape=(sentences, features)]: sentence, neighbours, place in the answer."""
    said = np.concatenate([*(story.encoded[layer] for layer in _LAYERS), _words(story)], axis=1)
    nothing = np.zeros_like(said[:1])
    before, after = np.concatenate([nothing, said[:-1]]), np.concatenate([said[1:], nothing])
    count = len(said)
    place = np.arange(count, dtype=np.float32) / max(1, count - 1)
    places = np.stack([place, place * place, place == 1, place == 0], axis=1)
    return np.concatenate([said, _BESIDE * before, _BESIDE * after, places], axis=1).astype(np.float32)


def _words(story: Story) -> Floats:
    """What is known of each sentence's words: phase, deeds, senses, numbers, findings [shape=(sentences, n)]."""
    names = frozenset(story.names)
    return np.array(
        [
            [
                *(float(one.phase == phase) for phase in _PHASES),
                float(one.lesson),
                *_deeds(one),
                *(float(one.has(sense)) for sense in sorted(SENSES)),
                min(2, len(story.figures(one))),
                float(story.voice(one)),
                float(story.speaks_to(one) is not None),
                np.log1p(len(one.sentence.words)),
                float(not names.isdisjoint(one.text.split())),
                *(min(3, len(story.within(check, one))) for check in _CHECKS),
                float('"' in one.sentence.text),
                float("?" in one.sentence.text),
            ]
            for one in story.told
        ],
        np.float32,
    )


def _deeds(one: Told) -> Sequence[float]:
    """Deeds and states by whose they are, and how many are passive, negated, only planned."""
    counts: list[float] = []
    for who in ("i", "we", "they", "team", "other"):
        theirs = [deed for deed in one.deeds if deed.who == who]
        acts = sum(map(done, theirs))
        counts += [min(3, acts), min(2, len(theirs) - acts)]
    groups = [deed.group for deed in one.deeds]
    return [
        *counts,
        min(2, sum(group.passive for group in groups)),
        min(2, sum(group.negated for group in groups)),
        min(2, sum(bool(group.modal) for group in groups)),
    ]


@cache
def _weights() -> Floats:
    """Weights of the features and, last, the bias, a column a mark [shape=(features + 1, marks)]."""
    with as_file(files(__package__) / "marks.npz") as path, np.load(path) as stored:
        return np.asarray(stored["weights"], np.float32)
