"""Report -> files that other programs read: captions, tables, and label tracks to check every flag by ear.

| kind | for | holds |
|---|---|---|
| txt | reading | the transcript under its phases |
| srt, vtt | players, editors | one caption for each sentence |
| csv | spreadsheets | phases, sentences and findings, one row each |
| labels | Audacity (File > Import > Labels) | phases and findings as one label track |
| textgrid | Praat | tiers of phases, sentences, words; findings as points |

Times are seconds with 3 decimals, in captions hours:minutes:seconds.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from types import MappingProxyType

from starclock.report import Report
from starclock.speech import Interval
from starclock.writing.clock import clock, stamp


def text(report: Report) -> str:
    """
    [0:00] Situation
    This was two years ago. ...
    """
    blocks = []
    for phase, run in groupby(report.answer.sentences, key=lambda s: s.phase):
        sentences = list(run)
        title = phase.capitalize() if phase else "Outside the story"
        blocks.append(f"[{clock(sentences[0].start)}] {title}\n{' '.join(s.text for s in sentences)}\n")
    return "\n".join(blocks)


def srt(report: Report) -> str:
    """The sentences as captions (SubRip)."""
    cues = (
        f"{number}\n{stamp(s.start, ',')} --> {stamp(s.end, ',')}\n{s.text.replace('-->', '→')}\n"
        for number, s in enumerate(report.answer.sentences, 1)
    )
    return "\n".join(cues)


def vtt(report: Report) -> str:
    """Each cue is named after its phase, so that a player's script can color it."""
    cues = (
        f"\n{s.phase or 'outside'}-{number}\n{stamp(s.start)} --> {stamp(s.end)}\n{_escaped(s.text)}\n"
        for number, s in enumerate(report.answer.sentences, 1)
    )
    return "WEBVTT\n" + "".join(cues)


def table(report: Report) -> str:
    """Phases, sentences and findings as CSV, times in seconds."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["kind", "start", "end", "phase", "name", "text", "message"])
    for p in report.answer.phases:
        rows.writerow(["phase", _seconds(p.start), _seconds(p.end), p.phase, "", "", ""])
    for s in report.answer.sentences:
        rows.writerow(["sentence", _seconds(s.start), _seconds(s.end), s.phase or "", s.part or "", s.text, ""])
    for f in report.findings:
        rows.writerow(["finding", _seconds(f.start), _seconds(f.end), f.phase or "", f.check, f.text, f.message])
    return out.getvalue()


def labels(report: Report) -> str:
    """Phases and findings as a label track of Audacity, times in seconds."""
    phases = ((p, p.phase.capitalize()) for p in report.answer.phases)
    findings = ((f, f"{f.check}: {f.text}" if f.text else f.check) for f in report.findings)
    tracked = sorted([*phases, *findings], key=lambda row: (row[0].start, -row[0].end))
    return "".join(f"{_seconds(at.start)}\t{_seconds(at.end)}\t{_line(label)}\n" for at, label in tracked)


def textgrid(report: Report) -> str:
    """Praat's long text format. Tiers have no gaps and no overlaps, as Praat wants them."""
    answer = report.answer
    end = max([answer.attempt.seconds, *(w.end for w in answer.words)])
    tiers = [
        _interval_tier("phases", ((p, p.phase) for p in answer.phases), end),
        _interval_tier("sentences", ((s, s.text) for s in answer.sentences), end),
        _interval_tier("words", ((w, w.text) for w in answer.words), end),
        _point_tier("findings", ((f.start, f"{f.check}: {f.text}") for f in report.findings), end),
    ]
    head = f'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = {_seconds(end)}\n'
    body = "".join(f"    item [{n}]:\n{tier}" for n, tier in enumerate(tiers, 1))
    return f"{head}tiers? <exists>\nsize = {len(tiers)}\nitem []:\n{body}"


KINDS: Mapping[str, Callable[[Report], str]] = MappingProxyType(
    {"txt": text, "srt": srt, "vtt": vtt, "csv": table, "labels": labels, "textgrid": textgrid}
)


def _interval_tier(name: str, said: Iterable[tuple[Interval, str]], end: float) -> str:
    rows = list(_without_gaps(said, end))
    body = "".join(
        f"        intervals [{n}]:\n            xmin = {_seconds(a)}\n            xmax = {_seconds(b)}\n"
        f"            text = {_quoted(label)}\n"
        for n, (a, b, label) in enumerate(rows, 1)
    )
    return f"{_tier('IntervalTier', name, end)}        intervals: size = {len(rows)}\n{body}"


def _without_gaps(said: Iterable[tuple[Interval, str]], end: float) -> Iterator[tuple[float, float, str]]:
    """What overlaps begins later; what is shorter than the clock can tell is left out."""
    at = 0.0
    for stretch, label in said:
        start, until = max(round(stretch.start, 3), at), min(round(stretch.end, 3), round(end, 3))
        if until <= start:
            continue
        if start > at:
            yield at, start, ""
        yield start, until, label
        at = until
    if at < round(end, 3):
        yield at, round(end, 3), ""


def _point_tier(name: str, points: Iterable[tuple[float, str]], end: float) -> str:
    """Praat wants points to lie apart: those of one moment become one."""
    rows = [(at, " | ".join(label for _, label in group)) for at, group in groupby(points, lambda p: _seconds(p[0]))]
    body = "".join(
        f"        points [{n}]:\n            number = {at}\n            mark = {_quoted(label)}\n"
        for n, (at, label) in enumerate(rows, 1)
    )
    return f"{_tier('TextTier', name, end)}        points: size = {len(rows)}\n{body}"


def _tier(kind: str, name: str, end: float) -> str:
    return f'        class = "{kind}"\n        name = "{name}"\n        xmin = 0\n        xmax = {_seconds(end)}\n'


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"


def _line(label: str) -> str:
    return " ".join(label.split())


def _quoted(label: str) -> str:
    return '"' + _line(label).replace('"', '""') + '"'


def _escaped(caption: str) -> str:
    return caption.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
