"""Imitation: copying the most profitable of the peers that one happens to see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cocogen.agents.bounds import NonNegative, PositiveShare, Share
from cocogen.agents.decisions.decision_rule import DecisionRule, decision_rules, within_capacity

if TYPE_CHECKING:
    from cocogen.agents.outlook import Outlook


@decision_rules.register("imitation")
@dataclass
class Imitation(DecisionRule):
    """Copies the amount of the most profitable of the peers that it sees, if that one earned more than itself.

    Knows no game and ignores that peers differ in data and costs. Source: imitate-the-best (Vega-Redondo 1997; Schlag
    1998), with trembles of the copying.

    Args:
        sight: share of the peers that it sees in a round; at least one.
        noise: standard deviation of the copied amount as a share of capacity.
        exploration: probability of trying a uniform random amount instead; it also starts things off, as
            everybody begins at 0.
    """

    sight: PositiveShare = 0.5
    noise: NonNegative = 0.02
    exploration: Share = 0.05

    def revise(self, outlook: Outlook, rng: np.random.Generator) -> float:
        """Return the copied, tried or kept amount."""
        if rng.random() < self.exploration:
            return float(rng.uniform(0.0, outlook.capacity))
        amounts, utilities = outlook.peers()
        if len(amounts) == 0:
            return outlook.generation
        seen = rng.choice(len(amounts), size=max(1, round(self.sight * len(amounts))), replace=False)
        best = seen[int(np.argmax(utilities[seen]))]
        if utilities[best] <= outlook.last_utility:
            return outlook.generation
        copied = float(amounts[best] + self.noise * outlook.capacity * rng.standard_normal())
        return within_capacity(copied, outlook)
