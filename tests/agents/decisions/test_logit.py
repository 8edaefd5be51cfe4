"""The logit rule: its two limits, and log-linear learning in a potential game."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from markets import small_model
from outlooks import ToyOutlook

from cocogen.agents.decisions.logit import Logit, draw, gibbs, grid

values = arrays(np.float64, st.integers(2, 12), elements=st.floats(-1e6, 1e6))


@given(values, st.floats(1e-6, 1e6))
def test_gibbs_is_a_distribution_that_prefers_what_is_better(utilities, temperature):
    p = gibbs(utilities, temperature)
    assert p.sum() == pytest.approx(1.0)
    assert (p >= 0).all()
    order = np.argsort(utilities)
    assert (np.diff(p[order]) >= -1e-12).all()


@given(values)
def test_its_limits_are_the_best_and_uniform(utilities):
    assert gibbs(utilities, 0.0)[utilities < utilities.max()].sum() == 0.0
    np.testing.assert_allclose(gibbs(utilities - utilities.max(), 1e12), 1 / len(utilities), rtol=1e-5)


def test_toward_temperature_zero_logit_is_best_response():
    rule = Logit(temperature=1e-6, points=101)
    for others in (0.0, 300.0, 471.0, 900.0):
        outlook = ToyOutlook(believed_others=others)
        chosen = rule.revise(outlook, np.random.default_rng(1))
        assert chosen == pytest.approx(outlook.best_response(), abs=0.5)  # half a step of the grid


def test_at_a_high_temperature_logit_is_uniform():
    rule = Logit(temperature=1e9, points=5)
    chosen = [rule.revise(ToyOutlook(), np.random.default_rng(i)) for i in range(2000)]
    counts = [chosen.count(amount) for amount in (0.0, 25.0, 50.0, 75.0, 100.0)]
    assert sum(counts) == 2000
    chi_squared = sum((count - 400) ** 2 / 400 for count in counts)
    assert chi_squared < 18.5  # 99.9th percentile with 4 degrees of freedom


def test_draws_follow_the_probabilities():
    p = np.array([0.5, 0.0, 0.3, 0.2])
    drawn = np.bincount([draw(p, np.random.default_rng(i)) for i in range(4000)], minlength=4) / 4000
    np.testing.assert_allclose(drawn, p, atol=0.025)
    assert drawn[1] == 0


@pytest.fixture(scope="module")
def gibbs_market():
    """Two organizations under log-linear learning on three amounts each, for 3,000 rounds."""
    model = small_model(
        seed=2,
        **{
            "population.organizations": 2,
            "population.capacity": 400.0,
            "population.generation_cost": (0.002, 0.01),
            "competition.intensity": 0.2,
            "decision.rule": "logit",
            "decision.points": 3,
            "decision.per_weight": True,
            "decision.temperature": 0.005,
            "decision.activation": "sequential",
            "participation.rule": "always",
            "run.rounds": 3000,
        },
    ).run()
    game = model.federation.game
    profiles = list(itertools.product(grid(400.0, 3), repeat=2))
    potential = np.array([game.potential(np.array(profile)) for profile in profiles])
    table = model.tables()["organizations"].pivot_table(
        index="round", columns="organization", values="generation"
    )
    visited = table.to_numpy()[100:]
    seen = np.array([np.isclose(visited, profile).all(axis=1).mean() for profile in profiles])
    return potential, seen


def test_log_linear_learning_is_gibbs_sampling_of_the_potential(gibbs_market):
    potential, seen = gibbs_market
    expected = gibbs(potential, 0.005)
    assert seen.sum() == pytest.approx(1.0)
    assert expected.max() < 0.9  # otherwise there is nothing to tell apart
    # Total-variation distance; with some 2,900 correlated draws of 9 profiles 0.03 is about three standard errors.
    assert 0.5 * np.abs(seen - expected).sum() < 0.03


def test_log_linear_learning_concentrates_on_the_maximiser_of_the_potential(gibbs_market):
    potential, seen = gibbs_market
    assert seen.argmax() == potential.argmax()
    assert seen.max() > 2 / 9
