"""Report -> the page where one answer is looked at and listened to.

`ReportPage` holds all that the page shows, worked out; the template only places it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import log2
from statistics import median
from typing import TYPE_CHECKING

from starclock.renderers.names import GROUPS, finding_name, group_of
from starclock.renderers.pages import drawings
from starclock.renderers.pages.drawings import Part, Scale
from starclock.renderers.pages.template import filled
from starclock.report import Advice, Finding, Measure, Report, Target, Timing
from starclock.speech import PHASES, Answer, Interval, PhaseName, Sentence, Track, Word

if TYPE_CHECKING:
    from markupsafe import Markup

BEFORE = 2.0
"""Seconds that are played before a finding, so that it is heard in its sentence."""
_AFTER = 0.4
"""Seconds that are played behind one."""
_LONGEST_MARK = 8.0
"""Seconds; what is said of a whole passage stands in the list, not under each of its words."""
_LONG_PAUSE = 1.5
"""Seconds of silence from which on the transcript shows it."""
_PARAGRAPH = 30.0
"""Seconds of one phase that stand together; then a new paragraph begins at the next sentence."""
_LONG, _PART = 480.0, 300.0
"""Of an answer longer than this many seconds, the transcript is folded into parts of so many."""
_WINDOW, _HOP = 10.0, 2.0
"""Seconds over which the pace of a moment is counted, and between two moments."""
_PITCH, _MOST_POINTS = 0.5, 700
"""Seconds that share one point of the pitch line, at least, and how many points it has at most."""
_FURTHER = 1.5
"""Times the answer's length: how far the axis goes on to show the targets of an answer that is short."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together in the transcript, or what stands between them.

    words : none for what the sound holds beside the words
    findings : numbers of those that are about them, the shortest first
    heard : the filler that only the sound holds, "" for words
    pause : seconds of a long silence, None for words
    """

    words: tuple[Word, ...] = ()
    findings: tuple[int, ...] = ()
    strength: bool = False
    heard: str = ""
    pause: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the transcript; `number` counts them from 0."""

    number: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Block(Interval):
    """Sentences of one phase that follow each other; `opens` where it is the first of a run of that phase."""

    phase: PhaseName | None
    lines: tuple[Line, ...]
    opens: bool


@dataclass(frozen=True, slots=True)
class Folded(Interval):
    """A part of a long transcript."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """Findings of one kind, with their numbers."""

    key: str
    name: str
    strength: bool
    found: tuple[tuple[int, Finding], ...]

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.found)


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of the picture: its name, a word to it, what is drawn."""

    name: str
    note: str
    drawn: Markup


@dataclass(frozen=True, slots=True)
class ReportPage:
    """All that the page of one answer shows, in the order it shows it.

    first : the things to do, each with the stretch to play
    bars : a bar for each row of the timing
    longest : seconds of the whole answer
    shown_to : seconds that the axis of the picture stands for
    strip : the ribbon of the player, over the answer alone
    folded : parts of the transcript; only one where it is not long
    groups : measures of the whole answer by group, those outside their band apart as `outside`
    starts : when each sentence begins, in seconds
    keys : of which kind each finding is, by its number
    """

    report: Report
    first: tuple[tuple[Advice, Interval], ...]
    praise: tuple[Advice, Interval] | None
    bars: tuple[tuple[Timing, Markup], ...]
    longest: float
    shown_to: float
    said: str
    strip: Markup
    lanes: tuple[Lane, ...]
    folded: tuple[Folded, ...]
    kinds: tuple[Kind, ...]
    outside: tuple[Measure, ...]
    groups: tuple[tuple[str, tuple[Measure, ...]], ...]
    unmeasured: tuple[tuple[str, tuple[Measure, ...]], ...]
    by_phase: tuple[tuple[str, dict[str, Measure]], ...]
    starts: tuple[float, ...]
    keys: Mapping[int, str]

    @property
    def inside(self) -> int:
        """How many measures the groups hold."""
        return sum(len(measures) for _, measures in self.groups)

    def line_at(self, time: float) -> int:
        """Number of the sentence that is said at a second, or of the last one before it."""
        return max(0, bisect_right(self.starts, time) - 1)

    def kinds_of(self, findings: Sequence[int]) -> str:
        """The keys of the kinds that these findings are of."""
        return " ".join(dict.fromkeys(self.keys[number] for number in findings))

    def stretches(self, phase: str) -> tuple[Interval, ...]:
        """Where a phase is told, with its returns."""
        return tuple(Interval(p.start, p.end) for p in self.report.answer.phases if p.phase == phase)

    def heard_from(self, stretch: Interval) -> Interval:
        """What is played of a finding, in seconds: it, from `BEFORE` on."""
        return heard_from(stretch)


