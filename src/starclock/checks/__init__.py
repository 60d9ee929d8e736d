"""Answer -> findings and measures. One file a check; nothing else needs an edit to add one.

A check module holds one `CHECK = Check(...)`: its names, its source in the field, what it is about, its
examples and the function. `tests/test_checks.py` runs every check's own examples.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from starclock.report import Finding, Measure
from starclock.settings import Settings
from starclock.speech import Answer, PhaseName


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of look at an answer.

    findings, measures : the names it may yield
    about : what it looks for, one line, shown by `starclock checks`
    source : where the field says so
    run : pure and fast; never raises for any Answer
    english : it reads English words, so it is "not measured" in another language
    examples : text -> how many findings of `findings[0]` it must yield on it
    told_in : the phase in which the examples are told
    """

    about: str
    source: str
    run: Callable[[Answer, Settings], Iterable[Finding | Measure]]
    findings: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    english: bool = True
    examples: Mapping[str, int] = field(default_factory=dict)
    told_in: PhaseName = "action"

    @property
    def name(self) -> str:
        """What it is called in settings and docs: its first finding, or its first measure."""
        return (self.findings or self.measures)[0]


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check in this folder, by file name."""
    return tuple(
        importlib.import_module(f"{__name__}.{module.name}").CHECK
        for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name)
        if not module.name.startswith("_")
    )
