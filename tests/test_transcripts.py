"""Transcript files: every shape the field writes, and one clear line for every broken one."""

from __future__ import annotations

import json
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from starclock.errors import InputError
from starclock.transcripts import Transcript, is_transcript, read_transcript

FILES = Path(__file__).parent / "data" / "transcripts"
DOCS = Path(__file__).parents[1] / "docs" / "transcripts.md"
SAID = (
    "Last winter I ran the night desk of a small hotel. Guests waited 12.5 minutes at check-in. I wrote one sheet"
    " for each room and trained two clerks. The wait fell to 4 minutes."
)
QUESTION = "Tell me about a time you made something faster."
INTERVIEWS = (
    "whisperx-diarized.json openai-api-diarized.json insanely-fast-whisper.json assemblyai-utterances.json"
    " teams.vtt zoom.vtt otter.vtt otter.txt zoom.txt word-transcribe.txt rev.txt descript.txt google-recorder.txt"
).split()
BARE = {"vosk.json"}
"""Files of tools that print no punctuation."""


def written(folder: Path, content: Any, name: str = "t.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def texts(transcript: Transcript) -> list[str]:
    return [word.text for word in transcript.words]


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir()))
def test_every_format_of_every_tool(name: str) -> None:
    """One small answer as each tool writes it: the same words, when they were said, and the other voice apart."""
    path = FILES / name
    assert is_transcript(path)
    told = read_transcript(path)
    said = SAID.split()
    if name in BARE:
        said = [word.strip(".").lower() for word in said]
    assert texts(told) == said
    late = 4.0 if name in INTERVIEWS else 0.0
    coarse = 1.0 if path.suffix == ".txt" else 0.05
    starts = [0.5, 4.0, 7.4, 11.8]
    at = [0, 11, 17, 28]
    # Plain text tells when a turn begins; a turn of several sentences tells no more than that.
    for index, start in list(zip(at, starts, strict=True))[: 1 if name == "otter.txt" else 4]:
        assert told.words[index].start == pytest.approx(start + late, abs=coarse), told.words[index]
    assert told.words[-1].end == pytest.approx(14.0 + late, abs=2.5 if path.suffix in (".txt", ".lrc") else 0.25)
    assert all(a.end <= b.start for a, b in pairwise(told.words))
    assert told.language == "en"
    assert told.question == (QUESTION if name in INTERVIEWS else None)
    assert bool(told.asides) == (name in INTERVIEWS)


def test_the_docs_name_every_file() -> None:
    table = DOCS.read_text(encoding="utf-8")
    missing = [path.name for path in FILES.iterdir() if f"`{path.name}`" not in table]
    assert not missing


WORDS = [
    {"word": " We", "start": 0.5, "end": 0.7, "probability": 0.9},
    {"word": " shipped", "start": 0.7, "end": 1.2, "probability": 0.8},
]


def test_probabilities_and_scores(tmp_path: Path) -> None:
    told = read_transcript(written(tmp_path, {"segments": [{"words": WORDS}]}))
    assert [(w.text, w.start, w.probability) for w in told.words] == [("We", 0.5, 0.9), ("shipped", 0.7, 0.8)]
    scored = [{"word": "it", "start": 1, "end": 1.5, "score": 0.7}]
    assert read_transcript(written(tmp_path, {"segments": [{"words": scored}]})).words[0].probability == 0.7


def test_words_without_times_take_the_room_there_is(tmp_path: Path) -> None:
    """whisperX leaves numbers unaligned; a segment of nothing else has its own times."""
    words = [
        {"word": "saved", "start": 1.0, "end": 1.4},
        {"word": "40"},
        {"word": "hours", "start": 2.0, "end": 2.3},
    ]
    late = {"start": 2.5, "end": 3.0, "text": "2023.", "words": [{"word": "2023."}]}
    told = read_transcript(written(tmp_path, {"segments": [{"words": words}, late]})).words
    assert [(w.text, w.start, w.end) for w in told] == [
        ("saved", 1.0, 1.4),
        ("40", 1.4, 2.0),
        ("hours", 2.0, 2.3),
        ("2023.", 2.5, 3.0),
    ]


