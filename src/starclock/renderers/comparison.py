"""Comparison -> text on a terminal, 80 columns wide, readable without colour and when piped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from starclock.compare.noise import UNKNOWN
from starclock.renderers.drifts import drift_text
from starclock.renderers.numbers import aim, change_name, change_text, spark
from starclock.renderers.terminal import WIDTH
from starclock.report import Change, Comparison, Said
from starclock.writing.clock import clock
from starclock.writing.numbers import number

TIMING = ("situation", "task", "action", "result", "total")
_MOST_COLUMNS = 4
"""Attempts that get a column each; more become first, last and a curve."""
_CURVE = 12
"""Attempts that the curve shows, the latest: what fits on the line."""
_SAID = 5
"""Sentences shown of each kind; the JSON has them all."""


def show(comparison: Comparison) -> None:
    """Prints to stdout; rich respects NO_COLOR and pipes."""
    console = Console(width=min(WIDTH, Console().width) if Console().is_terminal else WIDTH, highlight=False)
    console.print(render(comparison))


def render(comparison: Comparison) -> RenderableType:
    """Attempts side by side, for the terminal."""
    timing = [c for c in comparison.changes if c.name in TIMING and c.phase is None]
    rest = [c for c in comparison.changes if c not in timing and any(c.values)]
    parts: list[RenderableType] = [
        _head(comparison),
        _table(comparison, timing, nearest=True),
        Text("* nearest to its target" if len(comparison.attempts) <= _MOST_COLUMNS else "", style="dim"),
        Text(),
    ]
    if real := [c for c in rest if c.real]:
        parts += [Text("More than noise", style="bold"), _table(comparison, real), Text()]
    # Where a measure did not change, its parts (a phase, a kind of number) would only make the list longer.
    whole = [c for c in rest if c.phase is None and ":" not in c.name]
    parts += _paragraph("No real change", (change_text(c) for c in whole if c.real is False))
    parts += _paragraph("Not measured in both", (c.name for c in whole if None in (c.before, c.after)))
    parts += _paragraph(
        "Not judged, for how much they vary is not known",
        (change_text(c) for c in whole if c.real is None and c.reason == UNKNOWN),
    )
    parts += [*_wording(comparison), *_drift(comparison)]
    parts += _quotes("Points of the first that the last lacks", comparison.vanished)
    parts += _quotes("Points that are new in the last", comparison.appeared)
    compared = sum(c.real is not None for c in rest)
    if real:
        note = f"{compared} measures were compared; of those that did not change, 1 in 20 still looks changed."
        parts.append(Text(note, style="dim"))
    elif len(comparison.attempts) < _MOST_COLUMNS:
        note = "Counts under 30 must more than double to be told from chance; over four or more attempts less will do."
        parts.append(Text(note, style="dim"))
    return Group(*parts)


def brief(comparison: Comparison) -> Text:
    """Three lines on the last against the first: the clock, what else really changed, what the wording says."""
    spent = [c for c in comparison.changes if c.name in TIMING and c.phase is None and None not in (c.before, c.after)]
    rest = [c for c in comparison.changes if c.real and c not in spent and c.phase is None]
    nearer = "; ".join(change_text(c) for c in rest if c.nearer is not False)
    further = "; ".join(change_text(c) for c in rest if c.nearer is False)
    told = [f"better: {nearer}" if nearer else "", f"worse: {further}" if further else ""]
    lines = [
        ", ".join(f"{c.name} {number(c.before or 0.0)} to {number(c.after or 0.0)} s" for c in spent),
        "; ".join(filter(None, told)) or "nothing else changed by more than chance",
        comparison.wording.reading,
    ]
    text = Text("Against the attempt before: ", style="bold")
    for line in lines:
        text.append(f"{line[:1].upper()}{line[1:]}\n", style="not bold")
    text.rstrip()
    return text


def _head(comparison: Comparison) -> Text:
    head = Text()
    questions = dict.fromkeys(a.question for a in comparison.attempts if a.question)
    for question in questions:
        head.append(f"{question}\n", style="bold")
    names = [a.name or a.id for a in comparison.attempts]
    if len(names) <= _MOST_COLUMNS:
        head.append("\n".join(f"{letter}  {name}" for letter, name in zip(_letters(len(names)), names, strict=True)))
    else:
        head.append(f"{len(names)} attempts, {names[0]} to {names[-1]}")
    head.append("\n")
    return head


def _letters(count: int) -> list[str]:
    return [chr(ord("A") + i) for i in range(count)]


def _table(comparison: Comparison, changes: Sequence[Change], nearest: bool = False) -> Table:
    """Columns: name, values (the one nearest to the target marked), unit, aim, verdict.

    nearest : of many attempts, also the value that is nearest, and whose it is
    """
    count = len(comparison.attempts)
    few = count <= _MOST_COLUMNS
    columns = _letters(count) if few else ["first", "last", "", *(["nearest"] if nearest else [])]
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="dim")
    table.add_column("", max_width=25)
    for column in columns:
        table.add_column(column, justify="right" if column else "left", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("aim", no_wrap=True)
    table.add_column("")
    for change in changes:
        cells = [_cell(change, i) for i in range(count)]
        shown = cells if few else [cells[0], cells[-1], spark(change.values[-_CURVE:])]
        if nearest and not few:
            shown.append("" if change.best is None else f"{cells[change.best].strip('* ')} in {change.best + 1}")
        target = Text(aim(change.target).removeprefix("aim "), style="dim")
        table.add_row(change_name(change).capitalize(), *shown, change.unit, target, _verdict(change))
    return table


def _cell(change: Change, index: int) -> str:
    value = change.values[index]
    return "-" if value is None else f"{number(value)}{'*' if change.best == index else ' '}"


def _verdict(change: Change) -> Text:
    if change.real is None:
        return Text(change.reason or "not measured", style="dim")
    if not change.real:
        drifting = f", {change.trend} over all" if change.trend in ("up", "down") else ""
        return Text(f"no real change{drifting}", style="dim")
    if change.nearer is None:
        return Text("changed")
    return Text("nearer", style="green") if change.nearer else Text("further", style="yellow")


def _paragraph(title: str, texts: Iterable[str]) -> list[RenderableType]:
    line = " · ".join(texts)
    return [Text.assemble((f"{title}: ", "bold"), line), Text()] if line else []


def _wording(comparison: Comparison) -> list[RenderableType]:
    wording = comparison.wording
    line = Text.assemble(("Wording: ", "bold"), wording.reading)
    if wording.overlap is not None:
        line.append(f" ({100 * wording.overlap:.0f} % of the four-word runs are those of the attempt before")
        line.append(f", {spark(wording.series)})" if len(wording.series) > 1 else ")")
    return [line, *_quotes("Kept word for word", wording.verbatim), *([] if wording.verbatim else [Text()])]


def _drift(comparison: Comparison) -> list[RenderableType]:
    if not comparison.drift:
        return [Text.assemble(("Facts: ", "bold"), "none disagree"), Text()]
    table, count = _indented(), len(comparison.attempts)
    names = _letters(count) if count <= _MOST_COLUMNS else [f"attempt {n}" for n in range(1, count + 1)]
    for drift in comparison.drift:
        table.add_row(Text.assemble((f"{drift.fact}: ", "italic"), drift_text(drift, names)))
    return [Text("Facts that disagree", style="bold"), table, Text()]


def _quotes(title: str, sentences: Sequence[Said]) -> list[RenderableType]:
    if not sentences:
        return []
    table = _indented()
    for said in sentences[:_SAID]:
        where = f"{clock(said.start)} {said.phase or ''}".strip()
        table.add_row(Text.assemble((f"{where}  ", "dim"), f"“{said.text}”"))
    if len(sentences) > _SAID:
        table.add_row(Text(f"and {len(sentences) - _SAID} more (--json has them all)", style="dim"))
    return [Text(title, style="bold"), table, Text()]


def _indented() -> Table:
    table = Table.grid(padding=(0, 0, 0, 2))
    table.add_column()
    return table
