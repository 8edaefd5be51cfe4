"""Partitions by whole classes: k classes for everybody (pathological), and dealt shards of sorted data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cocogen.agents.bounds import Count
from cocogen.model.learning.partitions.partition import Indices, checked_sizes, partitions, reduced


@partitions.register("pathological")
class Pathological:
    """Everybody owns samples of just k classes; a class is divided equally among its owners.

    Classes are dealt so that they are owned equally often (up to one). Where organizations times k is below the
    number of classes, some classes are owned by nobody.

    Args:
        classes: k, classes per organization.
    """

    def __init__(self, classes: Count = 2) -> None:
        self.classes = classes

    def split(
        self,
        labels: NDArray[np.int64],
        organizations: int,
        rng: np.random.Generator,
        sizes: Sequence[int] | None = None,
    ) -> list[Indices]:
        """Return disjoint index arrays, one per organization; see ``Partition.split``."""
        wished = checked_sizes(len(labels), organizations, sizes)
        present = np.unique(labels)
        if self.classes > len(present):
            raise ValueError(f"{self.classes} classes per organization wanted, the pool has {len(present)}")
        owners = self._deal(len(present), organizations, rng)
        parts: list[list[Indices]] = [[] for _ in range(organizations)]
        for position, label in enumerate(present):
            holders = np.flatnonzero((owners == position).any(1))
            members = rng.permutation(np.flatnonzero(labels == label))
            if len(holders) > len(members):
                raise ValueError(f"class {label} has {len(members)} samples for {len(holders)} organizations")
            if len(holders):
                for holder, part in zip(holders, np.array_split(members, len(holders)), strict=True):
                    parts[holder].append(part)
        return reduced([np.concatenate(owned) for owned in parts], wished, rng)

    def _deal(self, classes: int, organizations: int, rng: np.random.Generator) -> Indices:
        """Return k different classes for everybody, shape (organizations, k): always those dealt least so far."""
        dealt = np.zeros(classes, dtype=np.int64)
        owners = np.empty((organizations, self.classes), dtype=np.int64)
        for row in owners:
            row[:] = np.lexsort((rng.random(classes), dealt))[: self.classes]
            dealt[row] += 1
        return owners


@partitions.register("shards")
class Shards:
    """Samples sorted by label, cut into equal shards, and dealt at random (McMahan et al., 2017).

    Args:
        per_organization: shards that everybody gets.
    """

    def __init__(self, per_organization: Count = 2) -> None:
        self.per_organization = per_organization

    def split(
        self,
        labels: NDArray[np.int64],
        organizations: int,
        rng: np.random.Generator,
        sizes: Sequence[int] | None = None,
    ) -> list[Indices]:
        """Return disjoint index arrays, one per organization; see ``Partition.split``."""
        wished = checked_sizes(len(labels), organizations, sizes)
        shards = organizations * self.per_organization
        if shards > len(labels):
            raise ValueError(f"{len(labels)} samples cannot be cut into {shards} shards")
        shuffled = rng.permutation(len(labels))
        pieces = np.array_split(shuffled[np.argsort(labels[shuffled], kind="stable")], shards)
        dealt = rng.permutation(shards).reshape(organizations, self.per_organization)
        return reduced([np.concatenate([pieces[piece] for piece in row]) for row in dealt], wished, rng)
