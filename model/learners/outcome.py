"""What a round of learning yields, and the protocol that both learners fulfil."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from mesa.agent import AgentSet
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class RoundOutcome:
    """What everybody's models are worth after a round; arrays over all organizations, shape (N,).

    Args:
        accuracy: of the common model on the balanced test set, share.
        market_accuracy: of the model that each organization serves its own market with: the common one for
            players, tuned, its own for the others, share.
        standalone_accuracy: of everybody's own model on its own market, share.
        predicted_accuracy: ``market_accuracy`` as theory has it for the same amounts, share.
        predicted_standalone: ``standalone_accuracy`` as theory has it, share.
        damage: what each player's own contribution hands to its rivals, money; 0 for the others.
        standalone_payoff: U°, what each organization earns (or would earn) with its own model, money, less what the others' common
            training takes of it there by the account of rivalry.
        left_out: organizations whose update was not used, with the reason.
    """

    accuracy: float
    market_accuracy: FloatArray
    standalone_accuracy: FloatArray
    predicted_accuracy: FloatArray
    predicted_standalone: FloatArray
    damage: FloatArray
    standalone_payoff: FloatArray
    left_out: tuple[tuple[int, str], ...] = ()


class Learner(Protocol):
    """Turns generated data into performance: by the learning curve, or by training."""

    outcome: RoundOutcome

    @property
    def measured_alone(self) -> FloatArray | None:
        """U° that everybody's own model was measured to earn last, money, shape (N,); None where the curve tells.

        NaN for those who have not been measured yet.
        """

    def generate(self, organization: int, amount: float) -> None:
        """Let an organization draw ``amount`` synthetic samples for this round."""

    def admit(self, organization: int) -> None:
        """Let a newcomer, which the market knows already, bring its data."""

    def train(self, players: AgentSet) -> None:
        """Train this round's common model and everybody's own model; the result is :attr:`outcome`."""

    def state(self) -> dict[str, NDArray[Any]]:
        """Return what the learner remembers between rounds, as named arrays."""

    def restore(self, state: dict[str, NDArray[Any]]) -> None:
        """Take back what :meth:`state` returned."""
