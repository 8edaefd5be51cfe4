"""What a partition is, the registry of partitions, and the checks that all of them share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from cocogen.agents.registry import Registry

Indices = NDArray[np.int64]


class Partition(Protocol):
    """Divides the samples of a pool among organizations."""

    def split(
        self,
        labels: NDArray[np.int64],
        organizations: int,
        rng: np.random.Generator,
        sizes: Sequence[int] | None = None,
    ) -> list[Indices]:
        """Return disjoint index arrays, one per organization.

        Args:
            labels: label of every pool sample, shape (n,).
            organizations: number of organizations N.
            rng: source of all draws.
            sizes: samples that each organization gets, N numbers; None divides the whole pool.

        Raises:
            ValueError: if the pool cannot be divided like that.
        """
        ...


partitions: Registry[Partition] = Registry("partition", "cocogen.partitions", Partition)


def partition(name: str, **parameters: Any) -> Partition:
    """Build the partition ``name``.

    Raises:
        UnknownNameError: if no partition has the name.
        ValueError: if a parameter is unknown or refused.
    """
    return partitions.create(name, **parameters)


def checked_sizes(available: int, organizations: int, sizes: Sequence[int] | None) -> Indices | None:
    """Return the wished sizes as an array, or None where none are wished.

    Raises:
        ValueError: if there is no organization, fewer samples than organizations, a size below one, the wrong
            number of sizes, or more wished than available.
    """
    if organizations < 1:
        raise ValueError(f"a partition needs at least 1 organization, got {organizations}")
    if available < organizations:
        raise ValueError(f"{available} samples cannot be divided among {organizations} organizations")
    if sizes is None:
        return None
    wished = np.asarray(sizes, dtype=np.int64)
    if wished.shape != (organizations,):
        raise ValueError(f"{wished.size} sizes given for {organizations} organizations")
    if wished.min() < 1:
        raise ValueError(f"every organization needs at least 1 sample, got {wished.min()}")
    if wished.sum() > available:
        raise ValueError(f"sizes sum to {wished.sum()}, but the pool has {available} samples")
    return wished


def reduced(parts: list[Indices], wished: Indices | None, rng: np.random.Generator) -> list[Indices]:
    """Return the parts sorted, each cut at random to its wished size where sizes are wished.

    Raises:
        ValueError: if a part is smaller than wished.
    """
    if wished is None:
        return [np.sort(part) for part in parts]
    for organization, (part, size) in enumerate(zip(parts, wished, strict=True)):
        if size > len(part):
            raise ValueError(
                f"organization {organization} should get {size} samples, its part has {len(part)}"
            )
    return [np.sort(rng.permutation(part)[:size]) for part, size in zip(parts, wished, strict=True)]
