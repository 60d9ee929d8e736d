"""JSON of recognizers -> segments. Each tool's file is known by its shape.

A shape is a function: the data -> its segments, or None where the data is of another tool. The first that knows the
data reads it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from starclock.transcripts.heard import Printed, Segment
from starclock.transcripts.notes import Notes
from starclock.transcripts.times import seconds_of

KNOWN = (
    "openai-whisper, faster-whisper, whisperX, whisper.cpp, the OpenAI API, Hugging Face, Deepgram, AssemblyAI, Vosk,"
    " Google, Amazon, Azure, Rev, Speechmatics, ElevenLabs, YouTube"
)
"""Whose JSON is read, for messages and the docs."""

_TEXT = (
    "punctuated_word",
    "word",
    "text",
    "transcript",
    "content",
    "value",
    "body",
    "utf8",
    "display",
    "displayText",
    "sentence",
)
_START = (
    "start",
    "start_time",
    "startTime",
    "startOffset",
    "begin",
    "ts",
    "from",
    "startMs",
    "start_ms",
    "offsetInTicks",
)
_END = ("end", "end_time", "endTime", "endOffset", "end_ts", "to", "stop", "endMs", "end_ms")
_LENGTH = ("duration", "dur", "durationInTicks")
_SCALE = {
    "startMs": 1e-3,
    "start_ms": 1e-3,
    "endMs": 1e-3,
    "end_ms": 1e-3,
    "offsetInTicks": 1e-7,
    "durationInTicks": 1e-7,
}
_CHANCE = ("probability", "score", "confidence", "conf", "p")
_SPEAKER = (
    "speaker",
    "speaker_id",
    "speakerId",
    "speaker_label",
    "speakerLabel",
    "speakerTag",
    "speaker_name",
    "channel_tag",
)
_WORDS = ("words", "tokens", "elements", "segs", "result", "items", "displayWords")
_SPECIAL = re.compile(r"\[_[A-Z]+_?\d*\]?|<\|.*\|>")
"""Tokens of Whisper that are no text: [_BEG_], [_TT_50], <|endoftext|>."""
_PARTS = (
    "segments",
    "transcription",
    "chunks",
    "utterances",
    "sentences",
    "monologues",
    "recognizedPhrases",
    "phrases",
    "paragraphs",
)
_DEEPEST = 4
"""Objects inside each other that are looked into."""


def read_json(text: str, notes: Notes) -> tuple[list[Segment], str | None]:
    """The segments and the language that the file names. Raises ValueError."""
    data = _documents(text)
    for shape in _SHAPES:
        found = shape(data, notes)
        if found is not None:
            return found, _language(data)
    if isinstance(data, dict) and isinstance(data.get("text"), str):
        raise ValueError(
            'it has a text but no times; export with times (the OpenAI API: response_format "verbose_json", Hugging'
            ' Face: return_timestamps="word")'
        )
    raise ValueError(f'no "segments" and no other list of words with times; JSON of these is read: {KNOWN}')


def _documents(text: str) -> Any:
    """One JSON value; a list of them where several follow each other, as Vosk prints its utterances."""
    decoder = json.JSONDecoder()
    found, at = [], 0
    text = text.strip()
    try:
        while at < len(text):
            value, at = decoder.raw_decode(text, at)
            found.append(value)
            while at < len(text) and text[at] in " \t\r\n,":
                at += 1
    except (json.JSONDecodeError, RecursionError) as problem:
        raise ValueError(f"not valid JSON ({problem}); it may be cut off: export it again") from None
    if not found:
        raise ValueError("not valid JSON (the file is empty); export it again")
    return found[0] if len(found) == 1 else found


def _language(data: Any) -> str | None:
    for place in (
        data,
        _dict(data).get("result"),
        _dict(data).get("metadata"),
        *_rows(_dict(_dict(data).get("results")).get("channels"))[:1],
    ):
        for key in ("language", "language_code", "detected_language", "languageCode"):
            if isinstance(value := _dict(place).get(key), str):
                return value
    return None


# The shapes, those that could be taken for another one first.


def _deepgram(data: Any, notes: Notes) -> list[Segment] | None:
    results = _dict(_dict(data).get("results"))
    channels = _rows(results.get("channels"))
    if not channels:
        return None
    if utterances := _rows(results.get("utterances")):
        return _segments(utterances, notes, "utterance")
    found = []
    for number, channel in enumerate(channels):
        best = next(iter(_rows(channel.get("alternatives"))), {})
        whole = replace(_segment(best, f"channel {number}", notes), start=None, end=None)
        if len(channels) > 1:
            whole = replace(whole, speaker=f"channel {number}")
        paragraphs = _rows(_dict(best.get("paragraphs")).get("paragraphs"))
        found += _by_speaker(whole) if whole.words or not paragraphs else _segments(paragraphs, notes, "paragraph")
    return found


def _amazon(data: Any, _: Notes) -> list[Segment] | None:
    """Amazon Transcribe and Speechmatics: words and punctuation as items with alternatives."""
    results = _dict(data).get("results")
    items = _rows(results.get("items") if isinstance(results, dict) else results)
    if not any(item.get("type") in ("pronunciation", "word") and "alternatives" in item for item in items):
        return None
    words: list[Printed] = []
    for number, item in enumerate(items, 1):
        best = next(iter(_rows(item.get("alternatives"))), {})
        text = best.get("content")
        if not isinstance(text, str):
            continue
        if item.get("type") == "punctuation":
            if words:
                words[-1] = replace(words[-1], text=words[-1].text + text)
            continue
        word = _printed({**best, **item, "content": text}, f"item {number}")
        words.append(replace(word, text=f" {text}", speaker=word.speaker or _speaker(best)))
    return _by_speaker(Segment("items", None, words=tuple(words)))


def _google(data: Any, notes: Notes) -> list[Segment] | None:
    results = _rows(_dict(_dict(data).get("response", data)).get("results"))
    if not any(_rows(result.get("alternatives")) for result in results):
        return None
    found = []
    for number, result in enumerate(results, 1):
        best = next(iter(_rows(result.get("alternatives"))), {})
        found += _by_speaker(_segment(best, f"result {number}", notes))
    # With speakers the last result holds all words once more.
    if len(found) > 1 and any(word.speaker for word in found[-1].words):
        found = [segment for segment in found if any(word.speaker for word in segment.words)]
    return found


def _vosk(data: Any, notes: Notes) -> list[Segment] | None:
    found = []
    for number, utterance in enumerate(data if isinstance(data, list) else [data], 1):
        best = _dict(utterance)
        if _rows(best.get("alternatives")) and "results" not in best:
            best = _rows(best["alternatives"])[0]
        if _rows(best.get("result")):
            found.append(_segment(best, f"utterance {number}", notes))
    return found or None


def _azure(data: Any, notes: Notes) -> list[Segment] | None:
    phrases = _rows(_dict(data).get("recognizedPhrases"))
    if not phrases:
        return None
    found = []
    for number, phrase in enumerate(phrases, 1):
        best = next(iter(_rows(phrase.get("nBest"))), {})
        found.append(_segment({**best, **phrase}, f"phrase {number}", notes))
    return found


def _youtube(data: Any, _: Notes) -> list[Segment] | None:
    """json3: events with pieces at offsets; an appended event holds a line break only."""
    events = _rows(_dict(data).get("events"))
    if not any("segs" in event for event in events):
        return None
    found = []
    for number, event in enumerate(events, 1):
        where = f"event {number}"
        start = (seconds_of(event.get("tStartMs"), f"{where}: its start") or 0.0) / 1000
        length = seconds_of(event.get("dDurationMs"), f"{where}: its duration")
        words = []
        for piece in _rows(event.get("segs")):
            text, offset = piece.get("utf8"), seconds_of(piece.get("tOffsetMs"), f"{where}: an offset")
            if isinstance(text, str) and text.strip():
                words.append(Printed(text, start + (offset or 0.0) / 1000))
        if words:
            words[0] = replace(words[0], text=f" {words[0].text.lstrip()}")
            found.append(Segment(where, None, start, None if length is None else start + length / 1000, tuple(words)))
    # Rolling captions overlap: a line stays while the next one is spoken.
    for at in range(len(found) - 1):
        following = found[at + 1].start
        end = found[at].end
        if following is not None and end is not None and end > following:
            found[at] = replace(found[at], end=following)
    return found


def _rev(data: Any, _: Notes) -> list[Segment] | None:
    monologues = _rows(_dict(data).get("monologues"))
    if not monologues:
        return None
    found = []
    for number, turn in enumerate(monologues, 1):
        words: list[Printed] = []
        for element in _rows(turn.get("elements")):
            if element.get("type") == "text":
                words.append(_printed(element, f"turn {number}", blank=True))
            elif words and isinstance(element.get("value"), str) and element["value"].strip():
                words[-1] = replace(words[-1], text=words[-1].text + element["value"].strip())
        found.append(Segment(f"turn {number}", None, words=tuple(words), speaker=_speaker(turn)))
    return found


def _parted(data: Any, notes: Notes) -> list[Segment] | None:
    """A list of segments under one of the usual names, with their words or without."""
    if isinstance(data, list) and data and all(isinstance(row, dict) for row in data) and _has_time(data[0]):
        return _segments(data, notes, "segment")
    for whole in _nested(data):
        if (found := _parts_of(whole, notes)) is not None:
            return found
    return None


def _nested(data: Any) -> Iterator[dict[str, Any]]:
    """The data and the objects inside it, the outer ones first: some tools wrap what they heard."""
    level = [data] if isinstance(data, dict) else []
    for _ in range(_DEEPEST):
        yield from level
        level = [inner for outer in level for inner in outer.values() if isinstance(inner, dict)]


def _parts_of(whole: dict[str, Any], notes: Notes) -> list[Segment] | None:
    spoken = _rows(whole.get("speakers"))
    if spoken and all(_has_time(row) for row in spoken):  # insanely-fast-whisper with its speakers
        return _segments(spoken, notes, "segment")
    for name in _PARTS:
        parts = whole.get(name)
        if not isinstance(parts, list):
            continue
        if not parts and any(_rows(whole.get(other)) for other in ("words", "word_segments")):
            continue
        for number, part in enumerate(parts, 1):
            if not isinstance(part, dict):
                raise ValueError(f"{name} {number} is not an object: the file is damaged; export it again")
        found = _segments(parts, notes, "segment")
        words = _rows(whole.get("words"))
        if words and not any(segment.words for segment in found):  # the OpenAI API keeps its words beside the segments
            return _distributed(found, [_printed(word, f"word {n}") for n, word in enumerate(words, 1)])
        return _rejoined(found) if name == "transcription" else found
    return None


def _worded(data: Any, notes: Notes) -> list[Segment] | None:
    """A list of words alone, perhaps with the whole text: the OpenAI API, ElevenLabs, Gentle, our own report."""
    whole = _dict(data)
    words = _rows(whole.get("words")) or _rows(whole.get("word_segments"))
    if not words:
        return None
    text = next((whole[key] for key in ("text", "transcript") if isinstance(whole.get(key), str)), None)
    segment = _segment({**whole, "words": words, "text": text}, "words", notes)
    return _by_speaker(replace(segment, start=None, end=None))


_SHAPES: tuple[Callable[[Any, Notes], list[Segment] | None], ...] = (
    _deepgram,
    _amazon,
    _google,
    _vosk,
    _azure,
    _youtube,
    _rev,
    _parted,
    _worded,
)


# What they have in common.


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _first(row: dict[str, Any], keys: Iterable[str]) -> tuple[str, Any]:
    return next(((key, row[key]) for key in keys if row.get(key) is not None), ("", None))


def _segments(rows: Sequence[dict[str, Any]], notes: Notes, kind: str) -> list[Segment]:
    return [
        part for number, row in enumerate(rows, 1) for part in _by_speaker(_segment(row, f"{kind} {number}", notes))
    ]


def _segment(row: dict[str, Any], where: str, notes: Notes) -> Segment:
    start, end = _times(row, where)
    inner: list[Any] = next((row[name] for name in _WORDS if _rows(row.get(name))), [])
    words: list[Printed] = []
    for word in inner:
        if word is None or (isinstance(word, dict) and _first(word, _TEXT)[1] is None):
            notes.count("word without text", "words without text")
            continue
        if not isinstance(word, dict):
            raise ValueError(f"{where} has a word that is not an object: the file is damaged; export it again")
        kind = word.get("type")
        if kind in ("punctuation", "punct"):
            if words:
                words[-1] = replace(words[-1], text=words[-1].text + str(_first(word, _TEXT)[1]).strip())
        elif kind == "audio_event":
            notes.count("sound description left out", "sound descriptions left out")
        elif kind != "spacing" and word.get("case") != "not-found-in-transcript":
            printed = _printed(word, where)
            if not _SPECIAL.fullmatch(printed.text.strip()):
                words.append(printed)
    text = _first(row, _TEXT)[1]
    if text is not None and not isinstance(text, str):
        raise ValueError(f"{where}: its text is not a text")
    return Segment(
        where,
        text,
        start,
        end,
        tuple(words),
        _speaker(row),
        *(_figure(row.get(name)) for name in ("no_speech_prob", "avg_logprob", "compression_ratio")),
    )


def _printed(row: dict[str, Any], where: str, blank: bool = False) -> Printed:
    text = _first(row, _TEXT)[1]
    if not isinstance(text, str):
        raise ValueError(f"{where} has a word without text")
    start, end = _times(row, f"{where}: {text.strip()!r}")
    chance = _figure(_first(row, _CHANCE)[1])
    if chance is None and (logarithm := _figure(row.get("logprob"))) is not None:
        chance = math.exp(min(0.0, logarithm))
    chance = None if chance is None else min(1.0, max(0.0, chance))
    return Printed(f" {text.strip()}" if blank else text, start, end, chance, _speaker(row))


def _figure(value: Any) -> float | None:
    """A number, also where it is written as a text; None for anything else."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and not isinstance(value, bool) else None


