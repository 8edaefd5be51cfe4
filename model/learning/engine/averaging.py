"""Aggregators around the weighted mean: FedAvg, FedProx, and a server optimiser on top (FedAvgM, FedAdam)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from annotated_types import Ge, Gt, Le

from cocogen.agents.bounds import ShareBelowOne
from cocogen.model.learning.engine.aggregation import ServerRate, Update, aggregators

if TYPE_CHECKING:
    import torch

    from cocogen.model.learning.engine.aggregation import Memory


@aggregators.register("fedavg")
class FedAvg:
    """The weighted mean of the members' models (McMahan et al., 2017)."""

    proximal = 0.0
    linear = True

    def drift(self, members: torch.Tensor, memory: Memory) -> torch.Tensor | None:
        """Return None: local gradients stay as they are."""
        return None

    def combine(self, update: Update, memory: Memory) -> tuple[torch.Tensor, Memory]:
        """Return the weighted mean; see ``Aggregator.combine``."""
        return update.weights @ update.local, memory


@aggregators.register("fedprox")
class FedProx(FedAvg):
    """FedAvg whose local training is pulled back to the global model (Li et al., 2020).

    Args:
        proximal: strength of the pull, the method's μ.
    """

    def __init__(self, proximal: Annotated[float, Ge(0), Le(1000)] = 0.1) -> None:
        self.proximal = proximal


@aggregators.register("fedavgm")
class FedAvgM(FedAvg):
    """FedAvg with momentum on the server (Hsu et al., 2019).

    Args:
        learning_rate: of the server.
        momentum: share of the last step that is kept.
    """

    linear = False

    def __init__(self, learning_rate: ServerRate = 1.0, momentum: ShareBelowOne = 0.5) -> None:
        self.learning_rate = learning_rate
        self.momentum = momentum

    def combine(self, update: Update, memory: Memory) -> tuple[torch.Tensor, Memory]:
        """Return the model after one momentum step; see ``Aggregator.combine``."""
        step = update.weights @ update.local - update.center
        if "momentum" in memory:
            step = step + self.momentum * memory["momentum"]
        return update.center + self.learning_rate * step, {"momentum": step}


@aggregators.register("fedadam")
class FedAdam(FedAvg):
    """Adam on the server, with the mean local change as its gradient (Reddi et al., 2021).

    Args:
        learning_rate: of the server.
        momentum: decay of the first moment.
        second_momentum: decay of the second moment.
        adaptivity: τ, what is added to the root of the second moment; the second moment starts at τ², as in the paper, so that the
            first steps are no larger than later ones. Large makes it FedAvgM.
    """

    linear = False

    def __init__(
        self,
        learning_rate: ServerRate = 0.03,
        momentum: ShareBelowOne = 0.9,
        second_momentum: ShareBelowOne = 0.99,
        adaptivity: Annotated[float, Gt(0), Le(1000)] = 1e-3,
    ) -> None:
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.second_momentum = second_momentum
        self.adaptivity = adaptivity

    def combine(self, update: Update, memory: Memory) -> tuple[torch.Tensor, Memory]:
        """Return the model after one Adam step; see ``Aggregator.combine``."""
        change = update.weights @ update.local - update.center
        first = memory.get("first", change.new_zeros(change.shape))
        second = memory.get("second", change.new_full(change.shape, self.adaptivity**2))
        first = self.momentum * first + (1 - self.momentum) * change
        second = self.second_momentum * second + (1 - self.second_momentum) * change.square()
        step = self.learning_rate * first / (second.sqrt() + self.adaptivity)
        return update.center + step, {"first": first, "second": second}
