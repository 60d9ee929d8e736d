"""Files for other programs: what is written can be read back."""

from __future__ import annotations

import csv
import html
import io
import re
from itertools import pairwise

import pysubs2
import pytest
import webvtt
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from praatio.textgrid import openTextgrid

from starclock.renderers.exports import KINDS
from starclock.report import Finding, Report
from starclock.speech import Answer, Attempt, Phase, PhaseName, Sentence, Word
from starclock.transcripts import read_transcript, without_loops

# Whatever a recognizer may print as one word; the last three have a meaning in one of the formats.
_PRINT = "[A-Za-z0-9'’$%.,?!ü–-]{0,4}"
printed = st.one_of(
    st.from_regex(rf"{_PRINT}[A-Za-z0-9ü]{_PRINT}", fullmatch=True),
    st.sampled_from(['"well"', "R&D", "a;b", "x,y"]),
)
sentences = st.lists(st.lists(printed, min_size=1, max_size=6), min_size=1, max_size=6)
PHASES: tuple[PhaseName | None, ...] = ("situation", None, "task", "action", "result", "action")


def report(texts: list[list[str]], step: float = 0.37) -> Report:
    said, at = [], 0.5
    for number, printed_words in enumerate(texts):
        told = []
        for word in printed_words:
            told.append(Word(at, at + step * 0.8, word))
            at += step
        said.append(Sentence(told[0].start, told[-1].end, tuple(told), phase=PHASES[number % 6]))
        at += 0.4
    phases = tuple(Phase(s.start, s.end, s.phase) for s in said if s.phase)
    words = tuple(w for s in said for w in s.words)
    findings = tuple(Finding(s.start, s.end, "hedge", s.text, 'it says "perhaps"', s.phase) for s in said[::2])
    return Report(Answer(Attempt("a", at + 1, words, "whisper"), tuple(said), phases), (), findings)


@settings(deadline=None)  # a busy computer is no failure
@given(sentences)
@pytest.mark.parametrize("kind", ["srt", "vtt"])
def test_captions_come_back_through_our_own_reader(
    tmp_path_factory: pytest.TempPathFactory, kind: str, texts: list[list[str]]
) -> None:
    made = report(texts)
    assume(without_loops(made.answer.words) == (made.answer.words, ()))
    path = tmp_path_factory.getbasetemp() / f"captions.{kind}"
    path.write_text(KINDS[kind](made), encoding="utf-8")
    back = read_transcript(path).words
    spoken = "".join(w.text for w in made.answer.words)
    assert "".join(w.text for w in back) == spoken, "a dash or dots may part a word in two"
    assert back[0].start == pytest.approx(made.answer.words[0].start, abs=0.001)
    assert back[-1].end == pytest.approx(made.answer.words[-1].end, abs=0.001)


@settings(deadline=None)  # a busy computer is no failure
@given(sentences)
def test_the_table_comes_back_through_csv(texts: list[list[str]]) -> None:
    made = report(texts)
    rows = list(csv.DictReader(io.StringIO(KINDS["csv"](made))))
    told = [row for row in rows if row["kind"] == "sentence"]
    assert [row["text"] for row in told] == [s.text for s in made.answer.sentences]
    assert [row["phase"] for row in told] == [s.phase or "" for s in made.answer.sentences]
    assert [float(row["start"]) for row in told] == pytest.approx([s.start for s in made.answer.sentences], abs=5e-4)
    assert sum(row["kind"] == "finding" for row in rows) == len(made.findings)


@settings(deadline=None)  # a busy computer is no failure
@given(sentences)
def test_labels_are_lines_of_three_fields(texts: list[list[str]]) -> None:
    made = report(texts)
    rows = [line.split("\t") for line in KINDS["labels"](made).splitlines()]
    assert len(rows) == len(made.answer.phases) + len(made.findings)
    assert all(len(row) == 3 and float(row[0]) <= float(row[1]) for row in rows)
    assert [float(row[0]) for row in rows] == sorted(float(row[0]) for row in rows)


INTERVAL = re.compile(r'xmin = ([\d.]+)\s+xmax = ([\d.]+)\s+text = "((?:[^"]|"")*)"')


