"""Participation rules: threshold with patience, logit, and always."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cocogen.agents.bounds import Count, Positive, PositiveShare
from cocogen.agents.participation.participation_rule import ParticipationRule, Standing, participation_rules

if TYPE_CHECKING:
    import numpy as np


@participation_rules.register("threshold")
@dataclass
class Threshold(ParticipationRule):
    """Leaves when the smoothed advantage has stayed below −tolerance for ``patience`` rounds.

    An outsider joins when the predicted advantage of the enlarged coalition exceeds the entry cost.

    Args:
        smoothing: weight of the newest observation.
        tolerance: bearable loss, money per round.
        patience: bad rounds in a row before leaving.
    """

    patience: Count = 3

    def leaves(self, standing: Standing, rng: np.random.Generator) -> bool:
        """Tell whether the bad streak has reached the patience."""
        return standing.streak >= self.patience

    def joins(self, predicted_advantage: float, entry_cost: float, rng: np.random.Generator) -> bool:
        """Tell whether the predicted advantage exceeds the entry cost."""
        return predicted_advantage > entry_cost


@participation_rules.register("logit")
@dataclass
class LogitParticipation(ParticipationRule):
    """Leaves and joins by chance, the more likely the more it gains: the binary logit of discrete choice (McFadden 1974).

    A member that thinks about it leaves with probability 1 / (1 + exp(sensitivity · (smoothed advantage + tolerance))); an
    outsider that looks joins with probability 1 / (1 + exp(−sensitivity · (predicted advantage − entry cost))).

    Args:
        smoothing: weight of the newest observation.
        tolerance: bearable loss, money per round.
        sensitivity: how sharply money decides, per money per round; large is a threshold without patience.
        attention: probability that a member thinks about leaving in a round.
    """

    sensitivity: Positive = 0.1
    attention: PositiveShare = 0.2

    def leaves(self, standing: Standing, rng: np.random.Generator) -> bool:
        """Draw whether a member thinks about leaving, and whether it does; never before its first round is over."""
        thinks, drawn = rng.random(2)
        if standing.smoothed is None or thinks >= self.attention:
            return False
        return bool(drawn < logistic(-self.sensitivity * (standing.smoothed + self.tolerance)))

    def joins(self, predicted_advantage: float, entry_cost: float, rng: np.random.Generator) -> bool:
        """Draw whether an outsider that looks joins."""
        return bool(rng.random() < logistic(self.sensitivity * (predicted_advantage - entry_cost)))


def logistic(x: float) -> float:
    """Return 1 / (1 + exp(−x)) without overflow."""
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0 else math.exp(x) / (1.0 + math.exp(x))


@participation_rules.register("always")
@dataclass
class Always(ParticipationRule):
    """Stays whatever happens, and joins whenever it looks."""

    def leaves(self, standing: Standing, rng: np.random.Generator) -> bool:
        """Return False."""
        return False

    def joins(self, predicted_advantage: float, entry_cost: float, rng: np.random.Generator) -> bool:
        """Return True."""
        return True
