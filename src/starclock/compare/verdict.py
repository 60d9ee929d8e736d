"""What changed from the first attempt to the last, in one sentence or two: what a speaker wants to know first.

Told are length and where it comes from, fillers, the number of the result, facts that disagree, pace. Only what is more
than noise; where nothing is, that is what is said. Two different stories are not compared at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from starclock.compare.facts import Fact, facts_of
from starclock.compare.noise import told
from starclock.compare.summary import UM, WORDS
from starclock.report import Change, Drift, Said, Summary
from starclock.speech import PHASES
from starclock.writing.numbers import counted, number

OTHER_STORY = "Another story: told side by side, what was said is not compared."
NOTHING = "Nothing to tell them apart: no difference is more than noise."
_ALL, _MOST = 0.85, 0.6
"""Shares of a change in length from which on one phase is called its source."""
_COUNTING = ("percent", "money", "time", "times", "count")


def verdict(changes: Sequence[Change], drift: Sequence[Drift], first: Summary, last: Summary) -> str:
    """Plain text, sentences with their full stops."""
    by_name = {change.name: change for change in changes if change.phase is None}
    pace = by_name.get("speech rate")
    said = [*_length(by_name), *_fillers(by_name, last), *_facts(drift)]
    if not said and not any(change.real for change in by_name.values()):
        return NOTHING
    said = [*(said or ["as long as before"]), *_result(first.said, last.said)]
    if pace and pace.real:
        said.append(f"{'faster' if _by(pace) > 0 else 'slower'}, {_values(pace)} words a minute")
    sentence = "; ".join(said)
    steady = " No change in pace." if pace and pace.real is False else ""
    return f"{sentence[:1].upper()}{sentence[1:]}.{steady}"


def _length(by_name: dict[str, Change]) -> Iterator[str]:
    total = by_name.get("total")
    moved = {p.capitalize(): _by(by_name[p]) for p in PHASES if p in by_name and by_name[p].real}
    if total and total.real:
        whole = _by(total)
        yield f"{_seconds(whole)} {_longer(whole)}{_source(whole, moved)}"
    elif moved:
        told = _listed([f"the {name} {_seconds(by)} {_longer(by)}" for name, by in moved.items()])
        yield f"as long as before, {told}" if total and total.real is False else told


def _source(whole: float, moved: dict[str, float]) -> str:
    """Which phases a change in length comes from; "" where that is not plain."""
    along = {name: by for name, by in moved.items() if by * whole > 0}
    against = [f"the {name} {_seconds(by)} {_longer(by)}" for name, by in moved.items() if by * whole < 0]
    but = f", but {_listed(against)}" if against else ""
    if not along:
        return but
    name, by = max(along.items(), key=lambda one: abs(one[1]))
    if len(along) == 1 and by / whole >= _ALL:
        return f", all of it from the {name}{but}"
    if len(along) == 1:
        return f", {'most of it' if by / whole >= _MOST else _seconds(by)} from the {name}{but}"
    return f", from {_listed([f'the {name} ({_seconds(by)})' for name, by in along.items()])}{but}"


def _fillers(by_name: dict[str, Change], last: Summary) -> Iterator[str]:
    """Of all fillers; what "um" and "uh" did alone where that says more."""
    gone = _gone(by_name.get(UM), last)
    every = by_name.get("fillers")
    if every is None or every.real is None:
        every = by_name.get(WORDS)
    name = "filler words" if every and every.name == WORDS else "fillers"
    if every and every.real and _gone(every, last):
        yield f"the {name} are gone"
    elif every and every.real:
        also = ' ("um" and "uh" are gone)' if gone else ""
        yield f"{'more' if _by(every) > 0 else 'fewer'} {name}, {_values(every)} a minute{also}"
    elif gone:
        yield '"um" and "uh" are gone'
    elif (pauses := by_name.get(UM)) and pauses.real:
        yield f'{"more" if _by(pauses) > 0 else "less"} "um" and "uh", {_values(pauses)} a minute'


def _gone(change: Change | None, last: Summary) -> bool:
    """Whether what is left in the last may be none at all."""
    if change is None or not change.real or _by(change) > 0:
        return False
    measure = next(m for m in last.measures if m.name == change.name and m.phase is None)
    return told(measure, replace(measure, value=0.0)) is False


def _result(first: Sequence[Said], last: Sequence[Said]) -> Iterator[str]:
    before, after = _numbers(first), _numbers(last)
    if before and not after:
        yield "the result lost its number"
    elif after and not before:
        yield "the result has a number now"
    elif any(a.agrees(b) and a.kind == b.kind for a in before for b in after):
        yield "the result kept its number"


def _numbers(said: Sequence[Said]) -> list[Fact]:
    return [fact for s in said if s.phase == "result" for fact in facts_of(s) if fact.kind in _COUNTING]


def _facts(drift: Sequence[Drift]) -> Iterator[str]:
    if drift:
        yield f"{counted(len(drift), 'fact')} {'disagrees' if len(drift) == 1 else 'disagree'}"


def _by(change: Change) -> float:
    return (change.after or 0.0) - (change.before or 0.0)


def _values(change: Change) -> str:
    return f"{number(change.before or 0.0)} → {number(change.after or 0.0)}"


def _seconds(seconds: float) -> str:
    return f"{abs(seconds):.0f} s"


def _longer(seconds: float) -> str:
    return "longer" if seconds > 0 else "shorter"


def _listed(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)