def lines(*rows: tuple[float, float, str]) -> dict[str, Any]:
    return {"segments": [{"start": a, "end": b, "text": text} for a, b, text in rows]}


@pytest.mark.parametrize("scale", [1000, 100])
def test_the_unit_of_whole_numbers_is_noticed(tmp_path: Path, scale: int) -> None:
    data = lines((1 * scale, 3 * scale, "I moved the team"), (4 * scale, 6 * scale, "and it held up"))
    told = read_transcript(written(tmp_path, data))
    assert (told.words[0].start, told.words[-1].end) == (1.0, 6.0)
    assert any("times read as" in note for note in told.notes)


def test_what_is_a_little_wrong_is_put_right_and_told(tmp_path: Path) -> None:
    words: list[dict[str, Any]] = [{"word": f" w{i}", "start": i * 0.4, "end": i * 0.4 + 0.3} for i in range(30)]
    words[0]["start"] = -0.02
    words[5]["end"] = words[5]["start"] - 0.01
    words[9]["start"] = words[8]["start"] - 0.2
    words[20] |= {"start": 90.0, "end": 1.0}
    words.insert(12, {"word": None, "start": 4.7, "end": 4.75})
    told = read_transcript(written(tmp_path, {"segments": [{"words": words, "text": None}]}))
    assert len(told.words) == 30 and all(a.start <= b.start for a, b in pairwise(told.words))
    assert told.words[20].start == pytest.approx(8.0, abs=0.3)
    assert set(told.notes) == {
        "3 times clipped",
        "1 word without text",
        "1 time of a word that cannot be was left out",
    }


def test_a_last_end_that_is_missing(tmp_path: Path) -> None:
    data = lines((1.0, 3.0, "I moved the team."), (4.0, 0.0, "It held up."))
    data["segments"][1]["end"] = None
    told = read_transcript(written(tmp_path, data)).words
    assert (told[4].start, len(told)) == (4.0, 7) and 4.5 < told[-1].end < 6


def word(start: Any, end: Any) -> dict[str, Any]:
    return {"segments": [{"words": [{"word": "a", "start": start, "end": end}]}]}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{not json", "not valid JSON"),
        ('{"segments": [', "cut off"),
        ("[]", 'no "segments"'),
        ({"segments": []}, "no speech in it"),
        ({"text": "We shipped it."}, "no times"),
        (lines((0, 1, "  ")), "no speech in it"),
        (lines((0, 30, " ♪")), "no speech in it"),
        (lines((0, 3, "[Music]"), (3, 6, "(upbeat music)")), "no speech in it"),
        ({"segments": [3]}, "not an object"),
        ({"segments": [{"words": [3, {"word": "a", "start": 0, "end": 1}]}]}, "not an object"),
        (word(4.0, 1.0), "run backwards"),
        (word(-3.0, 1.0), "negative"),
        (word(float("nan"), 1.0), "not a number"),
        (word("soon", 1.0), "not a number"),
        (word(True, 1.0), "not a number"),
        (word(10**400, 1.0), "not a number"),
        (lines((5, 1, "a b")), "run backwards"),
        (lines((20.5, 21, "a b"), (1.5, 2, "c d")), "segment 2: times run backwards"),
    ],
)
def test_a_broken_one_is_told_in_one_line(tmp_path: Path, content: Any, told: str) -> None:
    with pytest.raises(InputError) as problem:
        read_transcript(written(tmp_path, content))
    assert told in str(problem.value) and "t.json" in str(problem.value) and "\n" not in str(problem.value)


@pytest.mark.parametrize("name", ["t.srt", "t.txt", "t.tsv", "notes"])
def test_text_without_times_is_told_what_is_read(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, "just some text\nand more", name)
    assert is_transcript(path)
    with pytest.raises(InputError, match=r"no times in it.*SRT, VTT.*TSV"):
        read_transcript(path)


