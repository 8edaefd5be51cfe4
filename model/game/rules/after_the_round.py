"""Rules settled after the round: they announce no subsidy, s = 0, and players may see their payments coming all the same.

All are computed from the game's formulas at the amounts that were generated.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

import numpy as np

from cocogen.agents.allowed import Said
from cocogen.agents.bounds import Seed, Share
from cocogen.model.game.arrays import FloatArray, Matrix
from cocogen.model.game.coalitions.one_player import additive_shapley_of_one
from cocogen.model.game.coalitions.shapley import (
    MOST_EXACT,
    FixedPermutations,
    ShapleyEstimate,
    StandardErrorBelow,
    StoppingRule,
    additive_shapley,
    sampled_additive_shapley,
)
from cocogen.model.game.game import CoopetitionGame
from cocogen.model.game.round_game import RoundGame
from cocogen.model.game.rules.base import FormulaRule, redistribution_rules


@redistribution_rules.register("compensation")
@dataclass(frozen=True)
class Compensation(FormulaRule):
    """Each rival j pays i what i's contribution won it of i's market: γ_ij v_j a_j (G(K+E) − G(K+E−e_i))."""

    broadcasts: ClassVar[bool] = True
    after_the_round: ClassVar[bool] = True

    def formula(self, game: RoundGame, generation: FloatArray) -> FloatArray:
        """Return R_i = d_i lift_i − v_i a_i Σ_j γ_ji lift_j, money, shape (N,)."""
        lifts = game.lifts(generation)
        return game.exposure * lifts - game.market_model.takings(game, lifts)

    def bilateral(self, game: CoopetitionGame, generation: FloatArray) -> Matrix:
        """Return the damage matrix minus its transpose, dense or sparse (N, N) as the competition is, money."""
        lost = game.market_model.losses(game, game.lifts(generation))
        return lost - lost.T


@dataclass(frozen=True)
class PooledShare(FormulaRule):
    """A share τ of every member's gain is pooled and paid out by some measure of merit.

    Args:
        share: τ, share of a gain that goes into the pool.
    """

    share: Share = 0.2
    after_the_round: ClassVar[bool] = True

    @abstractmethod
    def merit(self, game: RoundGame, generation: FloatArray) -> FloatArray:
        """Return what the pool is paid out in proportion to, non-negative, shape (N,)."""

    def formula(self, game: RoundGame, generation: FloatArray) -> FloatArray:
        """Return R_i = τ (Σ_k gain_k · merit_i / Σ_k merit_k − gain_i), money, shape (N,)."""
        gains = game.gains(generation)
        merit = self.merit(game, generation)
        total: FloatArray = merit.sum(axis=-1, keepdims=True)
        pool: FloatArray = gains.sum(axis=-1, keepdims=True)
        return self.share * (pool * _portion(merit, total, game.organizations) - gains)


def _portion(merit: FloatArray, total: FloatArray, members: int) -> FloatArray:
    """Return merit as a share of its total, equal shares where nobody has any."""
    return np.where(total > 0.0, merit / np.where(total > 0.0, total, 1.0), 1.0 / members)


@redistribution_rules.register("equal")
@dataclass(frozen=True)
class Equal(PooledShare):
    """The pool is paid out equally."""

    broadcasts: ClassVar[bool] = True

    def merit(self, game: RoundGame, generation: FloatArray) -> FloatArray:
        """Return ones, shape (N,)."""
        return np.ones(game.real_samples.shape)


@redistribution_rules.register("leave-one-out")
@dataclass(frozen=True)
class LeaveOneOut(PooledShare):
    """The pool is paid out in proportion to G(K+E) − G(K+E−e_i)."""

    broadcasts: ClassVar[bool] = True

    def merit(self, game: RoundGame, generation: FloatArray) -> FloatArray:
        """Return what each contribution adds to accuracy, shape (N,)."""
        return game.lifts(generation)


@redistribution_rules.register("shapley")
@dataclass(frozen=True)
class ShapleyShare(PooledShare):
    """The pool is paid out in proportion to Shapley values of the accuracy that contributions add, v(M) = G(K + Σ_M e_i) − G(K).

    Exact up to 16 members; beyond that sampled, with `estimate` telling the standard error.

    Args:
        share: τ, share of a gain that goes into the pool.
        seed: of the sampling.
        stopping: when sampling has gone on long enough: a number of permutations, or what `StandardErrorBelow` takes.
    """

    seed: Seed = 0
    stopping: Annotated[
        FixedPermutations | StandardErrorBelow | StoppingRule,
        Said("a table such as {most = 1024} or {relative = 0.02, least = 128, most = 16384}"),
    ] = field(default_factory=StandardErrorBelow)
    broadcasts: ClassVar[bool] = True

    def merit(self, game: RoundGame, generation: FloatArray) -> FloatArray:
        """Return the Shapley values of the accuracy added, shape (N,)."""
        return self.estimate(game, generation).values

    def paid_to(self, game: RoundGame, member: int, profiles: FloatArray) -> FloatArray:
        """Return R_i of one member in profiles (B, N) that differ in its own amount alone, money, shape (B,)."""
        if game.organizations > MOST_EXACT:
            return super().paid_to(game, member, profiles)
        e = game.contributions(profiles)
        performance = self._performance(game)
        merit = additive_shapley_of_one(performance, np.delete(e[0], member), e[:, member])
        total = performance(e.sum(axis=-1))
        gains = game.gains(profiles)
        pool: FloatArray = gains.sum(axis=-1)
        return self.share * (pool * _portion(merit, total, game.organizations) - gains[:, member])

    def _performance(self, game: RoundGame) -> Callable[[FloatArray], FloatArray]:
        return lambda added: game.learning_curve.increment(game.knowledge, added)

    def estimate(self, game: RoundGame, generation: FloatArray) -> ShapleyEstimate:
        """Return the Shapley values with their standard errors, zero where exact."""
        e = game.contributions(generation)
        performance = self._performance(game)
        if game.organizations <= MOST_EXACT:
            values = additive_shapley(performance, e)
            return ShapleyEstimate(values, np.zeros(values.shape), 0, True)
        return sampled_additive_shapley(performance, e, stopping=self.stopping, seed=self.seed)
