"""Rivalry structures: who is whose rival, and how much, as competition matrices γ.

In all of them ``intensity`` is the mean, or expected, γ_ij over the pairs that compete. Structures in which everybody has few rivals
come out as sparse matrices once they are large.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
import scipy.sparse as sp

from cocogen.agents.allowed import Said
from cocogen.agents.bounds import Count, Positive, Share
from cocogen.agents.checks import ParameterError
from cocogen.agents.registry import Registry
from cocogen.agents.shown import shown
from cocogen.model.game.arrays import FloatArray, IntArray, Matrix

_DENSE_UP_TO = 2000


class RivalryStructure(ABC):
    """A way to fill the competition matrix."""

    @abstractmethod
    def build(self, organizations: int, intensity: float, rng: np.random.Generator) -> Matrix:
        """Return γ with a zero diagonal, shape (N, N), dense or a CSR array.

        Args:
            organizations: N ≥ 1.
            intensity: mean γ_ij over competing pairs, at least 0.
            rng: for the structures with chance in them.
        """

    def entries(self, organizations: int) -> int:
        """Return about how many numbers γ takes in memory: N² unless most pairs do not compete."""
        return organizations**2


rivalry_structures: Registry[RivalryStructure] = Registry(
    "rivalry structure", "cocogen.rivalry_structures", RivalryStructure
)


def _spread_values(
    shape: int | tuple[int, int], intensity: float, spread: float, rng: np.random.Generator
) -> FloatArray:
    return intensity * rng.uniform(1.0 - spread, 1.0 + spread, shape)


def _lower_triangle(organizations: int) -> tuple[IntArray, IntArray]:
    """Return the pairs in the order in which organizations arrive: one more draws after all that were there before."""
    rows, columns = np.tril_indices(organizations, k=-1)
    return rows, columns


@rivalry_structures.register("uniform")
@dataclass(frozen=True)
class Uniform(RivalryStructure):
    """Everybody is everybody's rival, equally."""

    def build(self, organizations: int, intensity: float, rng: np.random.Generator) -> Matrix:
        """Return ``intensity`` off the diagonal, shape (N, N)."""
        return intensity * (1.0 - np.eye(organizations))


@dataclass(frozen=True)
class RandomStructure(RivalryStructure):
    """What structures of independent random intensities share."""

    spread: Share = 1.0


@rivalry_structures.register("random-symmetric")
@dataclass(frozen=True)
class RandomSymmetric(RandomStructure):
    """Every pair has its own intensity, the same in both directions.

    Args:
        spread: intensities are uniform within ± this share of the mean.
    """

    def build(self, organizations: int, intensity: float, rng: np.random.Generator) -> Matrix:
        """Return a symmetric γ, shape (N, N)."""
        pairs = organizations * (organizations - 1) // 2
        lower = np.zeros((organizations, organizations))
        lower[_lower_triangle(organizations)] = _spread_values(pairs, intensity, self.spread, rng)
        return lower + lower.T


@rivalry_structures.register("random-asymmetric")
@dataclass(frozen=True)
class RandomAsymmetric(RandomStructure):
    """Every ordered pair has its own intensity.

    Args:
        spread: intensities are uniform within ± this share of the mean.
    """

    def build(self, organizations: int, intensity: float, rng: np.random.Generator) -> Matrix:
        """Return γ, shape (N, N)."""
        pairs = organizations * (organizations - 1) // 2
        values = _spread_values((pairs, 2), intensity, self.spread, rng)
        rows, columns = _lower_triangle(organizations)
        gamma = np.zeros((organizations, organizations))
        gamma[rows, columns], gamma[columns, rows] = values.T
        return gamma


