"""The logit rule: a Gibbs choice on a grid of amounts, noisier the higher the temperature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import numpy as np
from annotated_types import Ge, Le

from cocogen.agents.bounds import NonNegative
from cocogen.agents.decisions.decision_rule import DecisionRule, decision_rules

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cocogen.agents.outlook import Outlook

    FloatArray = NDArray[np.float64]


GridPoints = Annotated[int, Ge(2), Le(1000)]
"""How many amounts an organization chooses among."""


def grid(capacity: float, points: int) -> FloatArray:
    """Return ``points`` amounts (samples) from 0 to ``capacity``, equally far apart."""
    return np.linspace(0.0, capacity, points)


def gibbs(values: FloatArray, temperature: float) -> FloatArray:
    """Return probabilities proportional to exp(values / temperature); at temperature 0 the maximisers share all.

    Example:
        >>> gibbs(np.array([0.0, 1.0]), 1e-3).round(3).tolist(), gibbs(np.array([0.0, 1.0]), 1e9).round(3).tolist()
        ([0.0, 1.0], [0.5, 0.5])
    """
    below = values - values.max()
    with np.errstate(divide="ignore", over="ignore", under="ignore"):
        odds = np.exp(below / temperature) if temperature > 0 else np.where(below == 0.0, 1.0, 0.0)
    probabilities: FloatArray = odds / odds.sum()
    return probabilities


def draw(probabilities: FloatArray, rng: np.random.Generator) -> int:
    """Return an index drawn with ``probabilities``, from one uniform number."""
    cumulated = np.cumsum(probabilities)
    return min(
        int(np.searchsorted(cumulated, rng.random() * cumulated[-1], side="right")), len(cumulated) - 1
    )


@decision_rules.register("logit")
@dataclass
class Logit(DecisionRule):
    """Chooses an amount g on a grid with probability proportional to exp(U(g) / T).

    Temperature toward 0 is best response on the grid, high temperature is uniform. Played one at a time it is log-linear
    learning, which concentrates on the maximiser of the potential (Blume 1993; Marden and Shamma 2012). Source of the
    static choice: quantal response (McKelvey and Palfrey 1995).

    Args:
        temperature: T, money per round; with ``per_weight`` in units of the potential (accuracy).
        points: amounts on the grid from 0 to capacity.
        per_weight: divide the utility by the organization's own weight |z|, so that everybody's choice weighs the same
            potential Φ and sequential play is Gibbs sampling of Φ, whatever the weights.
    """

    temperature: NonNegative = 2.0
    points: GridPoints = 41
    per_weight: bool = False

    def probabilities(self, outlook: Outlook) -> FloatArray:
        """Return the probability of each amount on the grid, shape (points,)."""
        utilities = outlook.utilities(grid(outlook.capacity, self.points))
        if self.per_weight and outlook.weight != 0.0:
            utilities = utilities / abs(outlook.weight)
        return gibbs(utilities, self.temperature)

    def revise(self, outlook: Outlook, rng: np.random.Generator) -> float:
        """Return the drawn amount."""
        return float(grid(outlook.capacity, self.points)[draw(self.probabilities(outlook), rng)])
