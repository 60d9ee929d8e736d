"""A report held against what practice knows of its question and its story."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import msgspec

from starclock.cli.context import Context
from starclock.cli.notices import notice
from starclock.history import stamp_of
from starclock.history.rules import fingerprint, stamps
from starclock.library import Library
from starclock.practice import QUESTIONS, STORIES
from starclock.practice.tellings import Tellings, tellings
from starclock.report import Report
from starclock.speech import Attempt

_KIND = "practice"
"""Of the notes beside the library."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a report adds for the question that was asked and the story that was told.

    text : as lines for the terminal
    again : the same without what is equal for every answer to the question
    values : as fields for `--json`
    """

    text: str
    again: str
    values: dict[str, Any]


def debrief(report: Report, context: Context, kept: bool = True) -> Beside | None:
    """None where the question is none of the bank and the story has no card.

    kept : the attempt is one of the library, so that what was worked out is remembered with it, as reports are
    """
    attempt, library = report.answer.attempt, context.library
    if not attempt.question and not attempt.story:
        return None
    cards, questions = stamps(library.folder / STORIES), stamps(library.folder / QUESTIONS)
    heads = library.heads(notice) if f"{attempt.story}.md" in cards else []
    told = tellings(heads).get(attempt.story or "", Tellings()).count
    by = fingerprint(context.settings, attempt.story, told, sorted(cards.items()), sorted(questions.items()))
    if kept and (note := library.recall([attempt.id], _KIND, by).get(attempt.id)):
        with suppress(msgspec.MsgspecError):
            return msgspec.msgpack.decode(note, type=Beside | None)
    broken: list[str] = []
    found = _debriefed(report, library, heads, broken.append)
    for line in broken:
        notice(line)
    # What is broken is told each time until it is mended.
    if kept and not broken and (stamp := stamp_of(library, report, context.settings)):
        library.remember([(attempt.id, _KIND, stamp, msgspec.msgpack.encode(found))], by)
    return found


def _debriefed(
    report: Report, library: Library, heads: Sequence[Attempt], tell: Callable[[str], object]
) -> Beside | None:
    # Only where it is not remembered: else no report must wait for the bank, the cards and what compares them.
    from starclock.cli.bank import question_bank, story_cards
    from starclock.practice.debrief import debriefed
    from starclock.renderers.practice import debrief_dict, debrief_text

    cards = story_cards(library, tell) if report.answer.attempt.story else ()
    found = debriefed(report, question_bank(library, tell), cards, heads)
    return Beside(debrief_text(found), debrief_text(found, waits=False), debrief_dict(found)) if found else None
