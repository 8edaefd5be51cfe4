"""The linear market: i loses the share γ_ij of what rival j's market gains (``model.md``, section Symbols)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cocogen.model.game.arrays import FloatArray, Matrix
from cocogen.model.game.rivalry.base import MarketModel, market_models

if TYPE_CHECKING:
    from cocogen.model.game.game import CoopetitionGame
    from cocogen.model.game.round_game import RoundGame


@market_models.register("linear")
@dataclass(frozen=True)
class LinearMarket(MarketModel):
    """Rivals take γ times what they gain themselves: the shares are the competition matrix itself."""

    def lost(self, game: RoundGame, won: FloatArray) -> FloatArray:
        """Return Σ_j γ_ij won_j, money."""
        return game.competition_times(won)

    def taken(self, game: RoundGame, values: FloatArray) -> FloatArray:
        """Return Σ_i γ_ij values_i."""
        return game.transposed_competition_times(values)

    def shares(self, game: CoopetitionGame) -> Matrix:
        """Return γ."""
        return game.competition


LINEAR = LinearMarket()
