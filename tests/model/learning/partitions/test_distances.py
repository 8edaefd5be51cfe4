"""Distances between label distributions: closed forms and what must hold for all of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cocogen.model.learning.partitions import (
    describe_partition,
    earth_movers,
    effective_classes,
    jensen_shannon,
    label_counts,
    label_distribution,
    label_table,
    total_variation,
)

DISTANCES = (total_variation, earth_movers, jensen_shannon)


@st.composite
def distributions(draw, classes=4):
    weights = draw(arrays(float, classes, elements=st.floats(0, 1)))
    weights[draw(st.integers(0, classes - 1))] += 1.0
    return weights / weights.sum()


@pytest.mark.parametrize("distance", DISTANCES)
@given(p=distributions(), q=distributions(), r=distributions())
@settings(deadline=None, derandomize=True)
def test_each_is_a_metric(distance, p, q, r):
    assert distance(p, p) == pytest.approx(0, abs=1e-7)
    assert distance(p, q) == pytest.approx(distance(q, p))
    assert distance(p, r) <= distance(p, q) + distance(q, r) + 1e-7


@given(p=distributions(), q=distributions())
@settings(deadline=None, derandomize=True)
def test_bounds_and_order(p, q):
    tv, emd, js = total_variation(p, q), earth_movers(p, q), jensen_shannon(p, q)
    assert 0 <= tv <= 1 + 1e-12
    assert tv - 1e-12 <= emd <= 3 * tv + 1e-12  # a move is at least one and at most C - 1 steps
    assert js**2 <= tv + 1e-9  # Lin (1991)
    assert 1 - 1e-9 <= effective_classes(p) <= 4 + 1e-9


def test_closed_forms():
    first, last, even = np.array([1.0, 0, 0]), np.array([0, 0, 1.0]), np.full(3, 1 / 3)
    assert total_variation(first, last) == 1
    assert earth_movers(first, last) == 2
    assert jensen_shannon(first, last) == 1
    assert total_variation(first, even) == pytest.approx(2 / 3)
    assert earth_movers(first, even) == pytest.approx(1.0)
    assert effective_classes(np.stack([first, even])) == pytest.approx([1, 3])


def test_they_broadcast_over_organizations():
    p = np.array([[1.0, 0.0], [0.5, 0.5]])
    for distance in DISTANCES:
        assert distance(p, [0.5, 0.5]).shape == (2,)


def test_counts_and_distributions():
    assert label_counts([2, 0, 2], 4).tolist() == [1, 0, 2, 0]
    assert label_distribution([2, 0, 2, 1], 3).tolist() == [0.25, 0.25, 0.5]
    with pytest.raises(ValueError, match="empty set of labels"):
        label_distribution([], 3)


def test_a_partition_is_described():
    labels = np.array([0, 0, 1, 1, 2, 2])
    shards = [np.array([0, 1]), np.array([2, 4, 5, 0])]
    assert label_table(labels, shards, 3).tolist() == [[2, 0, 0], [1, 1, 2]]
    about = describe_partition(labels, shards, 3)
    assert about["samples"].tolist() == [2, 4]
    assert about["total_variation"] == pytest.approx([2 / 3, 1 / 6])
    assert about["effective_classes"][0] == pytest.approx(1)
    assert set(about) == {"samples", "total_variation", "earth_movers", "jensen_shannon", "effective_classes"}
