"""The optimal rate of pairwise redistribution against a fine grid of rates."""

import numpy as np
import pytest
from hypothesis import given, settings

from cocogen.model.game import Pairwise, equilibrium_under, nash_equilibrium, social_optimum
from cocogen.model.game.coalitions.batch import CoalitionBatch
from cocogen.model.game.rules.optimal_rate import _at, optimal_rate
from strategies import games, property_test, small_game

pytestmark = [
    pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning"),
    pytest.mark.filterwarnings("ignore::cocogen.model.game.AsymmetricCompetitionWarning"),
]


@settings(property_test, max_examples=25)
@given(games(least=2, curved=True))
def test_no_rate_on_a_grid_is_better(game):
    rate = float(optimal_rate(game)[0])
    reached = game.social_welfare(equilibrium_under(game, Pairwise()).generation)
    for other in np.concatenate([np.linspace(0.0, 3.0 * rate + 0.1, 20), np.geomspace(1e-4, 50.0, 20)]):
        subsidised = game.with_subsidy(other * game.rivalry)
        welfare = game.social_welfare(nash_equilibrium(subsidised).generation)
        assert reached >= welfare - 1e-7 * game.payoff_scale


def test_reaches_the_optimum_among_equals():
    game = small_game(**{name: 1.0 * np.full(4, value) for name, value in (
        ("real_samples", 100.0), ("heterogeneity", 0.3), ("fidelity", 0.7), ("valuation", 900.0),
        ("generation_cost", 0.02), ("congestion", 2e-4))})  # fmt: skip
    planned = social_optimum(game)
    found = equilibrium_under(game, Pairwise())
    assert game.social_welfare(found.generation) == pytest.approx(planned.welfare, rel=1e-12)
    np.testing.assert_allclose(found.generation, planned.generation, atol=1e-5)


def test_slope_is_the_derivative_of_welfare():
    game = small_game()
    for rate in (0.05, 0.2, 0.6):
        below, at, above = (_at(game, np.array([rate + step]), None) for step in (-1e-5, 0.0, 1e-5))
        slope = float((above.welfare - below.welfare)[0]) / 2e-5
        assert float(at.slope[0]) == pytest.approx(slope, rel=1e-4)


def test_no_rivals_no_rate():
    assert optimal_rate(small_game(competition=0.0)).tolist() == [0.0]


def test_no_subsidy_where_generating_is_waste():
    assert optimal_rate(small_game(capacity=0.0)).tolist() == [0.0]


def test_many_coalitions_have_each_their_own_rate():
    game = small_game(competition=np.arange(16.0).reshape(4, 4) % 5 * 0.02 * (1 - np.eye(4)))
    members = np.array([[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]] * 3000)
    rates = optimal_rate(CoalitionBatch(game, members))
    alone = [optimal_rate(game.restricted_to(pair))[0] for pair in members[:6]]
    np.testing.assert_allclose(rates[:6, 0], alone, rtol=1e-6)
    np.testing.assert_allclose(rates[-6:, 0], alone, rtol=1e-6)
