"""The Shapley value of one player at many amounts of its own: the others' coalitions are added up once, not for each amount."""

from __future__ import annotations

from collections.abc import Callable
from math import comb

import numpy as np

from cocogen.model.game.arrays import FloatArray
from cocogen.model.game.coalitions.shapley import coalition_sizes, subset_sums

_CELLS = 128
_NODES = 10


def additive_shapley_of_one(
    value: Callable[[FloatArray], FloatArray], others: FloatArray, own: FloatArray
) -> FloatArray:
    """Return the Shapley values of one player in v(M) = value(Σ_M amounts), one for each of its amounts, shape (B,).

    From 12 players on, the sums of the others' coalitions are gathered on the Chebyshev points of 128 cells. For a value
    without kinks, such as a learning curve, that leaves an error of about rounding.

    Args:
        value: vectorised, with value(0) = 0.
        others: what each other player brings, non-negative, shape (N − 1,).
        own: what the player itself may bring, non-negative, shape (B,).
    """
    rivals = others.size
    by_size = np.array([1.0 / ((rivals + 1) * comb(rivals, size)) for size in range(rivals + 1)])
    weights = by_size[coalition_sizes(rivals).astype(np.int64)]
    sums = subset_sums(others[None])[0]
    if sums.size > _CELLS * _NODES and sums[-1] > 0.0:
        sums, weights = _gathered(sums, weights)
    values: FloatArray = (value(sums + own[:, None]) - value(sums)) @ weights
    return values


def _gathered(places: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return few places and weights that integrate every polynomial below degree 10 in each cell as the given ones do."""
    width = places.max() / _CELLS
    cell = np.minimum((places / width).astype(np.int64), _CELLS - 1)
    inside = 2.0 * (places / width - cell) - 1.0
    angles = np.pi * (np.arange(_NODES) + 0.5) / _NODES
    before, now = inside, np.ones_like(inside)
    gathered = np.zeros((_CELLS, _NODES))
    for degree in range(_NODES):
        moment = np.bincount(cell, weights * now, _CELLS)
        gathered += (1.0 if degree == 0 else 2.0) / _NODES * moment[:, None] * np.cos(degree * angles)
        before, now = now, 2.0 * inside * now - before
    nodes = width * (np.arange(_CELLS)[:, None] + 0.5 * (1.0 + np.cos(angles)))
    return nodes.ravel(), gathered.ravel()
