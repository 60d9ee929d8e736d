"""Where a recording is cut into clips, each of which is transcribed for itself.

Whisper looks at 30 s at a time. Left alone it goes on wherever its last sentence seemed to end, and across long
silences it invents words. Clips of 10 to 28 s, cut in the silences, avoid both.

A cut looks back only: it is decided by what was heard up to the end of the clip and a little beyond. So a recording is
cut in the same places whether it is heard while it grows or at once.
"""

from __future__ import annotations

import numpy as np

from starclock.intervals import merged_spans
from starclock.sound.frames import runs
from starclock.sound.voice import CHANCE_STEP
from starclock.speech import Interval

_LIKELY = 0.5
"""Silero's own threshold."""
_EDGE = 0.25
"""Silence left at each end of a clip, seconds: Whisper reads word starts better after a little quiet."""
_LONG_SILENCE = 4.0
"""Always cut here: a silence this long inside a clip is where words are invented (Koenecke et al. 2024)."""
_SHORTEST_SILENCE = 5
"""Probabilities; shorter silences, under 0.16 s, are the stops inside words."""
LONGEST, SHORTEST = 28.0, 10.0
"""Seconds of a clip; shorter ones stand where the speech itself is short."""


def clips(chances: np.ndarray, seconds: float, ended: bool = True) -> tuple[Interval, ...]:
    """Stretches of at most 28 s that hold all speech, in time order, cut where the silence is longest.

    chances : probability of a voice in each 32 ms [shape=(n,)]
    seconds : how long the recording is
    ended : False while it grows: then only clips are given that nothing said later can change

    A voice that pauses nowhere in the last 18 of 28 s is cut in the softest place.

    >>> voice = np.array([0] * 31 + [1] * 250 + [0] * 25 + [1] * 500 + [0] * 90 + [1] * 300)
    >>> [(round(clip.start, 2), round(clip.end, 2)) for clip in clips(voice, 40.0)]
    [(0.74, 26.04), (28.42, 38.52)]
    """
    spoken = merged_spans(runs(chances >= _LIKELY), _SHORTEST_SILENCE)
    longest, shortest = (round(limit / CHANCE_STEP) for limit in (LONGEST - 2 * _EDGE, SHORTEST))
    long_silence = round(_LONG_SILENCE / CHANCE_STEP)
    found: list[Interval] = []
    before = 0.0  # seconds; no clip begins earlier
    while spoken:
        start, horizon = spoken[0][0], spoken[0][0] + longest
        nexts = [a for a, _ in spoken[1:]]
        ends = [b for _, b in spoken if b <= horizon]
        lengths = [a - b for a, b in zip(nexts, ends, strict=False)]
        if len(ends) == len(spoken) and (ended or len(chances) - ends[-1] >= long_silence):
            lengths.append(long_silence)  # what comes after the last voice is long enough in any case
        last = next((i for i, length in enumerate(lengths) if length >= long_silence), None)
        if last is None and len(ends) == len(spoken):
            break  # what is said next may still belong to this clip
        if last is None:
            # Of the silences late enough, the longest is the safest place to cut.
            late = [i for i, end in enumerate(ends) if end - start >= shortest] or [*range(len(ends))][-1:]
            last = max(late, key=lambda i: lengths[i], default=None)
        if last is not None:
            end, following = ends[last], nexts[last] if last < len(nexts) else None
            right = end * CHANCE_STEP + _EDGE
            right = min(right, seconds if following is None else (end + following) / 2 * CHANCE_STEP)
            spoken = spoken[last + 1 :]
        else:
            cut = start + shortest + int(np.argmin(chances[start + shortest : horizon]))
            right = cut * CHANCE_STEP
            spoken[0] = (cut, spoken[0][1])
        left = max(before, start * CHANCE_STEP - _EDGE)
        found.append(Interval(left, max(left, right)))
        before = right
    return tuple(found)
