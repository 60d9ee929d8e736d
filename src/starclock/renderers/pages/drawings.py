"""What the pages draw: values -> inline SVG, without a script, a style or a font of its own.

A lane is as wide as the page lets it, so everything that must keep its shape (text, edges) stands at shares of the
width, "12.5%"; only lines live in a box that is stretched, and keep their own thickness. Colours come from the classes
of `look.css`. What a drawing says is said in numbers elsewhere on the page, so drawings are hidden from screen readers
or carry one label.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from starclock.report import Target
from starclock.speech import Interval
from starclock.writing.clock import clock

if TYPE_CHECKING:
    from markupsafe import Markup

_WIDE, _HIGH = 1000.0, 100.0
"""The box that lines are drawn in, before it is stretched."""
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600)
_MOST_TICKS = 6
"""Times along an axis: as many as a phone has room for."""
_PHONE, _DESK = (20.0, 4.5), (9.0, 1.6)
"""Percent of the width from which on a stretch has room for a phase's name, and for its first letter."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The seconds that the whole width stands for."""

    seconds: float

    def at(self, time: float) -> float:
        """Percent of the width."""
        return round(100 * max(0.0, min(time, self.seconds)) / self.seconds, 3) if self.seconds > 0 else 0.0

    def wide(self, stretch: Interval) -> float:
        """Percent of the width that a stretch takes."""
        return round(self.at(stretch.end) - self.at(stretch.start), 3)


@dataclass(frozen=True, slots=True)
class Part(Interval):
    """A stretch of a ribbon: the class that colours it and, where there is one, its name."""

    kind: str
    name: str = ""


def ribbon(parts: Iterable[Part], scale: Scale) -> Markup:
    """Stretches side by side, each with its name, or its first letter, where there is room."""
    drawn = []
    for part in parts:
        wide = scale.wide(part)
        on_phone, on_desk = (_fitting(part.name, wide, room) for room in (_PHONE, _DESK))
        if on_phone == on_desk:
            label = _label(on_desk, "name")
        else:
            label = _label(on_phone, "name phone") + _label(on_desk, "name desk")
        drawn.append(
            f'<svg x="{scale.at(part.start):g}%" width="{wide:g}%" height="100%">'
            f'<rect class="{part.kind}" width="100%" height="100%"/>{label}</svg>'
        )
    return _svg("ribbon", "".join(drawn))


def _fitting(name: str, wide: float, room: tuple[float, float]) -> str:
    return name if wide >= room[0] else name[:1] if wide >= room[1] else ""


def _label(name: str, kind: str) -> str:
    return f'<text class="{kind}" x="5" y="50%" dy=".36em">{_safe(name)}</text>' if name else ""


def axis(scale: Scale) -> Markup:
    """Times under the lanes."""
    step = next((s for s in _STEPS if scale.seconds / s <= _MOST_TICKS), _STEPS[-1])
    times = [float(step * n) for n in range(int(scale.seconds / step) + 1)]
    drawn = []
    for time in times:
        at = scale.at(time)
        anchor = "start" if not time else "end" if at > 96 else "middle"
        drawn.append(f'<rect class="rule" x="{at:g}%" width="1" height="4"/>')
        drawn.append(f'<text x="{at:g}%" y="17" text-anchor="{anchor}">{clock(time)}</text>')
    return _svg("axis", "".join(drawn))


