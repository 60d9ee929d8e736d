"""A fact told in different ways -> "40 percent in A, 45 percent in C"."""

from __future__ import annotations

from collections.abc import Sequence

from starclock.compare.facts import facts_of
from starclock.report import Drift, Said


def drift_text(drift: Drift, names: Sequence[str]) -> str:
    """Each value once, where it was first said so; `names` are those of the attempts.

    >>> drift_text(Drift("late", ("40 percent", "forty percent", "45 percent"), (None,) * 3, "a third"), "ABC")
    '40 percent in A, 45 percent in C, a third on the story card'
    """
    values: dict[object, str] = {}
    for name, value in zip(names, drift.values, strict=True):
        if value is not None:
            values.setdefault(_meant(value), f"{value} in {name}")
    card = [f"{drift.card} on the story card"] if drift.card is not None else []
    return ", ".join([*values.values(), *card])


def _meant(value: str) -> object:
    """What "45 percent" and "forty five percent" share."""
    return next(((fact.kind, fact.value) for fact in facts_of(Said(0.0, 0.0, value))), value.casefold())
