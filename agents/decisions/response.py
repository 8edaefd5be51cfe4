"""Decision rules that move toward the best response: at once, if it pays, by a step, or along the gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cocogen.agents.bounds import NonNegative, Positive, PositiveShare, ShareBelowOne
from cocogen.agents.decisions.decision_rule import DecisionRule, decision_rules, within_capacity

if TYPE_CHECKING:
    from cocogen.agents.outlook import Outlook


@decision_rules.register("best-response")
@dataclass
class BestResponse(DecisionRule):
    """Plays the best response to the believed total of the others, or keeps its amount out of inertia.

    Source: best-response dynamics with inertia (Young 2004, *Strategic Learning and Its Limits*). Inertia breaks
    the cycles that simultaneous best response can enter.

    Args:
        inertia: probability of keeping last round's amount.
    """

    inertia: ShareBelowOne = 0.3

    def revise(self, outlook: Outlook, rng: np.random.Generator) -> float:
        """Return the best response, or the old amount with probability ``inertia``."""
        return outlook.generation if rng.random() < self.inertia else outlook.best_response()


@decision_rules.register("satisficing")
@dataclass
class Satisficing(DecisionRule):
    """Keeps its amount while it is good enough: within ε of the best response in expected utility.

    Source: satisficing (Simon 1955, *A Behavioral Model of Rational Choice*) as ε-optimisation (Radner 1980).

    Args:
        epsilon: ε, loss that is too small to care about, money per round; 0 is best response.
    """

    epsilon: NonNegative = 1.0

    def revise(self, outlook: Outlook, rng: np.random.Generator) -> float:
        """Return the old amount if the best response promises at most ε more, else the best response."""
        old, best = outlook.generation, outlook.best_response()
        promised = outlook.utilities(np.array([old, best]))
        return old if promised[1] - promised[0] <= self.epsilon else best


@decision_rules.register("damped")
@dataclass
class DampedStep(DecisionRule):
    """Moves a share of the way to the best response, g ← g + λ (BR − g).

    Source: relaxed best-reply (Cournot) adjustment, e.g. Fudenberg and Levine 1998, *The Theory of Learning in Games*.

    Args:
        step: λ, share of the way; 1 is best response without inertia.
    """

    step: PositiveShare = 0.5

    def revise(self, outlook: Outlook, rng: np.random.Generator) -> float:
        """Return the amount after the step."""
        return outlook.generation + self.step * (outlook.best_response() - outlook.generation)


@decision_rules.register("gradient")
@dataclass
class GradientPlay(DecisionRule):
    """Moves along the marginal utility, g ← g + ρ ∂U/∂g: knows which way is up, not where the top is.

    Source: gradient adjustment of concave games (Rosen 1965); "gradient play" (Shamma and Arslan 2005). A step beyond
    2 / |∂²U/∂g²| overshoots and can cycle.

    Args:
        rate: ρ, samples² per money.
    """

    rate: Positive = 300.0

    def revise(self, outlook: Outlook, rng: np.random.Generator) -> float:
        """Return the amount after the step, which ends at the bounds."""
        moved = outlook.generation + self.rate * outlook.marginal_utility(outlook.generation)
        return within_capacity(moved, outlook)
