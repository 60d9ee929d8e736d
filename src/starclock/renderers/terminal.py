"""Report -> text on a terminal: 80 columns, readable without colour and when piped.

The order is the reader's: what to do first, then the clock, then the measures that say something, then what was
flagged, then the transcript. `everything` adds the measures that lie inside their band or have none. On a terminal
that is shown on request; what comes by itself is one screen: what to do first, the clock, and what to type next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import click
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from starclock.renderers.recorded import channel, gaps
from starclock.renderers.verdicts import weight, word
from starclock.report import Advice, Finding, Measure, Report, Timing
from starclock.speech import Attempt, Phase, Sentence
from starclock.writing.clock import clock
from starclock.writing.numbers import band, number

WIDTH = 80
_BELOW = 2
"""Lines of a terminal that stay free under the one screen: for the keys or the prompt."""
_BAR = 30
_COLOUR = {"on target": "green", "short": "yellow", "long": "red", "missing": "red"}
_GUESS = 5.0
"""A phase boundary that may be off by more seconds than this (one standard deviation) is called a guess."""
_QUOTES = 4
"""Findings of one kind that are quoted; the others are counted."""


def show(report: Report, everything: bool = False, next_step: str = "", below: int = 0) -> None:
    """Prints to stdout, rich respects NO_COLOR and pipes: one screen on a terminal, else the whole report.

    everything : on a terminal the whole report, with the measures inside their band, in a pager; else these measures
    next_step : the last line of the one screen, what to type for more
    below : lines that the caller prints under the one screen
    """
    console = Console(highlight=False, emoji=False)  # the table of emoji takes a while to load
    if not console.is_terminal:
        console.width = WIDTH
        console.print(render(report, everything))
        return
    console.width = min(WIDTH, console.width)
    if not everything:
        console.print(one_screen(report, console, next_step, below))
        return
    with console.capture() as captured:
        console.print(render(report, everything))
    click.echo_via_pager(captured.get(), color=not console.no_color)


def one_screen(report: Report, console: Console, next_step: str, below: int = 0) -> RenderableType:
    """What to do first, the bars and what to type next, in the lines that the terminal has.

    Where there are too few lines the reasons go first, then the blank lines, then the third and the second thing.
    """
    shapes = (*_WHOLE, _Shape(False, False, 2))
    shape = next((s for s in shapes if _fits(report, console, next_step, below, s)), _Shape(False, False, 1))
    return _screen(report, shape, next_step)


def holds(report: Report, next_step: str = "", below: int = 0) -> bool:
    """Whether the one screen has room for all that is said first, with `below` lines under it; see `show`."""
    console = Console(highlight=False, emoji=False)
    if not console.is_terminal:
        return True
    console.width = min(WIDTH, console.width)
    return any(_fits(report, console, next_step, below, shape) for shape in _WHOLE)


def _fits(report: Report, console: Console, next_step: str, below: int, shape: _Shape) -> bool:
    room = console.height - _BELOW - below
    return len(console.render_lines(_screen(report, shape, next_step))) <= room


@dataclass(frozen=True, slots=True)
class _Shape:
    """How much the one screen holds.

    why : whether each thing has its reason
    airy : whether blank lines stand between the parts
    most : things to do
    """

    why: bool = True
    airy: bool = True
    most: int = 3


_WHOLE = (_Shape(), _Shape(why=False), _Shape(why=False, airy=False))
"""Shapes that hold all that is said first, the roomiest first."""


def _screen(report: Report, shape: _Shape, next_step: str) -> RenderableType:
    last = Text(next_step, style="dim") if next_step else None
    blocks = [_head(report.answer.attempt), _first(report, shape), _timing(report, shape.most), last]
    return _stacked([block for block in blocks if block is not None], shape.airy)


def _stacked(blocks: Iterable[RenderableType], airy: bool = True) -> Group:
    parts: list[RenderableType] = []
    for block in blocks:
        parts += [Text(), block] if parts and airy else [block]
    return Group(*parts)


def render(report: Report, everything: bool = False) -> RenderableType:
    """A report for the terminal; `everything` shows the measures inside their bands too."""
    blocks = [
        _head(report.answer.attempt),
        _first(report),
        _timing(report),
        _measures(report, everything),
        _findings(report.findings),
        _transcript(report),
    ]
    return _stacked(block for block in blocks if block is not None)


def _head(attempt: Attempt) -> RenderableType:
    head = Text()
    if attempt.question:
        head.append(attempt.question + "\n", style="bold")
    by = f"heard by {attempt.recognizer} {attempt.model or ''}".strip()
    heard = "from a transcript" if attempt.recognizer == "transcript" else by
    when = f", {attempt.recorded_at[:16].replace('T', ' ')}" if attempt.recorded_at else ""
    head.append(f"{clock(attempt.seconds)} of speech{when}, {heard}{channel(attempt)}", style="dim")
    if attempt.doubtful:
        again = f"starclock analyze {attempt.id}"
        head.append(f"\nPocketSphinx gets many words wrong. Once more with Whisper: {again}", style="yellow")
    if attempt.language not in ("en", None):
        head.append("\nThis does not sound like English: timing is measured, wording is not.", style="yellow")
    if attempt.recording and attempt.recording.overflows:
        head.append(
            f"\n{attempt.recording.overflows} gaps in the recording: the computer was too busy.", style="yellow"
        )
    if lost := gaps(attempt):
        head.append(f"\n{lost}", style="yellow")
    if attempt.recording and attempt.recording.interrupted:
        head.append(f"\nThe recording ended early: {attempt.recording.interrupted}.", style="yellow")
    return head


def _first(report: Report, shape: _Shape | None = None) -> RenderableType | None:
    """What lands, then what to do; in a `shape` without the quote, which the advice itself holds with its second."""
    praise = _praise(report.praise) if report.praise else None
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", style="bold")
    table.add_column()
    for place, advice in enumerate(report.first[: shape.most if shape else None], 1):
        text = Text(advice.advice, style="bold")
        quote = _quoted(advice.about)
        if quote and not (shape and "“" in advice.advice):
            text.append(f"\n{quote}", style="not bold cyan")
        if advice.why and not (shape and not shape.why):
            text.append(f"\n{advice.why}", style="not bold")
        table.add_row(f"{place}.", text)
    if report.undecided:
        return Group(*([praise] if praise else []), Text(report.undecided))
    return Group(*(part for part in (praise, table) if part)) if praise or table.row_count else None


def _praise(advice: Advice) -> RenderableType:
    row = Table.grid(padding=(0, 1))
    row.add_row(Text("+ ", style="green"), Text(advice.advice, style="green"))
    return row


def _quoted(about: Finding | Measure) -> str:
    if isinstance(about, Finding):
        return f'{clock(about.start)}  "{about.text}"'
    return f"{about.name}: {_value(about)}" if about.value is not None else ""


@dataclass(frozen=True, slots=True)
class _Whole:
    """A bar, or nothing where it does not fit: one that is cut tells other seconds than the numbers beside it."""

    bar: Text

    def __rich_measure__(self, _console: Console, _options: ConsoleOptions) -> Measurement:
        return Measurement(0, _BAR)

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.bar if options.max_width >= _BAR else Text()


def _timing(report: Report, shown: int | None = None) -> RenderableType:
    """The clock; `shown` of the things said first stand above it, None for all."""
    longest = max([1.0, *(max(t.seconds, t.target) for t in report.timing[:-1])])
    table = Table.grid(padding=(0, 1))
    for justify in ("left", "right", "right", "left", "left"):
        table.add_column(justify=justify)
    for timing in report.timing:
        total = timing.name == "total"
        meant = clock(timing.target) if total else f"{timing.target:.0f}"
        table.add_row(
            timing.name.capitalize(),
            clock(timing.seconds) if total else f"{timing.seconds:.0f} s",
            Text(f"of {meant}" if timing.target else "", style="dim"),
            Text() if total or not timing.target else _Whole(_bar(timing, longest)),
            _verdict(timing, report, shown),
        )
    return table


def _verdict(timing: Timing, report: Report, shown: int | None) -> Text:
    """The verdict in its colour, and dim whether it matters."""
    text = Text(word(timing), style=_COLOUR.get(timing.verdict or "", "dim"))
    if matters := weight(timing, report, shown):
        text.append(f", {matters}", style="dim")
    return text


def _bar(timing: Timing, longest: float) -> Text:
    """Filled to what was spoken, with a mark at the target."""
    filled = round(timing.seconds / longest * (_BAR - 1))
    goal = round(timing.target / longest * (_BAR - 1))
    cells = ["█" if i < filled else "·" for i in range(_BAR)]
    cells[goal] = "┃" if goal >= filled else "╋"
    return Text("".join(cells), style=_COLOUR.get(timing.verdict or "", "dim"))


def _measures(report: Report, everything: bool) -> RenderableType | None:
    table = Table.grid(padding=(0, 2))
    shown = [m for m in report.measures if m.value is not None and (everything or (m.target and not m.phase))]
    for measure in shown:
        name = f"{measure.name}, {measure.phase}" if measure.phase else measure.name
        style = "yellow" if measure.side in ("below", "above") else ""
        target = band(*measure.target) if measure.target else ""
        table.add_row(name[:1].upper() + name[1:], Text(_value(measure), style=style), Text(target, style="dim"))
    if heard := _fillers(report):
        table.add_row("Fillers heard", heard)
    parts: list[RenderableType] = [table] if table.row_count else []
    missing = [m for m in report.measures if m.value is None and (everything or not m.phase)]
    for reason, group in groupby(sorted(missing, key=lambda m: m.reason or ""), key=lambda m: m.reason):
        names = ", ".join(dict.fromkeys(m.name for m in group))
        why = (reason or "").removeprefix("not measured: ")
        parts.append(Text(f"Not measured: {names} ({why})", style="dim"))
    return Group(*parts) if parts else None


def _fillers(report: Report) -> str | None:
    """Transcribed and probable ones, apart; never a bare 0 of a recognizer that tidies them away."""
    if report.answer.attempt.sound is None:
        return None
    sources = [finding.source for finding in report.findings if finding.check == "filler"]
    printed = sources.count("transcript")
    transcribed = str(printed) if printed or report.answer.attempt.verbatim else "none"
    return f"{transcribed} transcribed + {sources.count('audio')} probable"


def _value(measure: Measure) -> str:
    where = f" at {clock(measure.at.start)}" if measure.at else ""
    return f"{number(measure.value or 0.0)} {measure.unit}{where}"


def _findings(findings: Iterable[Finding]) -> RenderableType | None:
    """One line or a few for each kind: how many, and the first quotes with their times; strengths first."""
    kinds: dict[tuple[bool, str], list[Finding]] = {}
    for finding in findings:
        name = finding.check.replace("-", " ") + ("" if finding.source == "transcript" else ", probable")
        kinds.setdefault((not finding.strength, name), []).append(finding)
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(justify="right")
    table.add_column()
    for (weak, name), found in sorted(kinds.items(), key=lambda item: (item[0][0], -len(item[1]))):
        quotes = Text(", ".join(f"{clock(f.start)} {f.text}" for f in found[:_QUOTES]))
        if len(found) > _QUOTES:
            quotes.append(f" and {len(found) - _QUOTES} more", style="dim")
        style = "yellow" if weak else "green"
        table.add_row(Text("-" if weak else "+", style=style), Text(name, style=style), str(len(found)), quotes)
    return table if table.row_count else None


def _transcript(report: Report) -> RenderableType:
    answer = report.answer
    blocks: list[RenderableType] = []
    for phase, run in groupby(answer.sentences, key=lambda s: s.phase):
        sentences = list(run)
        spoken = next((p for p in answer.phases if phase and p.start == sentences[0].start), None)
        blocks.append(_title(sentences[0], spoken))
        blocks.append(Padding(Text().join(_coloured_words(sentences, report)), (0, 0, 0, 6)))
    return Group(*blocks)


def _title(first: Sentence, phase: Phase | None) -> Text:
    title = Text(f"{clock(first.start):>4}  ", style="bold")
    title.append((first.phase or "outside the story").capitalize())
    if phase is not None:
        title.append(f"  {phase.seconds:.0f} s", style="not bold")
        if phase.source == "speaker":
            title.append("  (as you marked it)", style="not bold dim")
        elif phase.uncertainty is not None and phase.uncertainty > _GUESS:
            title.append(f"  (begins here or {phase.uncertainty:.0f} s off: a guess)", style="not bold dim")
    return title


def _coloured_words(sentences: Iterable[Sentence], report: Report) -> Iterator[Text]:
    flagged = [f for f in report.findings if f.source == "transcript"]
    for sentence in sentences:
        near = [f for f in flagged if f.overlap(sentence)]
        for said in sentence.words:
            about = next((f for f in near if f.contains(said.middle)), None)
            style = "" if about is None else "green" if about.strength else "yellow"
            yield Text(said.text, style=style)
            yield Text(" ")
