"""The space of the market: a network whose nodes are organizations and whose edges are rivalries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
from mesa.discrete_space import Cell, Network
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from cocogen.model.world.population import Population


def rivalry_space(population: Population, random: Random) -> Network:
    """Build the network of rivals; the weight of an edge is (γ_ij + γ_ji)/2.

    Args:
        population: who there is, with the competition matrix.
        random: Mesa's generator, which the space asks for; nothing here draws from it.
    """
    graph = nx.Graph()
    graph.add_nodes_from(range(len(population)))
    graph.add_weighted_edges_from(_rivalries(population))
    return Network(graph, capacity=1, random=random)


def rewire(space: Network, population: Population) -> None:
    """Connect those who are rivals now, and nobody else.

    Args:
        space: the network, which holds all organizations.
        population: with the competition matrix as it has become.
    """
    for one, other in list(space.G.edges):
        space.remove_connection(space[one], space[other])
    for one, other, weight in _rivalries(population):
        space.add_connection(space[one], space[other])
        space.G.edges[one, other]["weight"] = weight


def add_newcomer(space: Network, population: Population, index: int) -> None:
    """Add an organization's cell and its rivalries with those who are there already.

    Args:
        space: the network, which holds the organizations up to ``index - 1``.
        population: with the newcomer in it.
        index: the newcomer.
    """
    competition = sparse.csr_array(population.competition)
    weights = (competition[[index], :] + competition[:, [index]].T).tocoo()
    cell = Cell(index, capacity=1, random=space.random)
    space.add_cell(cell)
    for rival, weight in zip(weights.col.tolist(), weights.data.tolist(), strict=True):
        if rival < index and weight > 0:
            space.add_connection(cell, space[rival])
            space.G.edges[index, rival]["weight"] = weight / 2


def _rivalries(population: Population) -> Iterator[tuple[int, int, float]]:
    """Yield pairs of rivals with (γ_ij + γ_ji)/2."""
    competition = sparse.coo_array(population.competition)
    symmetric = sparse.triu((competition + competition.T) / 2, k=1).tocoo()
    yield from zip(symmetric.row.tolist(), symmetric.col.tolist(), symmetric.data.tolist(), strict=True)
