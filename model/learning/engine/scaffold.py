"""SCAFFOLD: control variates that correct the drift of local training (Karimireddy et al., 2020)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocogen.model.learning.engine.aggregation import ServerRate, Update, aggregators

if TYPE_CHECKING:
    import torch

    from cocogen.model.learning.engine.aggregation import Memory


@aggregators.register("scaffold")
class Scaffold:
    """FedAvg with a control variate for the server and one for every organization.

    Args:
        learning_rate: of the server; 1 takes the mean of the members' models.
    """

    proximal = 0.0
    linear = False

    def __init__(self, learning_rate: ServerRate = 1.0) -> None:
        self.learning_rate = learning_rate

    def drift(self, members: torch.Tensor, memory: Memory) -> torch.Tensor | None:
        """Return the server's control variate minus each member's, shape (M, P); None before the first round."""
        if not memory:
            return None
        return memory["server"] - _rows(memory["organizations"], int(members.max()) + 1)[members]

    def combine(self, update: Update, memory: Memory) -> tuple[torch.Tensor, Memory]:
        """Return the mean model and the new control variates; see ``Aggregator.combine``."""
        n, size = update.organizations, len(update.center)
        server = memory.get("server", update.center.new_zeros(size))
        controls = _rows(memory.get("organizations", update.center.new_zeros(0, size)), n)
        walked = (update.center - update.local) / (update.steps[:, None] * update.learning_rate)
        renewed = controls[update.members] - server + walked
        change = (renewed - controls[update.members]).sum(0) / n
        controls[update.members] = renewed
        step = update.weights @ update.local - update.center
        return update.center + self.learning_rate * step, {
            "server": server + change,
            "organizations": controls,
        }


def _rows(matrix: torch.Tensor, rows: int) -> torch.Tensor:
    """Return a copy with at least ``rows`` rows; organizations that arrived later start with zeros."""
    padded = matrix.new_zeros(max(rows, len(matrix)), matrix.shape[1])
    padded[: len(matrix)] = matrix
    return padded
