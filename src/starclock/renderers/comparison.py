"""Comparison -> text on a terminal, 80 columns wide, readable without colour and when piped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from starclock.compare.noise import UNKNOWN
from starclock.compare.summary import UM, WORDS
from starclock.renderers.drifts import drift_text, told_in
from starclock.renderers.numbers import aim, change_name, change_text, spark
from starclock.renderers.terminal import WIDTH
from starclock.renderers.wrapping import wrapped
from starclock.report import Change, Comparison, Said, Target
from starclock.writing.clock import clock
from starclock.writing.excerpts import cut
from starclock.writing.numbers import counted, number

TIMING = ("situation", "task", "action", "result", "total")
_LETTERS = ("A", "B")
"""Two attempts; more are numbered."""
_MOST_ROWS = 4
"""Attempts that get a row each; of more, the first and the last."""
_CURVE = 12
"""Attempts that the curve shows, the latest: what fits on the line."""
_SAID = 5
"""Sentences shown of each kind; `--all` and the JSON have all of them."""
_NAME = 24
"""Letters of an attempt's name beside its seconds."""
_NOISE = "~"
"""Stands for a difference that is no more than the measuring may be off."""
_CHANGES = 5
"""Changes in a line; `--all` has all of them."""
_TOLD_ELSEWHERE = (UM, WORDS, "quantified")
"""What another measure says too: the parts of the fillers, and numbers as evidence a minute."""


def show(comparison: Comparison, everything: bool = False) -> None:
    """Prints to stdout; rich respects NO_COLOR and pipes."""
    console = Console(width=min(WIDTH, Console().width) if Console().is_terminal else WIDTH, highlight=False)
    console.print(render(comparison, everything))


def render(comparison: Comparison, everything: bool = False) -> RenderableType:
    """Attempts side by side, for the terminal. everything : also what did not change, and all sentences"""
    timing = [c for c in comparison.changes if c.name in TIMING and c.phase is None]
    rest = [c for c in comparison.changes if c not in timing and any(v is not None for v in c.values)]
    # Where a measure did not change, its parts (a phase, a kind of number) would only make the list longer.
    whole = [c for c in rest if c.phase is None and ":" not in c.name]
    questions = dict.fromkeys(a.question for a in comparison.attempts if a.question)
    parts: list[RenderableType] = [Text(question, style="bold") for question in questions]
    parts += [Text(comparison.verdict, style="" if questions else "bold"), _clock(comparison, timing)]
    parts += [Text(line) for line in comparison.course]
    parts += _line("Said this time", [c for c in whole if c.real and c.kind == "take"], everything)
    parts += _line("More than chance", [c for c in whole if c.real and c.kind == "habit"], everything)
    parts.append(Text())
    parts += [*_wording(comparison, everything), *_drift(comparison), *_names(comparison)]
    parts += _quotes("Points of the first that the last lacks", comparison.vanished, everything)
    parts += _quotes("Points that are new in the last", comparison.appeared, everything)
    if everything:
        parts += _everything(comparison, rest, whole)
    else:
        parts.append(Text("Everything that was compared: --all", style="dim"))
    return Group(*parts)


def _clock(comparison: Comparison, timing: Sequence[Change]) -> Table:
    """Seconds of the phases: a row for each attempt, the difference, and what is aimed at."""
    count = len(comparison.attempts)
    names = [attempt.name or attempt.id for attempt in comparison.attempts]
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("", no_wrap=True)
    for change in timing:
        table.add_column(change.name.capitalize(), justify="right", no_wrap=True)
    kept = comparison.keep if count > 2 else None
    shown = list(range(count)) if count <= _MOST_ROWS else sorted({0, count - 1, *([kept] if kept is not None else [])})
    for at in shown:
        letter = _LETTERS[at] if count == 2 else f"{at + 1}"
        mark = "  keep" if at == kept else ""
        label = Text.assemble((f"{letter}  ", "bold"), cut(names[at], _NAME), (mark, "green"))
        table.add_row(label, *(_seconds(change.values[at]) for change in timing))
    table.add_row("change" if count == 2 else "first to last", *(_difference(change) for change in timing), style="dim")
    if count > _MOST_ROWS:
        table.add_row(f"all {count}", *(spark(change.values[-_CURVE:]) for change in timing), style="dim")
    if any(change.target for change in timing):
        table.add_row("aim", *(_band(change.target) for change in timing), style="dim")
    return table


def _band(target: Target | None) -> str:
    low, high = target or (None, None)
    return "" if low is None or high is None else f"{low:.0f}-{high:.0f} s"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f} s"


def _difference(change: Change) -> Text:
    if change.before is None or change.after is None or change.real is None:
        return Text("-")
    if not change.real:
        return Text(_NOISE)
    by = change.after - change.before
    style = {True: "green", False: "yellow", None: ""}[change.nearer]
    return Text(f"{by:+.0f} s".replace("-", "−"), style=f"not dim {style}".strip())


def _line(title: str, changes: Sequence[Change], everything: bool) -> list[RenderableType]:
    """What changed, the largest change first; what tells the same thing in another way is left to `--all`."""
    if not everything:
        changes = [c for c in changes if c.name not in _TOLD_ELSEWHERE]
    shown = [change_text(change) for change in changes]
    if not everything and len(shown) > _CHANGES:
        shown = [*shown[:_CHANGES], f"and {len(shown) - _CHANGES} more"]
    return [Text.assemble((f"{title}: ", "bold"), " · ".join(shown))] if shown else []


