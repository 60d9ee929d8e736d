"""Story cards: Markdown read as it is meant, told in one line where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from starclock.errors import InputError
from starclock.practice.stories import Story, find_story, parse_story, read_story, stories

CARD = """# The rewrite that was rolled back

- Company and time: Acme, spring 2023
- Themes: failure, Handling ambiguity
- People: Maya (my manager, in Berlin), Tom
- Places: the small room

<!-- two or three sentences -->
## Situation
We had shipped a **first version** that was
slower than the old one. <!-- was it 30 %? -->

## Task
I had to decide.

## Actions
1. I rolled it back.
2. I talked to *Maya* `alone`.

## Result
It shipped four months later, 40 % faster.

## Lesson learned
Measure first.

## Follow-ups
- What did Maya say?

## My own notes
Nothing to read here.

## Scenes
### The moment of disagreement
She wanted a patch.
### handoff

"""


def parsed(text: str) -> Story:
    return parse_story(text, Path("rewrite.md"))


def test_a_card_is_read_as_it_is_meant() -> None:
    story = parsed(CARD)
    assert (story.id, story.title, story.when) == ("rewrite", "The rewrite that was rolled back", "Acme, spring 2023")
    assert story.themes == ("failure", "ambiguity")
    assert story.people == ("Maya (my manager, in Berlin)", "Tom") and story.places == ("the small room",)
    assert story.situation == "We had shipped a first version that was slower than the old one."
    assert story.action == "I rolled it back.\nI talked to Maya alone."
    assert (story.lesson, story.follow_ups) == ("Measure first.", ("What did Maya say?",))
    assert story.scenes == {"disagreement": "She wanted a patch."}
    assert "Nothing to read" not in story.told and story.told.endswith("Measure first.")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "it has no title"),
        ("## Situation\nx", "it has no title"),
        ("# T\n- Themes: conflict, falure\n", r"there is no theme 'falure': did you mean 'failure'\?"),
        ("# T\n## Situaton\nx", r"its heading 'Situaton' is not known: did you mean 'Situation'\?"),
        ("# T\n## Scenes\n### The big bang\nx", "its scene 'The big bang' is not known: the scenes are"),
        ("# T\n- Theme: conflict\n", r"did you mean 'Themes'\?"),
    ],
)
def test_what_has_no_meaning_is_told(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text(text)
    with pytest.raises(InputError, match=told) as problem:
        read_story(path)
    assert "x.md" in str(problem.value) and "\n" not in str(problem.value)


def test_one_broken_card_costs_no_other(tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text("# Good\n")
    (tmp_path / "bad.md").write_text("no title")
    (tmp_path / "binary.md").write_bytes(b"\xff\x00\xff")
    said: list[str] = []
    assert [story.id for story in stories(tmp_path, said.append)] == ["good"]
    assert len(said) == 2 and all("bad.md" in line or "binary.md" in line for line in said)
    assert stories(tmp_path / "nowhere") == ()


def test_two_of_one_name_are_both_kept_and_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# The same\n")
    (tmp_path / "b.md").write_text("# the same\n")
    said: list[str] = []
    both = stories(tmp_path, said.append)
    assert len(both) == 2
    assert said == ["two stories have the title 'The same': a.md and b.md; give one of them another title"]
    assert find_story(both, "a").id == "a"
    with pytest.raises(InputError, match="could be a, b"):
        find_story(both, "the same")


def test_stories_are_found_by_id_title_and_beginning(tmp_path: Path) -> None:
    for name, title in (("mig", "Migration"), ("mig-two", "The other")):
        (tmp_path / f"{name}.md").write_text(f"# {title}\n")
    bank = stories(tmp_path)
    assert find_story(bank, "mig").title == "Migration" and find_story(bank, "mig-").id == "mig-two"
    assert find_story(bank, "the o").id == "mig-two"
    with pytest.raises(InputError, match="there is no story 'x': `starclock stories` shows them all"):
        find_story(bank, "x")
    with pytest.raises(InputError, match="write the first with"):
        find_story((), "x")


_BITS = ["# ", "## ", "### ", "- Themes: ", "conflict", "Scenes", "Situation", "Situaton", "<!-- ", " -->", "```", "\n"]


@given(st.lists(st.one_of(st.sampled_from(_BITS), st.text(max_size=9)), max_size=40).map("".join))
def test_any_text_is_a_story_or_says_why_not(text: str) -> None:
    try:
        assert parsed(text).title
    except ValueError as problem:
        assert "\n" not in str(problem)