def waveform(levels: Sequence[float], step: float, parts: Sequence[Part], scale: Scale, most: int = 300) -> Markup:
    """The loudness of a voice as bars around a middle line, in the colours of the parts.

    levels : dB below full scale, each `step` seconds
    most : bars that are drawn
    """
    known = sorted(levels)
    if not known:
        return _svg("wave", "")
    low, high = known[len(known) // 20], known[-1 - len(known) // 200]
    low = max(low, high - 45)
    width = max(step, scale.seconds / most)
    bars: dict[str, list[str]] = {}
    count = int(len(levels) * step / width)
    ahead = iter(sorted(parts, key=lambda part: part.start))
    part = next(ahead, None)
    for n in range(count):
        chunk = levels[int(n * width / step) : max(int(n * width / step) + 1, int((n + 1) * width / step))]
        middle = (n + 0.5) * width
        while part is not None and part.end <= middle:
            part = next(ahead, None)
        kind = part.kind if part is not None and part.start <= middle else "outside"
        size = max(1.0, 47 * max(0.0, min(1.0, (fmean(chunk) - low) / (high - low or 1.0))) ** 1.7)
        bars.setdefault(kind, []).append(f"M{10 * scale.at(middle):.0f} {50 - size:.0f}v{2 * size:.0f}")
    paths = "".join(f'<path class="stroke {kind}" d="{"".join(path)}"/>' for kind, path in bars.items())
    return _svg("wave", _stretched(paths))


def blocks(stretches: Iterable[Interval], scale: Scale, kind: str) -> Markup:
    """Grounds behind a lane: pauses, gaps, other voices."""
    return _markup(
        "".join(
            f'<rect class="{kind}" x="{scale.at(s.start):g}%" width="{max(scale.wide(s), 0.15):g}%" height="100%"/>'
            for s in stretches
        )
    )


def ticks(full: Iterable[float], hollow: Iterable[float], scale: Scale) -> Markup:
    """Points on a line, at seconds: full ones are sure, hollow ones probable."""
    sure = "".join(f'<rect class="sure" x="{scale.at(t):g}%" width="3" height="70%" y="15%" rx="1"/>' for t in full)
    rings = "".join(f'<circle class="maybe" cx="{scale.at(t):g}%" cy="50%" r="4"/>' for t in hollow)
    return _svg("ticks", f'<rect class="rule" y="50%" width="100%" height="1"/>{sure}{rings}')


def curve(
    points: Sequence[tuple[float, float | None]], scale: Scale, ends: tuple[float, float], band: Target | None = None
) -> Markup:
    """A line through (second, value); None breaks it. `ends` lie at the bottom and the top, in the unit of the values.

    band : drawn as a ground; an open end of it goes to the edge
    """
    low, high = ends

    def down(value: float) -> float:
        return _HIGH - _HIGH * (max(low, min(high, value)) - low) / ((high - low) or 1.0)

    ground = ""
    if band is not None:
        ground = _band(band, low, high, down)
    path, drawing = [], False
    for time, value in points:
        if value is None:
            drawing = False
            continue
        path.append(f"{'L' if drawing else 'M'}{10 * scale.at(time):.0f} {down(value):.0f}")
        drawing = True
    lonely = "h1" if len(path) == 1 else ""
    return _svg("curve", ground + _stretched(f'<path class="line" d="{"".join(path)}{lonely}"/>'))


def series(
    values: Sequence[float | None],
    margins: Sequence[float | None] = (),
    target: Target | None = None,
    best: int | None = None,
) -> Markup:
    """Values of several attempts, in whatever unit: dots on a line.

    margins : how far each may lie from the first and still be the same; together they are the noise band
    target : drawn as a ground where it comes near
    best : which dot is marked
    """
    known = [value for value in values if value is not None]
    if not known:
        return _svg("series", "")
    first = next((v for v in values[:1] if v is not None), None)
    band = [(i, m) for i, m in enumerate(margins) if m is not None] if first is not None else []
    shown = [*known, *(first + side * m for _, m in band for side in (-1, 1) if first is not None)]
    low, high = min(shown), max(shown)
    room = 0.12 * (high - low) or abs(high) * 0.1 or 1.0
    # The target is drawn in where it lies near; a far one would press all dots into one line.
    for end in target or ():
        if end is not None and low - 2 * (high - low) - room <= end <= high + 2 * (high - low) + room:
            low, high = min(low, end), max(high, end)
    low, high = low - room, high + room

    def across(i: int) -> float:
        return round(4 + 92 * i / max(1, len(values) - 1), 2)

    def down(value: float) -> float:
        return round(100 - 100 * (max(low, min(high, value)) - low) / (high - low), 1)

    ground = ""
    if target is not None and any(end is not None for end in target):
        top, bottom = (
            down(target[1] if target[1] is not None else high),
            down(target[0] if target[0] is not None else low),
        )
        ground = f'<rect class="band" y="{top:g}%" width="100%" height="{max(0.0, bottom - top):g}%"/>'
    lines = ""
    if band and first is not None:
        edge = [(across(i), down(first + m)) for i, m in band]
        edge += [(across(i), down(first - m)) for i, m in reversed(band)]
        lines += f'<path class="noise" d="M{"L".join(f"{10 * x:.0f} {y:g}" for x, y in edge)}z"/>'
    points = [(across(i), down(v)) for i, v in enumerate(values) if v is not None]
    lines += f'<path class="line" d="M{"L".join(f"{10 * x:.0f} {y:g}" for x, y in points)}"/>'
    dots = "".join(
        f'<circle class="{"dot best" if i == best else "dot"}" cx="{across(i):g}%" cy="{down(v):g}%" '
        f'r="{5 if i == best else 3}"/>'
        for i, v in enumerate(values)
        if v is not None
    )
    return _svg("series", ground + _stretched(lines) + dots)


def columns(values: Sequence[float]) -> Markup:
    """Columns side by side, the highest as high as the drawing; for counts and minutes."""
    most = max(values, default=0.0) or 1.0
    each = 100 / max(1, len(values))
    drawn = "".join(
        f'<rect class="column" x="{each * i + each * 0.15:.2f}%" width="{each * 0.7:.2f}%" '
        f'y="{100 - 100 * value / most:.1f}%" height="{100 * value / most:.1f}%"/>'
        for i, value in enumerate(values)
        if value > 0
    )
    return _svg("columns", drawn)


def calendar(weeks: Sequence[Sequence[int]]) -> Markup:
    """A column for each week, oldest first, with a square for each of its days; the more, the darker, up to four."""
    each = 100 / max(1, len(weeks))
    drawn = "".join(
        f'<rect class="day n{min(count, 4)}" x="{each * i + each * 0.06:.2f}%" width="{each * 0.88:.2f}%" '
        f'y="{100 / 7 * day + 1:.2f}%" height="{100 / 7 - 2:.2f}%" rx="2"/>'
        for i, week in enumerate(weeks)
        for day, count in enumerate(week)
    )
    return _svg("calendar", drawn)


def _band(target: Target, low: float, high: float, down: Callable[[float], float]) -> str:
    """What lies between two ends, as a ground; an open end goes to the edge."""
    top, bottom = down(high if target[1] is None else target[1]), down(low if target[0] is None else target[0])
    return f'<rect class="band" y="{top:.1f}%" width="100%" height="{max(0.0, bottom - top):.1f}%"/>'


def bar(seconds: float, target: float, longest: float, kind: str) -> Markup:
    """Seconds as a bar, with a mark at the target; the whole width is `longest`."""
    scale = Scale(longest)
    mark = f'<rect class="goal" x="{scale.at(target):g}%" width="2" y="0" height="100%"/>' if target else ""
    return _svg("bar", f'<rect class="{kind}" y="20%" width="{scale.at(seconds):g}%" height="60%" rx="2"/>{mark}')


def _stretched(inner: str) -> str:
    return f'<svg viewBox="0 0 {_WIDE:g} {_HIGH:g}" preserveAspectRatio="none" width="100%" height="100%">{inner}</svg>'


def _svg(kind: str, inner: str) -> Markup:
    return _markup(f'<svg class="{kind}" aria-hidden="true" focusable="false">{inner}</svg>')


def _markup(text: str) -> Markup:
    from markupsafe import Markup  # only where a page is made

    return Markup(text)


def _safe(text: str) -> str:
    from markupsafe import escape

    return str(escape(text))
