"""Participation rules: threshold with patience, and always."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents.participation.base import ParticipationRule, Standing, participation_rules

if TYPE_CHECKING:
    import numpy as np


@participation_rules.register("threshold")
@dataclass
class Threshold(ParticipationRule):
    """Leaves when the smoothed advantage has stayed below −tolerance for ``patience`` rounds.

    An outsider joins when the predicted advantage of the enlarged coalition exceeds the entry cost.

    Args:
        smoothing: weight of the newest observation, in (0, 1].
        tolerance: bearable loss, money per round, >= 0.
        patience: bad rounds in a row before leaving, >= 1.
    """

    patience: int = 3

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.patience >= 1:
            raise ValueError(f"patience must be at least 1, got {self.patience!r}")

    def leaves(self, standing: Standing, rng: np.random.Generator) -> bool:
        """Tell whether the bad streak has reached the patience."""
        return standing.streak >= self.patience

    def joins(self, predicted_advantage: float, entry_cost: float, rng: np.random.Generator) -> bool:
        """Tell whether the predicted advantage exceeds the entry cost."""
        return predicted_advantage > entry_cost


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
