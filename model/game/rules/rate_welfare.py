"""What rates of pairwise redistribution bring: welfare at the equilibrium under each, and how it rises with the rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from cocogen.model.game.arrays import FloatArray, IntArray, SignArray
from cocogen.model.game.round_game import RoundGame
from cocogen.model.game.solvers.equilibrium import equilibrium_generation
from cocogen.model.game.solvers.optimum import WelfareObjective
from cocogen.model.game.solvers.polish import over_members, polished

_SMALLEST = 1e-300
_LINEAR = 1e-8


@dataclass(frozen=True)
class Tried:
    """Rates with what they bring, one row for each.

    Args:
        rate: r, money per effective sample, shape (M, 1).
        welfare: W at the equilibrium under it, up to the fixed costs, money, shape (M, 1).
        slope: dW/dr, exact by the implicit function theorem, shape (M, 1).
        generation: the equilibrium, samples, shape (M, N).
        rise: its dg/dr, shape (M, N).
        part: what each member adds to the slope or, where a bound stops it, would add once let go if the others stayed, shape (M, N).
        bound: −1 for a member that generates nothing, 1 for one at its capacity, else 0, shape (M, N).
    """

    rate: FloatArray
    welfare: FloatArray
    slope: FloatArray
    generation: FloatArray
    rise: FloatArray
    part: FloatArray
    bound: SignArray


class Trials:
    """All rates that were tried, in the order in which they were; `Tried` by number."""

    def __init__(self) -> None:
        self.count = 0
        self._room: dict[str, Any] = {}

    def add(self, more: Tried) -> IntArray:
        """Put rates at the end and return their numbers, shape (M,)."""
        begin, end = self.count, self.count + len(more.rate)
        for name, values in vars(more).items():
            room = self._room.get(name, values[:0])
            if end > len(room):
                room = np.empty((max(end, 2 * len(room)), values.shape[1]), values.dtype)
                room[:begin] = self._room.get(name, room)[:begin]
                self._room[name] = room
            room[begin:end] = values
        self.count = end
        return np.arange(begin, end)

    def of(self, name: str, numbers: IntArray) -> Any:
        """Return a field of `Tried` for some of the rates, by number."""
        return self._room[name].take(numbers, axis=0)


def try_rates(game: RoundGame, rate: FloatArray, start: FloatArray, rows: IntArray | None = None) -> Tried:
    """Return what rates bring.

    Args:
        game: one game, (N,), to which all rates belong, or many side by side, (B, N).
        rate: r, shape (M, 1).
        start: a guess of the equilibrium under each, samples, shape (M, N).
        rows: to which of many games each rate belongs, shape (M,); each to its own unless given.
    """
    asked = game if rows is None else game.only(rows)
    subsidy = rate * asked.rivalry
    return _judged(asked, rate, subsidy, _equilibrium(asked, subsidy, start))


def _equilibrium(game: RoundGame, subsidy: FloatArray, start: FloatArray) -> FloatArray:
    """Return the equilibria under ``subsidy``, by the root search where polishing the guess is not sure, shape (M, N)."""
    players = game.players(subsidy=subsidy)
    g, sure = polished(players, game.learning_curve, game.knowledge, start)
    if not sure.all():
        left = np.flatnonzero(~sure)
        g[left], _ = equilibrium_generation(game.only(left), subsidy=subsidy[left], start=start[left])
    return g


def _judged(game: RoundGame, rate: FloatArray, subsidy: FloatArray, g: FloatArray) -> Tried:
    """Return W and dW/dr = Σ_i ∂W/∂g_i dg_i/dr at the equilibrium ``g`` under ``rate``."""
    curve = game.learning_curve
    lost, de, curved = game.contribution.near(g)
    e = game.contribution.less(lost, g)
    welfare, gradient = WelfareObjective(game).judged(g, e, de)
    x = game.knowledge + over_members(e)
    slope = curve.derivative(x)
    reward = game.weights * slope + subsidy
    shared = game.weights * curve.bend(slope, x)
    fall = game.cost.curvature + reward * curved
    fall = np.maximum(fall, np.maximum(_LINEAR * np.abs(shared) * de * de, _SMALLEST))
    bound = np.where(g <= 0.0, -1, g >= game.capacity).astype(np.int8)
    free = bound == 0
    pull = np.where(free, de / fall, 0.0)
    own, back = pull * game.rivalry, pull * shared
    rise = own + back * (over_members(de, own) / (1.0 - over_members(de, back)))
    external = gradient - game.cost.left_of(reward * de, g)
    with np.errstate(over="ignore"):
        let_go = external * game.rivalry * de / fall
    moving = gradient * rise
    return Tried(rate, welfare, over_members(moving), g, rise, np.where(free, moving, let_go), bound)
