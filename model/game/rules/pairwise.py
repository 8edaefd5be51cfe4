"""Pairwise redistribution, CoCoGen+'s own: rivals pay each other for the difference of their contributions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import scipy.sparse as sp

from cocogen.agents.bounds import NonNegative
from cocogen.model.game.arrays import FloatArray, Matrix
from cocogen.model.game.game import CoopetitionGame
from cocogen.model.game.round_game import RoundGame
from cocogen.model.game.rules.base import FormulaRule, RedistributionRule, redistribution_rules
from cocogen.model.game.rules.optimal_rate import optimal_rate


@redistribution_rules.register("none")
@dataclass(frozen=True)
class NoRedistribution(RedistributionRule):
    """Nobody pays anybody."""

    broadcasts: ClassVar[bool] = True

    def transfers(self, game: RoundGame, generation: FloatArray) -> FloatArray:
        """Return zeros, shape (N,)."""
        return np.zeros(game.real_samples.shape)


@redistribution_rules.register("pairwise")
@dataclass(frozen=True)
class Pairwise(FormulaRule):
    """R_i = r Σ_j γ̄_ij (e_i − e_j) with γ̄ = (γ + γᵀ)/2, so that s_i = r Σ_j γ̄_ij.

    An asymmetric competition is symmetrised, and the game warns of it once.

    Args:
        rate: r in money per effective sample, or ``"optimal"``: the r ≥ 0 with the greatest welfare at the equilibrium.
    """

    rate: Literal["optimal"] | NonNegative = "optimal"
    broadcasts: ClassVar[bool] = True

    def rates(self, game: RoundGame) -> FloatArray:
        """Return r in force for one game, shape (1,), or for many side by side, shape (B, 1)."""
        if self.rate == "optimal":
            return optimal_rate(game)
        return np.full((*game.exposure.shape[:-1], 1), self.rate, dtype=np.float64)

    def terms(self, game: RoundGame) -> dict[str, Any]:
        """Return the best rate for these players where that is what they are to play under."""
        return {"rate": float(self.rates(game)[0])} if self.rate == "optimal" else {}

    def subsidy(self, game: RoundGame) -> FloatArray:
        """Return s_i = r Σ_j γ̄_ij, money per effective sample, shape (N,)."""
        game.notice_asymmetry("pairwise")
        return self.rates(game) * game.rivalry

    def formula(self, game: RoundGame, generation: FloatArray) -> FloatArray:
        """Return R_i, money, shape (N,)."""
        game.notice_asymmetry("pairwise")
        e = game.contributions(generation)
        return self.rates(game) * (game.rivalry * e - game.rivalry_times(e))

    def bilateral(self, game: CoopetitionGame, generation: FloatArray) -> Matrix:
        """Return r γ̄_ij (e_i − e_j), money, dense or sparse (N, N) as the competition is."""
        game.notice_asymmetry("pairwise")
        e = game.contributions(generation)
        symmetric = 0.5 * float(self.rates(game)[0]) * (game.competition + game.competition.T)
        if isinstance(symmetric, np.ndarray):
            return symmetric * (e[:, None] - e)
        pairs = sp.coo_array(symmetric)
        return sp.csr_array((pairs.data * (e[pairs.row] - e[pairs.col]), (pairs.row, pairs.col)), pairs.shape)
