"""Which story answers a question: by its themes first, then by the words that both have. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starclock.practice.matching import shared_words
from starclock.practice.questions import Question, themes
from starclock.practice.stories import Story

_THEME = 2.0
"""What the theme of the question among those of the story counts, against words, which count 1 at most."""
_FIRST = 0.2
"""The theme that a story names first is what it is mostly about."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A story that may answer a question; reasons : why, in plain words."""

    story: Story
    reasons: tuple[str, ...]


def fitting(text: str, question: Question | None, cards: Sequence[Story]) -> tuple[Fit, ...]:
    """The stories that may answer it, the best first; none that has neither its theme nor any of its words.

    text : the question as it was asked
    question : the one of the bank that it is, None where it is none
    """
    found = []
    for card in cards:
        words = shared_words(text, f"{card.title}. {card.told} {' '.join(card.scenes.values())}")
        score, reasons = min(1.0, len(words) / 3), []
        if question and question.theme in card.themes:
            score += _THEME + (_FIRST if card.themes[0] == question.theme else 0.0)
            reasons.append(f"a story of {themes()[question.theme].title.lower()}")
        if words:
            reasons.append(f"it tells of {', '.join(sorted(words))}")
        if reasons:
            found.append((score, Fit(card, tuple(reasons))))
    ordered = sorted(found, key=lambda pair: (-pair[0], pair[1].story.title.casefold()))
    return tuple(fit for _, fit in ordered)
