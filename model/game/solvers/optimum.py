"""Social optimum: the profile of greatest welfare (``model.md``, section One round, Social optimum)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cocogen.model.game.arrays import FloatArray, frozen
from cocogen.model.game.solvers.equilibrium import team_generation
from cocogen.model.game.solvers.projected_newton import Maximum, Objective, SecondOrder, blocked, maximise

if TYPE_CHECKING:
    from cocogen.model.game.game import CoopetitionGame
    from cocogen.model.game.round_game import RoundGame


@dataclass(frozen=True)
class Optimum:
    """A profile of greatest welfare with its certificate.

    Args:
        generation: g*, samples, shape (N,).
        welfare: W(g*), money.
        total: E at g*, effective samples.
        gradient_norm: largest marginal welfare that no bound stops, money per sample; the certificate.
        iterations: Newton steps taken.
        converged: whether the gradient norm is within ``tolerance`` of the largest marginal cost or reward.
    """

    generation: FloatArray
    welfare: float
    total: float
    gradient_norm: float
    iterations: int
    converged: bool


class WelfareObjective(Objective):
    """W(g) with ∂W/∂g_i = λ_i e_i' − C_i', λ_i = Σ_k z_k G'(x) + Σ_{k≠i} d_k · (slope of what k is spared).

    By the marginal account of rivalry what k is spared is G(x − e_k).

    Args:
        game: arrays of shape (..., N).
    """

    def __init__(self, game: RoundGame) -> None:
        self.game = game
        self.capacity = game.capacity

    @cached_property
    def total_weight(self) -> FloatArray:
        """Σ_k z_k in money, shape (..., 1); the welfare is concave where it is not negative."""
        total: FloatArray = self.game.weights.sum(axis=-1, keepdims=True)
        return total

    def value(self, g: FloatArray) -> FloatArray:
        """Return W up to the fixed costs, shape (..., 1)."""
        return self._value(g, self.game.contribution(g))

    def judged(self, g: FloatArray, e: FloatArray, de: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return `value` and `gradient` where e(g) and e'(g) are known."""
        return self._value(g, e), self._gradient(g, e, de)

    def _value(self, g: FloatArray, e: FloatArray) -> FloatArray:
        game = self.game
        own = game.gains_of(e) - game.cost(g) - game.damages_of(e)
        total: FloatArray = own.sum(axis=-1, keepdims=True)
        return total

    def _values(self, e: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return x and λ, what society earns by an effective sample of i, money, shapes (..., 1) and (..., N)."""
        game, curve = self.game, self.game.learning_curve
        x = game.effective_samples(e)
        own = game.exposure * game.accounting.spared_slope(curve, x, e)
        return x, self.total_weight * curve.derivative(x) + own.sum(axis=-1, keepdims=True) - own

    def external_values(self, g: FloatArray) -> FloatArray:
        """Return λ_i − z_i G'(x), what an effective sample of i brings the others, money, shape (..., N)."""
        x, value = self._values(self.game.contribution(g))
        return value - self.game.weights * self.game.learning_curve.derivative(x)

    def gradient(self, g: FloatArray) -> FloatArray:
        """Return ∂W/∂g_i = λ_i e_i' − C_i', money per sample, shape (..., N)."""
        contribution = self.game.contribution
        return self._gradient(g, contribution(g), contribution.slope(g))

    def _gradient(self, g: FloatArray, e: FloatArray, de: FloatArray) -> FloatArray:
        _, value = self._values(e)
        return self.game.cost.left_of(value * de, g)

    def second_order(self, g: FloatArray) -> SecondOrder:
        """Return gradient and Hessian; off the diagonal ∂²W/∂g_i∂g_j = (A − b_i − b_j) e_i' e_j'."""
        game, curve = self.game, self.game.learning_curve
        e = game.contribution(g)
        x, value = self._values(e)
        de = game.contribution.slope(g)
        b = game.exposure * game.accounting.spared_bend(curve, x, e)
        common = self.total_weight * curve.second_derivative(x) + b.sum(axis=-1, keepdims=True)
        curved = np.maximum(value, 0.0) * game.contribution.curvature(g)
        diagonal = curved - game.cost.curvature + b * de * de
        gradient = game.cost.left_of(value * de, g)
        least = -1e-9 * (np.abs(gradient) + game.generation_cost + 1e-12) / (1.0 + game.capacity)
        return SecondOrder(gradient, np.minimum(diagonal, least), de, b * de, common)


def climb(game: RoundGame, *, start: FloatArray | None = None, max_iterations: int = 200) -> Maximum:
    """Return the welfare-maximising amounts of one game or of many side by side, shape (..., N).

    Where Σ_i z_i < 0 the welfare need not be concave: the climb then also starts from both corners and the best end counts.
    """
    objective = WelfareObjective(game)
    team = team_generation(game)
    best = maximise(objective, team if start is None else start, max_iterations=max_iterations)
    if (objective.total_weight < 0.0).any():
        for corner in (np.zeros_like(team), np.broadcast_to(game.capacity, team.shape)):
            end = maximise(objective, corner, max_iterations=max_iterations)
            better = objective.value(end.point) > objective.value(best.point)
            best = Maximum(
                np.where(better, end.point, best.point),
                np.where(better, end.gradient, best.gradient),
                best.iterations + end.iterations,
            )
    return best


def optimum_generation(game: RoundGame) -> FloatArray:
    """Return g* of one game or of many side by side, remembered with the game, shape (..., N)."""
    return game.remembered("optimum", lambda: frozen(climb(game).point))


def social_optimum(
    game: CoopetitionGame,
    *,
    tolerance: float = 1e-9,
    max_iterations: int = 200,
    start: npt.ArrayLike | None = None,
) -> Optimum:
    """Return the profile of greatest welfare.

    The welfare is concave when Σ_i z_i ≥ 0. Otherwise the climb starts from several points and the best end is returned, which need
    not be the global optimum. Subsidies do not matter: transfers cancel.

    Args:
        game: the game.
        tolerance: largest gradient norm, relative to the largest marginal cost or reward, that counts as converged.
        max_iterations: most Newton steps from a starting point.
        start: a guess of the generation, scalar or shape (N,).

    Returns:
        The profile with its certificate; ``converged`` is False if the gradient norm is larger than allowed.
    """
    guess = None if start is None else np.minimum(game.profile(start, "start"), game.capacity)
    end = climb(game, start=guess, max_iterations=max_iterations)
    g = frozen(end.point.copy())
    slack = np.where(blocked(g, end.gradient, game.capacity), 0.0, np.abs(end.gradient))
    marginal_cost = game.cost.slope(g)
    scale = float((np.abs(end.gradient + marginal_cost) + marginal_cost).max())
    norm = float(slack.max())
    return Optimum(
        generation=g,
        welfare=game.social_welfare(g),
        total=game.total(g),
        gradient_norm=norm,
        iterations=end.iterations,
        converged=norm <= tolerance * scale,
    )