def test_what_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_bytes(bytes(range(256)) * 4)
    with pytest.raises(InputError, match=r"cannot be read as text; these transcripts are read: .*SRT"):
        read_transcript(tmp_path / "t.json")
    (tmp_path / "t.docx").write_bytes(b"PK\x03\x04rest")
    assert is_transcript(tmp_path / "t.docx")
    with pytest.raises(InputError, match=r"Office document: save it as plain text \(\.txt\)"):
        read_transcript(tmp_path / "t.docx")
    with pytest.raises(InputError, match=r"cannot be read: .*check the name"):
        read_transcript(tmp_path / "u.json")
    (tmp_path / "sound").write_bytes(b"RIFF\0\0\0\0WAVE")
    assert not is_transcript(tmp_path / "sound")


def cue(number: int, text: str) -> str:
    return f"{number}\n00:00:{number * 4:02},000 --> 00:00:{number * 4 + 3:02},000\n{text}\n\n"


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("to p95 < 2 seconds, from > 9,", "to p95 < 2 seconds, from > 9,"),
        ("<i>it</i> &amp; R&amp;D &lt;b2&gt; &#39;em", "it & R&D <b2> 'em"),
        ("I waited (maybe two hours) for it", "I waited (maybe two hours) for it"),
        ("I [um] moved [sighs] it (laughs)", "I um moved it"),
        ("{\\an8}I moved it", "I moved it"),
        ("- I moved it\n- and it held", "I moved it and it held"),
        (">> I moved it. >> Yes", "I moved it. Yes"),
        ("Result: it held", "Result: it held"),
        ("2023", "2023"),
        ("I moved<br>it", "I moved it"),
        ("[ Silence ] I moved it ( laughs )", "I moved it"),
        ("I <unk> moved it <|nospeech|>", "I moved it"),
        ("to p95 <2 seconds", "to p95 <2 seconds"),
        ("I\u202e moved\x1b it", "I moved it"),
        ("twice—no", "twice— no"),
    ],
)
def test_what_a_caption_shows_and_what_is_said(tmp_path: Path, shown: str, said: str) -> None:
    path = written(tmp_path, cue(1, "We began.") + cue(2, shown) + cue(3, "Then it ended."), "t.srt")
    assert " ".join(texts(read_transcript(path))) == f"We began. {said} Then it ended."


def test_western_windows_text(tmp_path: Path) -> None:
    (tmp_path / "t.srt").write_bytes(cue(1, "The café’s queue").encode("cp1252"))
    told = read_transcript(tmp_path / "t.srt")
    assert texts(told) == ["The", "café’s", "queue"] and "Windows-1252" in told.notes[0]


def test_who_speaks(tmp_path: Path) -> None:
    talk = "".join(
        cue(i, text)
        for i, text in enumerate(
            [
                "Dana: Hello there. Tell me about a failure.",
                "Sam: I broke the build.",
                "Dana: Um, was it fixed?",
                "Sam: I fixed it by noon and told all of them.",
            ],
            1,
        )
    )
    path = written(tmp_path, talk, "t.srt")
    told = read_transcript(path)
    assert " ".join(texts(told)) == "I broke the build. I fixed it by noon and told all of them."
    assert [(a.speaker, a.text) for a in told.asides][1] == ("Dana", "Um, was it fixed?")
    assert told.question == "Tell me about a failure."
    assert told.notes == (
        "2 voices: Sam (14 words) is taken for the candidate, left out: Dana (11 words);"
        " --speaker NAME chooses another",
    )
    other = read_transcript(path, speaker="dana")
    assert texts(other)[:2] == ["Hello", "there."] and other.question is None
    with pytest.raises(InputError, match="none of the voices: Dana, Sam"):
        read_transcript(path, speaker="Robin")
    with pytest.raises(InputError, match="names no speakers"):
        read_transcript(written(tmp_path, cue(1, "I moved it."), "u.srt"), speaker="Dana")


def test_an_interviewer_who_says_more(tmp_path: Path) -> None:
    talk = cue(1, "Interviewer: " + "Now let me tell you about our team here. " * 2) + cue(2, "Candidate: I fixed it.")
    assert " ".join(texts(read_transcript(written(tmp_path, talk, "t.srt")))) == "I fixed it."


