"""Report -> at most three things said first: the fault that costs most, each with its place and what to do.

Each kind of advice is one file with the question that it puts to the whole answer. It speaks only where the answer
fails that question: by a rule, or by what was learned from answers that readers marked (`_faults.py`); a rule that the
learned speaks plainly against is not believed. What costs the listener most comes first; of two things about one
sentence only the first. Where no fault is likely the answer is ready, and the next question to expect is named; where
nothing fails and that is not sure, nothing is said.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from starclock.advice._praise import praise
from starclock.advice._story import Kind, Story
from starclock.advice.ready import carries, following
from starclock.report import Advice, Finding, Report
from starclock.settings import Settings

MOST = 3
_UNLIKELY = 0.05
"""Chance of a learned fault below which the rule of its kind is not believed."""
_PERHAPS, _BOTH = 0.2, 0.3
"""Chance from which a rule and what was learned are of one mind, and what that counts for beside the chance."""
_READY = 0.5
"""Chance that nothing costs much, below which no answer is called ready."""
_SURELY = 0.75
"""The same from which it is, whatever else it might hold."""


@cache
def all_kinds() -> tuple[Kind, ...]:
    """Every kind of advice in this folder, what costs most first."""
    found: list[Kind] = []
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("_"):
            continue
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        found += getattr(loaded, "KINDS", None) or (loaded.KIND,)
    return tuple(sorted(found, key=lambda kind: kind.rank))


@dataclass(frozen=True, slots=True)
class Said:
    """first : at most three things, what costs most first
    praise : the one thing that lands, None where nothing does
    """

    first: tuple[Advice, ...] = ()
    praise: Advice | None = None


def advise(report: Report, settings: Settings) -> Said:
    """What to say of a report; nothing where nobody spoke, or not in English."""
    if not any(sentence.words for sentence in report.answer.sentences) or report.answer.attempt.language not in (
        "en",
        None,
    ):
        return Said()
    story = Story(report, settings)
    first = _first(story, settings)
    return Said(first, praise(story, first))


def rule() -> str:
    """The rule, as `starclock checks first` shows it: each question in the order in which they are put."""
    _, rest = (__doc__ or "").split("\n\n", 1)
    lines = [f"  {kind.name:20} {kind.about}" for kind in all_kinds()]
    return "\n".join([rest.strip(), "", *lines])


def _first(story: Story, settings: Settings) -> tuple[Advice, ...]:
    chosen: list[tuple[Kind, Advice]] = []
    for kind, advice in _fitting(story, settings):
        if any(_same_words(advice, other) or (kind.topic and kind.topic == k.topic) for k, other in chosen):
            continue
        chosen.append((kind, advice))
        if len(chosen) == MOST or kind.alone:
            break
    told = [advice for _, advice in chosen]
    if any(not kind.mild for kind, _ in chosen):
        return tuple(told)
    none = story.diagnosis["none"]
    ready = none >= _SURELY or (none >= _READY and carries(story))
    if not ready:
        return tuple(told[:1])
    asked = [advice for advice in following(story) if not any(_same_words(advice, other) for other in told)]
    return (*map(_ready, asked[:1]), *told[:1])


def _ready(advice: Advice) -> Advice:
    return replace(advice, advice=f"Ready, as far as starclock can tell. {advice.advice}")


def _fitting(story: Story, settings: Settings) -> Iterator[tuple[Kind, Advice]]:
    """What fails, first what is likely to cost most by what was learned, the more so where a rule finds it too; then by
    rank."""
    found: list[tuple[float, int, Kind, Advice]] = []
    for kind in all_kinds():
        if kind.name in settings.off or kind.name == "next question":
            continue
        likely, told = kind.likely(story), kind.learned(story)
        advice = kind.look(story)
        both = advice is not None and (likely or 0.0) >= _PERHAPS
        if advice is None and told:
            advice = kind.tell(story)
        doubted = not kind.certain and likely is not None and likely < _UNLIKELY
        if advice is None or (doubted and not (kind.measured and story.diagnosis["none"] < _READY)):
            continue
        weight = (likely or 0.0) if told or both else 0.0
        found.append((-weight - _BOTH * both, kind.rank, kind, advice))
    yield from ((kind, advice) for _, _, kind, advice in sorted(found, key=lambda row: row[:2]))


def _same_words(one: Advice, other: Advice) -> bool:
    a, b = one.about, other.about
    return isinstance(a, Finding) and isinstance(b, Finding) and a.overlap(b) > 0
