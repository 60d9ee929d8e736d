"""Report -> text on a terminal, 80 columns wide, readable without colour and when piped."""

from __future__ import annotations

from itertools import groupby

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from starclock.report import Finding, Measure, Report, Timing
from starclock.speech import Attempt, Sentence

WIDTH = 80
_BAR = 28
_COLOUR = {"on target": "green", "short": "yellow", "long": "red", "missing": "red"}
_SHOWN_PAUSE = 0.6


def show(report: Report) -> None:
    """Prints to stdout; rich respects NO_COLOR and pipes."""
    console = Console(width=min(WIDTH, Console().width) if Console().is_terminal else WIDTH, highlight=False)
    console.print(render(report))


def render(report: Report) -> RenderableType:
    parts: list[RenderableType] = [_head(report.answer.attempt)]
    if report.first:
        parts += [Text("First", style="bold"), _first(report), Text()]
    parts += [_timing(report), Text(), _measures(report), Text(), *_transcript(report)]
    return Group(*parts)


def clock(seconds: float) -> str:
    """
    >>> clock(72.4)
    '1:12'
    """
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


def _head(attempt: Attempt) -> Text:
    head = Text()
    if attempt.question:
        head.append(attempt.question + "\n", style="bold")
    heard = f"{attempt.recognizer} {attempt.model or ''}".strip()
    head.append(f"{clock(attempt.seconds)} recorded, heard by {heard}\n", style="dim")
    if attempt.rough:
        head.append(
            "Rough transcript: times are good, words are not. For a better one: starclock models get base.en\n",
            style="yellow",
        )
    return head


def _first(report: Report) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right")
    table.add_column()
    for number, advice in enumerate(report.first, 1):
        text = Text(advice.advice)
        if isinstance(advice.about, Finding):
            text.append(f'\n{clock(advice.about.start)} "{advice.about.text}"', style="italic")
        elif advice.about.value is not None:
            text.append(f"\n{advice.about.name}: {_value(advice.about)}", style="italic")
        table.add_row(f"{number}.", text)
    return table


def _timing(report: Report) -> Table:
    longest = max(max(t.seconds, t.target) for t in report.timing[:-1]) or 1.0
    table = Table.grid(padding=(0, 1))
    for justify in ("left", "right", "left", "left", "left"):
        table.add_column(justify=justify)
    for timing in report.timing:
        bar = Text() if timing.name == "total" else _bar(timing, longest)
        table.add_row(
            timing.name.capitalize(),
            f"{timing.seconds:.0f} s",
            f"of {timing.target:.0f}",
            bar,
            Text(timing.verdict, style=_COLOUR[timing.verdict]),
        )
    return table


def _bar(timing: Timing, longest: float) -> Text:
    """Filled to what was spoken, with a mark at the target."""
    filled = round(timing.seconds / longest * (_BAR - 1))
    goal = min(_BAR - 1, round(timing.target / longest * (_BAR - 1)))
    cells = ["█" if i < filled else "·" for i in range(_BAR)]
    cells[goal] = "┃" if goal >= filled else "╋"
    return Text("".join(cells), style=_COLOUR[timing.verdict])


def _measures(report: Report) -> Table:
    table = Table.grid(padding=(0, 2))
    for measure in report.measures:
        if measure.phase is None:
            value = _value(measure)
            low, high = measure.target or (None, None)
            aim = f"aim {low:g}-{high:g}" if low is not None and high is not None else ""
            table.add_row(measure.name.capitalize(), value, Text(aim, style="dim"))
    return table


def _value(measure: Measure) -> str:
    if measure.value is None:
        return f"not measured: {measure.reason}"
    digits = 0 if abs(measure.value) >= 20 else 1
    where = f" at {clock(measure.at.start)}" if measure.at else ""
    return f"{measure.value:.{digits}f} {measure.unit}{where}"


def _transcript(report: Report) -> list[RenderableType]:
    blocks: list[RenderableType] = []
    for phase, run in groupby(report.answer.sentences, key=lambda s: s.phase):
        sentences = list(run)
        title = phase.capitalize() if phase else "Outside the story"
        blocks.append(Text(f"{clock(sentences[0].start)}  {title}", style="bold"))
        blocks.append(_told(sentences))
    return blocks


def _told(sentences: list[Sentence]) -> Table:
    table = Table.grid(padding=(0, 0, 0, 6))
    table.add_row(Text(" ".join(s.text for s in sentences)))
    return table
