"""How names are spelled: found in the attempts, taught, put into every transcript."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command import run
from starclock.compare.names import names_of
from starclock.english.spelling import spelled
from starclock.library import Library
from starclock.report import Said
from starclock.settings import read_settings
from starclock.speech import Word
from test_library import attempt


def words(text: str) -> tuple[Word, ...]:
    return tuple(Word(float(n), n + 0.8, word, 0.4) for n, word in enumerate(text.split()))


def said(text: str) -> list[Said]:
    return [Said(0.0, 5.0, text)]


def test_spellings_that_sound_alike_are_one_name() -> None:
    texts = ("I asked Corinne and then Marcus.", "I asked Karine. And then Corinne came.", "So then Marcus left.")
    tellings = [said(text) for text in texts]
    corinne, marcus = names_of(tellings)
    assert (corinne.usual, corinne.others, corinne.tellings) == ("Corinne", ["Karine"], {0, 1})
    assert (marcus.usual, marcus.others) == ("Marcus", [])
    (lopez, maria) = names_of([said("I met Maria Lopez, and Maria Lopez left. I told Maria.")])
    assert [n.others for n in names_of([said("The RPM was high on Friday, and the PM came on Fridays.")])] == [[]] * 3
    assert not lopez.others and maria.usual == "Maria", "a part of a name is no misspelling"


def test_a_name_is_written_with_its_print_and_its_time() -> None:
    heard = words("(Cooper Netties, Karine’s and KARINE.")
    told = spelled(heard, {"cooper netties": "Kubernetes", "Karine": "Corinne van Dam"})
    assert " ".join(word.text for word in told) == "(Kubernetes, Corinne van Dam’s and Corinne van Dam."
    assert (told[0].start, told[0].end) == (heard[0].start, heard[1].end) and told[0].probability == 0.4
    assert [word.start for word in told] == sorted(word.start for word in told) and told[-1].end == heard[-1].end


@given(st.lists(st.text(min_size=1, max_size=8), max_size=8), st.text(max_size=8), st.text("ab ", max_size=8))
def test_any_name_can_be_taught(texts: list[str], heard: str, written: str) -> None:
    said = tuple(Word(float(n), n + 0.5, text) for n, text in enumerate(texts))
    told = spelled(said, {heard: written} if written.strip() else {})
    assert [(w.start, w.end) for w in told] == sorted((w.start, w.end) for w in told)
    assert spelled(said, {}) == said


@pytest.fixture
def own_library(own_home: Path) -> Library:
    return Library(own_home / "recordings")


@pytest.fixture
def shelf(own_library: Library) -> Library:
    for name in ("Karine", "Corinne", "Corinne"):
        text = f"I asked {name} for help. My task was clear and I rewrote it all in a week." * 2
        spoken = tuple(Word(n * 0.5, n * 0.5 + 0.4, word) for n, word in enumerate(text.split()))
        own_library.add(attempt(words=spoken))
    return own_library


def test_a_name_is_listed_taught_and_forgotten(shelf: Library) -> None:
    listed = run("names")
    assert "Corinne (4) in 3 attempts; also heard as Karine (2)" in listed.out
    assert "starclock names Karine Corinne" in listed.out
    assert run("names", "karine", "Corinne").status == 0
    assert "Karine" not in run("report", shelf.ids()[0], "--json").out, "old transcripts are corrected too"
    assert any(word.text == "Karine" for word in shelf.get(shelf.ids()[0]).words), "what was heard is kept"
    seen = json.loads(run("names", "--json").out)
    assert seen["taught"] == {"karine": "Corinne"} and seen["names"][0]["spellings"] == {"Corinne": 6}
    assert run("names", "Karine", "--forget").status == 0 and not read_settings(shelf.settings_file).names
    assert "Karine" in run("report", shelf.ids()[0], "--json").out


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["Karine"], 2, "as heard and as written"),
        (["Karine", "Corinne", "--forget"], 2, "as heard and as written"),
        (["Karine", "--forget"], 1, "was not taught"),
        (["Karine", "x" * 200], 1, "letters each"),
    ],
)
def test_wrong_names_are_told_in_one_line(arguments: list[str], status: int, told: str) -> None:
    done = run("names", *arguments)
    assert done.status == status and told in done.err


def test_the_settings_of_the_user_stay_when_a_name_is_taught(own_library: Library) -> None:
    own_library.add(attempt())
    own_library.settings_file.write_text('role = "em"  # mine\n[names]\nKarine = "Corinne"\n', encoding="utf-8")
    assert run("names", "Cooper Netties", "Kubernetes").status == 0
    text = own_library.settings_file.read_text(encoding="utf-8")
    assert "# mine" in text and '"Cooper Netties" = "Kubernetes"' in text
    assert dict(read_settings(own_library.settings_file).names) == {"Karine": "Corinne", "Cooper Netties": "Kubernetes"}
