"""Tables -> segments: whisper's TSV and CSV, Audacity's labels, spreadsheets of start, end, speaker and text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from starclock.transcripts.heard import Segment
from starclock.transcripts.times import seconds_of

_NAMES = {
    "start": (
        "start",
        "start time",
        "start_time",
        "starttime",
        "begin",
        "from",
        "in",
        "time",
        "timestamp",
        "start (s)",
    ),
    "end": ("end", "end time", "end_time", "endtime", "to", "out", "end (s)", "stop"),
    "duration": ("duration", "dur"),
    "text": ("text", "transcript", "word", "content", "sentence", "caption", "utterance"),
    "speaker": ("speaker", "speaker name", "name", "speaker_id", "who"),
    "kind": ("kind",),
}
_COLUMN = {name: column for column, names in _NAMES.items() for name in names}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_FREQUENCIES = re.compile(r"\\\t")
"""Audacity writes the frequencies of a label on a line of their own, after a backslash."""


def looks_like_a_table(text: str) -> bool:
    """Whether the first line names columns, or holds a label's times."""
    return _header(text) is not None or _looks_like_labels(text)


def table(text: str) -> list[Segment]:
    """Raises ValueError for a row whose times are none."""
    header = _header(text)
    if header is None:
        return list(_labels(text))
    delimiter, columns = header
    rows = csv.reader(
        io.StringIO(text), delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if delimiter != "\t" else csv.QUOTE_NONE
    )
    next(rows)
    return list(_rows(rows, columns))


def _header(text: str) -> tuple[str, list[str | None]] | None:
    first = text.lstrip("\ufeff").partition("\n")[0].strip("\r")
    for delimiter in ("\t", ";", ","):
        names = [name.strip().strip('"').lower() for name in first.split(delimiter)]
        columns = [_COLUMN.get(name) for name in names]
        if "start" in columns and "text" in columns:
            return delimiter, columns
    return None


def _rows(rows: Iterator[list[str]], columns: Sequence[str | None]) -> Iterator[Segment]:
    for number, row in enumerate(rows, 2):
        fields = {column: value.strip() for column, value in zip(columns, row, strict=False) if column}
        if not fields.get("text") or fields.get("kind", "sentence") not in ("sentence", ""):
            continue
        where = f"line {number}"
        start = seconds_of(fields.get("start") or None, f"{where}: its start")
        end = seconds_of(fields.get("end") or None, f"{where}: its end")
        length = seconds_of(fields.get("duration") or None, f"{where}: its duration")
        if end is None and start is not None and length is not None:
            end = start + length
        yield Segment(where, fields["text"], start, end, speaker=fields.get("speaker") or None)


def _looks_like_labels(text: str) -> bool:
    fields = text.partition("\n")[0].strip("\r").split("\t")
    return len(fields) >= 2 and bool(_NUMBER.fullmatch(fields[0].strip()))


def _labels(text: str) -> Iterator[Segment]:
    for number, line in enumerate(text.splitlines(), 1):
        fields = line.split("\t")
        if not line.strip() or _FREQUENCIES.match(line):
            continue
        start = seconds_of(fields[0].strip(), f"line {number}: its start")
        point = len(fields) < 3 or not _NUMBER.fullmatch(fields[1].strip())
        end = None if point else seconds_of(fields[1].strip(), f"line {number}: its end")
        yield Segment(f"line {number}", "\t".join(fields[1 if point else 2 :]), start, end)