def render(report: Report, audio: str | None = None) -> str:
    """`audio` : a data URI, or the name of a file beside the page; None where there is none."""
    page = page_of(report)
    attempt = report.answer.attempt
    title = attempt.question or attempt.name or "Your answer"
    return filled(
        "report.html", title, bool(audio), page=page, report=report, attempt=attempt, audio=audio, phase_names=PHASES
    )


def page_of(report: Report) -> ReportPage:
    """Works out all that the page shows."""
    answer = report.answer
    seconds = max(answer.attempt.seconds, answer.span.end) or 1.0
    meant = [t for t in report.timing if t.name != "total"]
    shown_to = max(seconds, min(sum(t.target for t in meant), _FURTHER * seconds))
    kinds = tuple(_kinds(report))
    longest = max([1.0, *(max(t.seconds, t.target) for t in meant)])
    return ReportPage(
        report=report,
        first=tuple((advice, _place(advice.about, answer)) for advice in report.first),
        praise=(report.praise, _place(report.praise.about, answer)) if report.praise else None,
        bars=tuple(
            (row, drawings.bar(row.seconds, row.target, 1.02 * longest if row.name != "total" else seconds, row.name))
            for row in report.timing
        ),
        longest=seconds,
        shown_to=shown_to,
        said=_told(answer),
        strip=drawings.ribbon(_parts(answer), Scale(seconds)),
        lanes=tuple(_lanes(report, Scale(shown_to))),
        folded=tuple(_folded(list(_blocks(report)), seconds)),
        kinds=kinds,
        outside=tuple(m for m in _whole(report) if m.side in ("below", "above")),
        groups=tuple(_groups(report)),
        unmeasured=tuple(_unmeasured(report)),
        by_phase=tuple(_by_phase(report.measures)),
        starts=tuple(sentence.start for sentence in answer.sentences),
        keys={number: kind.key for kind in kinds for number, _ in kind.found},
    )


def _place(about: Finding | Measure, answer: Answer) -> Interval:
    """What to play: the finding from a little before; of a measure its stretch, its phase, or the whole answer."""
    if isinstance(about, Finding):
        return heard_from(about)
    if about.at is not None:
        return heard_from(about.at)
    name = about.phase or about.name
    return next((Interval(p.start, p.end) for p in answer.phases if p.phase == name), answer.span)


def heard_from(stretch: Interval) -> Interval:
    """What is played of a finding, in seconds: it, from `BEFORE` on."""
    return Interval(max(0.0, stretch.start - BEFORE), stretch.end + _AFTER)


def _told(answer: Answer) -> str:
    """The ribbon in words."""
    told = [f"{p.phase} from {p.start:.0f} to {p.end:.0f} seconds" for p in answer.phases[:12]]
    more = [f"and {len(answer.phases) - 12} more"] if len(answer.phases) > 12 else []
    return ", ".join([*told, *more]) or "no phases were found"


def _parts(answer: Answer) -> list[Part]:
    return [Part(p.start, p.end, p.phase, p.phase.capitalize()) for p in answer.phases]


# --- the picture


def _lanes(report: Report, scale: Scale) -> Iterator[Lane]:
    answer, sound = report.answer, report.answer.attempt.sound
    meant = [row for row in report.timing if row.name != "total" and row.target]
    parts = _parts(answer)
    if meant:
        goals, at = [], 0.0
        for row in meant:
            goals.append(Part(at, at + row.target, f"{row.name} pale", row.name.capitalize()))
            at += row.target
        beyond = " (cut off)" if at > scale.seconds + 0.5 else ""
        yield Lane("Target", f"what was aimed at{beyond}", drawings.ribbon(goals, scale))
    yield Lane("You", "what you told", drawings.ribbon(parts, scale))
    yield Lane("", "", drawings.axis(scale))
    if sound is not None and sound.track is not None and sound.track.levels:
        drawn = drawings.waveform(sound.track.levels, sound.track.step, parts, scale)
        quiet = [pause for pause in sound.pauses if pause.seconds >= 0.5]
        note = "loudness; pauses from half a second on lie on grey"
        if sound.gaps:
            note += "; striped: the microphone gave no sound"
        yield Lane("Voice", note, _over(drawn, quiet, sound.gaps, scale))
    yield from _fillers(report, scale)
    yield from _pace(report, scale)
    if sound is not None and sound.track is not None:
        yield from _pitch(sound.track, scale)


