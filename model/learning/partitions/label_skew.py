"""Partitions of the label distribution: IID and Dirichlet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cocogen.agents.bounds import Count, Positive
from cocogen.model.learning.partitions.partition import Indices, checked_sizes, partitions

_ATTEMPTS = 1000
_TRIALS = 60  # draws that tell whether a setting is possible
_MOST_TRIED = 1000  # organizations


@partitions.register("iid")
class IID:
    """Everybody draws from the same distribution: a shuffle, cut into parts."""

    def split(
        self,
        labels: NDArray[np.int64],
        organizations: int,
        rng: np.random.Generator,
        sizes: Sequence[int] | None = None,
    ) -> list[Indices]:
        """Return disjoint index arrays, one per organization; see ``Partition.split``."""
        wished = checked_sizes(len(labels), organizations, sizes)
        shuffled = rng.permutation(len(labels))
        if wished is None:
            return [np.sort(part) for part in np.array_split(shuffled, organizations)]
        return [np.sort(part) for part in np.split(shuffled, np.cumsum(wished))[:-1]]


@partitions.register("dirichlet")
class Dirichlet:
    """Label skew: class shares drawn from a Dirichlet distribution.

    Without sizes every class is divided among the organizations by shares drawn from Dirichlet(alpha), and the
    draw is repeated until everybody has ``minimum`` samples. With sizes every organization draws its own class mix
    from Dirichlet(alpha times the pool's mix times the number of classes) and takes it while the pool lasts.

    Args:
        alpha: concentration; small is skewed, large is IID.
        minimum: samples that everybody gets at least.
    """

    def __init__(self, alpha: Positive = 0.3, minimum: Count = 10) -> None:
        self.alpha = alpha
        self.minimum = minimum

    def split(
        self,
        labels: NDArray[np.int64],
        organizations: int,
        rng: np.random.Generator,
        sizes: Sequence[int] | None = None,
    ) -> list[Indices]:
        """Return disjoint index arrays, one per organization; see ``Partition.split``."""
        wished = checked_sizes(len(labels), organizations, sizes)
        by_class = [rng.permutation(np.flatnonzero(labels == label)) for label in np.unique(labels)]
        if wished is not None:
            return self._split_by_sizes(by_class, wished, rng)
        if organizations * self.minimum > len(labels):
            raise ValueError(
                f"{len(labels)} samples cannot give {organizations} organizations at least {self.minimum} each"
                + self._advice(by_class, organizations, rng)
            )
        for _ in range(_ATTEMPTS):
            ends = self._ends(by_class, organizations, rng)
            parts = [np.split(members, end) for members, end in zip(by_class, ends, strict=True)]
            split = [np.sort(np.concatenate(owned)) for owned in zip(*parts, strict=True)]
            if min(map(len, split)) >= self.minimum:
                return split
        raise ValueError(
            f"no Dirichlet(alpha={self.alpha}) draw in {_ATTEMPTS} gave {organizations} organizations "
            f"at least {self.minimum} of {len(labels)} samples each"
            + self._advice(by_class, organizations, rng)
        )

    def _ends(self, by_class: list[Indices], organizations: int, rng: np.random.Generator) -> list[Indices]:
        """Draw where each class is cut into everybody's parts, the last end left out."""
        shares = rng.dirichlet(np.full(organizations, self.alpha), size=len(by_class))
        return [
            (np.cumsum(share)[:-1] * len(members)).round().astype(int)
            for members, share in zip(by_class, shares, strict=True)
        ]

    def _advice(self, by_class: list[Indices], organizations: int, rng: np.random.Generator) -> str:
        """Return the fields that make the draw possible, tried out: fewer organizations, or a lower minimum."""
        pool = sum(map(len, by_class))
        fewer = (int(organizations * 0.8**step) for step in range(1, _TRIALS))
        settings = [("organizations", n, n, self.minimum) for n in fewer if 1 < n <= pool / self.minimum]
        settings += [("minimum", m, organizations, m) for m in (5, 2, 1) if m < self.minimum]
        found: dict[str, str] = {}
        for field, value, count, minimum in settings:
            if field not in found and self._is_likely(by_class, count, minimum, rng):
                found[field] = f"population.{field}={value}"
        return f"; set {' or '.join(found.values())}" if found else "; raise population.alpha"

    def _is_likely(
        self, by_class: list[Indices], organizations: int, minimum: int, rng: np.random.Generator
    ) -> bool:
        """Tell whether one draw in twenty gives everybody the minimum; of very many organizations it is not asked."""
        sizes = [len(members) for members in by_class]
        if organizations > _MOST_TRIED or organizations * minimum > sum(sizes):
            return False
        hits = 0
        for _ in range(_TRIALS):
            ends = self._ends(by_class, organizations, rng)
            counts = [np.diff(end, prepend=0, append=size) for end, size in zip(ends, sizes, strict=True)]
            hits += int(np.sum(counts, axis=0).min() >= minimum)
        return 20 * hits >= _TRIALS

    def _split_by_sizes(
        self, by_class: list[Indices], wished: Indices, rng: np.random.Generator
    ) -> list[Indices]:
        left = np.array([len(members) for members in by_class])
        concentration = self.alpha * len(left) * left / left.sum()
        split = []
        for size in wished:
            counts = _take(size, rng.dirichlet(concentration), left, rng)
            ends = left.copy()
            left = left - counts
            split.append(
                np.sort(np.concatenate([m[a:b] for m, a, b in zip(by_class, left, ends, strict=True)]))
            )
        return split


def _take(size: int, mix: NDArray[np.float64], left: Indices, rng: np.random.Generator) -> Indices:
    """Draw class counts of one organization from its mix, topped up from what is left where a class runs out."""
    counts = np.minimum(rng.multinomial(size, mix), left)
    missing = size - counts.sum()
    if missing:
        counts += rng.multivariate_hypergeometric(left - counts, missing)
    return counts
