"""A report held against what practice knows of its question and its story."""

from __future__ import annotations

from starclock.cli.bank import question_bank, story_cards
from starclock.cli.notices import notice
from starclock.library import Library
from starclock.practice.debrief import Debrief, debriefed
from starclock.report import Report


def debrief(report: Report, library: Library) -> Debrief:
    """A report held against the question that was asked and the card of the story that was told."""
    attempt = report.answer.attempt
    if not attempt.question and not attempt.story:
        return Debrief()
    cards = story_cards(library) if attempt.story else ()
    heads = library.heads(notice) if any(card.id == attempt.story for card in cards) else ()
    return debriefed(report, question_bank(library), cards, heads)