def _over(drawn: Markup, pauses: Sequence[Interval], gaps: Sequence[Interval], scale: Scale) -> Markup:
    head, mark, rest = drawn.partition(">")
    grounds = drawings.blocks(pauses, scale, "pause") + drawings.blocks(gaps, scale, "gap")
    return type(drawn)(f"{head}{mark}{grounds}{rest}")


def _fillers(report: Report, scale: Scale) -> Iterator[Lane]:
    fillers = [f for f in report.findings if f.check == "filler"]
    measured = [m for m in report.measures if m.name in ("fillers", "probable filled pauses") and m.value is not None]
    if not fillers and not measured:
        return
    printed = [f.middle for f in fillers if f.source == "transcript"]
    heard = [f.middle for f in fillers if f.source == "audio"]
    note = f"bar: in the text ({len(printed)}); ring: heard in the sound, probable ({len(heard)})"
    yield Lane("Fillers", note, drawings.ticks(printed, heard, scale))


def _pace(report: Report, scale: Scale) -> Iterator[Lane]:
    answer = report.answer
    middles = [word.middle for word in answer.words]
    span = answer.span
    if span.seconds < 2 * _WINDOW:
        return
    points: list[tuple[float, float | None]] = []
    hop = max(_HOP, span.seconds / _MOST_POINTS)
    at = span.start + _WINDOW / 2
    while at <= span.end - _WINDOW / 2:
        low, high = at - _WINDOW / 2, at + _WINDOW / 2
        count = bisect_left(middles, high) - bisect_left(middles, low)
        points.append((at, count * 60 / _WINDOW))
        at += hop
    measure = report.measure("speech rate")
    band = measure.target if measure else None
    known = [value for _, value in points if value is not None]
    ends = _ends(known, band)
    note = f"words a minute, {min(known):.0f} to {max(known):.0f}"
    if band and band[0] is not None and band[1] is not None:
        note += f"; band: {band[0]:.0f} to {band[1]:.0f}"
    yield Lane("Pace", note, drawings.curve(points, scale, ends, band))


def _ends(values: Sequence[float], band: Target | None) -> tuple[float, float]:
    shown = [*values, *(end for end in band or () if end is not None)]
    room = 0.1 * (max(shown) - min(shown)) or 1.0
    return min(shown) - room, max(shown) + room


