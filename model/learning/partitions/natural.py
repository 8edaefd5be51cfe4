"""Partitions that reality suggests: natural owners, and sizes as unequal as firms are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import numpy as np
from annotated_types import Ge, Le
from numpy.typing import ArrayLike, NDArray

from cocogen.agents.bounds import Count
from cocogen.agents.checks import ParameterError
from cocogen.model.learning.partitions.partition import Indices, checked_sizes, partitions, reduced

_ATTEMPTS = 1000


@partitions.register("natural")
class Natural:
    """Everybody owns what is its own in reality (an airline its flights); the largest owners come first.

    Args:
        owners: owner of every pool sample, shape (n,), usually ``task.owners``.
        order: which owners are wanted, in which order; None: the largest, largest first.

    Raises:
        ValueError: if there are no owners, or not one for each sample.
    """

    def __init__(self, owners: ArrayLike | None = None, order: ArrayLike | None = None) -> None:
        if owners is None:
            raise ValueError("a natural partition needs a task with natural owners (such as 'flights')")
        self.owners = np.asarray(owners)
        if self.owners.ndim != 1:
            raise ParameterError("owners", f"must be a list with the owner of every sample, got {owners!r}")
        self.order = None if order is None else np.asarray(order)

    def split(
        self,
        labels: NDArray[np.int64],
        organizations: int,
        rng: np.random.Generator,
        sizes: Sequence[int] | None = None,
    ) -> list[Indices]:
        """Return disjoint index arrays of the largest owners, largest first; see ``Partition.split``."""
        if len(self.owners) != len(labels):
            raise ValueError(f"{len(self.owners)} owners given for {len(labels)} samples")
        wished = checked_sizes(len(labels), organizations, sizes)
        names, counts = np.unique(self.owners, return_counts=True)
        if organizations > len(names):
            raise ValueError(
                f"{organizations} organizations wanted, the task has {len(names)} natural owners; "
                f"set population.organizations={len(names)} or lower"
            )
        largest = names[np.argsort(-counts, kind="stable")]
        chosen = (largest if self.order is None else self.order)[:organizations]
        return reduced([np.flatnonzero(self.owners == owner) for owner in chosen], wished, rng)


@partitions.register("quantity")
class Quantity:
    """The same label mix for everybody, in log-normal sizes.

    Args:
        sigma: standard deviation of the logarithm of the sizes; 0 is IID.
        minimum: samples that everybody gets at least.
    """

    def __init__(self, sigma: Annotated[float, Ge(0), Le(10)] = 1.0, minimum: Count = 10) -> None:
        self.sigma = sigma
        self.minimum = minimum

    def split(
        self,
        labels: NDArray[np.int64],
        organizations: int,
        rng: np.random.Generator,
        sizes: Sequence[int] | None = None,
    ) -> list[Indices]:
        """Return disjoint index arrays, one per organization; see ``Partition.split``. Given sizes replace the draw."""
        wished = checked_sizes(len(labels), organizations, sizes)
        if wished is None:
            wished = self._draw(len(labels), organizations, rng)
        return [np.sort(part) for part in np.split(rng.permutation(len(labels)), np.cumsum(wished))[:-1]]

    def _draw(self, available: int, organizations: int, rng: np.random.Generator) -> Indices:
        spare = available - organizations * self.minimum
        if spare < 0:
            raise ValueError(
                f"{available} samples cannot give {organizations} organizations at least {self.minimum} each"
            )
        for _ in range(_ATTEMPTS):
            weights = rng.lognormal(0.0, self.sigma, organizations)
            ends = np.round(np.cumsum(weights / weights.sum()) * available).astype(np.int64)
            sizes = np.diff(ends, prepend=0)
            if sizes.min() >= self.minimum:
                return sizes
        raise ValueError(
            f"no log-normal(sigma={self.sigma}) draw in {_ATTEMPTS} gave {organizations} organizations at least "
            f"{self.minimum} samples each; lower sigma or minimum"
        )
