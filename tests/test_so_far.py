"""What is told of an answer that goes on: the report's own numbers, on its beginning."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit import clock
from kit.corpus import PHASE, read_authors
from starclock.live.so_far import SoFar, so_far
from starclock.pipeline import review
from starclock.segmentation import segment
from starclock.settings import Settings
from starclock.speech import Attempt, Interval, PhaseName, Sound, Unprinted, Word

SITUATION = (
    "Last year I was a charge nurse on a surgical ward in Leeds. We had thirty beds and the handover took forty"
    " minutes every morning. People were leaving late and, um, two of the new nurses were about to quit."
)
TASK = "My manager asked me to get the handover under twenty minutes before the winter started."
ACTION = "I sat in on six handovers and wrote down what was said twice. Then I made one sheet for each bay."


def attempt(text: str, **facts: object) -> Attempt:
    words = clock.timed(text.split())
    made = Attempt("a", words[-1].end + 1 if words else 1.0, words, "transcript")
    return replace(made, **facts)  # type: ignore[arg-type]


def test_nothing_heard_nothing_told() -> None:
    assert so_far(attempt(""), Settings()) == SoFar(fillers=0)


def test_where_the_story_is_and_how_long_it_has_been_there() -> None:
    told = so_far(attempt(f"{SITUATION} {TASK}"), Settings())
    (situation_end,) = [word.end for word in clock.timed(SITUATION.split())[-1:]]
    assert told.phase == "situation" and told.until == situation_end, "the newest sentence is not judged yet"
    assert told.seconds == pytest.approx(situation_end - clock.START)
    assert told.fillers == 1 and told.last.endswith("before the winter started.")
    told = so_far(attempt(f"{SITUATION} {TASK} {ACTION}"), Settings())
    assert told.phase == "action" and 2 < told.seconds < 5


def test_another_language_has_neither_phase_nor_fillers() -> None:
    told = so_far(attempt(f"{SITUATION} {TASK}", language="de"), Settings())
    assert told.phase is None and told.until == 0 and told.fillers is None and told.rate


def test_fillers_that_are_not_wanted_are_not_counted() -> None:
    heard = attempt(SITUATION)
    assert [so_far(heard, Settings(fillers=choice)).fillers for choice in (None, (), ("like",))] == [1, None, 0]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(f"{SITUATION} {TASK} {ACTION} Um. Like, you know.".split()), max_size=150))
def test_numbers_are_those_of_the_report(words: list[str]) -> None:
    heard = attempt(" ".join(words))
    gap = Unprinted(0.1, 0.35, 1.0)
    heard = replace(heard, sound=Sound((Interval(0.0, heard.seconds),)), unprinted=(gap,))
    told, report = so_far(heard, Settings()), review(heard)
    assert told.fillers == sum(finding.check == "filler" for finding in report.findings)
    assert told.rate == next(m.value for m in report.measures if m.name == "speech rate")
    end = heard.words[-1].end if words else 0.0
    assert 0 <= told.seconds <= told.until <= end


def phases_where_cut(words: tuple[Word, ...], share: float, ended: bool) -> tuple[PhaseName | None, int]:
    """The phase of the last sentence but one of the beginning, and the place of its last word."""
    beginning = words[: int(share * len(words))]
    *_, judged, newest = segment(Attempt("a", beginning[-1].end, beginning, "transcript"), (), ended).sentences
    return judged.phase, len(beginning) - len(newest.words) - 1


def test_a_beginning_is_not_read_as_a_whole_story() -> None:
    """Its last sentences would be taken for a result."""
    right = {True: 0, False: 0}
    for author, name in (("c", "c202"), ("d", "d301"), ("e", "e401")):
        answer = next(one for one in read_authors(author)[author] if one.id == name)
        written = [PHASE[part.letter] for part in answer.segments for _ in part.words]
        for share in (0.5, 0.65):
            for ended in right:
                phase, at = phases_where_cut(clock.timed(answer.words), share, ended)
                right[ended] += phase == written[at]
    assert right == {True: 3, False: 6}