@settings(deadline=None)  # a busy computer is no failure
@given(sentences, st.sampled_from([0.37, 0.0004]))
def test_the_textgrid_is_what_praat_wants(texts: list[list[str]], step: float) -> None:
    """Tiers without gap or overlap from 0 to the end; sizes that are true; quotes doubled."""
    made = report(texts, step)
    grid = KINDS["textgrid"](made)
    _, *tiers = re.split(r"^    item \[\d\]:$", grid, flags=re.M)
    assert len(tiers) == 4 and "size = 4\nitem []:\n    item [1]:" in grid
    end = re.search(r"xmax = ([\d.]+)", grid)[1]  # type: ignore[index]
    for tier in tiers[:3]:
        rows = [(a, b, text.replace('""', '"')) for a, b, text in INTERVAL.findall(tier)]
        assert f"intervals: size = {len(rows)}\n" in tier
        assert float(rows[0][0]) == 0 and rows[-1][1] == end
        assert all(before[1] == after[0] for before, after in pairwise(rows))
        assert all(float(a) < float(b) for a, b, _ in rows)
    if step > 0.1:
        words = [text.replace('""', '"') for _, _, text in INTERVAL.findall(tiers[2]) if text]
        assert words == [w.text for w in made.answer.words]


@settings(deadline=None, max_examples=40)
@given(sentences)
def test_praatio_reads_the_textgrid_as_praat_does(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]]
) -> None:
    made = report(texts)
    path = tmp_path_factory.getbasetemp() / "labels.TextGrid"
    path.write_text(KINDS["textgrid"](made), encoding="utf-8")
    grid = openTextgrid(str(path), includeEmptyIntervals=False, reportingMode="error")
    assert grid.tierNames == ("phases", "sentences", "words", "findings")
    assert grid.validate(reportingMode="silence")
    words = [(entry.start, entry.end, entry.label) for entry in grid.getTier("words").entries]
    assert [label for _, _, label in words] == [w.text for w in made.answer.words]
    assert [start for start, _, _ in words] == pytest.approx([w.start for w in made.answer.words], abs=1e-3)
    phases = [(entry.start, entry.label) for entry in grid.getTier("phases").entries]
    assert [label for _, label in phases] == [p.phase for p in made.answer.phases]
    points = [entry.time for entry in grid.getTier("findings").entries]
    assert points == pytest.approx([f.start for f in made.findings], abs=1e-3)
    assert grid.maxTimestamp == pytest.approx(made.answer.attempt.seconds, abs=1e-3)
    again = path.with_name("again.TextGrid")
    grid.save(str(again), format="long_textgrid", includeBlankSpaces=True)
    back = openTextgrid(str(again), includeEmptyIntervals=False)
    assert [e.label for e in back.getTier("words").entries] == [label for _, _, label in words]


@settings(deadline=None, max_examples=40)
@given(sentences)
def test_other_readers_take_the_captions(tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]]) -> None:
    made = report(texts)
    folder, told = tmp_path_factory.getbasetemp(), [s.text for s in made.answer.sentences]
    starts = [s.start for s in made.answer.sentences]
    for kind in ("srt", "vtt"):
        (folder / f"other.{kind}").write_text(KINDS[kind](made), encoding="utf-8")
    cues = webvtt.read(str(folder / "other.vtt")).captions
    assert [html.unescape(cue.text) for cue in cues] == told
    times = [cue.start_in_seconds + cue.start_time.milliseconds / 1000 for cue in cues]
    assert times == pytest.approx(starts, abs=1e-3)
    assert [str(cue.identifier).split("-")[0] for cue in cues] == [s.phase or "outside" for s in made.answer.sentences]
    events = list(pysubs2.load(str(folder / "other.srt"), keep_html_tags=True, keep_unknown_html_tags=True))
    assert [event.plaintext for event in events] == told
    assert [event.start / 1000 for event in events] == pytest.approx(starts, abs=1e-3)


@settings(deadline=None, max_examples=40)
@given(sentences)
def test_labels_come_back_by_audacitys_rules(texts: list[list[str]]) -> None:
    """A line is start, end and the rest, apart by tabs; one whose end comes before its start would be dropped."""
    made = report(texts)
    read = [line.split("\t", 2) for line in KINDS["labels"](made).split("\n") if line]
    back = sorted((float(start), float(end), label) for start, end, label in read)
    kept = [(p.start, p.end, p.phase.capitalize()) for p in made.answer.phases]
    kept += [(f.start, f.end, f"{f.check}: {' '.join(f.text.split())}") for f in made.findings]
    assert sorted(label for *_, label in back) == sorted(label for *_, label in kept)
    assert [start for start, *_ in back] == pytest.approx(sorted(start for start, *_ in kept), abs=1e-3)
    assert all(end >= start >= 0 for start, end, _ in back)


def test_the_text_reads_like_a_page() -> None:
    told = KINDS["txt"](report([["It", "was", "2019."], ["Hm."], ["My", "task."]]))
    assert told == "[0:00] Situation\nIt was 2019.\n\n[0:02] Outside the story\nHm.\n\n[0:02] Task\nMy task.\n"


def test_an_empty_answer_can_be_exported() -> None:
    empty = Report(Answer(Attempt("a", 3.0, (), "whisper")), ())
    assert all(isinstance(write(empty), str) for write in KINDS.values())