def test_what_a_service_wraps_is_found(tmp_path: Path) -> None:
    inner = {"utterances": [{"text": "I moved it.", "start": 1.0, "end": 2.0, "speaker": 0}]}
    told = read_transcript(written(tmp_path, {"id": "x", "result": {"metadata": {}, "transcription": inner}}))
    assert texts(told) == ["I", "moved", "it."]


SILENT = {"no_speech_prob": 0.9, "avg_logprob": -1.3}


def test_what_a_recognizer_invented_is_left_out(tmp_path: Path) -> None:
    data = lines(
        (1, 3, "I moved the team."), (4, 34, "Thank you."), (35, 37, "It held up. Thank you."), (38, 40, "Yes yes")
    )
    data["segments"].append({"start": 41, "end": 70, "text": "Thanks for watching!"})
    data["segments"][3] |= SILENT
    told = read_transcript(written(tmp_path, data))
    assert " ".join(texts(told)) == "I moved the team. It held up. Thank you."
    assert "3 invented sentences left out" in told.notes
    thanks = {"segments": [{"start": 0, "end": 29.98, "text": " Thank you.", "no_speech_prob": 0.8}]}
    with pytest.raises(InputError, match="no speech in it"):
        read_transcript(written(tmp_path, thanks))


def test_a_loop_is_read_once_and_its_time_is_nobodys(tmp_path: Path) -> None:
    again = [(10.0 + 5 * i, 14.5 + 5 * i, "Then I called the team and asked them.") for i in range(7)]
    told = read_transcript(written(tmp_path, lines((1, 9, "I wrote it down."), *again, (46, 50, "I rolled it out."))))
    assert " ".join(texts(told)) == "I wrote it down. Then I called the team and asked them. I rolled it out."
    assert "6 times more" in told.notes[0]
    assert [(a.start, a.end, a.speaker) for a in told.asides] == [(15.0, 44.5, None)]


def test_ten_thousand_captions_in_a_second(tmp_path: Path) -> None:
    stamp = "{:02}:{:02}:{:02},{:03}"

    def at(t: int) -> str:
        return stamp.format(t // 3600000, t // 60000 % 60, t // 1000 % 60, t % 1000)

    text = "".join(f"{i}\n{at(i * 1000)} --> {at(i * 1000 + 900)}\nI moved part {i} of it.\n\n" for i in range(10_000))
    path = written(tmp_path, text, "long.srt")

    def spent() -> float:
        before = time.process_time()
        assert len(read_transcript(path).words) == 60_000
        return time.process_time() - before

    # A core that others use too may take thrice as long, though not each time.
    assert any(spent() < 3.0 for _ in range(3)), "1 s on an idle core"


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(-5, 50),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "segments",
                    "words",
                    "word",
                    "text",
                    "start",
                    "end",
                    "score",
                    "speaker",
                    "results",
                    "items",
                    "timestamp",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(data=JSON | st.fixed_dictionaries({"segments": st.lists(JSON, max_size=3)}))
def test_any_json_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    path = written(tmp_path_factory.getbasetemp(), json.dumps(data), "any.json")
    try:
        words = read_transcript(path).words
    except InputError as problem:
        assert "\n" not in str(problem)
        return
    assert words and all(a.end <= b.start for a, b in pairwise(words))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.text(alphabet="0:1 .,->[]Aab\tWEBVT<v>\n", max_size=25), max_size=8),
    st.sampled_from(["t.srt", "t.vtt", "t.txt"]),
)
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, rows: list[str], name: str) -> None:
    path = written(tmp_path_factory.getbasetemp(), "00:01.000 --> 00:02.000\nI\n" + "\n".join(rows), name)
    try:
        told = read_transcript(path)
    except InputError as problem:
        assert str(problem).count("\n") == 0
        return
    assert told.words and all(a.end <= b.start for a, b in pairwise(told.words))
    assert all(a.end <= b.start for a, b in pairwise(told.asides))
    assert not any(aside.start < word.middle < aside.end for aside in told.asides for word in told.words)
