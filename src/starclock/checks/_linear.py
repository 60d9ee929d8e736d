"""A small linear model: the chance of "yes" from named features, weights beside the check that uses it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files


@cache
def weights(name: str) -> Mapping[str, float]:
    """The weights `<name>.json`, as the training script wrote them."""
    loaded: dict[str, float] = json.loads((files(__package__) / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def chance(name: str, features: Iterable[str]) -> float:
    """0..1, calibrated on held-out answers only as far as the training script says."""
    known = weights(name)
    score = known[""] + sum(known.get(feature, 0.0) for feature in features)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
