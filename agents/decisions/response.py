"""Decision rules that respond to the others: best response with inertia."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents.decisions.base import DecisionRule, decision_rules

if TYPE_CHECKING:
    import numpy as np

    from agents.outlook import Outlook


@decision_rules.register("best-response")
@dataclass
class BestResponse(DecisionRule):
    """Plays the best response to the believed total of the others, or keeps its amount out of inertia.

    Source: best-response dynamics with inertia (Young 2004, *Strategic Learning and Its Limits*). Inertia breaks
    the cycles that simultaneous best response can enter.

    Args:
        inertia: probability of keeping last round's amount, in [0, 1).
    """

    inertia: float = 0.3

    def __post_init__(self) -> None:
        if not 0 <= self.inertia < 1:
            raise ValueError(f"inertia must be in [0, 1), got {self.inertia!r}")

    def revise(self, outlook: Outlook, rng: np.random.Generator) -> float:
        """Return the best response, or the old amount with probability ``inertia``."""
        return outlook.generation if rng.random() < self.inertia else outlook.best_response()
