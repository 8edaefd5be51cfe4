"""Rules under which the equilibrium is the social optimum: pigouvian subsidies, and Nash bargaining on top of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

import numpy as np

from cocogen.agents.allowed import Said
from cocogen.agents.bounds import PER_ORGANIZATION, NonNegative, Number
from cocogen.agents.checks import ParameterError
from cocogen.model.game.arrays import FloatArray, frozen
from cocogen.model.game.round_game import RoundGame
from cocogen.model.game.rules.base import FormulaRule, RedistributionRule, redistribution_rules
from cocogen.model.game.solvers.optimum import WelfareObjective, optimum_generation


def pigouvian_subsidy(game: RoundGame) -> FloatArray:
    """Return Σ_{k≠i} [z_k G'(K+E*) + d_k G'(K+E*−e_k*)] at the social optimum *, money per effective sample, (..., N)."""

    def solve() -> FloatArray:
        return frozen(WelfareObjective(game).external_values(optimum_generation(game)))

    return game.remembered("pigouvian subsidy", solve)


def mean_of_others(values: FloatArray) -> FloatArray:
    """Return (1/(N−1)) Σ_{k≠i} values_k, shape (..., N); needs N ≥ 2."""
    total: FloatArray = values.sum(axis=-1, keepdims=True)
    mean: FloatArray = (total - values) / (values.shape[-1] - 1)
    return mean


@redistribution_rules.register("pigouvian")
@dataclass(frozen=True)
class Pigouvian(FormulaRule):
    """R_i = s_i e_i − (1/(N−1)) Σ_{k≠i} s_k e_k, with s_i what an effective sample of i brings all others at the optimum.

    With rising marginal costs (κ > 0) or skew the optimum is the only equilibrium under it. Where both are missing the subsidy
    leaves organizations exactly indifferent, and the optimum is one of many equilibria.
    """

    broadcasts: ClassVar[bool] = True

    def subsidy(self, game: RoundGame) -> FloatArray:
        """Return s_i, money per effective sample, shape (N,); zero for one organization, which has no others."""
        return pigouvian_subsidy(game)

    def formula(self, game: RoundGame, generation: FloatArray) -> FloatArray:
        """Return R_i, money, shape (N,)."""
        if game.organizations == 1:
            return np.zeros(game.real_samples.shape)
        earned = pigouvian_subsidy(game) * game.contributions(generation)
        return earned - mean_of_others(earned)


@redistribution_rules.register("bargaining")
@dataclass(frozen=True, eq=False)
class Bargaining(FormulaRule):
    """Pigouvian subsidies, and levies that split the surplus Σ_i (U_i(g*) − U_i°) over training alone.

    First best and, whenever the surplus is not negative, everybody at least as well off as alone.

    Args:
        weights: shares of the surplus, one non-negative number for each organization of the market, in any unit; equal
            unless given.
        standalone: U_i°, money, one number for each organization of the market; the game's own unless given. A
            simulation with real training gives the measured ones.

    Raises:
        ValueError: if a weight is negative, not finite, or all are zero; if a standalone payoff is not finite.
    """

    weights: Annotated[
        tuple[NonNegative, ...] | FloatArray | None,
        Said("a list of numbers of at least 0, not all 0"),
        PER_ORGANIZATION,
    ] = None
    standalone: Annotated[
        tuple[Number, ...] | FloatArray | None, Said("a list of numbers"), PER_ORGANIZATION
    ] = None
    broadcasts: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if self.weights is not None:
            weights = np.array(self.weights, dtype=np.float64)
            if not (weights.size and np.isfinite(weights).all() and weights.min() >= 0.0 and weights.any()):
                raise ParameterError(
                    "weights", f"must be numbers of at least 0, not all 0, got {self.weights!r}"
                )
            object.__setattr__(self, "weights", frozen(weights))
        if self.standalone is not None:
            standalone = np.array(self.standalone, dtype=np.float64)
            if not np.isfinite(standalone).all():
                raise ParameterError("standalone", f"must be finite numbers, got {self.standalone!r}")
            object.__setattr__(self, "standalone", frozen(standalone))

    def with_outside_options(self, payoffs: FloatArray) -> RedistributionRule:
        """Return the rule that splits the surplus over ``payoffs``; itself if it was given outside options already."""
        return self if self.standalone is not None else replace(self, standalone=payoffs)

    def subsidy(self, game: RoundGame) -> FloatArray:
        """Return s_i, the pigouvian one, money per effective sample, shape (N,)."""
        return pigouvian_subsidy(game)

    def shares(self, game: RoundGame) -> FloatArray:
        """Return w_i, each member's share of the surplus, shape (N,), summing to 1."""
        if self.weights is None:
            return np.full(game.real_samples.shape, 1.0 / game.organizations)
        weights = game.of_members("weights", np.asarray(self.weights))
        total: FloatArray = weights.sum(axis=-1, keepdims=True)
        return np.where(total > 0.0, weights / np.where(total > 0.0, total, 1.0), 1.0 / game.organizations)

    def outside(self, game: RoundGame) -> FloatArray:
        """Return what i would earn alone while the others go on as in the optimum, money, shape (N,)."""
        known = self.standalone
        alone = None if known is None else game.of_members("standalone", np.asarray(known))
        return game.outside_payoffs(optimum_generation(game), alone)

    def surplus(self, game: RoundGame) -> FloatArray:
        """Return Σ_i (U_i(g*) − U_i°), what training together is worth, money, shape (1,)."""
        advantage = game.payoffs(optimum_generation(game)) - self.outside(game)
        total: FloatArray = advantage.sum(axis=-1, keepdims=True)
        return total

    def formula(self, game: RoundGame, generation: FloatArray) -> FloatArray:
        """Return R_i = s_i e_i − ℓ_i − (1/(N−1)) Σ_{k≠i} s_k (e_k − e_k*), money, shape (N,)."""
        if game.organizations == 1:
            return np.zeros(game.real_samples.shape)
        best = optimum_generation(game)
        s = pigouvian_subsidy(game)
        earned, planned = s * game.contributions(generation), s * game.contributions(best)
        levy = game.payoffs(best) + planned - self.outside(game) - self.shares(game) * self.surplus(game)
        return earned - levy - mean_of_others(earned - planned)