def _everything(comparison: Comparison, rest: Sequence[Change], whole: Sequence[Change]) -> Iterator[RenderableType]:
    if real := [c for c in rest if c.real]:
        yield from (Text("More than noise", style="bold"), _table(comparison, real), Text())
    yield from _paragraph("No real change", (change_text(c) for c in whole if c.real is False))
    yield from _paragraph("Not measured in both", (c.name for c in whole if None in (c.before, c.after)))
    unknown = (change_text(c) for c in whole if c.real is None and c.reason == UNKNOWN)
    yield from _paragraph("Not judged, for how much they vary is not known", unknown)
    compared = sum(c.real is not None for c in rest)
    note = (
        f"{compared} measures were compared. What was said this time (seconds, counts) changed where the difference"
        " is more than the measuring may be off; what you can (rates, shares) where it is more than chance, of these"
        f' that did not change 1 in 20 still looks changed. "{_NOISE}": no more than the measuring may be off.'
    )
    yield Text(note, style="dim")


def brief(comparison: Comparison) -> str:
    """Three lines on the last against the first, wrapped: what changed, the clock, what the wording says."""
    spent = [c for c in comparison.changes if c.name in TIMING and c.phase is None and None not in (c.before, c.after)]
    lines = [
        f"Against the attempt before: {comparison.verdict}",
        ", ".join(_spent(change) for change in spent),
        f"{comparison.wording.reading}." if comparison.wording.reading else "",
    ]
    return "\n".join(wrapped(f"{line[:1].upper()}{line[1:]}") for line in lines if line)


def _spent(change: Change) -> str:
    """Seconds of a phase before and after, as the report has them."""
    before, after = change.before or 0.0, change.after or 0.0
    if change.name == "total":
        return f"total {clock(before)} to {clock(after)}"
    return f"{change.name} {before:.0f} to {after:.0f} s"


def _table(comparison: Comparison, changes: Sequence[Change]) -> Table:
    """Columns: name, values, unit, aim, verdict."""
    count = len(comparison.attempts)
    few = count <= _MOST_ROWS
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="dim")
    table.add_column("", max_width=25)
    for column in _LETTERS if count == 2 else map(str, range(1, count + 1)) if few else ("first", "last", ""):
        table.add_column(column, justify="right" if column else "left", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("aim", no_wrap=True)
    table.add_column("")
    for change in changes:
        cells = ["-" if value is None else number(value) for value in change.values]
        shown = cells if few else [cells[0], cells[-1], spark(change.values[-_CURVE:])]
        target = Text(aim(change.target).removeprefix("aim "), style="dim")
        table.add_row(change_name(change).capitalize(), *shown, change.unit, target, _judged(change))
    return table


def _judged(change: Change) -> Text:
    drifting = f", {change.trend} over all" if change.trend in ("up", "down") else ""
    lasting = " and more than chance" if change.kind == "take" and change.lasting else ""
    style, told = {True: ("green", "nearer"), False: ("yellow", "further"), None: ("", "changed")}[change.nearer]
    return Text(f"{told}{lasting}{drifting}", style=style)


def _paragraph(title: str, texts: Iterable[str]) -> list[RenderableType]:
    line = " · ".join(texts)
    return [Text.assemble((f"{title}: ", "bold"), line), Text()] if line else []


def _wording(comparison: Comparison, everything: bool) -> list[RenderableType]:
    wording = comparison.wording
    line = Text.assemble(("Wording: ", "bold"), wording.reading)
    if wording.overlap is not None:
        line.append(f" ({100 * wording.overlap:.0f} % of the four-word runs are those of the attempt before")
        line.append(f", {spark(wording.series)})" if len(wording.series) > 1 else ")")
    if everything and wording.verbatim:
        return [line, *_quotes("Kept word for word", wording.verbatim, everything)]
    if wording.verbatim:
        line.append(f"; {counted(len(wording.verbatim), 'sentence')} kept word for word")
    return [line, Text()]


def _drift(comparison: Comparison) -> list[RenderableType]:
    """Each fact with the sentences that tell it, whole, and their seconds."""
    if not comparison.drift:
        return [Text.assemble(("Facts: ", "bold"), "none disagree"), Text()]
    table, count = _indented(), len(comparison.attempts)
    names = list(_LETTERS) if count == 2 else [f"take {n}" for n in range(1, count + 1)]
    for drift in comparison.drift:
        table.add_row(Text.assemble((f"{drift.fact}: ", "italic"), drift_text(drift, names)))
        for name, said in told_in(drift, names):
            table.add_row(Text.assemble((f"  {name} {clock(said.start)}  ", "dim"), f"“{said.text}”"))
    return [Text("Facts that disagree", style="bold"), table, Text()]


def _names(comparison: Comparison) -> list[RenderableType]:
    if not comparison.names:
        return []
    told = "; ".join(", ".join(name) for name in comparison.names)
    line = Text.assemble(("Names heard in several ways: ", "bold"), told, " (`starclock names` teaches a spelling)")
    return [line, Text()]


def _quotes(title: str, sentences: Sequence[Said], everything: bool) -> list[RenderableType]:
    if not sentences:
        return []
    table = _indented()
    shown = sentences if everything else sentences[:_SAID]
    for said in shown:
        where = f"{clock(said.start)} {said.phase or ''}".strip()
        table.add_row(Text.assemble((f"{where}  ", "dim"), f"“{said.text}”"))
    if len(sentences) > len(shown):
        table.add_row(Text(f"and {len(sentences) - len(shown)} more", style="dim"))
    return [Text(title, style="bold"), table, Text()]


def _indented() -> Table:
    table = Table.grid(padding=(0, 0, 0, 2))
    table.add_column()
    return table
