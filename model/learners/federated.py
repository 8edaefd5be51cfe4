"""The federated learner: organizations really generate samples and really train, and payoffs use what is measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from model.learners.outcome import RoundOutcome

if TYPE_CHECKING:
    from mesa.agent import AgentSet
    from numpy.typing import NDArray

    from model.learning.training import FederatedTraining, TrainingRound
    from model.market import Market


class FederatedLearner:
    """Trains the common model on real and synthetic data, and measures accuracy, damage and the standalone models.

    Args:
        market: the state of play.
        training: the federated training of this simulation.
    """

    outcome: RoundOutcome

    def __init__(self, market: Market, training: FederatedTraining) -> None:
        self.market = market
        self.training = training
        self.round = 0
        self._amounts = np.zeros(len(market.population))

    def generate(self, organization: int, amount: float) -> None:
        """Order ``amount`` synthetic samples; the batch engine draws them from the generator when training starts."""
        self._amounts[organization] = amount

    def train(self, players: AgentSet) -> None:
        """Train one round and measure it."""
        market = self.market
        self.round += 1
        contributions = np.zeros(len(market.population))
        if len(players) > 0:
            contributions[market.players] = market.game.contributions(market.played_generation)
        result = self.training.round(
            self.round,
            members=market.players,
            generation=self._amounts,
            standalone_generation=market.standalone_generation,
            contributions=contributions,
        )
        self._amounts = np.zeros(len(market.population))
        accuracy = np.where(market.plays, result.market_accuracy, result.standalone_accuracy)
        self.outcome = RoundOutcome(
            accuracy=result.accuracy,
            market_accuracy=accuracy,
            damage=self._damage(result),
            standalone_payoff=self._standalone_payoffs(result.standalone_accuracy),
            left_out=tuple(result.events),
        )

    def state(self) -> dict[str, NDArray[Any]]:
        """Return the weights of all models and the round."""
        return {**self.training.state(), "round": np.array(self.round)}

    def restore(self, state: dict[str, NDArray[Any]]) -> None:
        """Take back what :meth:`state` returned."""
        self.round = int(state["round"].item())
        self.training.restore({name: array for name, array in state.items() if name != "round"})

    def _damage(self, result: TrainingRound) -> NDArray[np.float64]:
        """Return D_i = Σ_j γ_ij v_j (accuracy_j − accuracy_j without i) over the players j, money, shape (N,)."""
        market = self.market
        damage = np.zeros(len(market.population))
        players = market.players
        if len(players) > 0:
            population = market.population
            rivalry = sparse.csr_array(market.population.competition)[players][:, players]
            lift = result.market_accuracy[players] - result.leave_one_out[:, players]
            damage[players] = rivalry.multiply(lift * population.valuation[players]).sum(axis=1)
        return damage

    def _standalone_payoffs(self, accuracy: NDArray[np.float64]) -> NDArray[np.float64]:
        population, g = self.market.population, self.market.standalone_generation
        cost = population.standalone_cost + g * (population.generation_cost + 0.5 * population.congestion * g)
        return population.valuation * (accuracy - self.market.floor) - cost