@rivalry_structures.register("sectors")
@dataclass(frozen=True)
class Sectors(RivalryStructure):
    """Rivals within blocks of neighbouring organizations, none across; sparse and ready for a million.

    Args:
        size: organizations in a sector; the last sector may be smaller.
        spread: intensities are uniform within ± this share of the mean, the same in both directions.
    """

    size: Count = 4
    spread: Share = 0.0

    def entries(self, organizations: int) -> int:
        """Return N times the size of a sector."""
        return organizations * min(self.size, organizations)

    def build(self, organizations: int, intensity: float, rng: np.random.Generator) -> Matrix:
        """Return a block-diagonal symmetric γ, shape (N, N)."""
        first = np.arange(organizations)
        steps = np.arange(1, min(self.size, organizations) or 1)
        rows = np.repeat(first, len(steps))
        columns = rows + np.tile(steps, organizations)
        together = (columns < organizations) & (rows // self.size == columns // self.size)
        rows, columns = rows[together], columns[together]
        values = _spread_values(len(rows), intensity, self.spread, rng)
        upper = sp.coo_array((values, (rows, columns)), (organizations, organizations))
        return dense_if_small(sp.csr_array(upper + upper.T))


@rivalry_structures.register("duopoly")
@dataclass(frozen=True)
class Duopoly(RivalryStructure):
    """Two by two: 0 and 1 are rivals, 2 and 3, and so on; with an odd number the last has no rival."""

    def entries(self, organizations: int) -> int:
        """Return two for each organization."""
        return 2 * organizations

    def build(self, organizations: int, intensity: float, rng: np.random.Generator) -> Matrix:
        """Return γ, shape (N, N)."""
        return Sectors(size=2).build(organizations, intensity, rng)


@rivalry_structures.register("distance-decay")
@dataclass(frozen=True)
class DistanceDecay(RivalryStructure):
    """Organizations sit at random in a unit square; rivalry falls off as exp(−distance/reach).

    Args:
        reach: distance over which rivalry falls by a factor e; the unit square's diagonal is 1.41.
    """

    reach: Positive = 0.3

    def build(self, organizations: int, intensity: float, rng: np.random.Generator) -> Matrix:
        """Return a symmetric γ whose off-diagonal mean is ``intensity``, shape (N, N)."""
        places = rng.random((organizations, 2))
        distance = np.hypot(*(places[:, None, :] - places).T)
        nearness = np.exp(-(distance - distance.min()) / self.reach)
        np.fill_diagonal(nearness, 0.0)
        total = nearness.sum()
        pairs = organizations * (organizations - 1)
        return nearness * (intensity * pairs / total) if total > 0.0 else nearness


@rivalry_structures.register("graph")
@dataclass(frozen=True)
class Graph(RivalryStructure):
    """The edges of a networkx graph, in the order of its nodes.

    A directed edge i → j means that i loses to j. Edge attributes ``weight``, 1 where absent, set proportions.

    Args:
        graph: any ``networkx`` graph with as many nodes as organizations.
    """

    graph: Annotated[Any, Said("a networkx graph")]

    def __post_init__(self) -> None:
        if not hasattr(self.graph, "number_of_edges"):
            raise ParameterError("graph", f"must be a networkx graph, got {shown(self.graph)}")

    def entries(self, organizations: int) -> int:
        """Return two for each edge."""
        return 2 * int(self.graph.number_of_edges())

    def build(self, organizations: int, intensity: float, rng: np.random.Generator) -> Matrix:
        """Return γ whose mean over edges is ``intensity``, shape (N, N).

        Raises:
            ValueError: if the number of nodes is wrong or a weight is negative; loops are dropped.
        """
        import networkx as nx

        nodes = self.graph.number_of_nodes()
        if nodes != organizations:
            raise ValueError(
                f"graph has {nodes} nodes; it must have one for each of {organizations} organizations"
            )
        matrix = sp.csr_array(nx.to_scipy_sparse_array(self.graph, dtype=np.float64, weight="weight"))
        matrix = sp.csr_array(matrix - sp.diags_array(matrix.diagonal()))
        matrix.eliminate_zeros()
        if matrix.nnz and matrix.data.min() < 0.0:
            raise ValueError(f"graph has an edge of weight {matrix.data.min():g}; weights must be at least 0")
        if matrix.nnz:
            matrix = matrix * (intensity / matrix.data.mean())
        return dense_if_small(matrix)


def dense_if_small(matrix: Any) -> Matrix:
    """Return a sparse matrix as a dense one, unless the market is large."""
    return matrix.toarray() if matrix.shape[0] <= _DENSE_UP_TO else matrix