def _speaker(row: dict[str, Any]) -> str | None:
    value = _first(row, _SPEAKER)[1]
    if isinstance(value, dict):
        value = _first(value, ("name", "id"))[1]
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        return None
    return value if isinstance(value, str) and not value.isdecimal() else f"speaker {value}"


def _has_time(row: dict[str, Any]) -> bool:
    return any(key in row for key in (*_START, "timestamp", "timestamps", "offsets"))


def _times(row: dict[str, Any], where: str) -> tuple[float | None, float | None]:
    """Start and end in seconds, however the row writes them."""
    if isinstance(pair := row.get("timestamp"), list | tuple) and len(pair) == 2:  # Hugging Face
        return seconds_of(pair[0], f"{where}: a time"), seconds_of(pair[1], f"{where}: a time")
    for name, scale in (("offsets", 1e-3), ("timestamps", 1.0)):  # whisper.cpp
        if isinstance(stamp := row.get(name), dict) and "from" in stamp:
            times = [seconds_of(stamp.get(edge), f"{where}: a time") for edge in ("from", "to")]
            return tuple(None if time is None else time * scale for time in times)  # type: ignore[return-value]
    name, value = _first(row, _START)
    start = seconds_of(value, f"{where}: a time")
    start = None if start is None else start * _SCALE.get(name, 1.0)
    name, value = _first(row, _END)
    end = seconds_of(value, f"{where}: a time")
    end = None if end is None else end * _SCALE.get(name, 1.0)
    if end is None and start is not None:
        name, value = _first(row, _LENGTH)
        length = seconds_of(value, f"{where}: a duration")
        end = None if length is None else start + length * _SCALE.get(name, 1.0)
    return start, end


