"""What one player sees of its federation when it revises its strategy; implements ``cocogen.agents.outlook.Outlook``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from cocogen.model.federation.federation import Federation

FloatArray = NDArray[np.float64]


class PlayerOutlook:
    """A view of the round's game through the eyes of one player.

    Args:
        federation: the state of play.
        position: the player's position in the round's game.
        believed_others: what it believes all others together contribute, effective samples.
    """

    __slots__ = ("_federation", "_position", "believed_others")

    def __init__(self, federation: Federation, position: int, believed_others: float) -> None:
        self._federation = federation
        self._position = position
        self.believed_others = believed_others

    @property
    def round(self) -> int:
        """Number of the round, from 1."""
        return self._federation.round

    @property
    def generation(self) -> float:
        """Own synthetic samples of the last round."""
        return float(self._federation.last_generation[self._position])

    @property
    def capacity(self) -> float:
        """Most synthetic samples per round."""
        return float(self._federation.game.capacity[self._position])

    @property
    def weight(self) -> float:
        """z_i, money that the player gains by one unit of the potential."""
        return float(self._federation.game.weights[self._position])

    @property
    def last_utility(self) -> float:
        """Money that the player earned last round, transfers included; NaN if it did not train then."""
        return float(self._federation.last_utility[self._position])

    def best_response(self, others: float | None = None) -> float:
        """Return the best own amount (samples) against ``others`` effective samples, the belief by default."""
        if others is None:
            anticipated = self._federation.anticipated_response(self._position)
            if anticipated is not None:
                return anticipated
        believed = self.believed_others if others is None else others
        return self._federation.believed_game.best_response_of(self._position, believed)

    def blind_response(self) -> float:
        """Return the best own amount (samples) if there were no competition and no reward."""
        return self._federation.blind_game.best_response_of(self._position, self.believed_others)

    def equilibrium_generation(self) -> float:
        """Return the player's amount (samples) at the round's equilibrium."""
        return float(self._federation.equilibrium.generation[self._position])

    def planned_generation(self) -> float:
        """Return the player's amount (samples) at the social optimum."""
        return float(self._federation.optimum.generation[self._position])

    def utilities(self, generation: FloatArray) -> FloatArray:
        """Return the expected utility (money) of each own amount: z (G − A₀) + s e − C, which differs by a constant."""
        game = self._federation.believed_game
        one, curve = game.player(self._position), game.learning_curve
        e = self.contribution(generation)
        performance = curve(game.knowledge + self.believed_others + e) - curve.floor
        cost = game.membership_cost[self._position] + one.cost(generation)
        expected: FloatArray = one.weight * performance + one.subsidy * e - cost
        return expected

    def marginal_utility(self, generation: float) -> float:
        """Return (z G' + s) e' − c − κ g at an own amount, money / sample."""
        game = self._federation.believed_game
        one = game.player(self._position)
        x = game.knowledge + self.believed_others + self.contribution(generation)
        reward = float(one.weight) * float(game.learning_curve.derivative(x)) + float(one.subsidy)
        return one.cost.left_of(reward * one.contribution.slope(generation), generation)

    @overload
    def contribution(self, generation: FloatArray) -> FloatArray: ...

    @overload
    def contribution(self, generation: float) -> float: ...

    def contribution(self, generation: Any) -> Any:
        """Return e_i, effective samples, of own amounts (samples), one or an array."""
        return self._federation.game.player(self._position).contribution(generation)

    def peers(self) -> tuple[FloatArray, FloatArray]:
        """Return last amounts (samples) and utilities (money) of all other players that trained in the last round."""
        seen = ~np.isnan(self._federation.last_utility)
        seen[self._position] = False
        return self._federation.last_generation[seen], self._federation.last_utility[seen]
