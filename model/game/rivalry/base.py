"""The market model: which share of its rivals' market gains an organization loses."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from cocogen.agents.registry import Registry
from cocogen.model.game.arrays import FloatArray, IntArray, Matrix

if TYPE_CHECKING:
    from cocogen.model.game.game import CoopetitionGame
    from cocogen.model.game.round_game import RoundGame


class MarketModel(ABC):
    """Says what members lose when their rivals' markets are served better.

    A market model of one's own answers one question in three ways: the share of rival j's market gain that i loses, as a product, as
    the transposed product, and as a matrix. Exposure, weights, damage and compensation follow, and with them everything that is
    solved. Shares may depend on anything in the game but the amounts.

    All arrays have shape (..., N): members of one game, or of many side by side.
    """

    @abstractmethod
    def lost(self, game: RoundGame, won: FloatArray) -> FloatArray:
        """Return Σ_j share_ij won_j: what every member loses when its rivals' markets gain ``won``, money."""

    @abstractmethod
    def taken(self, game: RoundGame, values: FloatArray) -> FloatArray:
        """Return Σ_i share_ij values_i, the transpose of `lost`."""

    @abstractmethod
    def shares(self, game: CoopetitionGame) -> Matrix:
        """Return the shares, dense or sparse (N, N), with a zero diagonal."""

    def exposure(self, game: RoundGame) -> FloatArray:
        """Return d_i, what i loses per unit of the common model's accuracy, money."""
        return self.lost(game, game.market_value)

    def takings(self, game: RoundGame, lifts: FloatArray) -> FloatArray:
        """Return what every member wins of its rivals' markets when contributions i add ``lifts`` to accuracy, money."""
        return game.market_value * self.taken(game, lifts)

    def losses(self, game: CoopetitionGame, lifts: FloatArray) -> Matrix:
        """Return who loses to whom: [i, j] is what rival j takes of i when accuracy rises by ``lifts`` of i, money.

        Rows sum to exposure · lifts, columns to `takings`; dense or sparse (N, N) as the shares are.
        """
        shares = self.shares(game)
        if isinstance(shares, np.ndarray):
            return lifts[:, None] * shares * game.market_value
        return sp.csr_array(sp.diags_array(lifts) @ shares @ sp.diags_array(game.market_value))

    def measured_losses(
        self, game: CoopetitionGame, losers: IntArray, rivals: IntArray, lifts: FloatArray
    ) -> FloatArray:
        """Return what some members lose by lifts that were measured market by market, money, shape (L,).

        Args:
            game: among all.
            losers: whose contributions were left out, indices of shape (L,).
            rivals: on whose markets it was measured, indices of shape (R,).
            lifts: accuracy that the contribution of each loser added on each rival's market, shape (L, R).
        """
        shares = sp.csr_array(self.shares(game))[losers][:, rivals]
        lost: FloatArray = shares.multiply(lifts * game.valuation[rivals]).sum(axis=1)
        return lost


market_models: Registry[MarketModel] = Registry("market model", "cocogen.market_models", MarketModel)
