"""Transcript files: every shape the field writes, and one clear line for every broken one."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from starclock.errors import InputError
from starclock.transcripts import read_transcript

WORDS = [
    {"word": " We", "start": 0.5, "end": 0.7, "probability": 0.9},
    {"word": " shipped", "start": 0.7, "end": 1.2, "probability": 0.8},
]


def written(folder: Path, content: Any, name: str = "t.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_whisper_json(tmp_path: Path) -> None:
    told = read_transcript(written(tmp_path, {"language": "en", "segments": [{"id": 0, "words": WORDS}]}))
    assert [(w.text, w.start, w.probability) for w in told.words] == [("We", 0.5, 0.9), ("shipped", 0.7, 0.8)]


def test_whisperx_scores_and_words_without_times(tmp_path: Path) -> None:
    """whisperX leaves numbers unaligned: they take the room between their neighbours."""
    words = [
        {"word": "saved", "start": 1.0, "end": 1.4, "score": 0.7},
        {"word": "40"},
        {"word": "hours", "start": 2.0, "end": 2.3, "score": 0.6},
    ]
    told = read_transcript(written(tmp_path, {"segments": [{"words": words}]})).words
    assert [w.text for w in told] == ["saved", "40", "hours"]
    assert (told[1].start, told[1].end) == (1.4, 2.0)


def test_segments_without_words_spread_them(tmp_path: Path) -> None:
    told = read_transcript(written(tmp_path, {"segments": [{"start": 2.0, "end": 4.0, "text": " I am here"}]})).words
    assert (told[0].start, told[-1].end) == (2.0, 4.0)
    assert [w.text for w in told] == ["I", "am", "here"]


SRT = "1\n00:00:01,000 --> 00:00:02,500\nI moved it.\n\n2\n00:00:03,000 --> 00:00:04,000\n<i>It held.</i>\n"
VTT = (
    "WEBVTT\n\nNOTE made by hand\n\nintro\n00:01.000 --> 00:02.500 align:start\nI moved it.\n\n"
    "00:03.000 --> 00:04.000\nIt held.\n"
)


@pytest.mark.parametrize(("name", "content"), [("t.srt", SRT), ("t.vtt", VTT), ("t.srt", SRT.replace("\n", "\r\n"))])
def test_subtitles(tmp_path: Path, name: str, content: str) -> None:
    told = read_transcript(written(tmp_path, content, name)).words
    assert [w.text for w in told] == ["I", "moved", "it.", "It", "held."]
    assert (told[0].start, told[2].end, told[3].start, told[4].end) == (1.0, 2.5, 3.0, 4.0)


def word(start: Any, end: Any) -> dict[str, Any]:
    return {"segments": [{"words": [{"word": "a", "start": start, "end": end}]}]}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{not json", "not valid JSON"),
        ("[]", 'no "segments"'),
        ({"segments": []}, "no words"),
        ({"segments": [{"start": 0, "end": 1, "text": "  "}]}, "no words"),
        ({"segments": [3]}, "not an object"),
        ({"segments": [{"words": [{"start": 1}]}]}, "without text"),
        (word(2.0, 1.0), "run backwards"),
        (word(-1.0, 1.0), "negative"),
        (word(float("nan"), 1.0), "not a number"),
        (word("0", 1.0), "not a number"),
        (word(None, 1.0), "not a number"),
        ({"segments": [{"start": 5, "end": 1, "text": "a b"}]}, "run backwards"),
        (
            {"segments": [{"words": [WORDS[1]]}, {"words": [WORDS[0]]}]},
            "run backwards",
        ),
    ],
)
def test_a_broken_one_is_told_in_one_line(tmp_path: Path, content: Any, told: str) -> None:
    with pytest.raises(InputError) as problem:
        read_transcript(written(tmp_path, content))
    assert told in str(problem.value) and "t.json" in str(problem.value) and "\n" not in str(problem.value)


def test_subtitles_without_times(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no times"):
        read_transcript(written(tmp_path, "just some text", "t.srt"))


def test_what_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(InputError, match="cannot be read as text"):
        read_transcript(tmp_path / "t.json")
    with pytest.raises(InputError, match="no such file"):
        read_transcript(tmp_path / "u.json")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(-5, 50),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["segments", "words", "word", "text", "start", "end", "score"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(data=st.fixed_dictionaries({"segments": st.lists(JSON, max_size=3)}))
def test_any_json_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    path = written(tmp_path_factory.getbasetemp(), data, "any.json")
    try:
        words = read_transcript(path).words
    except InputError:
        return
    assert words and all(a.start <= b.start + 0.051 for a, b in pairwise(words))
