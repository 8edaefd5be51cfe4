"""How the server makes one model of many: aggregators as pure functions of a round's update and their own memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Protocol

from annotated_types import Gt, Le

from cocogen.agents.registry import Registry

if TYPE_CHECKING:
    import torch

    Memory = dict[str, torch.Tensor]


@dataclass(frozen=True)
class Update:
    """What reaches the server in a round.

    Args:
        center: global model at the start of the round, shape (P,).
        local: the members' trained models, shape (M, P).
        weights: aggregation weights, shape (M,), positive, summing to one.
        members: which organizations they are, shape (M,), int64.
        steps: local steps of each, shape (M,).
        learning_rate: of the local steps.
        organizations: number of organizations N, members or not.
    """

    center: torch.Tensor
    local: torch.Tensor
    weights: torch.Tensor
    members: torch.Tensor
    steps: torch.Tensor
    learning_rate: float
    organizations: int

    def without(self, member: int) -> Update:
        """Return the update that would have arrived without the member in row ``member``."""
        kept = [row for row in range(len(self.local)) if row != member]
        rest = self.weights[kept]
        return replace(
            self,
            local=self.local[kept],
            weights=rest / rest.sum(),
            members=self.members[kept],
            steps=self.steps[kept],
        )


class Aggregator(Protocol):
    """Combines the members' models of a round.

    Attributes:
        proximal: strength of the pull to the global model in local training, 0 for none.
        linear: whether the new global model is just the weighted mean of the members' models.
    """

    proximal: float
    linear: bool

    def drift(self, members: torch.Tensor, memory: Memory) -> torch.Tensor | None:
        """Return what is added to every local gradient of each member, shape (M, P), or None for nothing."""
        ...

    def combine(self, update: Update, memory: Memory) -> tuple[torch.Tensor, Memory]:
        """Return the new global model, shape (P,), and the new memory; change neither argument.

        Args:
            update: what reached the server.
            memory: what the aggregator kept from the rounds before, named tensors; empty at first.
        """
        ...


aggregators: Registry[Aggregator] = Registry("aggregator", "cocogen.aggregators", Aggregator)

ServerRate = Annotated[float, Gt(0), Le(1000)]
"""Step size of the server."""


def leave_one_out(aggregator: Aggregator, update: Update, memory: Memory) -> torch.Tensor:
    """Return the round's aggregate rebuilt without each member in turn, shape (M, P); memory stays as it is."""
    import torch

    if aggregator.linear:
        rest = update.weights.repeat(len(update.weights), 1).fill_diagonal_(0)
        return rest / rest.sum(1, keepdim=True) @ update.local
    rebuilt = [aggregator.combine(update.without(row), memory)[0] for row in range(len(update.local))]
    return torch.stack(rebuilt)