def _by_speaker(segment: Segment) -> list[Segment]:
    """A segment as one part for each run of words of one voice; a word without a name is the one's before it."""
    if not any(word.speaker for word in segment.words):
        return [segment]
    voices, latest = [], segment.speaker
    for word in segment.words:
        latest = word.speaker or latest
        voices.append(latest)
    first = next((voice for voice in voices if voice), None)
    runs = [[*run] for _, run in groupby(zip(segment.words, voices, strict=True), key=lambda pair: pair[1] or first)]
    if len(runs) == 1:
        return [replace(segment, speaker=first)]
    return [
        replace(
            segment, text=None, start=None, end=None, words=tuple(word for word, _ in run), speaker=run[0][1] or first
        )
        for run in runs
    ]


def _distributed(segments: Sequence[Segment], words: Sequence[Printed]) -> list[Segment]:
    """Segments with those of the words whose middle lies in them."""
    if any(word.start is None for word in words) or any(s.start is None or s.end is None for s in segments):
        return list(segments)
    inside: list[list[Printed]] = [[] for _ in segments]
    at = 0
    for word in words:
        middle = ((word.start or 0.0) + (word.end or word.start or 0.0)) / 2
        while at + 1 < len(segments) and middle >= (segments[at + 1].start or 0.0):
            at += 1
        inside[at].append(word)
    return [replace(segment, words=tuple(own)) for segment, own in zip(segments, inside, strict=True)]


def _rejoined(segments: Sequence[Segment]) -> list[Segment]:
    """whisper.cpp with --max-len parts its text anywhere; what begins without a blank goes on with what is before."""
    begin = [bool(segment.text) and (segment.text or "")[0].isspace() for segment in segments]
    if sum(begin) * 4 < len(segments) or any(segment.words for segment in segments):
        return list(segments)
    found: list[Segment] = []
    for segment, begins in zip(segments, begin, strict=True):
        if not (segment.text or "").strip():
            continue
        piece = Printed(segment.text or "", segment.start, segment.end)
        if found and not begins and segment.speaker == found[-1].speaker:
            last = found[-1]
            words = last.words or (Printed(last.text or "", last.start, last.end),)
            found[-1] = replace(
                last, text=(last.text or "") + (segment.text or ""), end=segment.end, words=(*words, piece)
            )
        else:
            found.append(segment)
    return found
