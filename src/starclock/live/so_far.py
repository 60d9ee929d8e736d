"""What can be told of an answer that goes on: where it was when it was last heard, how long for, and counts.

The same segmentation and the same checks as in the report, on the beginning of the answer that was heard by now.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from starclock.checks import filled_pauses, fillers, pace
from starclock.intervals import gaps
from starclock.report import Finding, Measure
from starclock.segmentation import segment
from starclock.settings import Settings
from starclock.speech import Answer, Attempt, Interval, PhaseName

_SHOWN = 16
"""Words: as many as a line has room for."""


@dataclass(frozen=True, slots=True)
class SoFar:
    """An answer as far as it was heard.

    until : seconds from the start of the take to the end of the last sentence that was judged; 0 before there is one.
        The newest sentence is not: it may go on, and what follows it helps to tell what it is
    phase : of that sentence; None: outside the story, or not in English
    seconds : given to that phase by then, its returns added
    rate : words a minute, None while that means nothing
    fillers : printed ones and those that likely sounded; None in another language, or where none are to be counted
    last : the newest words
    """

    until: float = 0.0
    phase: PhaseName | None = None
    seconds: float = 0.0
    rate: float | None = None
    fillers: int | None = None
    last: str = ""


def so_far(attempt: Attempt, settings: Settings) -> SoFar:
    """What is known of an answer by now.

    attempt : what was heard of it
    settings : the list of fillers is looked at
    """
    silences = gaps(attempt.sound.speech, Interval(0.0, attempt.seconds)) if attempt.sound else ()
    answer = segment(attempt, silences, ended=False)
    rate = next(m.value for m in pace.CHECK.run(answer, settings) if isinstance(m, Measure))
    last = " ".join(word.text for word in attempt.words[-_SHOWN:])
    english = attempt.language in ("en", None)
    counted = english and settings.fillers != ()
    known = SoFar(rate=rate, fillers=_fillers(answer, settings) if counted else None, last=last)
    judged = answer.sentences[:-1]
    if not judged or not english:
        return known
    told = Interval(0.0, judged[-1].end)
    phase = judged[-1].phase
    spent = sum(part.overlap(told) for part in answer.phases if part.phase == phase)
    return replace(known, until=told.end, phase=phase, seconds=spent)


def _fillers(answer: Answer, settings: Settings) -> int:
    made = [*fillers.CHECK.run(answer, settings), *filled_pauses.CHECK.run(answer, settings)]
    return sum(isinstance(one, Finding) and one.check == "filler" for one in made)
