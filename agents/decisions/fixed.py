"""Decision rules that baselines and yardsticks need: fixed ways to behave, whatever one has learned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cocogen.agents.bounds import Positive, PositiveShare, Share
from cocogen.agents.decisions.decision_rule import DecisionRule, decision_rules

if TYPE_CHECKING:
    import numpy as np

    from cocogen.agents.outlook import Outlook


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
        share: largest amount as a share of capacity.
    """

    share: PositiveShare = 1.0

    def revise(self, outlook: Outlook, rng: np.random.Generator) -> float:
        """Return a uniform draw from [0, share · capacity]."""
        return float(rng.uniform(0.0, self.share * outlook.capacity))


@decision_rules.register("competition-blind")
@dataclass
class CompetitionBlind(DecisionRule):
    """Plays the best response as if there were no competition (WCO).

    Args:
        scale: multiple of that amount which it generates, up to capacity; other than 1 it is the baseline tuned.
    """

    scale: Positive = 1.0

    def revise(self, outlook: Outlook, rng: np.random.Generator) -> float:
        """Return ``scale`` times the best response with exposure and subsidy taken as zero."""
        return min(self.scale * outlook.blind_response(), outlook.capacity)


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


@decision_rules.register("free-rider")
@dataclass
class FreeRider(DecisionRule):
    """Lives off what others generate: makes only a part of the effort that its own interest would call for.

    With the default it trains on its real data, takes the common model, and generates nothing. Source: free riding on a
    public good (Olson 1965); in federated learning e.g. Fraboni, Vidal and Lorenzi 2021.

    Args:
        effort: share of the best response that it generates.
    """

    effort: Share = 0.0

    def revise(self, outlook: Outlook, rng: np.random.Generator) -> float:
        """Return ``effort`` times the best response."""
        return self.effort * outlook.best_response() if self.effort else 0.0
