"""Attempts side by side: what really changed, what is noise, and whether it is still the same story. Pure.

    summarize   Report -> Summary            its numbers with their noise, its sentences
    compare     Summaries -> Comparison      changes, wording, facts that disagree, points won and lost

Two different stories are set side by side, but what was said in them is not compared.

Changes and points are first against last; wording is last against the one before it, because a script is
learned at the end of practice, not over the whole of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from starclock.compare.best import course, keep
from starclock.compare.names import names_of
from starclock.compare.noise import changes
from starclock.compare.phrasing import missing_points, other_story, wording
from starclock.compare.summary import summarize
from starclock.compare.threads import drift
from starclock.compare.together import read_together
from starclock.compare.verdict import OTHER_STORY, verdict
from starclock.report import Change, Comparison, Summary
from starclock.speech import Attempt

__all__ = ["compare", "summarize"]

_SEVERAL = 3
"""Attempts from which on they are also read as a course."""


def compare(summaries: Sequence[Summary], card: str = "") -> Comparison:
    """Attempts at one question, oldest first; `card` is the story as written down, "" where there is none.

    Raises ValueError for fewer than two attempts.
    """
    if len(summaries) < 2:
        raise ValueError("a comparison needs two attempts")
    attempts = tuple(s.attempt for s in summaries)
    said = [s.said for s in summaries]
    spoken = wording(said)
    if other_story(said[0], said[-1]):
        side_by_side = tuple(_apart(change) for change in changes(summaries))
        return Comparison(attempts, side_by_side, spoken, OTHER_STORY, cautions=tuple(_cautions(attempts)))
    together = read_together(summaries)
    told = changes(together.summaries, together.errors)
    facts = drift(said, card)
    return Comparison(
        attempts=attempts,
        changes=told,
        wording=spoken,
        verdict=verdict(told, facts, summaries[0], summaries[-1]),
        keep=keep(together.summaries),
        course=tuple(course(together.summaries, told)) if len(summaries) >= _SEVERAL else (),
        drift=facts,
        vanished=missing_points(said[0], said[-1]),
        appeared=missing_points(said[-1], said[0]),
        names=tuple((name.usual, *name.others) for name in names_of(said) if name.others),
        cautions=tuple(_cautions(attempts)),
    )


def _apart(change: Change) -> Change:
    """Of two stories only habits are compared: how the speaker talks, not how long a part of a story is."""
    if change.kind == "habit":
        return change
    if change.unit == "/min":
        return replace(change, kind="habit", real=change.lasting)
    return replace(change, real=None, lasting=None, nearer=None, reason="another story")


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
