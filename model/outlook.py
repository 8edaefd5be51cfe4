"""What one player sees of its market when it revises its strategy; implements ``agents.outlook.Outlook``."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from model.market import Market

FloatArray = NDArray[np.float64]
T = TypeVar("T", float, FloatArray)


class PlayerOutlook:
    """A view of the round's game through the eyes of one player.

    Args:
        market: the state of play.
        position: the player's position in the round's game.
        believed_others: what it believes all others together contribute, effective samples.
    """

    __slots__ = ("_market", "_position", "believed_others")

    def __init__(self, market: Market, position: int, believed_others: float) -> None:
        self._market = market
        self._position = position
        self.believed_others = believed_others

    @property
    def round(self) -> int:
        """Number of the round, from 1."""
        return self._market.round

    @property
    def generation(self) -> float:
        """Own synthetic samples of the last round."""
        return float(self._market.last_generation[self._position])

    @property
    def capacity(self) -> float:
        """Most synthetic samples per round."""
        return float(self._market.game.capacity[self._position])

    @property
    def weight(self) -> float:
        """z_i, money that the player gains by one unit of the potential."""
        return float(self._market.game.weights[self._position])

    @property
    def last_utility(self) -> float:
        """Money that the player earned last round, transfers included; NaN if it did not train then."""
        return float(self._market.last_utility[self._position])

    def best_response(self, others: float | None = None) -> float:
        """Return the best own amount (samples) against ``others`` effective samples, the belief by default."""
        believed = self.believed_others if others is None else others
        return self._market.believed_game.best_response_of(self._position, believed)

    def blind_response(self) -> float:
        """Return the best own amount (samples) if there were no competition and no reward."""
        return self._market.blind_game.best_response_of(self._position, self.believed_others)

    def equilibrium_generation(self) -> float:
        """Return the player's amount (samples) at the round's equilibrium."""
        return float(self._market.equilibrium.generation[self._position])

    def planned_generation(self) -> float:
        """Return the player's amount (samples) at the social optimum."""
        return float(self._market.optimum.generation[self._position])

    def utilities(self, generation: FloatArray) -> FloatArray:
        """Return the expected utility (money) of each own amount: z (G − A₀) + s e − C, which differs by a constant."""
        game, i = self._market.believed_game, self._position
        e = self.contribution(generation)
        curve = game.learning_curve
        performance = curve(game.knowledge + self.believed_others + e) - curve.floor
        cost = game.membership_cost[i] + generation * (
            game.generation_cost[i] + 0.5 * game.congestion[i] * generation
        )
        expected: FloatArray = game.weights[i] * performance + game.subsidy[i] * e - cost
        return expected

    def marginal_utility(self, generation: float) -> float:
        """Return (z G' + s) e' − c − κ g at an own amount, money / sample."""
        game, i = self._market.believed_game, self._position
        n, phi = game.real_samples[i], game.fidelity[i]
        x = game.knowledge + self.believed_others + self.contribution(generation)
        mixed = n + generation
        slope = phi + game.skew_loss[i] * (phi + game.skew_tail[i] / mixed) / mixed**2
        reward = game.weights[i] * float(game.learning_curve.derivative(x)) + game.subsidy[i]
        return float(reward * slope - game.generation_cost[i] - game.congestion[i] * generation)

    def contribution(self, generation: T) -> T:
        """Return e_i, effective samples, of own amounts (samples), one or an array."""
        game, i = self._market.game, self._position
        n, phi = float(game.real_samples[i]), float(game.fidelity[i])
        mixed = n + generation
        contribution: T = (n + phi * generation) * (1.0 - float(game.skew_loss[i]) / (mixed * mixed))
        return contribution

    def peers(self) -> tuple[FloatArray, FloatArray]:
        """Return last amounts (samples) and utilities (money) of all other players that trained in the last round."""
        seen = ~np.isnan(self._market.last_utility)
        seen[self._position] = False
        return self._market.last_generation[seen], self._market.last_utility[seen]
