"""Attempts side by side: what really changed, what is noise, and whether it is still the same story. Pure.

    summarize   Report -> Summary            its numbers with their noise, its sentences
    compare     Summaries -> Comparison      changes, wording, facts that disagree, points won and lost

Changes and points are first against last; wording is last against the one before it, because a script is
learned at the end of practice, not over the whole of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from starclock.compare.noise import changes
from starclock.compare.phrasing import missing_points, wording
from starclock.compare.summary import summarize
from starclock.compare.threads import drift
from starclock.compare.together import read_together
from starclock.compare.verdict import verdict
from starclock.report import Comparison, Summary
from starclock.speech import Attempt

__all__ = ["compare", "summarize"]


def compare(summaries: Sequence[Summary], card: str = "") -> Comparison:
    """Attempts at one question, oldest first; `card` is the story as written down, "" where there is none.

    Raises ValueError for fewer than two attempts.
    """
    if len(summaries) < 2:
        raise ValueError("a comparison needs two attempts")
    attempts = tuple(s.attempt for s in summaries)
    together = read_together(summaries)
    told = changes(together.summaries, together.errors)
    said = [s.said for s in summaries]
    spoken = wording(said)
    facts = drift(said, card)
    return Comparison(
        attempts=attempts,
        changes=told,
        wording=spoken,
        verdict=verdict(told, facts, summaries[0], summaries[-1]),
        drift=facts,
        vanished=missing_points(said[0], said[-1]),
        appeared=missing_points(said[-1], said[0]),
        cautions=tuple(_cautions(attempts)),
    )


def _cautions(attempts: Sequence[Attempt]) -> list[str]:
    """Differences between attempts that are not the speaker's."""
    told = []
    if doubtful := [a.id for a in attempts if a.doubtful]:
        told.append(
            f"{_some(doubtful)}: heard by PocketSphinx, which gets many words wrong; trust times, not words."
            f" Once more with Whisper: starclock analyze {doubtful[0]}"
        )
    ears = {f"{a.recognizer} {a.model or ''}".strip() for a in attempts}
    if len(ears) > 1:
        told.append(
            f"heard by different recognizers ({', '.join(sorted(ears))}): word counts may differ for that alone"
        )
    elif len({a.verbatim for a in attempts}) > 1:
        told.append("some transcripts keep “um” and “uh”, some drop them: fillers in the text are not comparable")
    questions = {a.question for a in attempts if a.question}
    stories = {a.story for a in attempts if a.story}
    if len(questions) > 1 and len(stories) != 1:
        told.append("these are answers to different questions: wording and points will differ for that alone")
    return told


def _some(ids: Sequence[str]) -> str:
    if len(ids) > 3:
        return f"{', '.join(ids[:2])} and {len(ids) - 2} more"
    return " and ".join([", ".join(ids[:-1]), ids[-1]]) if len(ids) > 1 else ids[0]
