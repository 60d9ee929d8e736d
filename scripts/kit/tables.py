"""Figures as the docs print them: Markdown tables, shares, and precision and recall."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


def table(head: str, rows: Iterable[Sequence[object]], title: str = "") -> None:
    """Prints a Markdown table, each row as soon as it is there.

    head : the titles of the columns, with " | " between them
    """
    if title:
        print(f"\n### {title}")
    print(f"\n| {head} |\n|{'---|' * (head.count(' | ') + 1)}")
    for row in rows:
        print(f"| {' | '.join(map(str, row))} |", flush=True)


def percent(share: float) -> str:
    """A share 0..1 as percent; empty where it is not a number."""
    return "" if math.isnan(share) else f"{100 * share:.1f} %" if share < 0.1 else f"{100 * share:.0f} %"


@dataclass(slots=True)
class Hits:
    """Of what a check reported, how much was right; of what was marked, how much was found."""

    right: int = 0
    false: int = 0
    found: int = 0
    missed: int = 0

    @property
    def marks(self) -> int:
        """Number of marks."""
        return self.found + self.missed

    @property
    def precision(self) -> float:
        """Share of the reports that are right, 0..1; 0 where nothing was reported."""
        return self.right / max(1, self.right + self.false)

    @property
    def recall(self) -> float:
        """Share of the marks that were found, 0..1; 0 where there are none."""
        return self.found / max(1, self.marks)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0..1."""
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)

    def add(self, reports: Sequence[range], marks: Sequence[range]) -> tuple[list[range], list[range]]:
        """Counts word ranges: a report is right, and a mark is found, where it shares a word with one of the others.

        Returns the false reports and the missed marks.
        """
        reported, marked = ({word for some in these for word in some} for these in (reports, marks))
        false = [each for each in reports if marked.isdisjoint(each)]
        missed = [each for each in marks if reported.isdisjoint(each)]
        self.right += len(reports) - len(false)
        self.false += len(false)
        self.found += len(marks) - len(missed)
        self.missed += len(missed)
        return false, missed

    def judge(self, reported: bool, marked: bool) -> None:
        """Counts one candidate, which may be reported, marked, both or neither."""
        self.right += reported and marked
        self.false += reported and not marked
        self.found += reported and marked
        self.missed += marked and not reported

    def figures(self) -> list[str]:
        """Precision, recall and F1 as cells of a table."""
        return [f"{figure:.3f}" for figure in (self.precision, self.recall, self.f1)]
