"""Captions -> segments: SubRip, WebVTT, SubViewer, whisper's printed lines, Advanced SubStation, TTML, lyrics.

One tolerant reader, because no library holds on what tools and people really write (docs/transcripts.md compares
four): a line of two times begins a caption wherever it stands; what lies up to the next one is its text, blank lines
and all; notes, styles and numbers are none.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from xml.etree import ElementTree

from starclock.transcripts.heard import Caption, Printed, Segment
from starclock.transcripts.notes import Notes
from starclock.transcripts.rolling import said_once
from starclock.transcripts.times import STAMP, read_clock, seconds_of, written

_TIME = rf"(?:{STAMP}|\d+(?:\.\d+)?s)"
_CUE = re.compile(rf"\s*(\[)?\s*({_TIME})\s*(?:--?>|[—–]>|→|,)\s*({_TIME})\s*(\])?(.*)")
"""01:02.500 --> 01:05.000 align:start; 0:01:02.500,0:01:05.000; [01:02.000 --> 01:05.000]  text; [0.0s -> 5.0s] text"""
_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
"""What begins a block of WebVTT that is no caption."""

_TAG = re.compile(
    r"</?(?:[ibuscvq]|lang|ruby|rt|rp|font|span|br|p|div|em|strong|tt|sub|sup|small|big|blink|ass)(?=[\s.>/])[^<>]*>",
    re.IGNORECASE,
)
"""Markup, told apart from "<" as "less than" by its name."""
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>", re.IGNORECASE)
_INNER = re.compile(rf"<({STAMP})>")
"""A word's time inside a caption."""
_OVERRIDE = re.compile(r"\{\\[^{}]*\}|\{[yY]:[^{}]*\}")
"""Advanced SubStation's {\an8} and MicroDVD's {y:i}."""
_LYRIC = re.compile(rf"\[({STAMP})\]")
_LYRIC_TAG = re.compile(r"\[(?:ar|ti|al|au|by|re|ve|length|offset|tool|la|id):([^\]]*)\]\s*$", re.IGNORECASE)


def looks_like_captions(text: str) -> bool:
    """Whether some line holds two times, as captions do."""
    return any(_CUE.fullmatch(line) for line in text.splitlines())


def cues(text: str, notes: Notes) -> list[Segment]:
    """SubRip, WebVTT, SubViewer and what whisper prints. Raises ValueError where no line holds two times."""
    lines = _without_blocks(text.splitlines())
    starts = [
        (at, match)
        for at, (_, line) in enumerate(lines)
        if "--" in line or "," in line or ">" in line or "→" in line
        if (match := _CUE.fullmatch(line))
    ]
    if not starts:
        raise ValueError('no times like "00:00:01,000 --> 00:00:03,000"')
    numbered = _name_before(lines, starts[0][0], 0) is not None
    found = []
    for number, (at, match) in enumerate(starts):
        until = starts[number + 1][0] if number + 1 < len(starts) else len(lines)
        if until < len(lines) and numbered and (name := _name_before(lines, until, at + 1)) is not None:
            until = name
        shown = [line for _, line in lines[at + 1 : until]]
        if match[1]:
            shown.insert(0, match[5])
        found.append(Caption(_seconds(match[2]), _seconds(match[3]), tuple(shown), lines[at][0]))
    return _segments(found, notes)


def _seconds(stamp: str) -> float:
    return float(stamp[:-1]) if stamp.endswith("s") else read_clock(stamp)


def _without_blocks(lines: Sequence[str]) -> list[tuple[int, str]]:
    """Numbered lines without the notes, styles and regions of WebVTT, each up to a blank line."""
    if not any(line.startswith("WEBVTT") for line in lines[:3]):
        return list(enumerate(lines, 1))
    kept: list[tuple[int, str]] = []
    inside, before = False, ""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            inside = False
        elif not before.strip() and _BLOCK.match(line):
            inside = True
        if not inside:
            kept.append((number, line))
        before = line
    return kept


def _name_before(lines: Sequence[tuple[int, str]], cue: int, least: int) -> int | None:
    """Where the number or name of a caption stands, the line before its times; None where there is none."""
    at = cue - 1
    if at < least or not lines[at][1].strip() or lines[at][1].startswith("WEBVTT"):
        return None
    if lines[at][1].strip().isdecimal() or at == 0 or not lines[at - 1][1].strip():
        return at
    return None


