"""Plain text with times -> segments, one a turn: what Otter, Zoom, Teams, Word, Rev, Descript and YouTube show or copy.

A time stands at the head of a line or of a paragraph, perhaps with a name: "Maria Lopez  0:07", "[00:00:07] Maria:",
"00:07 I moved it". A turn lasts until the next one begins.
"""

from __future__ import annotations

import re

from starclock.transcripts.heard import Segment
from starclock.transcripts.notes import Notes
from starclock.transcripts.times import STAMP, read_clock

_NAME = r"[^\W\d_][\w.'’&-]*(?: [\w.'’&()-]+){0,4}"
_AM = r"(?:\s*[AaPp]\.?[Mm]\.?)?"
_AT = rf"[\[(]?\s*(?P<time>{STAMP}){_AM}(?:\s*(?:--?>|[-–—])\s*{STAMP}{_AM})?\s*[\])]?"
_HEADS = (
    re.compile(rf"\s*[\[(]?(?P<name>{_NAME})[\])]?\s*[:,|-]?\s*{_AT}\s*:?\s*$"),  # Maria Lopez  0:07
    re.compile(rf"\s*{_AT}\s*[-–|]?\s*[\[(]?(?P<name>{_NAME})[\])]?\s*:?\s*$"),  # [00:00:07] Maria Lopez
    re.compile(rf"\s*{_AT}\s*[-–|]?\s*(?P<rest>.*)$"),  # 00:07 I moved it; 0:07
)
_CLOCK_ONLY = re.compile(rf"\s*{_AT}\s*$")
_FOOTER = re.compile(
    r"\s*(?:transcribed|transcript (?:created|generated|made)|generated|exported|powered) (?:by|with)\b", re.IGNORECASE
)
"""What a tool adds about itself."""
_LONGEST_NAME = 5
"""Words; more beside a time is what was said."""


def looks_like_turns(text: str) -> bool:
    """Whether there are two lines with a time at their head, or one at the very beginning."""
    heads = [number for number, line in enumerate(text.splitlines()) if line.strip() and _head(line)]
    return len(heads) >= 2 or heads[:1] == [0]


def turns(text: str, notes: Notes) -> list[Segment]:
    """Lines before the first time are a title. Raises ValueError where no line has a time."""
    found: list[Segment] = []
    said: list[str] = []
    head: tuple[float, str | None, int] | None = None
    before = ""

    def close() -> None:
        if head is not None:
            found.append(Segment(f"line {head[2]}", "\n".join(said), head[0], None, speaker=head[1]))

    for number, line in enumerate(text.splitlines(), 1):
        if _FOOTER.match(line):
            notes.count("line of the tool left out", "lines of the tool left out")
            continue
        read = _head(line) if line.strip() else None
        if read is None:
            if line.strip():
                said.append(line.strip())
            before = line.strip() or before
            continue
        time, name, rest = read
        # Otter's older text and Google's Recorder have the name on the line before its time.
        lone = said[-1:] if name is None and not rest and said and _is_name(said[-1]) and before == said[-1] else []
        if lone:
            name = said.pop()
        if head is None and said:
            notes.count("line before the first time left out", "lines before the first time left out", len(said))
        close()
        head, said = (time, name, number), [rest] if rest else []
        before = ""
    close()
    if not found:
        raise ValueError("no line begins with a time")
    return [segment for segment in found if (segment.text or "").strip()]


def _head(line: str) -> tuple[float, str | None, str] | None:
    """Time, name and text of a line that begins a turn."""
    if not any(c.isdigit() for c in line):
        return None
    for pattern in _HEADS:
        match = pattern.match(line)
        if not match:
            continue
        parts = match.groupdict()
        name = parts.get("name")
        if name is not None and (not _is_name(name) or len(name.split()) > _LONGEST_NAME):
            continue
        return read_clock(match["time"]), name, parts.get("rest") or ""
    return None


def _is_name(text: str) -> bool:
    """Whether every word of a short line begins with a capital or is a number."""
    words = text.strip(" :").split()
    return (
        0 < len(words) <= _LONGEST_NAME
        and all(w[0].isupper() or w[0].isdigit() or w[0] == "(" for w in words)
        and not text.rstrip().endswith((".", "?", "!", ","))
    )
