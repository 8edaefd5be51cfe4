"""Rivalry structures: shapes, means, symmetry, sparsity."""

import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp

from cocogen.agents.names import UnknownNameError
from cocogen.model.game import rivalry_structures
from cocogen.model.randomness import Streams

NAMES = [name for name in rivalry_structures.names() if name not in ("graph", "file")]


def build(name, organizations, intensity=0.1, seed=0, **parameters):
    rng = Streams(seed).generator("rivalry")
    return rivalry_structures.create(name, **parameters).build(organizations, intensity, rng)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("organizations", [1, 2, 3, 8, 60])
def test_every_structure(name, organizations):
    matrix = build(name, organizations)
    assert matrix.shape == (organizations, organizations)
    assert (matrix >= 0.0).all()
    assert not matrix.diagonal().any()
    if name != "random-asymmetric":
        np.testing.assert_array_equal(matrix, matrix.T)
    np.testing.assert_array_equal(matrix, build(name, organizations))
    assert not build(name, organizations, intensity=0.0).any()


@pytest.mark.parametrize("name", NAMES)
def test_intensity_is_the_mean_over_pairs_that_compete(name):
    matrix = build(name, 60)
    competing = matrix[matrix > 0.0]
    spread = 0.1 / np.sqrt(3) / np.sqrt(competing.size / 2)
    assert competing.mean() == pytest.approx(0.1, abs=4 * spread)


@pytest.mark.parametrize("name", ["uniform", "random-symmetric", "random-asymmetric", "sectors"])
def test_one_more_rival_moves_nobody_elses_intensities(name):
    np.testing.assert_array_equal(build(name, 8), build(name, 12)[:8, :8])


def test_sectors_and_duopoly():
    matrix = build("sectors", 7, size=3)
    expected = np.kron(np.eye(3), np.ones((3, 3)))[:7, :7] - np.eye(7)
    np.testing.assert_allclose(matrix, 0.1 * expected)
    np.testing.assert_allclose(build("duopoly", 3), 0.1 * np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]]))
    assert not build("sectors", 5, size=1).any()


def test_large_sectors_are_sparse():
    matrix = build("sectors", 5000, size=5, spread=0.5)
    assert sp.issparse(matrix)
    assert matrix.nnz == 5000 * 4
    assert abs(matrix - matrix.T).max() == 0.0
    assert len(np.unique(matrix.data)) > 1000


def test_nearer_is_fiercer():
    near, far = build("distance-decay", 30, reach=0.05), build("distance-decay", 30, reach=1e6)
    assert near.std() > far.std()
    np.testing.assert_allclose(far[~np.eye(30, dtype=bool)], 0.1, rtol=1e-5)


def test_graph():
    graph = nx.path_graph(3)
    graph.add_edge(1, 1)
    graph[0][1]["weight"] = 3.0
    matrix = build("graph", 3, graph=graph)
    np.testing.assert_allclose(matrix, [[0, 0.15, 0], [0.15, 0, 0.05], [0, 0.05, 0]])
    directed = build("graph", 2, graph=nx.DiGraph([("a", "b")]))
    np.testing.assert_allclose(directed, [[0, 0.1], [0, 0]])
    assert not build("graph", 3, graph=nx.empty_graph(3)).any()


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("random-symmetric", {"spread": 2.0}, "spread must be a number from 0 to 1, got 2.0"),
        ("sectors", {"size": 0}, "size must be a whole number from 1 to 1,000,000, got 0"),
        ("distance-decay", {"reach": 0.0}, "reach must be a number above 0, got 0.0"),
        (
            "graph",
            {"graph": nx.path_graph(4)},
            "graph has 4 nodes; it must have one for each of 5 organizations",
        ),
        ("graph", {"graph": nx.from_numpy_array(-(1 - np.eye(5)))}, "graph has an edge of weight -1"),
    ],
)
def test_refuses(name, parameters, message):
    with pytest.raises(ValueError, match=message):
        build(name, 5, **parameters)


def test_unknown_structure():
    with pytest.raises(UnknownNameError, match="did you mean 'sectors'"):
        rivalry_structures.create("sector")
