"""The curve learner: performance comes from the learning curve, so that thousands of rounds take seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cocogen.model.learners.outcome import RoundOutcome

if TYPE_CHECKING:
    from mesa.agent import AgentSet
    from numpy.typing import NDArray

    from cocogen.model.federation.federation import Federation


class CurveLearner:
    """Evaluates model.md's performance, accuracies and damage at the amounts that organizations play.

    Args:
        federation: the state of play.
    """

    outcome: RoundOutcome

    def __init__(self, federation: Federation) -> None:
        self.federation = federation

    @property
    def measured_alone(self) -> None:
        """Nothing: the market knows the curve."""
        return None

    def generate(self, organization: int, amount: float) -> None:
        """Do nothing: on the curve a synthetic sample is a number, and the market already knows it."""

    def admit(self, organization: int) -> None:
        """Do nothing: the market knows newcomers already."""

    def train(self, players: AgentSet) -> None:
        """Read this round's performance off the curve."""
        federation = self.federation
        damage = np.zeros(len(federation.population))
        if len(players) > 0:
            damage[federation.players] = federation.game.damages_of(
                federation.contributions[federation.players]
            )
        accuracy, alone = federation.predicted_accuracy, federation.standalone_accuracy
        self.outcome = RoundOutcome(
            accuracy=federation.predicted_performance,
            market_accuracy=accuracy,
            standalone_accuracy=alone,
            predicted_accuracy=accuracy,
            predicted_standalone=alone,
            damage=damage,
            standalone_payoff=federation.whole_game.standalone_payoffs() - federation.outside_charges,
        )

    def state(self) -> dict[str, NDArray[Any]]:
        """Return nothing: the market holds what is remembered."""
        return {}

    def restore(self, state: dict[str, NDArray[Any]]) -> None:
        """Do nothing, as :meth:`state` returns nothing."""
