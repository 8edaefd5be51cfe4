"""The federated learner: organizations really generate samples and really train, and payoffs use what is measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cocogen.model.learners.outcome import RoundOutcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from mesa.agent import AgentSet
    from numpy.typing import NDArray

    from cocogen.model.federation.federation import Federation
    from cocogen.model.learning.training import FederatedTraining, TrainingRound


class FederatedLearner:
    """Trains the common model on real and synthetic data, and measures accuracy, damage and the standalone models.

    Args:
        federation: the state of play.
        training: the federated training of this simulation.
        add: lets a newcomer, by its index, bring its part of the pool and its generator to the training.
        by_samples: whether the server weighs models by samples, as plain federated averaging does, not by effective ones.
    """

    outcome: RoundOutcome

    def __init__(
        self,
        federation: Federation,
        training: FederatedTraining,
        add: Callable[[int], None],
        *,
        by_samples: bool = False,
    ) -> None:
        self.federation = federation
        self.training = training
        self.by_samples = by_samples
        self._add = add
        self.round = 0
        self._amounts = np.zeros(len(federation.population))
        self._alone = np.full(len(federation.population), np.nan)

    @property
    def measured_alone(self) -> NDArray[np.float64]:
        """What everybody's own model earned last round, money, shape (N,); NaN before the first one."""
        return self._alone

    def generate(self, organization: int, amount: float) -> None:
        """Order ``amount`` synthetic samples; the batch engine draws them from the generator when training starts."""
        self._amounts[organization] = amount

    def admit(self, organization: int) -> None:
        """Let a newcomer bring its part of the pool."""
        self._add(organization)
        self._amounts = np.append(self._amounts, 0.0)
        self._alone = np.append(self._alone, np.nan)

    def train(self, players: AgentSet) -> None:
        """Train one round and measure it; a silo that has to be left out counts as an update that did not arrive."""
        federation = self.federation
        self.round += 1
        senders = federation.players[federation.delivered[federation.players]]
        result = self.training.round(
            self.round,
            members=senders,
            serving=federation.players,
            generation=self._amounts,
            standalone_generation=federation.standalone_generation,
            contributions=self._aggregation_weights(),
        )
        self._amounts = np.zeros(len(federation.population))
        accuracy = np.where(federation.plays, result.market_accuracy, result.standalone_accuracy)
        self._alone = self._standalone_payoffs(result.standalone_accuracy)
        self.outcome = RoundOutcome(
            accuracy=result.accuracy,
            market_accuracy=accuracy,
            standalone_accuracy=result.standalone_accuracy,
            predicted_accuracy=federation.predicted_accuracy,
            predicted_standalone=federation.standalone_accuracy,
            damage=self._damage(senders, result),
            standalone_payoff=self._alone - federation.outside_charges,
            left_out=tuple(result.events),
        )
        for organization, reason in result.events:
            if "standalone" not in reason:
                federation.lose(organization)

    def state(self) -> dict[str, NDArray[Any]]:
        """Return the weights of all models, the round, and what everybody's own model earned in it."""
        return {**self.training.state(), "round": np.array(self.round), "alone": self._alone}

    def restore(self, state: dict[str, NDArray[Any]]) -> None:
        """Take back what :meth:`state` returned."""
        self.round = int(state["round"].item())
        self._alone = state["alone"].copy()
        self.training.restore(
            {name: array for name, array in state.items() if name not in ("round", "alone")}
        )

    def _aggregation_weights(self) -> NDArray[np.float64]:
        """Return what the server weighs everybody's model by this round, 0 where nothing counts, shape (N,)."""
        federation = self.federation
        if not self.by_samples:
            return federation.contributions
        samples = federation.population.real_samples + federation.generation
        return np.where(federation.contributions > 0, samples, 0.0)

    def _damage(self, senders: NDArray[np.int64], result: TrainingRound) -> NDArray[np.float64]:
        """Return what i loses by what its own update added to accuracy on the players' markets, money, shape (N,).

        Where that was measured on the common model alone, a rival's gain is its slope times the gain of the common model. What
        the others added counts besides where the account of rivalry says so, by the learning curve, inside as outside.
        """
        federation = self.federation
        damage = np.zeros(len(federation.population))
        players = federation.players
        if len(senders) > 0:
            if self.training.damage == "common":
                lifts = np.outer(result.lift, federation.whole_game.own_market.slope[players])
            else:
                lifts = result.market_accuracy[players] - result.leave_one_out[:, players]
            damage[senders] = federation.whole_game.measured_damages(senders, players, lifts)
        return damage + np.where(federation.plays, federation.outside_charges, 0.0)

    def _standalone_payoffs(self, accuracy: NDArray[np.float64]) -> NDArray[np.float64]:
        game = self.federation.whole_game
        return game.gains_at(accuracy) - game.alone.costs
