"""Labelled sentences -> phases on the clock."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from starclock.speech import Phase, Sentence


def phases_of(sentences: Sequence[Sentence]) -> tuple[Phase, ...]:
    """Runs of one phase. A phase lasts until the next sentence that is not of it begins."""
    runs = [list(run) for _, run in groupby(sentences, key=lambda s: s.phase)]
    phases = []
    for run, following in zip(runs, [*runs[1:], None], strict=True):
        phase = run[0].phase
        if phase is None:
            continue
        end = following[0].start if following else run[-1].end
        known = [s.confidence for s in run if s.confidence is not None]
        phases.append(
            Phase(
                run[0].start,
                max(end, run[0].start),
                phase,
                confidence=sum(known) / len(known) if known else None,
                source="speaker" if all(s.source == "speaker" for s in run) else "model",
            )
        )
    return tuple(phases)
