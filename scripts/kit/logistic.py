"""Logistic regression with an L2 penalty on features that are present or absent."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

LEAST = 0.03
"""A smaller weight is left out."""


def fit(
    rows: Sequence[Collection[str]], truth: Sequence[bool], known: Sequence[str], penalty: float, bias: bool = True
) -> dict[str, float]:
    """Weight of each feature that matters, to two decimals; that of "" is the bias, which has no penalty.

    rows : names of the features of each example;  known : those that are learned
    """
    names = ["", *sorted(known)] if bias else sorted(known)
    if not names:
        return {}
    column = {name: at for at, name in enumerate(names)}
    cells = [(at, column[name]) for at, row in enumerate(rows) for name in set(row) if name in column]
    cells += [(at, column[""]) for at in range(len(rows)) if bias]
    at = np.array(cells, int).reshape(-1, 2).T
    table = csr_matrix((np.ones(len(cells)), (at[0], at[1])), (len(rows), len(names)))
    goal = np.asarray(truth, float)
    shrink = np.full(len(names), penalty)
    if bias:
        shrink[0] = 0.0

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = table @ weights
        slip = 1 / (1 + np.exp(-score)) - goal
        cost = np.logaddexp(0, score).sum() - goal @ score + shrink @ weights**2
        return float(cost), table.T @ slip + 2 * shrink * weights

    fitted = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 1000}).x
    weights = {name: round(float(weight), 2) for name, weight in zip(names, fitted, strict=True)}
    return {name: weight for name, weight in weights.items() if abs(weight) >= LEAST or name == ""}
