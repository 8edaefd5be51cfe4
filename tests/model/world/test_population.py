"""Populations: keyed traits, disjoint data."""

from __future__ import annotations

import numpy as np
import pytest
from markets import SMALL

from cocogen.model.config import SimulationConfig
from cocogen.model.learning.tasks import load_task
from cocogen.model.randomness import Streams
from cocogen.model.world.population import draw_population


def population(seed: int = 0, **overrides):
    config = SimulationConfig().with_overrides(SMALL).with_overrides(overrides)
    return draw_population(config, None, Streams(seed))


def test_one_more_rival_moves_nobody_elses_draws():
    few, many = population(), population(**{"population.organizations": 9})
    for trait in (
        "real_samples",
        "valuation",
        "generation_cost",
        "capacity",
        "heterogeneity",
        "membership_cost",
    ):
        np.testing.assert_array_equal(getattr(few, trait), getattr(many, trait)[: len(few)])


def test_traits_stay_in_their_ranges_and_costs_scale_with_data():
    drawn = population(**{"population.valuation": (5.0, 6.0), "population.membership_cost": 0.5})
    assert ((drawn.valuation >= 5) & (drawn.valuation <= 6)).all()
    np.testing.assert_allclose(drawn.membership_cost, 0.5 * drawn.real_samples)


def test_heterogeneity_is_the_distance_of_the_labels_to_the_balanced_distribution():
    assert (population(**{"population.partition": "iid"}).heterogeneity == 0).all()
    skewed = population(**{"population.alpha": 0.05}).heterogeneity.mean()
    assert skewed > population(**{"population.alpha": 10.0}).heterogeneity.mean()


def test_the_abstract_task_knows_two_partitions(monkeypatch):
    from cocogen.model.learning.partitions import partitions

    monkeypatch.setitem(partitions._factories, "odd", lambda: object())
    with pytest.raises(ValueError, match="the partitions dirichlet and iid, got 'odd'"):
        population(**{"population.partition": "odd"})


def test_organizations_hold_disjoint_parts_of_real_data():
    task = load_task("digits")
    config = SimulationConfig()
    drawn = draw_population(config, task, Streams(4))
    owned = np.concatenate(drawn.shards)
    assert len(np.unique(owned)) == len(owned) == len(task.pool)
    np.testing.assert_array_equal(drawn.real_samples, [len(shard) for shard in drawn.shards])
    np.testing.assert_allclose(drawn.label_distributions.sum(axis=1), 1)


def test_wanted_sizes_are_taken_from_the_pool():
    config = SimulationConfig().with_overrides({"population.samples": 40.0})
    drawn = draw_population(config, load_task("digits"), Streams(4))
    assert (drawn.real_samples == 40).all()


def test_a_pool_that_is_too_small_is_said():
    config = SimulationConfig().with_overrides({"population.samples": 4000.0})
    with pytest.raises(ValueError, match="sizes sum to"):
        draw_population(config, load_task("digits"), Streams(4))


def test_rivalry_is_symmetric_with_the_intensity_as_its_mean():
    gamma = population(**{"population.organizations": 60, "competition.intensity": 0.08}).competition
    np.testing.assert_array_equal(gamma, gamma.T)
    assert np.diag(gamma).max() == 0
    assert gamma[np.triu_indices(60, 1)].mean() == pytest.approx(0.08, rel=0.1)
