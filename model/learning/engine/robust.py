"""Robust aggregators: coordinate-wise trimmed mean and median (Yin et al., 2018).

Both count every member once: a weight is a claim, and a robust rule does not take it on trust.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from annotated_types import Ge, Lt

from cocogen.model.learning.engine.aggregation import Update, aggregators

if TYPE_CHECKING:
    import torch

    from cocogen.model.learning.engine.aggregation import Memory


@aggregators.register("trimmed-mean")
class TrimmedMean:
    """The mean of every coordinate without its lowest and highest values.

    Args:
        share: share of the members that is cut off at each end; rounded down to whole members.
    """

    proximal = 0.0
    linear = False

    def __init__(self, share: Annotated[float, Ge(0), Lt(0.5)] = 0.2) -> None:
        self.share = share

    def drift(self, members: torch.Tensor, memory: Memory) -> torch.Tensor | None:
        """Return None: local gradients stay as they are."""
        return None

    def combine(self, update: Update, memory: Memory) -> tuple[torch.Tensor, Memory]:
        """Return the trimmed mean; see ``Aggregator.combine``."""
        members = len(update.local)
        cut = int(self.share * members + 1e-9)
        return update.local.sort(0).values[cut : members - cut].mean(0), memory


@aggregators.register("median")
class Median:
    """The median of every coordinate; for an even number of members the mean of the two in the middle."""

    proximal = 0.0
    linear = False

    def drift(self, members: torch.Tensor, memory: Memory) -> torch.Tensor | None:
        """Return None: local gradients stay as they are."""
        return None

    def combine(self, update: Update, memory: Memory) -> tuple[torch.Tensor, Memory]:
        """Return the median; see ``Aggregator.combine``."""
        members = len(update.local)
        return update.local.sort(0).values[(members - 1) // 2 : members // 2 + 1].mean(0), memory
