"""What is on the screen while speaking: where in 30/15/90/45 you are, and nothing that distracts.

      1:02  Action     1:13 of 1:30 left     in all 1:58 of 3:00 left
            heard up to 0:52: Situation for 0:52, meant 0:37 at most
      Situation    Task  Action                                Result
      ━━━━━━━━━━━━ ━━━━━ ━━━━━●─────────────────────────────── ──────────────────

      ▮▮▮▮▮▮▮▮▮▯▯▯     Enter ends   Space next phase   S T A R name   N anew   X drop

Until the speaker marks a phase the targets say where you should be; from the first mark on the marks say where
you are, and the rest of the plan moves along. What was heard comes some seconds late, and says up to when it goes; it
stands in a line that is there from the start, so that nothing jumps.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise
from types import TracebackType
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.text import Text

from starclock.live.so_far import SoFar
from starclock.settings import Targets
from starclock.speech import PHASES, Correction, Interval, Phase, PhaseName
from starclock.writing.clock import clock
from starclock.writing.numbers import counted

WIDTH = 80
EVERY = 15
"""Seconds between two lines where there is no terminal to draw on."""
QUIET, METER = -60.0, 12
"""The level (dB below full scale) at the left end of the meter, and its cells."""
COLOURS: dict[PhaseName, str] = {"situation": "cyan", "task": "blue", "action": "green", "result": "magenta"}


class Mark(NamedTuple):
    """The speaker pressed a key: from `time` (seconds) on this is `phase`."""

    time: float
    phase: PhaseName


class Hints(NamedTuple):
    """What of the words heard so far is shown.

    phase : where they are in the story, as long as no key was pressed; and a Situation past its range, also by the keys
    words : the newest of them, and counts
    """

    phase: bool = True
    words: bool = False


def plan(targets: Targets, marks: Sequence[Mark] = (), now: float = 0.0) -> tuple[Phase, ...]:
    """Where the phases lie on the clock, in time order, without gaps: what was marked, and what is still meant.

    The phase the speaker is in lasts as long as its target has seconds left, and as long as it takes.

    >>> [(p.phase, p.start, p.end) for p in plan(Targets(), [Mark(40, "task")], now=42)][:3]
    [('situation', 0.0, 40), ('task', 40, 55.0), ('action', 55.0, 145.0)]
    """
    legs: list[Phase] = []
    first = marks[0].time if marks else 0.0
    for phase in PHASES[: PHASES.index(marks[0].phase)] if marks else ():
        start = legs[-1].end if legs else 0.0
        if start < first:
            legs.append(Phase(start, min(start + targets.of(phase), first), phase))
    if legs:
        legs[-1] = Phase(legs[-1].start, first, legs[-1].phase)
    elif first:
        legs.append(Phase(0.0, first, marks[0].phase))
    for mark, after in pairwise(marks):
        legs.append(Phase(mark.time, after.time, mark.phase, source="speaker"))
    if marks:
        last = marks[-1]
        left = max(0.0, targets.of(last.phase) - _spent(legs, last.phase))
        legs.append(Phase(last.time, max(last.time + left, now), last.phase, source="speaker"))
    for phase in PHASES[PHASES.index(marks[-1].phase) + 1 :] if marks else PHASES:
        start = legs[-1].end if legs else 0.0
        legs.append(Phase(start, start + targets.of(phase), phase))
    legs[-1] = Phase(legs[-1].start, max(legs[-1].end, now), legs[-1].phase, source=legs[-1].source)
    return tuple(legs)


def corrections(marks: Sequence[Mark], seconds: float) -> tuple[Correction, ...]:
    """The speaker's own word on each stretch of a take of `seconds`.

    What lies before the first mark is left to the model, except that "now Task" says: until now, Situation.

    >>> [(c.start, c.end, c.phase) for c in corrections([Mark(30, "task"), Mark(46, "action")], 60)]
    [(0.0, 30, 'situation'), (30, 46, 'task'), (46, 60, 'action')]
    """
    marks = [mark for mark in marks if mark.time < seconds]
    if not marks:
        return ()
    if marks[0].phase == "task" and marks[0].time > 0:
        marks = [Mark(0.0, "situation"), *marks]
    ends = [mark.time for mark in marks[1:]] + [seconds]
    return tuple(
        Correction(mark.time, end, mark.phase, pressed=True)
        for mark, end in zip(marks, ends, strict=True)
        if end > mark.time
    )


def _spent(legs: Sequence[Phase], phase: PhaseName) -> float:
    return sum(leg.seconds for leg in legs if leg.phase == phase)


class Clock:
    """Draws on a terminal's stderr; elsewhere prints a line now and then.

        with Clock(Targets()) as clock:
            clock.update(seconds, level_db)      # from any thread
            clock.mark(seconds, "task")
        clock.hear(so_far)

    limit : seconds after which the recording ends by itself, None for never
    keys : whether to tell which keys do what
    real : as in the room: no clock, no targets, no level; only what would cost the answer is told
    hints : what is shown of what was heard, on a terminal only
    """

    def __init__(
        self,
        targets: Targets,
        limit: float | None = None,
        keys: bool = False,
        console: Console | None = None,
        real: bool = False,
        hints: Hints | None = None,
    ) -> None:
        self.targets, self.limit, self.keys, self.real = targets, limit, keys, real
        self.console = console or Console(stderr=True, highlight=False)
        self._hints = hints if hints and not real and self._draws else None
        self.seconds = 0.0
        self.marks: tuple[Mark, ...] = ()
        self._so_far: SoFar | None = None
        self._level = QUIET
        self._notice = ""
        self._offer = ""
        self._waiting = ""
        self._told = 0
        self._live: Live | None = None

    def __enter__(self) -> Clock:
        if self._draws:
            # The clock is erased afterwards, which leaves the screen to the report.
            self._live = Live(get_renderable=self.render, console=self.console, refresh_per_second=8, transient=True)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def opening(self) -> None:
        """The microphone is being opened; nothing counts yet."""
        self._waiting = "Opening the microphone"

    def restart(self) -> None:
        """Begins anew: no marks, no seconds, no notice."""
        self.seconds, self.marks, self._level, self._told = 0.0, (), QUIET, 0
        self._notice = self._waiting = ""
        self._so_far = None

    def countdown(self, number: int) -> None:
        """Shows `number` seconds to go before the recording begins; 0 begins it."""
        first, self._waiting = "starts in" not in self._waiting, f"Recording starts in {number}" if number else ""
        if not self._live and (first or not number):
            self.console.print(f"recording in {number} s" if number else "recording", style="dim")

    def update(self, seconds: float, level_db: float) -> None:
        """`seconds` are recorded, and the newest sound is `level_db` below full scale."""
        falling = self._level - 30.0 * max(0.0, seconds - self.seconds)  # dB a second: calm to look at
        self.seconds, self._level = seconds, max(level_db, falling)
        if not self._live and not self.real and seconds >= self._told + EVERY:
            self._told = int(seconds // EVERY) * EVERY
            self.console.print(self._head(), soft_wrap=True)

    @property
    def _draws(self) -> bool:
        return self.console.is_terminal and not self.console.is_dumb_terminal

    @property
    def wants_hints(self) -> bool:
        """Whether `hear` shows anything."""
        return self._hints is not None

    def hear(self, so_far: SoFar | None) -> None:
        """What was heard by now; None: nothing is heard any more."""
        self._so_far = so_far

    def mark(self, time: float, phase: PhaseName) -> None:
        """From `time` on the speaker is in `phase`."""
        if self.phase == phase and self.marks:
            return
        self.marks = (*(mark for mark in self.marks if mark.time < time), Mark(time, phase))
        if not self._live:
            self.console.print(f"{clock(time)}  {phase.capitalize()} (marked)")

    def mark_next(self, time: float) -> None:
        """From `time` on the speaker is in the phase after this one: after the marked one, else after Situation."""
        at = PHASES.index(self.marks[-1].phase if self.marks else "situation")
        self.mark(time, PHASES[min(at + 1, len(PHASES) - 1)])

    def notice(self, message: str) -> None:
        """One line the speaker should see now, such as a dead microphone; an empty one takes it back."""
        self._notice = message
        if message and not self._live:
            self.console.print(message, style="yellow")

    def offer(self, keys: str) -> None:
        """Which keys answer a notice before the recording begins; an empty line takes them back."""
        self._offer = keys

    def say(self, message: str) -> None:
        """A line above the clock, where it stays."""
        self.console.print(f"  {message}", style="dim", soft_wrap=True, markup=False)

    @property
    def phase(self) -> PhaseName:
        """Where the speaker is: as marked, else as meant."""
        return self._here()[1].phase

    def render(self) -> RenderableType:
        """A few quiet lines, always as many, at most 80 columns wide."""
        width = min(WIDTH, self.console.width) - 4
        if self._waiting:
            lines: list[RenderableType] = [Text(f"\n  {self._waiting}\n", style="bold")]
        elif self.real:
            lines = [Text(f"\n  Recording   {'Enter' if self.keys else 'Ctrl-C'} ends\n", style="dim")]
        else:
            lines = [Text(), self._head(), self._heard(), *self._bar(width), Text(), self._foot(width)]
            lines += self._words(width)
        if self._notice:
            lines += [] if self._waiting else [Text()]
            lines.append(Padding(Text(self._notice, style="yellow"), (0, 2)))
        if self._offer:
            lines.append(Text(f"  {self._offer}\n", style="dim", no_wrap=True, overflow="ellipsis"))
        return Group(*lines)

    def _here(self) -> tuple[int, Phase]:
        """The stretch of the plan the speaker is in, and its place in it."""
        legs = plan(self.targets, self.marks, self.seconds)
        marked = [(i, leg) for i, leg in enumerate(legs) if leg.source == "speaker"]
        return marked[-1] if marked else [(i, leg) for i, leg in enumerate(legs) if leg.start <= self.seconds][-1]

    def _head(self) -> Text:
        phase = self.phase
        legs = plan(self.targets, self.marks, self.seconds)
        spent = sum(leg.overlap(Interval(0.0, self.seconds)) for leg in legs if leg.phase == phase)
        head = Text("  ", no_wrap=True, overflow="ellipsis")
        head.append(f"{clock(self.seconds)}  ", style="bold")
        head.append(f"{phase.capitalize():<11}", style=f"bold {COLOURS[phase]}")
        head.append(f"{_left(self.targets.of(phase), spent):<22}")
        head.append(f"in all {_left(self.targets.total, self.seconds)}", style="dim")
        if self.limit is not None and self.limit - self.seconds < 30:
            head.append(f"   ends in {clock(max(0.0, self.limit - self.seconds))}", style="yellow")
        return head

    def _heard(self) -> Text:
        """Where the story is, by what was heard of it; a Situation past its range."""
        if not self._hints or not self._hints.phase:
            return Text()
        line = Text(" " * 8, no_wrap=True, overflow="ellipsis")
        most = self.targets.range_of("situation")[1]
        past = f"meant {clock(most)} at most"
        if self.marks:
            legs = plan(self.targets, self.marks, self.seconds)
            spent = sum(leg.overlap(Interval(0.0, self.seconds)) for leg in legs if leg.phase == "situation")
            return line.append(f"Situation: {past}") if self.phase == "situation" and spent > most else Text()
        so_far = self._so_far
        if not so_far or not so_far.until:
            return Text()
        line.append(f"heard up to {clock(so_far.until)}", style="dim")
        if not so_far.phase:
            return line
        line.append(f": {so_far.phase.capitalize()} for {clock(so_far.seconds)}", style="dim")
        if so_far.phase == "situation" and so_far.seconds > most:
            line.append(f", {past}")
        return line

    def _words(self, width: int) -> list[Text]:
        if not self._hints or not self._hints.words:
            return []
        so_far = self._so_far or SoFar()
        last = so_far.last
        while cell_len(last) > width and " " in last.removeprefix("… "):
            last = f"… {last.removeprefix('… ').partition(' ')[2]}"
        counts = [] if so_far.fillers is None else [counted(so_far.fillers, "filler")]
        counts += [] if so_far.rate is None else [f"{so_far.rate:.0f} words a minute"]
        told = last or "Your words come here, 10 to 30 s after you said them."
        newest = Text(f"  {told}", no_wrap=True, overflow="ellipsis")
        return [Text(), newest, Text(f"  {'   '.join(counts)}", style="dim")]

    def _bar(self, width: int) -> tuple[Text, Text]:
        """Names, and under them the segments with a cursor."""
        legs = plan(self.targets, self.marks, self.seconds)
        done, ahead, cursor = "=-O" if self.console.options.ascii_only else "━─●"
        cells = _shares([leg.seconds for leg in legs], width - len(legs))
        names, bar = Text("  "), Text("  ")
        here, _ = self._here()
        for i, (leg, size) in enumerate(zip(legs, cells, strict=True)):
            colour = COLOURS[leg.phase]
            name = leg.phase.capitalize()
            names.append(f"{name if len(name) <= size else name[0]:<{size + 1}}", style=colour if i == here else "dim")
            at = min(size - 1, int((self.seconds - leg.start) / max(leg.seconds, 1e-9) * size)) if i == here else None
            full = size if i < here else (at or 0)
            bar.append(done * full, style=colour)
            if at is not None:
                bar.append(cursor, style="bold")
            bar.append(ahead * (size - full - (at is not None)) + " ", style="dim")
        return names, bar

    def _foot(self, width: int) -> Text:
        on, off = "#." if self.console.options.ascii_only else "▮▯"
        lit = round(METER * min(1.0, max(0.0, 1 - self._level / QUIET)))
        foot = Text("  ")
        foot.append(on * lit, style="red" if self._level > -1 else "")
        foot.append(off * (METER - lit), style="dim")
        told = "Enter ends   Space next phase   S T A R name   N anew   X drop" if self.keys else "Ctrl-C ends"
        foot.append(told.rjust(width - METER), style="dim")
        return foot


def _shares(weights: Sequence[float], cells: int) -> list[int]:
    """Whole cells for each weight, at least one each, `cells` in all where there is room."""
    total = sum(weights)
    edges, at = [], 0.0
    for weight in weights:
        at += weight
        edges.append(round(at / total * cells))
    return [max(1, edge - before) for before, edge in zip([0, *edges], edges, strict=False)]


def _left(target: float, spent: float) -> str:
    left = target - spent
    return f"{clock(left)} of {clock(target)} left" if left >= 0 else f"{clock(-left)} over {clock(target)}"


def show_question(question: str | None, microphone: str) -> None:
    """The question and the microphone, above the clock, where they stay."""
    console = Console(stderr=True, highlight=False)
    if question:
        console.print(Padding(Text(question, style="bold"), (1, 2), expand=False), width=min(WIDTH, console.width))
    console.print(Text(f"  {microphone}", style="dim"), soft_wrap=True)
    sys.stderr.flush()
