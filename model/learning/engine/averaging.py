"""Aggregators around the weighted mean: FedAvg, FedProx, and a server optimiser on top (FedAvgM, FedAdam)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.learning.engine.aggregation import Update, aggregators

if TYPE_CHECKING:
    import torch

    from model.learning.engine.aggregation import Memory


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
        proximal: strength of the pull, the method's μ, >= 0.

    Raises:
        ValueError: if it is negative.
    """

    def __init__(self, proximal: float = 0.1) -> None:
        if not proximal >= 0:
            raise ValueError(f"proximal of FedProx must not be negative, got {proximal}")
        self.proximal = proximal


@aggregators.register("fedavgm")
class FedAvgM(FedAvg):
    """FedAvg with momentum on the server (Hsu et al., 2019).

    Args:
        learning_rate: of the server, > 0.
        momentum: share of the last step that is kept, 0 <= momentum < 1.

    Raises:
        ValueError: if a number is out of range.
    """

    linear = False

    def __init__(self, learning_rate: float = 1.0, momentum: float = 0.5) -> None:
        _check("FedAvgM", learning_rate, momentum=momentum)
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
        learning_rate: of the server, > 0.
        momentum: decay of the first moment, 0 <= momentum < 1.
        second_momentum: decay of the second moment, 0 <= second_momentum < 1.
        adaptivity: what is added to the root of the second moment, > 0; large makes it FedAvgM.

    Raises:
        ValueError: if a number is out of range.
    """

    linear = False

    def __init__(
        self,
        learning_rate: float = 0.03,
        momentum: float = 0.9,
        second_momentum: float = 0.99,
        adaptivity: float = 1e-3,
    ) -> None:
        _check("FedAdam", learning_rate, momentum=momentum, second_momentum=second_momentum)
        if not adaptivity > 0:
            raise ValueError(f"adaptivity of FedAdam must be positive, got {adaptivity}")
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.second_momentum = second_momentum
        self.adaptivity = adaptivity

    def combine(self, update: Update, memory: Memory) -> tuple[torch.Tensor, Memory]:
        """Return the model after one Adam step; see ``Aggregator.combine``."""
        change = update.weights @ update.local - update.center
        first, second = (memory.get(name, change.new_zeros(change.shape)) for name in ("first", "second"))
        first = self.momentum * first + (1 - self.momentum) * change
        second = self.second_momentum * second + (1 - self.second_momentum) * change.square()
        step = self.learning_rate * first / (second.sqrt() + self.adaptivity)
        return update.center + step, {"first": first, "second": second}


def _check(name: str, learning_rate: float, **decays: float) -> None:
    if not learning_rate > 0:
        raise ValueError(f"learning_rate of {name} must be positive, got {learning_rate}")
    for decay, value in decays.items():
        if not 0 <= value < 1:
            raise ValueError(f"{decay} of {name} must be at least 0 and below 1, got {value}")
