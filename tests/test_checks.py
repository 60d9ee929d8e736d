"""Every check: its own examples, its source, and no words at any times that make it raise."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.clock import timed
from starclock.checks import Check, all_checks
from starclock.cli import cli
from starclock.pipeline import review
from starclock.report import Finding, Measure, Report
from starclock.segmentation.sentences import split
from starclock.segmentation.timeline import phases_of
from starclock.settings import Settings
from starclock.speech import Answer, Attempt, Interval, PhaseName, Recording, Sound, Word

CHECKS = all_checks()
EXAMPLES = [
    pytest.param(check, text, count, id=f"{check.name}: {text[:40]}")
    for check in CHECKS
    for text, count in check.examples.items()
]


def told(text: str, phase: PhaseName | None) -> Answer:
    """An answer that is all of one phase."""
    words = timed(text.split())
    sentences = tuple(replace(sentence, phase=phase) for sentence in split(words))
    attempt = Attempt("a", words[-1].end + 0.5, words, "transcript", verbatim=True)
    return Answer(attempt, sentences, phases_of(sentences))


@pytest.mark.parametrize(("check", "text", "count"), EXAMPLES)
def test_the_examples_of_every_check(check: Check, text: str, count: int) -> None:
    made = check.run(told(text, check.told_in), Settings())
    found = [m.text for m in made if isinstance(m, Finding) and m.check == check.findings[0]]
    assert len(found) == count, found


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_every_check_says_what_it_is_and_on_whose_word(check: Check) -> None:
    assert check.about and check.source and (check.findings or check.measures)
    if check.findings and check.english:
        assert {0} < {min(count, 1) for count in check.examples.values()}, "examples of both kinds: found and not"


def test_no_two_checks_share_a_name() -> None:
    names = Counter(name for check in CHECKS for name in {*check.findings, *check.measures})
    assert not [name for name, count in names.items() if count > 1]


STORY = (
    "So, um, our checkout was failing for about 3 percent of the orders. My job was to find out why by Friday. "
    "I pulled the logs and it was decided to roll back. We rewrote the retry, I guess, and they flagged it. "
    "It went really well: errors fell from 3 percent to 0.2. I learned that communication is important."
)


def attempt(words: tuple[Word, ...], sound: Sound | None = None) -> Attempt:
    seconds = max((word.end for word in words), default=0.0) + 1.0
    return Attempt("a", seconds, words, "transcript", verbatim=True, sound=sound)


def test_findings_lie_inside_the_answer_and_name_their_check() -> None:
    report = review(attempt(timed(STORY.split())))
    span = report.answer.span
    names = {name for check in CHECKS for name in check.findings}
    for finding in report.findings:
        assert finding.check in names
        assert span.start <= finding.start <= finding.end <= span.end
        assert finding.message
    assert {measure.name for measure in report.measures} <= {name for check in CHECKS for name in check.measures}


def test_a_review_is_the_same_twice() -> None:
    def made() -> Report:
        return review(attempt(timed(STORY.split())))

    assert made() == made()


def test_a_check_that_is_off_says_nothing() -> None:
    for check in CHECKS:
        report = review(attempt(timed(STORY.split())), Settings(off=frozenset({check.name})))
        assert not {f.check for f in report.findings} & set(check.findings)
        assert not {m.name for m in report.measures} & set(check.measures)


def test_another_language_is_not_measured_by_its_words() -> None:
    report = review(replace(attempt(timed(STORY.split())), language="de"))
    english = {name for check in CHECKS if check.english for name in check.measures}
    assert not [
        f for f in report.findings if f.check in {n for check in CHECKS if check.english for n in check.findings}
    ]
    assert {m.name for m in report.measures if m.reason == "not measured: English only"} == english


_SAID = st.sampled_from(
    "I we they um, uh, was it decided. 3% $40,000 from to five hundred like, you know — ... ? -- n't it's percent and"
    " learned went well. maybe the team get got been customers so then not my job".split()
)
_FIGURE = st.from_regex(r"[$£€]?[0-9]{1,7}([.,:/%x-][0-9]{0,3}){0,4}(k|am|th|%|s)?", fullmatch=True)
_TEXT = st.one_of(_SAID, _FIGURE, st.text(st.characters(exclude_categories=("Z", "C")), min_size=1, max_size=6))
_TIMED = st.lists(
    st.tuples(_TEXT, st.floats(0, 3), st.floats(0, 40), st.none() | st.floats(0, 1)), min_size=1, max_size=25
)


@given(said=_TIMED, heard=st.lists(st.tuples(st.floats(0, 5), st.floats(0, 5)), max_size=4), long=st.booleans())
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_words_at_any_times_make_a_check_raise(
    said: list[tuple[str, float, float, float | None]], heard: list[tuple[float, float]], long: bool
) -> None:
    words, at = [], 0.0
    # Long enough for every measure that wants some seconds and words first.
    opening = [(text, 0.4, 0.1, 0.9) for text in STORY.split()] if long else []
    for text, seconds, gap, probability in [*opening, *said]:
        words.append(Word(at, at + seconds, text, probability))
        at += seconds + gap
    speech, at = [], 0.0
    for gap, seconds in heard:
        speech.append(Interval(at + gap, at + gap + seconds))
        at += gap + seconds
    whole = attempt(tuple(words), Sound(tuple(speech)) if heard else None)
    for taken in (whole, replace(whole, recording=Recording("mic", 48000))):
        report = review(taken)
        assert all(isinstance(f, Finding) for f in report.findings)
        assert all(isinstance(m, Measure) for m in report.measures)
        assert len(report.first) <= 3


def test_the_command_lists_every_check_and_how_to_switch_it_off(own_home: Path) -> None:
    shown = CliRunner().invoke(cli, ["checks"])
    assert shown.exit_code == 0
    assert 'off = ["' in shown.stdout
    squeezed = " ".join(shown.stdout.split())
    for check in CHECKS:
        assert check.name in shown.stdout
        assert " ".join(check.source.split()) in squeezed
    at_home = shown.stdout.replace(str(own_home), "~")  # which is as long as it is
    assert max(map(len, at_home.splitlines())) <= 80


def test_the_command_knows_what_is_off() -> None:
    from starclock.library import Library

    file = Library().settings_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('off = ["passive"]\n', encoding="utf-8")
    rows = [json.loads(line) for line in CliRunner().invoke(cli, ["checks", "--json"]).stdout.splitlines()]
    assert [row["name"] for row in rows if not row["on"]] == ["passive"]
    assert len(rows) == len(CHECKS)


def test_the_command_tells_defaults_from_what_the_user_changed() -> None:
    from starclock.library import Library

    def shown(*name: str) -> str:
        return " ".join(CliRunner().invoke(cli, ["checks", *name]).stdout.split())

    plain = shown()
    assert "You have changed nothing: all of this is the default." in plain and "your choice" not in plain
    assert "fillers in a row: three fillers within 10 s are a cluster; the default" in plain
    file = Library().settings_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        'targets = "2m"\nrole = "em"\nfillers = ["um"]\noff = ["hedge"]\n[bands]\n"speech rate" = [110, 180]\n',
        encoding="utf-8",
    )
    mine = shown()
    assert "speech rate: 110 to 180 words/min; your choice. The default: 120 to 175 words/min (Microsoft" in mine
    assert "hedge (you switched it off)" in mine
    assert f"You changed, in {file}: targets 20/10/60/30; the default: 30/15/90/45 role em; the default: ic" in mine
    assert "fillers um; the default: the usual list off hedge; the default: none" in mine
    assert "fillers: up to 5 /min; the default (5 a minute" in mine, "what was not changed is the default"
    rows = [json.loads(line) for line in CliRunner().invoke(cli, ["checks", "--json"]).stdout.splitlines()]
    bands = {name: band["default"] for row in rows for name, band in row["bands"].items()}
    assert [name for name, default in bands.items() if not default] == ["speech rate"]
