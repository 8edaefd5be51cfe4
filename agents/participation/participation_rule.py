"""The participation rule: how an organization judges its membership, leaves, and comes back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cocogen.agents.bounds import NonNegative, PositiveShare
from cocogen.agents.registry import Registry

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Standing:
    """How membership has gone for an organization so far.

    Args:
        observed: membership advantage of the last round as observed, U_i + R_i − U_i° plus noise (money).
        smoothed: its exponentially smoothed value (money); None before the first round as a member.
        streak: rounds in a row in which the smoothed advantage was below minus the tolerance.
    """

    observed: float = 0.0
    smoothed: float | None = None
    streak: int = 0


@dataclass
class ParticipationRule(ABC):
    """A way of deciding on membership (model.md, section "Bounded rationality and participation").

    Args:
        smoothing: weight of the newest observation in the smoothed advantage; 1 forgets the past.
        tolerance: loss (money per round) that still counts as bearable.
    """

    smoothing: PositiveShare = 0.5
    tolerance: NonNegative = 0.0

    def observe(self, standing: Standing, advantage: float) -> Standing:
        """Return the standing after a round as a member with the observed ``advantage`` (money)."""
        before = advantage if standing.smoothed is None else standing.smoothed
        smoothed = before + self.smoothing * (advantage - before)
        bad = smoothed < -self.tolerance
        return replace(
            standing, observed=advantage, smoothed=smoothed, streak=standing.streak + 1 if bad else 0
        )

    @abstractmethod
    def leaves(self, standing: Standing, rng: np.random.Generator) -> bool:
        """Tell whether a member leaves now."""

    @abstractmethod
    def joins(self, predicted_advantage: float, entry_cost: float, rng: np.random.Generator) -> bool:
        """Tell whether an outsider that looks again joins, given what it predicts to gain (money per round)."""


participation_rules: Registry[ParticipationRule] = Registry(
    "participation rule", "cocogen.participation_rules", ParticipationRule
)
