"""Transcript files of other tools -> words: one tolerant door.

bytes -> text -> segments, by the file's shape -> what was said (telling.py)
"""

from __future__ import annotations

import codecs
from pathlib import Path

from starclock.errors import InputError
from starclock.foreign import bytes_of
from starclock.transcripts import captions, plain, tables
from starclock.transcripts.heard import Segment, Transcript
from starclock.transcripts.notes import Notes
from starclock.transcripts.shapes import read_json
from starclock.transcripts.telling import told

ENDINGS = frozenset(
    ".json .jsonl .json3 .srt .vtt .webvtt .sbv .sub .ass .ssa .ttml .dfxp .itt .xml .srv1 .srv2 .srv3 .lrc .tsv .csv"
    " .txt .text .md .log".split()
)
"""Endings of files that are text; a file with another ending is looked into."""
FORMATS = (
    "JSON of whisper and other recognizers, SRT, VTT, SBV, ASS, TTML, LRC, TSV, CSV, Audacity labels,"
    " plain text with times"
)
"""What is read, for messages."""
_OFFICE = {
    b"PK\x03\x04": "an Office document",
    b"%PDF": "a PDF",
    b"{\\rtf": "a rich text document",
    b"\xd0\xcf\x11\xe0": "a Word document",
}
_DOCUMENTS = (".docx", ".doc", ".odt", ".pdf", ".rtf", ".pages")
_LOOKED_AT = 4096
"""Bytes that tell text from sound."""


def is_transcript(path: Path) -> bool:
    """Whether a file is text, by its ending or, where that says nothing, by its first bytes."""
    ending = path.suffix.lower()
    if ending in ENDINGS or ending in _DOCUMENTS:
        return True
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            head = file.read(_LOOKED_AT)
    except (OSError, ValueError):
        return False
    return bool(head.strip()) and _is_text(head)


def _is_text(head: bytes) -> bool:
    if head.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    if b"\0" in head:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head) * 100 < len(head)


def read_transcript(path: Path, speaker: str | None = None) -> Transcript:
    """What a transcript file says.

    speaker : whose words are the answer; None: the voice that says most

    Raises InputError naming the file, the place in it, and what to do.
    """
    notes = Notes()
    text = _text_of(path, notes)
    try:
        segments, language = _segments(path, text, notes)
        return told(segments, language, speaker, notes)
    except ValueError as problem:
        raise InputError(f"{path}: {problem}") from None
    except ArithmeticError:  # a rate of zero, an hour of 400 digits
        raise InputError(f"{path}: it has times that are none; export the transcript again") from None
    except RecursionError:
        raise InputError(f"{path}: it is nested too deep; export the transcript again") from None


def _text_of(path: Path, notes: Notes) -> str:
    data = bytes_of(path)
    for start, kind in _OFFICE.items():
        if data.startswith(start):
            raise InputError(f"{path} is {kind}: save it as plain text (.txt), or export the transcript as VTT or SRT")
    text = _decoded(data, notes)
    if text is None:
        raise InputError(f"{path} cannot be read as text; these transcripts are read: {FORMATS}")
    if not text.strip():
        raise InputError(f"{path} is empty: export the transcript again")
    return text


def _decoded(data: bytes, notes: Notes) -> str | None:
    """The text of a file in UTF-8, UTF-16 or UTF-32, else in the code page of Western Windows."""
    # The longer marks first: that of UTF-32 begins like that of UTF-16.
    marks = {
        codecs.BOM_UTF32_LE: "utf-32",
        codecs.BOM_UTF32_BE: "utf-32",
        codecs.BOM_UTF16_LE: "utf-16",
        codecs.BOM_UTF16_BE: "utf-16",
    }
    encoding = next((name for mark, name in marks.items() if data.startswith(mark)), None)
    if encoding is None and b"\0" in data:
        odd, even = (data[first:_LOOKED_AT:2].count(0) * 4 > min(len(data), _LOOKED_AT) for first in (1, 0))
        if odd == even:
            return None
        encoding = "utf-16-le" if odd else "utf-16-be"
    try:
        text = data.decode(encoding or "utf-8-sig", "strict" if encoding is None else "ignore")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
        if sum(not c.isprintable() and c not in "\r\n\t\f\x0b" for c in text) * 50 > len(text):
            return None
        notes.add("not UTF-8: read as Windows-1252, so an accented letter may be wrong")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _segments(path: Path, text: str, notes: Notes) -> tuple[list[Segment], str | None]:
    """The segments by what the text looks like; its ending only decides what a broken one is told."""
    start = text.lstrip("\ufeff \t\n")
    ending = path.suffix.lower()
    if ending in (".json", ".jsonl", ".json3") or (start[:1] in "{[" and start[1:].lstrip()[:1] in '"{[}]'):
        return read_json(start, notes)
    if start.startswith(("<?xml", "<tt", "<transcript", "<timedtext")):
        return captions.markup(start, notes), None
    if start.startswith("[Script Info]") or "\nDialogue:" in text:
        return captions.advanced(text, notes), None
    if tables.looks_like_a_table(start):
        return tables.table(start), None
    if captions.looks_like_captions(text):
        return captions.cues(text, notes), None
    if captions.looks_like_lyrics(text):
        return captions.lyrics(text, notes), None
    if plain.looks_like_turns(text):
        return plain.turns(text, notes), None
    raise ValueError(f'no times in it, like "00:00:01,000 --> 00:00:03,000"; these transcripts are read: {FORMATS}')
