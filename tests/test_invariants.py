"""What holds of every attempt, whatever was said: times, sums, quotations, and the same facts after the disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from starclock.history.reports import packed, unpacked
from starclock.intervals import Interval
from starclock.library import Library, decode, encode, unpack
from starclock.pipeline import review
from starclock.renderers.json import as_dict
from starclock.report import Report
from starclock.speech import PHASES, Attempt, Correction, Sound, Word

ZOO = sorted((Path(__file__).parent / "data" / "attempts").glob("*.json"))
WORDS = """I we the um so like you know my task was to cut cost by 40% from $3 million in 2 weeks. It was decided. We
shipped it, and users loved it! I think maybe we sort of fixed it? Last year I learned that... 12,000 half""".split()


@st.composite
def attempts(draw: st.DrawFn) -> Attempt:
    """Any words at any times in order, with pauses, sound or none, corrections anywhere."""
    at, words = draw(st.floats(0, 3)), []
    for text in draw(st.lists(st.sampled_from(WORDS), min_size=0, max_size=60)):
        length = draw(st.sampled_from((0.0, 0.02, 0.3, 0.9)))
        words.append(Word(round(at, 3), round(at + length, 3), text, draw(st.sampled_from((None, 0.3, 0.99)))))
        at += length + draw(st.sampled_from((0.0, 0.1, 0.8, 4.0)))
    seconds = round(at + draw(st.sampled_from((0.0, 2.0))), 3)
    starts = sorted(draw(st.lists(st.floats(0, max(seconds, 0.1)), max_size=6)))
    corrections = [
        Correction(start, min(start + 5, max(seconds, start)), draw(st.sampled_from((*PHASES, None))))
        for start in starts
    ]
    sound = draw(st.sampled_from((None, Sound(speech=(Interval(0, max(seconds - 1, 0.5)),)))))
    return Attempt("x", seconds, tuple(words), "whisper", sound=sound, corrections=tuple(corrections), question="Why?")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(attempts())
def test_what_holds_of_every_report(attempt: Attempt) -> None:
    report = review(attempt)
    _phases_in_order(report)
    _sums(report)
    _quotations(report)
    kept = decode(encode(attempt))
    judged = review(kept)
    assert kept == attempt and as_dict(judged) == as_dict(report), "a stored attempt is judged as at first"
    again = unpacked(packed(judged), kept)
    assert again == report and repr(again) == repr(judged), "a report that was kept is the same to the last digit"


def _phases_in_order(report: Report) -> None:
    answer, end = report.answer, 0.0
    for phase in answer.phases:
        assert 0 <= phase.start <= phase.end <= answer.attempt.seconds + 1e-6
        assert phase.start >= end - 1e-9, "one after the other"
        end = phase.end
    said = [word for sentence in answer.sentences for word in sentence.words]
    assert said == list(answer.words), "every word stands in one sentence"


def _sums(report: Report) -> None:
    answer = report.answer
    for timing in report.timing:
        if timing.name != "total":
            assert timing.seconds == pytest.approx(answer.seconds_of(timing.name))
    within = sum(phase.seconds for phase in answer.phases)
    assert sum(t.seconds for t in report.timing if t.name != "total") == pytest.approx(within)
    assert within <= answer.attempt.seconds + 1e-6


def _quotations(report: Report) -> None:
    """Every word that a finding of the transcript quotes was said at its time."""
    for finding in report.findings:
        assert 0 <= finding.start <= finding.end <= report.answer.attempt.seconds + 1e-6, finding
        if finding.source == "transcript":
            there = {_bare(w.text) for w in report.answer.words if w.end >= finding.start and w.start <= finding.end}
            quoted = {_bare(text) for text in finding.text.split()} - {""}
            assert quoted <= there, finding


def _bare(word: str) -> str:
    return word.strip(" ,.;:?!\"'“”()…–—-").lower()


@pytest.mark.parametrize("path", ZOO, ids=lambda path: path.stem)
def test_attempts_of_every_past_version_open(path: Path) -> None:
    attempt = decode(path.read_bytes())
    assert attempt.question == "What broke?" and attempt.tags == ("a",) and len(attempt.words) == 19
    assert attempt.corrections and attempt.rulings and attempt.sound and attempt.recording
    report = review(attempt)
    assert report.answer.phases and report.answer.phases[0].source == "speaker"
    assert decode(encode(attempt)) == attempt


@pytest.mark.parametrize("path", ZOO, ids=lambda path: path.stem)
def test_the_same_facts_on_another_computer(path: Path, tmp_path: Path) -> None:
    here, there = Library(tmp_path / "here"), Library(tmp_path / "there")
    kept = here.add(replace(decode(path.read_bytes()), audio=None))
    here.export(kept, tmp_path / "one.starclock")
    carried, audio = unpack(tmp_path / "one.starclock", tmp_path)
    assert audio is None and there.add(carried) == kept
