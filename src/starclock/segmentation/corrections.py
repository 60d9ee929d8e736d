"""The speaker's own word on a stretch wins over the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from starclock.speech import Correction, Sentence


def apply_corrections(sentences: Sequence[Sentence], corrections: Sequence[Correction]) -> tuple[Sentence, ...]:
    """A sentence takes the phase of the latest correction that covers its middle."""
    if not corrections:
        return tuple(sentences)
    corrected = []
    for sentence in sentences:
        said = next((c for c in reversed(corrections) if c.holds(sentence.middle)), None)
        if said is not None:
            sentence = replace(sentence, phase=said.phase, part=said.part, confidence=1.0, source="speaker")
        corrected.append(sentence)
    return tuple(corrected)