def advanced(text: str, notes: Notes) -> list[Segment]:
    """Advanced SubStation (.ass, .ssa): the Dialogue lines of [Events], read by their Format line.

    Raises ValueError where there is none, or one without its fields.
    """
    names = ["layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text"]
    found, events = [], False
    for number, line in enumerate(text.splitlines(), 1):
        kind, _, rest = line.partition(":")
        if line.startswith("["):
            events = line.strip().lower() == "[events]"
        elif events and kind.strip().lower() == "format":
            names = [name.strip().lower() for name in rest.split(",")]
        elif events and kind.strip().lower() == "dialogue":
            fields = dict(zip(names, rest.strip().split(",", len(names) - 1), strict=False))
            if "text" not in fields:
                raise ValueError(f"line {number}: a Dialogue without its {len(names)} fields")
            start, end = (
                seconds_of(fields.get(name, "").strip(), f"line {number}: its {name}") for name in ("start", "end")
            )
            shown = re.split(r"\\[Nn]", fields["text"].replace("\\h", " "))
            found.append(Caption(start or 0.0, end, tuple(shown), number, fields.get("name", "").strip() or None))
    if not found:
        raise ValueError("no Dialogue line in it")
    return _segments(sorted(found, key=lambda caption: caption.start), notes)


def lyrics(text: str, notes: Notes) -> list[Segment]:
    """LRC: [mm:ss.xx] before each line, and perhaps <mm:ss.xx> before each word."""
    found, offset = [], 0.0
    for number, line in enumerate(text.splitlines(), 1):
        if tag := _LYRIC_TAG.match(line.strip()):
            if line.strip().lower().startswith("[offset"):
                offset = (seconds_of(tag[1].strip().lstrip("+") or "0", f"line {number}: its offset") or 0.0) / 1000
            continue
        stamps, at = [], 0
        while match := _LYRIC.match(line, at):
            stamps.append(read_clock(match[1]))
            at = match.end()
        found += [Caption(max(0.0, stamp - offset), None, (line[at:],), number) for stamp in stamps]
    return _segments(sorted(found, key=lambda caption: caption.start), notes)


def looks_like_lyrics(text: str) -> bool:
    """Whether most lines begin with [mm:ss]."""
    lines = [line for line in text.splitlines() if line.strip() and not _LYRIC_TAG.match(line.strip())]
    return bool(lines) and sum(bool(_LYRIC.match(line)) for line in lines) * 2 > len(lines)


def markup(text: str, notes: Notes) -> list[Segment]:
    """TTML and its kin (.ttml, .dfxp, .itt), and YouTube's XML: every paragraph with a beginning.

    Raises ValueError for what is no XML, and for XML that defines entities of its own.
    """
    if "<!ENTITY" in text:
        raise ValueError("the XML defines entities of its own")
    try:
        root = ElementTree.fromstring(re.sub(r"<\?xml[^>]*\?>", "", text, count=1).strip())
    except ElementTree.ParseError as problem:
        raise ValueError(f"not valid XML ({problem})") from None
    rates = {_local(name): value for name, value in root.attrib.items()}
    frames = float(rates.get("frameRate") or 25)
    ticks = float(rates.get("tickRate") or 10_000_000)
    found: list[Caption] = []
    for number, part in enumerate(root.iter(), 1):
        if _local(part.tag) not in ("p", "text"):
            continue
        given = {_local(name): value for name, value in part.attrib.items()}
        milliseconds = "t" in given
        begin = given.get("begin", given.get("start", given.get("t")))
        if begin is None:
            begin = next((e.get("begin") for e in part.iter() if e.get("begin")), None)
        if begin is None:
            continue
        where = f"paragraph {len(found) + 1}"
        start = _xml_time(begin, where, frames, ticks) / (1000 if milliseconds else 1)
        end = given.get("end")
        length = given.get("dur", given.get("d"))
        until = None
        if end is not None:
            until = _xml_time(end, where, frames, ticks)
        elif length is not None:
            until = start + _xml_time(length, where, frames, ticks) / (1000 if milliseconds else 1)

        def stamp(
            inner: ElementTree.Element, start: float = start, shifted: bool = milliseconds, where: str = where
        ) -> str:
            if shifted:
                offset = inner.get("t")
                return "" if offset is None else written(start + float(offset) / 1000)
            if (begins := inner.get("begin")) is None or any(deeper.get("begin") for deeper in inner):
                return ""
            return " " + written(_xml_time(begins, where, frames, ticks))

        lines = "".join(_xml_text(part, stamp)).split("\n")
        found.append(Caption(start, until, tuple(line for line in lines if line.strip()), number, given.get("agent")))
    if not found:
        raise ValueError("no paragraph with a time in it")
    return _segments(found, notes)


