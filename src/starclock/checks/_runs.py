"""Talk without its pauses: what pace is measured against."""

from __future__ import annotations

from collections.abc import Sequence

from starclock.intervals import Interval, merged
from starclock.speech import Answer


def runs(answer: Answer, pause: float) -> tuple[Interval, ...]:
    """Stretches of talk between silences of at least `pause` seconds, in time order.

    From the sound where there is any. A transcript alone has only its word times, which hide pauses: good enough
    to compare stretches of one answer, not to say how much of it was silence.
    """
    sound = answer.attempt.sound
    voiced: Sequence[Interval] = sound.speech if sound and sound.speech else answer.words
    return merged(voiced, pause)
