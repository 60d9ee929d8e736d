"""Words -> sentences -> STAR phases. Pure; no I/O but the weights beside the code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from starclock.segmentation.corrections import overrule, phases_of_marks, snapped, split_at
from starclock.segmentation.phases import label_chances, phase_chances
from starclock.segmentation.sentences import split
from starclock.segmentation.timeline import Chances, phases_of, stretches
from starclock.speech import Answer, Attempt, Interval, Sentence


def segment(attempt: Attempt, pauses: Sequence[Interval] = (), ended: bool = True) -> Answer:
    """The attempt with its sentences and phases; the speaker's corrections win over the model.

    What was pressed while speaking counts from the nearest edge of a sentence; what was corrected afterwards, exactly.

    pauses : silent stretches heard in the sound, in time order
    ended : False for the beginning of an answer that goes on: then its last sentence is no end of a story
    Without words the phases are the speaker's marks, to the moment the keys were pressed.
    """
    if not attempt.words:
        return Answer(attempt, (), phases_of_marks(attempt.corrections))
    sentences, chances = [], []
    said = [s for stretch in stretches(attempt.words, attempt.asides) for s in split(stretch, pauses)]
    corrections = snapped(said, attempt.corrections)
    pieces = split_at(said, corrections)
    for piece, row in zip(pieces, label_chances(pieces, attempt.question, ended), strict=True):
        chance, phase, lesson = phase_chances(row)
        guess = replace(piece, phase=phase, confidence=chance[phase], part="lesson" if lesson else None)
        sentence = overrule(guess, corrections)
        sentences.append(sentence)
        chances.append(chance if sentence.source == "model" else _certain(sentence))
    return Answer(attempt, tuple(sentences), phases_of(sentences, chances, attempt.asides))


def _certain(sentence: Sentence) -> Chances:
    return {sentence.phase: 1.0}
