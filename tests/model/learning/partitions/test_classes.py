"""Partitions by whole classes."""

import numpy as np
import pytest

from cocogen.model.learning.partitions import label_table, partition

LABELS = np.arange(600) % 10


@pytest.mark.parametrize(("k", "organizations"), [(1, 10), (2, 8), (3, 5), (10, 4)])
def test_everybody_owns_k_classes_and_classes_are_owned_equally_often(k, organizations):
    parts = partition("pathological", classes=k).split(LABELS, organizations, np.random.default_rng(0))
    table = label_table(LABELS, parts, 10)
    assert ((table > 0).sum(1) == k).all()
    owners = (table > 0).sum(0)
    assert owners.max() - owners.min() <= 1
    for label in range(10):
        owned = table[table[:, label] > 0, label]
        if len(owned):
            assert owned.sum() == 60
            assert owned.max() - owned.min() <= 1


def test_shards_deal_at_most_a_few_classes():
    parts = partition("shards", per_organization=2).split(LABELS, 10, np.random.default_rng(0))
    table = label_table(LABELS, parts, 10)
    assert {len(part) for part in parts} == {60}
    assert (table > 0).sum(1).max() <= 4


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("pathological", {"classes": 0}, "classes must be a whole number from 1 to 1,000,000, got 0"),
        (
            "shards",
            {"per_organization": 0},
            "per_organization must be a whole number from 1 to 1,000,000, got 0",
        ),
    ],
)
def test_parameters_are_checked(name, parameters, message):
    with pytest.raises(ValueError, match=message):
        partition(name, **parameters)


@pytest.mark.parametrize(
    ("name", "parameters", "organizations", "message"),
    [
        ("pathological", {"classes": 11}, 4, "11 classes per organization wanted, the pool has 10"),
        ("pathological", {"classes": 10}, 61, "class 0 has 60 samples for 61 organizations"),
        ("shards", {"per_organization": 7}, 100, "600 samples cannot be cut into 700 shards"),
    ],
)
def test_what_the_pool_cannot_give_is_named(name, parameters, organizations, message):
    with pytest.raises(ValueError, match=message):
        partition(name, **parameters).split(LABELS, organizations, np.random.default_rng(0))
