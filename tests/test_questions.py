"""The question bank: what ships is whole, the user's own are read, what is broken costs only itself."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from starclock.errors import InputError
from starclock.practice.questions import (
    LENSES,
    drawn,
    filtered,
    find_question,
    flags,
    questions,
    theme_named,
    themes,
)

BANK = questions()


def test_what_ships_is_whole() -> None:
    assert len(BANK) >= 60
    assert len({q.id for q in BANK}) == len({q.text for q in BANK}) == len(BANK)
    for question in BANK:
        assert question.listened_for and question.path and question.source, question.id
        assert set(question.red_flags) <= set(flags()), question.id
    assert {q.theme for q in BANK} == set(themes()) and len(themes()) == 12
    assert {q.lens for q in BANK} == {None, *LENSES}
    assert len({q.principle for q in filtered(BANK, lens="amazon")}) == 14
    assert all(bool(q.angle) == (q.lens is not None) for q in BANK)
    seven = filtered(BANK, role="em")
    assert len(seven) == 7 and all(q.fails and q.role == "em" for q in seven)
    assert set(flags()) == {flag for q in BANK for flag in q.red_flags}, "a flag that no question has"


def test_questions_are_found_by_id_and_by_its_beginning() -> None:
    assert find_question(BANK, "conflict-manager").theme == "conflict"
    assert find_question(BANK, "conflict-m").id == "conflict-manager"
    with pytest.raises(InputError, match="could be conflict-manager, conflict-technical"):
        find_question(BANK, "conflict")
    with pytest.raises(InputError, match="did you mean conflict-manager"):
        find_question(BANK, "conflict-manger")
    with pytest.raises(InputError, match="there is no question ''"):
        find_question(BANK, "")


def test_themes_go_by_id_title_and_beginning() -> None:
    assert theme_named("Conflict resolution") is theme_named("conflict") is theme_named("conf")
    assert theme_named("technical leadership").id == "technical"
    with pytest.raises(InputError, match=r"there is no theme 'conflct': did you mean 'conflict'\? The themes are conf"):
        theme_named("conflct")
    with pytest.raises(InputError, match="there is no theme"):
        theme_named("")


def test_filters_and_chance() -> None:
    assert {q.theme for q in filtered(BANK, theme="failure")} == {"failure"}
    assert [q.id for q in filtered(BANK, text="underperformer")] == ["em-underperformer"]
    assert not any(q.role == "em" for q in filtered(BANK, role="ic"))
    few = filtered(BANK, theme="conflict", lens="amazon")
    assert {drawn(few, random.Random(seed)).id for seed in range(40)} == {q.id for q in few}
    assert drawn(BANK, random.Random(7)) == drawn(BANK, random.Random(7))
    with pytest.raises(InputError, match="no such question to draw from"):
        drawn((), random.Random(1))


def test_the_users_own_stand_beside(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        'theme = "conflict"\n[[questions]]\nid = "mine-1"\ntext = "Why did you leave?"\n'
        'red_flags = ["they were idiots"]\n'
    )
    mine = find_question(questions(tmp_path), "mine-1")
    assert mine.own and mine.listened_for == themes()["conflict"].listened_for
    assert mine.red_flags == ("they were idiots",)
    assert filtered(questions(tmp_path), own=True) == (mine,)
    (tmp_path / "empty.toml").write_text("# nothing yet\n")
    assert len(questions(tmp_path, pytest.fail)) == len(BANK) + 1 and questions(tmp_path / "nowhere") == BANK


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[questions]\n", "left out until you correct it"),
        ('theme = "scope"', "it holds no questions"),
        ('[[questions]]\nid = "x"\ntheme = "conflct"\ntext = "t"', "there is no theme 'conflct'"),
        ('[[questions]]\nid = "x"\ntheme = "conflict"', "it has no text"),
        ('[[questions]]\nid = "X y"\ntheme = "conflict"\ntext = "t"', "write small letters"),
        ('[[questions]]\nid = "conflict-manager"\ntheme = "conflict"\ntext = "t"', "there is already a question"),
        ('[[questions]]\nid = "x"\ntheme = "conflict"\ntext = "t"\nlens = "acme"', "lens is 'acme'"),
        ('[[questions]]\nid = "x"\ntheme = "conflict"\ntext = "t"\nrole = "boss"', "role is 'boss'"),
        ('[[questions]]\nid = "x"\ntheme = "conflict"\ntext = "t"\nkind = "sung"', "kind is 'sung'"),
        ('[[questions]]\nid = "x"\ntheme = "conflict"\ntext = 7', "text must be a short text"),
        ('[[questions]]\nid = "x"\ntheme = "conflict"\ntext = "t"\npath = "p"', "path must be a list"),
        ('[[questions]]\nid = "x"\ntheme = "conflict"\ntext = "t"\ntitel = "p"', "unknown 'titel'"),
        ('titel = 1\n[[questions]]\nid = "x"', "unknown 'titel'"),
        ("questions = [1]", "write each question under"),
    ],
)
def test_what_is_broken_is_told_in_one_line_and_costs_only_itself(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "a.toml").write_text(text)
    (tmp_path / "b.toml").write_text('[[questions]]\nid = "good"\ntheme = "scope"\ntext = "Well?"')
    said: list[str] = []
    assert questions(tmp_path, said.append)[len(BANK) :] == (find_question(questions(tmp_path), "good"),)
    assert len(said) == 1 and told in said[0] and "a.toml" in said[0] and "\n" not in said[0]


def test_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe\xff")
    said: list[str] = []
    assert questions(tmp_path, said.append) == BANK
    assert "its questions are left out" in said[0]