def _pitch(track: Track, scale: Scale) -> Iterator[Lane]:
    """The voice in semitones around its own middle."""
    voiced = [pitch for pitch in track.pitches if pitch]
    if len(voiced) * track.step < 2:
        return
    each = max(1, round(max(_PITCH, len(track.pitches) * track.step / _MOST_POINTS) / track.step))
    middle = median(voiced)
    points: list[tuple[float, float | None]] = []
    for start in range(0, len(track.pitches), each):
        clear = [pitch for pitch in track.pitches[start : start + each] if pitch]
        value = 12 * log2(median(clear) / middle) if len(clear) * 4 >= each else None
        points.append(((start + each / 2) * track.step, value))
    known = sorted(value for _, value in points if value is not None)
    if not known:
        return
    low, high = known[len(known) // 50], known[-1 - len(known) // 50]
    note = f"semitones around your middle of {middle:.0f} Hz, {low:.0f} to +{high:.0f}"
    yield Lane("Pitch", note, drawings.curve(points, scale, _ends([low, high], None)))


# --- the transcript


def _blocks(report: Report) -> Iterator[Block]:
    answer = report.answer
    between = _between(report)
    marked = [
        (f.start, n) for n, f in enumerate(report.findings) if f.source == "transcript" and f.seconds <= _LONGEST_MARK
    ]
    marked.sort()
    number = 0
    for phase, run in groupby(answer.sentences, key=lambda s: s.phase):
        lines: list[Line] = []
        opens, start, end = True, None, 0.0
        for sentence in run:
            if start is not None and sentence.start - start > _PARAGRAPH:
                yield Block(start, end, phase, tuple(lines), opens)
                lines, opens, start = [], False, None
            first, last = (
                bisect_left(marked, (sentence.start - _LONGEST_MARK, 0)),
                bisect_left(marked, (sentence.end, 0)),
            )
            near = [n for _, n in marked[first:last]]
            lines.append(Line(number, tuple(_pieces(sentence, near, between.get(number, []), report))))
            start = sentence.start if start is None else start
            end = sentence.end
            number += 1
        yield Block(start or 0.0, end, phase, tuple(lines), opens)


def _between(report: Report) -> dict[int, list[tuple[float, Piece]]]:
    """What the sound holds beside the words, in time order, by the number of the sentence it is shown in."""
    answer = report.answer
    found = [
        (f.start, Piece(findings=(n,), heard=f.text))
        for n, f in enumerate(report.findings)
        if f.source == "audio" and f.check == "filler"
    ]
    pauses = answer.attempt.sound.pauses if answer.attempt.sound else ()
    found += [(pause.start, Piece(pause=pause.seconds)) for pause in pauses if pause.seconds >= _LONG_PAUSE]
    starts = [sentence.start for sentence in answer.sentences]
    table: dict[int, list[tuple[float, Piece]]] = {}
    for time, piece in sorted(found, key=lambda item: item[0]):
        table.setdefault(max(0, bisect_right(starts, time) - 1), []).append((time, piece))
    return table


def _pieces(
    sentence: Sentence, near: Sequence[int], between: Sequence[tuple[float, Piece]], report: Report
) -> Iterator[Piece]:
    """A sentence in pieces: words of the same findings together, with what lies between words at its place."""
    ordered = sorted(near, key=lambda n: (report.findings[n].seconds, n))

    def about(word: Word) -> tuple[int, ...]:
        return tuple(n for n in ordered if report.findings[n].contains(word.middle))

    def turn(word: Word) -> tuple[tuple[int, ...], int]:
        return about(word), sum(time < word.middle for time, _ in between)

    passed = 0
    for (findings, before), words in groupby(sentence.words, key=turn):
        for _, piece in between[passed:before]:
            yield piece
        passed = before
        strength = bool(findings) and report.findings[findings[0]].strength
        yield Piece(tuple(words), findings, strength)
    for _, piece in between[passed:]:
        yield piece


def _folded(blocks: list[Block], seconds: float) -> Iterator[Folded]:
    parts = [blocks]
    if seconds > _LONG:
        parts = [list(group) for _, group in groupby(blocks, key=lambda block: int(block.start / _PART))]
    for part in parts:
        if part:
            yield Folded(part[0].start, part[-1].end, tuple(part))


# --- lists and tables


def _kinds(report: Report) -> Iterator[Kind]:
    """Faults before praise, in each the many before the few."""
    groups: dict[tuple[bool, str], list[tuple[int, Finding]]] = {}
    for numbered in enumerate(report.findings):
        finding = numbered[1]
        groups.setdefault((finding.strength, finding_name(finding.check, finding.source)), []).append(numbered)
    ordered = sorted(groups.items(), key=lambda item: (item[0][0], -len(item[1])))
    for number, ((strength, name), found) in enumerate(ordered):
        yield Kind(f"k{number}", name, strength, tuple(found))


def _whole(report: Report) -> Iterator[Measure]:
    return (m for m in report.measures if m.phase is None)


def _groups(report: Report) -> Iterator[tuple[str, tuple[Measure, ...]]]:
    """Measures that have a value and are not told as outside their band already."""
    told = [m for m in _whole(report) if m.value is not None and m.side not in ("below", "above")]
    for group, order in [*GROUPS.items(), ("More", ())]:
        found = [m for m in told if group_of(m.name) == group]
        found.sort(key=lambda m: order.index(m.name) if m.name in order else len(order))
        if found:
            yield group, tuple(found)


def _unmeasured(report: Report) -> Iterator[tuple[str, tuple[Measure, ...]]]:
    """Measures without a value, those of one reason together."""
    reasons: dict[str, list[Measure]] = {}
    for measure in _whole(report):
        if measure.value is None:
            reasons.setdefault(measure.reason or "", []).append(measure)
    yield from ((reason, tuple(found)) for reason, found in reasons.items())


def _by_phase(measures: Sequence[Measure]) -> Iterator[tuple[str, dict[str, Measure]]]:
    table: dict[str, dict[str, Measure]] = {}
    for measure in measures:
        if measure.phase and measure.value is not None:
            table.setdefault(measure.name, {})[measure.phase] = measure
    yield from table.items()
