"""Decision rules that baselines and yardsticks need: none responds to what rivals did last round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents.decisions.base import DecisionRule, decision_rules

if TYPE_CHECKING:
    import numpy as np

    from agents.outlook import Outlook


@decision_rules.register("none")
class GenerateNothing(DecisionRule):
    """Generates nothing: plain federated learning (VCFL)."""

    def revise(self, outlook: Outlook, rng: np.random.Generator) -> float:
        """Return 0."""
        return 0.0


@decision_rules.register("random")
@dataclass
class RandomAmount(DecisionRule):
    """Generates a random amount each round (RaDG), uniform up to a share of capacity.

    Args:
        share: largest amount as a share of capacity, in (0, 1].
    """

    share: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise ValueError(f"share must be in (0, 1], got {self.share!r}")

    def revise(self, outlook: Outlook, rng: np.random.Generator) -> float:
        """Return a uniform draw from [0, share · capacity]."""
        return float(rng.uniform(0.0, self.share * outlook.capacity))


@decision_rules.register("competition-blind")
class CompetitionBlind(DecisionRule):
    """Plays the best response as if there were no competition (WCO)."""

    def revise(self, outlook: Outlook, rng: np.random.Generator) -> float:
        """Return the best response with exposure and subsidy taken as zero."""
        return outlook.blind_response()


@decision_rules.register("planner")
class Planner(DecisionRule):
    """Does what a welfare-maximising planner would assign: the first-best yardstick, no equilibrium."""

    def revise(self, outlook: Outlook, rng: np.random.Generator) -> float:
        """Return the amount of the social optimum."""
        return outlook.planned_generation()


@decision_rules.register("equilibrium")
class EquilibriumPlay(DecisionRule):
    """Plays its part of the round's Nash equilibrium at once, as if everybody knew the whole game."""

    def revise(self, outlook: Outlook, rng: np.random.Generator) -> float:
        """Return the own amount at the equilibrium."""
        return outlook.equilibrium_generation()
