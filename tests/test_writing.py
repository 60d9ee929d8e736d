"""How things are written out and read in again: times, numbers, excerpts, files; and which sounds are no words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from starclock.cli import cli
from starclock.english.hesitations import filled_pause, is_sound
from starclock.english.tokens import tokens
from starclock.settings import Settings, read_settings, remember_microphone
from starclock.speech import Word
from starclock.writing.clock import clock, seconds_of, stamp
from starclock.writing.excerpts import cut, excerpt
from starclock.writing.files import replacing
from starclock.writing.numbers import band, number

SECONDS = st.floats(0, 1e6, allow_nan=False)


@given(SECONDS, st.integers(0, 3))
def test_a_clock_shows_no_60_seconds_and_reads_back(seconds: float, digits: int) -> None:
    shown = clock(seconds, digits)
    assert re.fullmatch(r"(\d+:[0-5])?\d+:[0-5]\d(\.\d+)?", shown), shown
    assert len(shown.partition(".")[2]) == digits
    # Rounded down; what is less than a thousandth from the next step counts as it.
    assert -0.001 <= seconds - seconds_of(shown) <= 10**-digits + 1e-6


@given(SECONDS)
def test_a_caption_time_is_a_time(seconds: float) -> None:
    assert re.fullmatch(r"\d{2,}:[0-5]\d:[0-5]\d,\d{3}", stamp(seconds, ","))
    assert seconds_of(stamp(seconds)) == pytest.approx(seconds, abs=0.00051)


@pytest.mark.parametrize("text", ["", "m", "5 minutes", "-3", "1:75", "nan", "1:2:3:4", "1:70:00", "inf", "1e3", "."])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(ValueError, match=r"write it as 1:42"):
        seconds_of(text)


@pytest.mark.parametrize("arguments", [["record", "--max", "0"], ["record", "--max", "0.2s"], ["play", "--at", "nan"]])
def test_a_time_that_no_command_can_use_is_wrong_usage(arguments: list[str]) -> None:
    assert CliRunner().invoke(cli, arguments).exit_code == 2


@given(st.floats(-1e15, 1e15, allow_nan=False))
def test_a_number_has_no_exponent_and_keeps_its_size(value: float) -> None:
    shown = number(value)
    assert re.fullmatch(r"-?\d+(\.\d*[1-9])?", shown), shown
    assert shown != "-0"
    assert float(shown) == pytest.approx(value, rel=0.026, abs=5e-7)


@given(st.floats(0.001, 1e6) | st.none(), st.floats(0.001, 1e6) | st.none())
def test_a_band_is_written_with_the_same_numbers(low: float | None, high: float | None) -> None:
    shown = band(low, high)
    assert [end for end in (low, high) if end is not None and number(end) not in shown] == []
    assert "e" not in shown.replace("from", "")
    assert band(None, 1.25) == "up to 1.25"


@given(st.lists(st.text("abc", min_size=1), max_size=9), st.integers(0, 9))
def test_an_excerpt_says_that_it_is_one(words: list[str], most: int) -> None:
    shown = excerpt(words, most)
    assert shown.endswith("…") == (len(words) > most)
    assert " ".join(words).startswith(shown.removesuffix("…").rstrip())


@given(st.text(max_size=30), st.integers(1, 30))
def test_a_cut_line_fits(text: str, room: int) -> None:
    assert len(cut(text, room)) <= room


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    with replacing(path) as working:
        working.write_text("first")
    with pytest.raises(OSError, match="no room"), replacing(path) as working:
        working.write_text("sec")
        raise OSError("no room")
    assert path.read_text() == "first"
    assert [file.name for file in tmp_path.iterdir()] == ["facts.json"]


def test_settings_stay_when_the_microphone_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('role = "em"  # my own\n')

    def full(self: Path, *_: object) -> int:
        self.touch()
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(Exception, match="No space left"):
            remember_microphone(path, "Mic")
    assert path.read_text() == 'role = "em"  # my own\n'
    remember_microphone(path, "Mic")
    assert read_settings(path) == Settings(role="em", microphone="Mic")
    assert "# my own" in path.read_text()


@pytest.mark.parametrize("sound", ["um", "Uhm,", "ehm", "em...", "eh", "er", "mm", "[UM]", "mhm", "uh-huh", "ah"])
def test_a_sound_is_no_token(sound: str) -> None:
    words = [Word(i, i + 1, text) for i, text in enumerate(["it", "was", sound, "decided"])]
    assert [token.text for token in tokens(words)] == ["it", "was", "decided"]


@pytest.mark.parametrize("word", ["ER", "EM", "MM", "ham", "her", "them", "each", "hum"])
def test_a_word_is_no_sound(word: str) -> None:
    assert not is_sound(word) and filled_pause(word) is None
    assert [token.text for token in tokens([Word(0, 1, word)])] == [word.lower()]
