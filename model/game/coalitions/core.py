"""The core and least core of a coalition game, by linear programming with coalitions added as they complain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cocogen.model.game.arrays import FloatArray, IntArray

_MOST_ADDED = 32
_SLACK = 1e-10


@dataclass(frozen=True)
class LeastCore:
    """The least core.

    Args:
        epsilon: the least ε such that some allocation gives every coalition at least its worth − ε, money; the core
            is empty if it is positive.
        allocation: such an allocation, money, shape (N,), summing to the worth of everybody.
        coalitions: how many of the 2^N − 2 coalitions the linear program needed.
    """

    epsilon: float
    allocation: FloatArray
    coalitions: int


def least_core(worth: FloatArray) -> LeastCore:
    """Return the least core of the game with ``worth`` by bitmask, shape (2^N,).

    Minimises ε subject to Σ_M x_i ≥ worth(M) − ε for every coalition M other than nobody and everybody, and Σ x_i = worth of
    everybody. The program starts from the coalitions of one and of all but one; those that complain most are added
    until none does. One player has nobody to please: ε = 0.

    Raises:
        RuntimeError: if the linear program fails.
    """
    everybody = len(worth) - 1
    players = everybody.bit_length()
    if players == 1:
        return LeastCore(0.0, worth[1:].copy(), 0)
    scale = float(np.abs(worth).max()) or 1.0
    value = worth / scale
    single = 1 << np.arange(players)
    chosen: IntArray = np.unique(np.concatenate([single, everybody - single]))
    while True:
        epsilon, x = _program(value, chosen, players)
        excess = value - _allotted(x)
        excess[0] = excess[everybody] = -np.inf
        excess[chosen] = -np.inf
        complaining = np.argsort(excess)[-_MOST_ADDED:]
        complaining = complaining[excess[complaining] > epsilon + _SLACK]
        if complaining.size == 0:
            return LeastCore(epsilon * scale, x * scale, len(chosen))
        chosen = np.concatenate([chosen, complaining])


def _program(value: FloatArray, coalitions: IntArray, players: int) -> tuple[float, FloatArray]:
    """Return ε and the allocation that keep ``coalitions`` content."""
    from scipy.optimize import linprog

    members = (coalitions[:, None] >> np.arange(players)) & 1
    at_least = -np.column_stack([members, np.ones(len(coalitions))])
    together = np.append(np.ones(players), 0.0)[None, :]
    answer = linprog(
        np.append(np.zeros(players), 1.0),
        A_ub=at_least,
        b_ub=-value[coalitions],
        A_eq=together,
        b_eq=value[-1:],
        bounds=(None, None),
        method="highs",
        options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
    if not answer.success:
        raise RuntimeError(f"the linear program of the least core failed: {answer.message}")
    return float(answer.x[-1]), np.asarray(answer.x[:-1])


def _allotted(x: FloatArray) -> FloatArray:
    """Return what an allocation gives every coalition by bitmask, shape (2^N,)."""
    sums = np.zeros(1)
    for share in x:
        sums = np.concatenate([sums, sums + share])
    return sums