def _local(name: object) -> str:
    return str(name).rpartition("}")[2]


def _xml_time(value: str, where: str, frames: float, ticks: float) -> float:
    if value.count(":") == 3:
        return read_clock(value, frames)
    if value.endswith("t") and value[:-1].isdecimal():
        return float(value[:-1]) / ticks
    if value.endswith("f"):
        return (seconds_of(value[:-1], f"{where}: its time") or 0.0) / frames
    return seconds_of(value, f"{where}: its time") or 0.0


def _xml_text(part: ElementTree.Element, stamp: Callable[[ElementTree.Element], str]) -> Iterator[str]:
    """Text with its line breaks, and the times of words where they have some, as WebVTT writes them."""
    yield _spaced(part.text)
    for inner in part:
        if _local(inner.tag) == "br":
            yield "\n"
        else:
            yield stamp(inner)
            yield from _xml_text(inner, stamp)
        yield _spaced(inner.tail)


def _spaced(text: str | None) -> str:
    """XML text on one line: indentation is no blank, but a blank between two words is."""
    if not text or (not text.strip() and "\n" in text):
        return ""
    return html.escape(re.sub(r"\s+", " ", text), quote=False)


def _segments(captions: Sequence[Caption], notes: Notes) -> list[Segment]:
    """Captions without markup, each line said once, by whom and when word by word where they tell."""
    glue = "" if _blanks_tell(captions) else "\n"
    found: list[Segment] = []
    for caption in said_once(captions, notes):
        found += _voices(caption, _whole(caption.lines, glue))
    return found


def _blanks_tell(captions: Sequence[Caption]) -> bool:
    """Whether text that a blank line parts keeps its blanks at the cut, so that "ba", "ck" is one word."""
    for caption in captions:
        lines = caption.lines
        inner = [i for i in range(1, len(lines) - 1) if not lines[i].strip()]
        for i in inner:
            before, after = lines[i - 1], next((line for line in lines[i + 1 :] if line.strip()), "")
            if before.strip() and after and (before[-1:] == " " or after[:1] == " "):
                return True
    return False


def _whole(lines: Sequence[str], glue: str) -> str:
    """The lines of a caption as one text; `glue` joins what a blank line parts."""
    text, blank = "", False
    for line in lines:
        if not line.strip():
            blank = True
            continue
        text += (glue if blank else "\n") + line if text else line
        blank = False
    return text


def _voices(caption: Caption, text: str) -> Iterator[Segment]:
    """A caption as one segment for each voice tag in it."""
    text = _OVERRIDE.sub("", text)
    marks = [*_VOICE.finditer(text)] if "<" in text else []
    edges = [0, *(mark.start() for mark in marks), len(text)]
    speakers = [caption.speaker, *(html.unescape(mark[1]).strip() for mark in marks)]
    parts = [
        (who, text[a:b])
        for who, a, b in zip(speakers, edges, edges[1:], strict=False)
        if _TAG.sub("", text[a:b]).strip()
    ]
    letters = sum(len(part) for _, part in parts)
    at = caption.start
    for who, part in parts:
        end = None if caption.end is None else at + (caption.end - caption.start) * len(part) / letters
        if len(parts) == 1:
            end = caption.end
        yield _segment(part, at, end, f"line {caption.line}", who)
        at = end if end is not None else at


def _segment(text: str, start: float, end: float | None, where: str, speaker: str | None) -> Segment:
    stamps = [*_INNER.finditer(text)] if "<" in text else []
    plain = _plain(_INNER.sub("", text))
    if not stamps:
        return Segment(where, plain, start, end, speaker=speaker)
    edges = [0, *(stamp.start() for stamp in stamps), len(text)]
    times = [start, *(read_clock(stamp[1]) for stamp in stamps)]
    words = []
    for time, (a, b) in zip(times, pairwise(edges), strict=True):
        part = _plain(_INNER.sub("", text[a:b]))
        if part.strip():
            words.append(Printed(part, time))
    return Segment(where, plain, start, end, tuple(words), speaker)


def _plain(text: str) -> str:
    """Text without markup."""
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", text))
    if "&" in text:
        text = html.unescape(html.unescape(text))
    return text.replace("\u200b", "").replace("\ufeff", "")
