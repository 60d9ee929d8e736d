"""Transcript files with times -> words: openai-whisper, faster-whisper and whisperX JSON, SRT, VTT."""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from starclock.errors import InputError
from starclock.speech import Word
from starclock.transcripts.heard import Piece, Transcript, shared
from starclock.transcripts.loops import without_loops
from starclock.transcripts.pieces import append

ENDINGS = {".json", ".srt", ".vtt"}

# 00:01:02,500 --> 00:01:05.000 ; VTT may leave the hours out.
_CUE = re.compile(r"((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*-->\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})")
_TAG = re.compile(r"<[^>]*>")
# A word may end this much before the last one began and still be rounding, not a fault (seconds).
_SLACK = 0.05


def is_transcript(path: Path) -> bool:
    """Whether the name says that it is a transcript, not a sound."""
    return path.suffix.lower() in ENDINGS


def read_transcript(path: Path) -> Transcript:
    """The words of a transcript file, in time order. Raises InputError naming the file and the place."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; check the name") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(f"{path} cannot be read as text ({problem}): give a transcript or an audio file") from None
    language: str | None = "en"
    try:
        if path.suffix.lower() == ".json":
            data = _json(text)
            segments = list(_json_segments(data))
            language = data.get("language") if isinstance(data.get("language"), str) else "en"
        else:
            segments = [(start, end, words, None) for start, end, words in _cues(text)]
        told: list[Word] = []
        for start, end, texts, whole in segments:
            append(told, list(_pieces(start, end, texts)), whole)
        _in_order(told)
        words, _ = without_loops(told)
    except ValueError as problem:
        raise InputError(f"{path}: {problem}; export the transcript again") from None
    if not words:
        raise InputError(f"{path}: the transcript holds no words; transcribe the recording again")
    return Transcript(words, language=(language or "en")[:2].lower())


def _json(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as problem:
        raise ValueError(f"not valid JSON ({problem})") from None
    if not isinstance(data, dict) or not isinstance(data.get("segments"), list):
        raise ValueError('no "segments" list; give JSON as whisper, faster-whisper or whisperX write it')
    return data


def _json_segments(data: dict[str, Any]) -> Iterator[tuple[float | None, float | None, list[Any], str | None]]:
    for number, segment in enumerate(data["segments"], 1):
        if not isinstance(segment, dict):
            raise ValueError(f"segment {number} is not an object")
        where = f"segment {number}"
        words = segment.get("words")
        if isinstance(words, list) and words:
            whole = segment.get("text")
            yield None, None, [_json_word(word, where) for word in words], whole if isinstance(whole, str) else None
        else:
            text = segment.get("text")
            if not isinstance(text, str):
                raise ValueError(f"{where} has neither words nor text")
            yield _time(segment.get("start"), where), _time(segment.get("end"), where), text.split(), text


def _json_word(word: Any, where: str) -> tuple[str, float | None, float | None, float | None]:
    if not isinstance(word, dict) or not isinstance(word.get("word", word.get("text")), str):
        raise ValueError(f"{where} has a word without text")
    text = str(word.get("word", word.get("text")))
    probability = word.get("probability", word.get("score"))
    if probability is not None:
        probability = _number(probability, f"probability of {text!r} in {where}")
        probability = min(1.0, max(0.0, probability))
    # whisperX leaves out the times of words it could not align (numbers, mostly).
    if "start" not in word and "end" not in word:
        return text, None, None, probability
    return text, _time(word.get("start"), where), _time(word.get("end"), where), probability


def _number(value: Any, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{what} is not a number")
    return float(value)


def _time(value: Any, where: str) -> float:
    time = _number(value, f"a time in {where}")
    if time < 0:
        raise ValueError(f"a time in {where} is negative")
    return time


def _pieces(start: float | None, end: float | None, words: list[Any]) -> Iterator[Piece]:
    """Pieces with times; those without share the room they have, by their length."""
    if start is not None and end is not None:
        if end < start:
            raise ValueError(f"a segment's times run backwards ({start} to {end})")
        yield from shared([f" {text}" for text in words], start, end)
        return
    pending: list[str] = []
    at = next((w[1] for w in words if w[1] is not None), 0.0)
    for text, begin, finish, probability in words:
        if not text.strip():
            continue
        if begin is None:
            pending.append(text)
            continue
        if finish < begin:
            raise ValueError(f"the times of {text.strip()!r} run backwards ({begin} to {finish})")
        yield from shared(pending, at, max(at, begin))
        pending = []
        yield Piece(begin, finish, text, probability)
        at = finish
    yield from shared(pending, at, at + 0.3 * len(pending))


def _in_order(words: list[Word]) -> None:
    for earlier, later in itertools.pairwise(words):
        if later.start < earlier.start - _SLACK:
            raise ValueError(
                f"times run backwards: {later.text!r} at {later.start:.2f} s comes after"
                f" {earlier.text!r} at {earlier.start:.2f} s"
            )


def _cues(text: str) -> Iterator[tuple[float, float, list[str]]]:
    """SRT and VTT: blocks between blank lines; what stands before a block's times is its number or name."""
    found = False
    for block in re.split(r"\n\s*\n", text):
        lines = block.strip().splitlines()
        at, match = next(((i, m) for i, line in enumerate(lines) if (m := _CUE.search(line))), (0, None))
        if match:
            found = True
            yield _clock(match[1]), _clock(match[2]), _TAG.sub("", " ".join(lines[at + 1 :])).split()
    if not found:
        raise ValueError('no times like "00:00:01,000 --> 00:00:03,000"; give an SRT or VTT file')


def _clock(stamp: str) -> float:
    seconds = 0.0
    for part in stamp.replace(",", ".").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds
