"""An answer held against its question and its story card. Pure; made anew each time, as a report is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from starclock.compare.phrasing import missing_points
from starclock.compare.threads import drift
from starclock.practice.heard import Heard, red_flags_heard
from starclock.practice.matching import asks, matched
from starclock.practice.questions import Question
from starclock.practice.stories import Story
from starclock.practice.tellings import Tellings, tellings
from starclock.report import Drift, Report, Said
from starclock.speech import DRILL, PHASES, Attempt

_COVERED = 0.34
"""Share of the content words of a card's sentence that an answer must have near each other. Over 223 sentences told
again in other words and 221 of other stories (tests/data/fact_drift*.txt) it calls 5 % of the first left out, most of
which are, and 94 % of the second."""


@dataclass(frozen=True, slots=True)
class Debrief:
    """What a report adds for an answer to a known question, or about a story with a card.

    question : None where the answer was to none of the bank
    taken_for : the question was asked in words that are none of the bank's, and taken for this one
    heard : red flags of the question that were heard, in time order
    story : None where the answer belongs to no card
    left_out : points of the card that the answer has nowhere, in the card's order; no times
    differs : facts that the answer tells otherwise than the card
    told : how often the story was told aloud, this time with it; 0 where nobody counted
    """

    question: Question | None = None
    taken_for: bool = False
    heard: tuple[Heard, ...] = ()
    story: Story | None = None
    left_out: tuple[Said, ...] = ()
    differs: tuple[Drift, ...] = ()
    told: int = 0

    def __bool__(self) -> bool:
        return self.question is not None or self.story is not None


def debriefed(
    report: Report, bank: Sequence[Question], cards: Sequence[Story], heads: Sequence[Attempt] = ()
) -> Debrief:
    """An answer held against what it was to be; `heads` are all attempts, this one among them.

    One scene of a story, or a language that is not English, is not held against the whole card.
    """
    attempt = report.answer.attempt
    question = matched(attempt.question, bank)
    story = next((card for card in cards if card.id == attempt.story), None)
    whole = story is not None and DRILL not in attempt.tags and attempt.language in ("en", None)
    said = tuple(Said(s.start, s.end, s.text, s.phase) for s in report.answer.sentences)
    return Debrief(
        question=question,
        taken_for=question is not None and not asks(attempt.question or "", question),
        heard=red_flags_heard(report, question) if question else (),
        story=story,
        left_out=missing_points(points(story), said, _COVERED) if story and whole else (),
        differs=tuple(d for d in drift([said], story.told) if d.card is not None) if story and whole else (),
        told=tellings(heads).get(story.id, Tellings()).count if story else 0,
    )


def points(story: Story) -> tuple[Said, ...]:
    """The sentences of a card with their phase; they have no time. The lesson counts as the end of the result."""
    texts = [(phase, story.phase(phase)) for phase in PHASES] + [("result", story.lesson)]
    return tuple(
        Said(0.0, 0.0, sentence, phase)
        for phase, text in texts
        for sentence in re.split(r"(?<=[.!?])\s+|\n+", text)
        if sentence.strip()
    )
