"""A fact told in different ways -> "40 percent in A, 45 percent in C"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from starclock.report import Drift, Said


def drift_text(drift: Drift, names: Sequence[str]) -> str:
    """Each value once, where it was first said so; `names` are those of the attempts.

    >>> meant = ("percent 0.4", "percent 0.4", "percent 0.45")
    >>> drift_text(Drift("late", ("40 percent", "forty percent", "45 percent"), (None,) * 3, meant, "a third"), "ABC")
    '40 percent in A, 45 percent in C, a third on the story card'
    """
    values: dict[str | None, str] = {}
    for name, value, meant in zip(names, drift.values, drift.meant, strict=True):
        if value is not None:
            values.setdefault(meant, f"{value} in {name}")
    card = [f"{drift.card} on the story card"] if drift.card is not None else []
    return ", ".join([*values.values(), *card])


def told_in(drift: Drift, names: Sequence[str]) -> Iterator[tuple[str, Said]]:
    """The sentence where each value was first said so, with the name of its attempt."""
    values: set[str | None] = set()
    for name, said, meant in zip(names, drift.sentences, drift.meant, strict=True):
        if said is not None and meant not in values:
            values.add(meant)
            yield name, said
