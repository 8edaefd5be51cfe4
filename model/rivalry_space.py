"""The space of the market: a network whose nodes are organizations and whose edges are rivalries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
from mesa.discrete_space import Network
from scipy import sparse

if TYPE_CHECKING:
    from random import Random

    from model.population import Population


def rivalry_space(population: Population, random: Random) -> Network:
    """Build the network of rivals; the weight of an edge is (γ_ij + γ_ji)/2.

    Args:
        population: who there is, with the competition matrix.
        random: Mesa's generator, which the space asks for; nothing here draws from it.
    """
    competition = sparse.coo_array(population.competition)
    symmetric = sparse.triu((competition + competition.T) / 2, k=1).tocoo()
    graph = nx.Graph()
    graph.add_nodes_from(range(len(population)))
    graph.add_weighted_edges_from(
        zip(symmetric.row.tolist(), symmetric.col.tolist(), symmetric.data.tolist(), strict=True)
    )
    return Network(graph, capacity=1, random=random)
