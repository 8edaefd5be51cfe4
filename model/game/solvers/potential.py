"""The equilibrium by another road: the maximiser of the weighted potential (``model.md``, section One round)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cocogen.model.game.arrays import BoolArray, FloatArray
from cocogen.model.game.solvers.equilibrium import Equilibrium, certified
from cocogen.model.game.solvers.projected_newton import Objective, SecondOrder, maximise

if TYPE_CHECKING:
    from cocogen.model.game.game import CoopetitionGame

_ROUNDS = 50


class PotentialObjective(Objective):
    """Φ(g) over some of the organizations, the others held where they are.

    Args:
        game: the game.
        active: whose amounts vary, all with z_i > 0, shape (N,).
    """

    def __init__(self, game: CoopetitionGame, active: BoolArray) -> None:
        self.game = game
        self.active = active
        self.capacity = game.capacity
        self.inverse_weight = np.where(active, 1.0 / np.where(active, game.weights, 1.0), 0.0)

    def value(self, g: FloatArray) -> FloatArray:
        """Return Φ up to a constant, shape (1,)."""
        game = self.game
        e = game.contribution(g)
        own = self.inverse_weight * (game.subsidy * e - game.cost(g))
        others: FloatArray = own.sum(keepdims=True)
        return game.learning_curve(game.effective_samples(e)) + others

    def second_order(self, g: FloatArray) -> SecondOrder:
        """Return gradient and Hessian: a diagonal plus G''(K+E) e'e'ᵀ."""
        game, curve = self.game, self.game.learning_curve
        x = game.effective_samples(game.contribution(g))
        de = game.contribution.slope(g)
        reward = curve.derivative(x) + self.inverse_weight * game.subsidy
        cost = self.inverse_weight * game.cost.slope(g)
        gradient = np.where(self.active, reward * de - cost, 0.0)
        curvature = np.maximum(reward, 0.0) * game.contribution.curvature(g)
        diagonal = curvature - self.inverse_weight * game.cost.curvature
        least = -1e-9 * (np.abs(gradient) + 1e-9 * curve.derivative(0.0)) / (1.0 + game.capacity)
        u = np.where(self.active, de, 0.0)
        return SecondOrder(
            gradient, np.minimum(diagonal, least), u, np.zeros_like(u), curve.second_derivative(x)
        )


def potential_maximiser(
    game: CoopetitionGame,
    *,
    tolerance: float = 1e-10,
    max_iterations: int = 200,
    start: npt.ArrayLike | None = None,
) -> Equilibrium:
    """Return the maximiser of the potential, which is the equilibrium; shares no code with `nash_equilibrium`'s root search.

    Organizations with z_i ≤ 0 have no place in the potential: they respond best to the others, by turns, and the regret says
    how good the result is.

    Args:
        game: the game.
        tolerance: largest regret, as a share of `CoopetitionGame.payoff_scale`, that counts as converged.
        max_iterations: most Newton steps.
        start: a guess of the generation, scalar or shape (N,); nobody generates unless given.
    """
    game.notice_weights()
    active = ~game.non_positive_weights
    objective = PotentialObjective(game, active)
    g = np.minimum(game.profile(0.0 if start is None else start, "start"), game.capacity)
    spent = 0
    for _ in range(_ROUNDS):
        held = np.where(active, g, game.best_responses(g))
        end = maximise(objective, held, max_iterations=max(1, max_iterations - spent))
        spent += end.iterations
        settled = np.array_equal(held[~active], g[~active])
        g = end.point
        if settled or spent >= max_iterations:
            break
    return certified(game, g, spent, tolerance)
