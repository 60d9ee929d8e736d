"""The built-in recognizer on real sound: from a synthesized voice to words, times and phases."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from starclock import listen, review
from starclock.recognizers import open_recognizer
from starclock.speech import Attempt

TEXT = (
    "I was working at a small hotel, and the booking desk lost two orders every week. "
    "My manager asked me to find out why before the summer. "
    "First I followed one order from the phone to the kitchen, and I wrote every step on a card. "
    "Then I moved all the cards to one board near the door. "
    "In the end the lost orders went from two every week to none."
)


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Attempt:
    if not shutil.which("flite"):
        pytest.skip("flite is not installed, so nobody can speak here")
    path = tmp_path_factory.mktemp("voice") / "answer.wav"
    subprocess.run(["flite", "-voice", "slt", "-t", TEXT, "-o", str(path)], check=True)
    attempt: Attempt = listen(path, open_recognizer("pocketsphinx"))
    return attempt


def test_most_words_are_right(heard: Attempt) -> None:
    wanted = TEXT.lower().replace(",", "").replace(".", "").split()
    got = [word.text for word in heard.words]
    same = sum(block.size for block in SequenceMatcher(a=wanted, b=got, autojunk=False).get_matching_blocks())
    assert same >= 0.7 * len(wanted), got


def test_words_lie_in_the_voice(heard: Attempt) -> None:
    assert heard.sound is not None
    voice = heard.sound.speech
    inside = sum(any(stretch.overlap(word) > 0 for stretch in voice) for word in heard.words)
    assert inside >= 0.95 * len(heard.words)


def test_it_calls_itself_rough_and_phases_are_found(heard: Attempt) -> None:
    assert heard.rough and not heard.verbatim
    report = review(heard)
    assert {phase.phase for phase in report.answer.phases} >= {"action", "result"}
    assert report.seconds("action").seconds > 3


def test_words_it_doubts_carry_no_finding(heard: Attempt) -> None:
    """With every word in doubt, nothing that rests on words may be claimed."""
    doubtful = replace(heard, words=tuple(replace(word, probability=0.1) for word in heard.words))
    assert not [f for f in review(doubtful).findings if f.source == "transcript"]


@pytest.mark.parametrize("name", ["jfk.flac", "cold_corpus.wav"])
def test_people_in_good_and_bad_rooms(name: str, shared: Path) -> None:
    attempt = listen(shared / "data" / "audio" / name, open_recognizer("pocketsphinx"))
    assert len(attempt.words) > 10
    assert attempt.sound is not None and attempt.sound.speech
