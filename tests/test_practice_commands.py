"""drill, mock, plan, today and `starclock` alone, as a person calls them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import CliRunner, Result

from starclock.cli import cli, exercises
from starclock.cli import drill as drill_command
from starclock.cli import mock as mock_command
from starclock.cli.context import Context
from starclock.library import Library
from starclock.pipeline import keep, review
from starclock.report import Report
from starclock.settings import Targets
from starclock.speech import Correction, PhaseName
from test_follow_ups import attempt

STORY = """\
# The rewrite that was rolled back

- Themes: conflict, failure
- People: Maya (my manager)

## Situation
The new quote service was slow.
## Scenes
### The moment of disagreement
Maya wanted to patch it.
"""
SPECIFIC = (
    "It was the Tuesday before the launch. Maya wanted to patch it. I had 340 milliseconds on the screen and I told her"
    " that I would not patch it. She was quiet for a long time. I wrote a plan of four pages. On Friday she signed it."
    " I sat down with her two days later and she gave me four months for it and two engineers."
)
THIN = (
    "It was a difficult time for the team and we had many conversations about it. We communicated openly and we worked"
    " hard on alignment. I made sure that everybody was heard. In the end it went really well and everyone was happy."
    " It was a very good experience for all of us and we learned a lot about how important communication is at work."
)
ANCHOR = (
    "Last spring I ran the quote service, and the rewrite was slower than the old one. My manager asked me to decide"
    " what to do before June. I looked at the graph and I rolled it back. Then I told Maya that I wanted to start"
    " over. I rebuilt the cache with two engineers. In July it took 90 milliseconds and not 340."
)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


@pytest.fixture
def home() -> Path:
    return Path(os.environ["STARCLOCK_HOME"])


@pytest.fixture
def story(home: Path) -> Path:
    path = home / "stories" / "rewrite.md"
    path.parent.mkdir(parents=True)
    path.write_text(STORY, encoding="utf-8")
    return path


class Spoken:
    """Stands where the microphone is: what is said next, and what was asked. Keeps each answer as a real one is."""

    def __init__(self, answers: Iterator[str]) -> None:
        self.answers = answers
        self.asked: list[str] = []
        self.limits: list[float] = []
        self.context = Context()

    def told(
        self,
        question: str,
        limit: float,
        targets: Targets,
        story: str | None = None,
        tags: tuple[str, ...] = (),
        phase: PhaseName | None = None,
    ) -> Report:
        assert targets.total > 0
        self.asked.append(question)
        self.limits.append(limit)
        when = datetime.now().astimezone().isoformat(timespec="seconds")
        spoken = replace(attempt(next(self.answers), question, *tags), story=story, recorded_at=when)
        if phase:
            spoken = replace(spoken, corrections=(Correction(0.0, spoken.seconds, phase),))
        return review(keep(spoken, Library()))


@pytest.fixture
def speaking(monkeypatch: pytest.MonkeyPatch) -> Any:
    def begin(*answers: str) -> Spoken:
        spoken = Spoken(iter(answers))
        for module in (drill_command, mock_command, exercises):
            monkeypatch.setattr(module, "practice", lambda *_: nullcontext(spoken))
        monkeypatch.setattr(mock_command, "speaker", lambda: None)
        return spoken

    return begin


# Drill


def test_a_drill_is_judged_part_by_part_and_says_when_it_comes_back(story: Path, speaking: Any) -> None:
    before = story.read_bytes()
    spoken = speaking(SPECIFIC)
    done = run("drill", "--story", "rewrite", "--scene", "disagreement")
    assert done.exit_code == 0, done.output
    assert spoken.asked == ["What was the moment of disagreement?"]
    for part in ("5 of 5 parts: specific", "moment    “", "comes back in"):
        assert part in done.output
    (kept,) = Library().heads()
    assert kept.story == "rewrite" and set(kept.tags) == {"drill", "scene:disagreement"}
    listed = run("drill", "--list").output.splitlines()
    assert len(listed) == 8 and sum(line.startswith("new") for line in listed) == 7
    assert story.read_bytes() == before


def test_a_thin_drill_names_what_is_missing_and_comes_back_first(
    story: Path,  # noqa: ARG001
    speaking: Any,
) -> None:
    speaking(THIN)
    done = run("drill", "--story", "rewrite", "--scene", "disagreement")
    assert "thin" in done.output and "missing: one other person" in done.output and "comes back tomorrow" in done.output


def test_without_a_story_one_line_says_what_to_do() -> None:
    done = run("drill")
    assert done.exit_code == 1 and "no stories to drill yet" in str(done.exception)


def test_an_unknown_story_or_scene_is_told(story: Path) -> None:  # noqa: ARG001
    assert "there is no story 'other'" in str(run("drill", "--story", "other").exception)
    assert run("drill", "--scene", "other").exit_code == 2


def test_a_broken_story_costs_only_itself(story: Path, speaking: Any) -> None:
    (story.parent / "broken.md").write_text("## Situation\nno title", encoding="utf-8")
    speaking(SPECIFIC)
    done = run("drill", "--scene", "disagreement")
    assert done.exit_code == 0 and "broken.md: it has no title" in done.output


# Mock


def test_a_mock_interview_asks_for_what_was_left_out_and_ends_in_a_debrief(story: Path, speaking: Any) -> None:  # noqa: ARG001
    spoken = speaking(ANCHOR, SPECIFIC, THIN)
    done = run("mock", "--question", "conflict-manager", "--story", "rewrite", "--follow-ups", "2")
    assert done.exit_code == 0, done.output
    assert len(spoken.asked) == 3 and len(set(spoken.asked)) == 3
    assert "Maya" in spoken.asked[1]
    assert "You said: “" in done.output
    debrief = done.output.split("Debrief")[1]
    assert "Thin: 3." in debrief and all(asked in debrief for asked in spoken.asked)
    assert all("mock" in head.tags for head in Library().heads())


def test_time_pressure_shortens_every_answer(speaking: Any) -> None:
    spoken = speaking(ANCHOR, SPECIFIC)
    assert run("mock", "--question", "conflict-manager", "--follow-ups", "1", "--pressure").exit_code == 0
    assert spoken.limits == [120.0, 60.0]


def test_picking_needs_a_story(speaking: Any) -> None:
    speaking()
    assert "there is no story to pick" in str(run("mock", "--style", "pick").exception)


def test_a_picked_story_is_gone_into(story: Path, speaking: Any) -> None:  # noqa: ARG001
    spoken = speaking(ANCHOR, SPECIFIC)
    done = run("mock", "--style", "pick", "--story", "rewrite", "--follow-ups", "1")
    assert done.exit_code == 0 and spoken.asked[0] == "Tell me about “The rewrite that was rolled back”."


# Exercises


def test_a_phase_said_again_is_shown_in_its_answer(speaking: Any) -> None:
    whole = keep(replace(attempt(ANCHOR, "Tell me about a failure."), story="rewrite"), Library())
    spoken = speaking("In July a quote took 90 milliseconds and not 340, and 12 customers came back to us in August.")
    done = run("retake", whole.id, "--phase", "result")
    assert done.exit_code == 0, done.output
    assert spoken.asked == ["Only the result again: Tell me about a failure."]
    assert "Result" in done.output and "Whole" in done.output and "0:45 meant" in done.output
    again = next(head for head in Library().heads() if head.id != whole.id)
    assert set(again.tags) == {"drill", "retake:result"} and again.story == "rewrite"


def test_the_ladder_says_what_survives_on_each_rung(speaking: Any) -> None:
    spoken = speaking(ANCHOR, ANCHOR, "I rolled the rewrite back and rebuilt the cache.", "I rolled it back.")
    done = run("ladder", "--question", "conflict-manager")
    assert done.exit_code == 0, done.output
    assert len(spoken.asked) == 4 and spoken.limits == sorted(spoken.limits, reverse=True)
    assert "180 s rung" in done.output and "survived" in done.output and "left out" in done.output


def test_an_angle_says_how_it_began_and_what_survives(speaking: Any) -> None:
    kept = keep(attempt(ANCHOR, "Tell me about a failure."), Library())
    outcome_first = (
        "In July our quotes took 90 milliseconds and not 340. Before that the rewrite was slower than the old one, and"
        " I rolled it back. Then I rebuilt the cache with two engineers."
    )
    spoken = speaking(outcome_first, ANCHOR)
    done = run("angle", kept.id)
    assert done.exit_code == 0, done.output
    assert spoken.asked == ["Tell me about a failure. (begin with what changed, then tell how it came about)"]
    assert "You began: “In July our quotes took 90 milliseconds and not 340.”" in done.output
    assert "survived; left out:" in done.output and "My manager asked me to decide" in done.output
    done = run("angle", kept.id, "--question", "conflict-manager")
    assert done.exit_code == 0 and "disagreed with your manager" in spoken.asked[-1], done.output
    assert "survived" in done.output and "left out" not in done.output
    assert {tag for one in Library().heads() for tag in one.tags} == {"angle:outcome", "angle:question"}


def test_the_ladder_needs_a_question() -> None:
    done = run("ladder")
    assert done.exit_code == 1 and "name an attempt that answers a question, or --question" in str(done.exception)


def test_fillers_are_caught_on_a_terminal_with_sound_alone() -> None:
    kept = keep(attempt(ANCHOR), Library())
    assert "has no audio" in str(run("catch", kept.id).exception)


# Plan and today


def test_the_day_of_the_interview_is_kept_and_today_counts_to_it(story: Path) -> None:  # noqa: ARG001
    day = date.today() + timedelta(days=12)
    done = run("plan", "--interview", day.isoformat())
    assert done.exit_code == 0 and f"12 days until the interview on {day}" in done.output
    assert "A mock interview" in done.output
    assert f"12 days until the interview on {day}" in run("today").output
    shown = json.loads(run("today", "--json").output)
    assert shown["interview"] == day.isoformat() and shown["steps"][0]["command"][0] == "starclock"


def test_a_plan_goes_into_a_calendar_and_replaces_none_unasked(story: Path, tmp_path: Path) -> None:  # noqa: ARG001
    day, path = (date.today() + timedelta(days=9)).isoformat(), tmp_path / "plan.ics"
    assert run("plan", "--interview", day, "--ics", str(path)).exit_code == 0
    assert len(icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")) > 3
    again = run("plan", "--ics", str(path))
    assert again.exit_code == 1 and "already exists" in str(again.exception)


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        ((), 1, "say when the interview is"),
        (("--interview", "soon"), 2, "is no day"),
        (("--interview", "2020-01-01"), 1, "give a day that is still to come"),
        (("--interview", "2999-01-01"), 1, "more than a year away"),
        (("--interview", f"{date.today() + timedelta(days=9)}", "--at", "late"), 2, "is no time of day"),
    ],
)
def test_a_plan_that_cannot_be_made_says_what_to_give(arguments: tuple[str, ...], status: int, told: str) -> None:
    done = run("plan", *arguments)
    assert done.exit_code == status and told in f"{done.output}{done.exception}"


def test_a_broken_plan_file_is_told_and_kept(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    (home / "plan.toml").write_text("interview = tomorrow", encoding="utf-8")
    done = run("today")
    assert done.exit_code == 1 and "give the day again" in str(done.exception)
    assert (home / "plan.toml").read_text(encoding="utf-8") == "interview = tomorrow"


def test_with_nothing_yet_today_says_how_to_begin() -> None:
    done = run("today")
    assert done.exit_code == 0 and "starclock stories new" in done.output


def test_alone_and_without_a_terminal_it_shows_its_help() -> None:
    done = run()
    assert done.exit_code == 2 and "Commands:" in done.output
