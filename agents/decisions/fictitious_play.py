"""Fictitious play: the best response to the running mean of what the others contributed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cocogen.agents.bounds import ShareBelowOne
from cocogen.agents.decisions.decision_rule import DecisionRule, decision_rules

if TYPE_CHECKING:
    import numpy as np

    from cocogen.agents.outlook import Outlook


@decision_rules.register("fictitious-play")
@dataclass
class FictitiousPlay(DecisionRule):
    """Responds to the running mean of the others' total, as if they drew from a fixed distribution.

    Source: Brown 1951; in potential games it converges (Monderer and Shapley 1996). With ``forgetting`` it is
    exponentially weighted fictitious play (Fudenberg and Levine 1998), which can follow a changing market.

    Args:
        forgetting: weight of the newest observation once the mean is formed; 0 weighs all rounds alike.
    """

    forgetting: ShareBelowOne = 0.0
    mean: float = field(default=0.0, init=False)
    observations: int = field(default=0, init=False)

    def revise(self, outlook: Outlook, rng: np.random.Generator) -> float:
        """Take in what the others contributed, and return the best response to the mean."""
        self.observations += 1
        newest = max(self.forgetting, 1.0 / self.observations)
        self.mean += newest * (outlook.believed_others - self.mean)
        return outlook.best_response(self.mean)

    def state(self) -> dict[str, Any]:
        """Return the mean and how many rounds are in it."""
        return {"mean": self.mean, "observations": self.observations}

    def restore(self, state: dict[str, Any]) -> None:
        """Take back what :meth:`state` returned."""
        self.mean, self.observations = state["mean"], state["observations"]
