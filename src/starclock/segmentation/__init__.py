"""Words -> sentences -> STAR phases. Pure; no I/O but the weights beside the code."""

from __future__ import annotations

from collections.abc import Sequence

from starclock.segmentation.corrections import apply_corrections
from starclock.segmentation.phases import label
from starclock.segmentation.sentences import split
from starclock.segmentation.timeline import phases_of
from starclock.speech import Answer, Attempt, Interval


def segment(attempt: Attempt, pauses: Sequence[Interval] = ()) -> Answer:
    """The attempt with its sentences and phases; the speaker's corrections win over the model."""
    sentences = apply_corrections(label(split(attempt.words, pauses)), attempt.corrections)
    return Answer(attempt, sentences, phases_of(sentences))
