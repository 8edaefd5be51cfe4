"""The decision rule: what every way of moving toward best response has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from cocogen.agents.registry import Registry

if TYPE_CHECKING:
    import numpy as np

    from cocogen.agents.outlook import Outlook


class DecisionRule(ABC):
    """A way of revising one's own synthetic amount; each organization has its own instance.

    A rule that remembers something between rounds overrides :meth:`state` and :meth:`restore`, so that a resumed
    run continues exactly.
    """

    @abstractmethod
    def revise(self, outlook: Outlook, rng: np.random.Generator) -> float:
        """Return the new amount in samples, within [0, capacity]; anything else is an error, see :func:`within_capacity`.

        Args:
            outlook: what the organization sees and expects.
            rng: the organization's own draws of this round.
        """

    def state(self) -> dict[str, Any]:
        """Return what the rule remembers, as plain JSON values."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:  # noqa: B027 - most rules remember nothing
        """Take back what :meth:`state` returned; a fork may have changed the rule's parameters since."""


def within_capacity(amount: float, outlook: Outlook) -> float:
    """Return what of an amount (samples) can be: nothing less than none, nothing beyond the organization's capacity."""
    return min(max(amount, 0.0), outlook.capacity)


decision_rules: Registry[DecisionRule] = Registry("decision rule", "cocogen.decision_rules", DecisionRule)
