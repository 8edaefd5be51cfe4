"""Welfare measures and the comparison of rules."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocogen.model.game import (
    compare_rules,
    efficiency,
    equilibrium_under,
    gini,
    jain,
    nash_equilibrium,
    price_of_anarchy,
    redistribution,
    redistribution_rules,
    social_optimum,
)
from strategies import games, property_test, small_game

incomes = st.lists(st.floats(0.1, 1e3), min_size=1, max_size=20)


@property_test
@given(incomes, st.floats(0.1, 10.0))
def test_indices(values, factor):
    x = np.array(values)
    plain = np.abs(x[:, None] - x).sum() / (2 * x.size**2 * x.mean())
    assert gini(x) == pytest.approx(plain, abs=1e-9)
    assert gini(factor * x) == pytest.approx(gini(x), abs=1e-9)
    assert 1 / x.size - 1e-12 <= jain(x) <= 1.0 + 1e-12
    assert jain(factor * x) == pytest.approx(jain(x))


def test_indices_where_they_mean_nothing():
    assert np.isnan(gini([1.0, -2.0]))
    assert np.isnan(jain([0.0, 0.0]))


@property_test
@given(games())
def test_anarchy_never_pays(game):
    price = price_of_anarchy(game)
    assert price.difference >= -1e-9 * game.payoff_scale
    assert price.difference == price.optimum - price.equilibrium
    assert np.isnan(price.ratio) or price.ratio >= 1.0 - 1e-9
    assert price.equilibrium == pytest.approx(game.social_welfare(nash_equilibrium(game).generation))


def test_below_zero_only_the_difference_is_reported():
    game = small_game(membership_cost=1e5)
    assert np.isnan(price_of_anarchy(game).ratio)
    assert price_of_anarchy(game).difference > 0.0
    assert np.isnan(efficiency(game, 0.0))


def test_efficiency():
    game = small_game()
    assert efficiency(game, social_optimum(game).generation) == pytest.approx(1.0)
    assert efficiency(game, 0.0) < efficiency(game, nash_equilibrium(game).generation) < 1.0


def test_every_rule_is_compared_with_none():
    game = small_game()
    outcomes = {outcome.rule: outcome for outcome in compare_rules(game)}
    assert set(outcomes) == set(redistribution_rules.names())
    without = outcomes["none"]
    assert not without.gains.any()
    assert not without.loses.any()
    for name, outcome in outcomes.items():
        assert outcome.equilibrium.converged
        assert outcome.welfare == pytest.approx(float(outcome.utilities.sum()))
        np.testing.assert_allclose(outcome.utilities, outcome.payoffs + outcome.transfers)
        np.testing.assert_array_equal(
            outcome.gains, outcome.utilities > without.utilities + 1e-9 * game.payoff_scale
        )
        np.testing.assert_array_equal(
            outcome.loses, outcome.utilities < without.utilities - 1e-9 * game.payoff_scale
        )
        np.testing.assert_allclose(outcome.advantage, outcome.utilities - game.standalone_payoffs())
        if name != "equal":  # who sees an equal share coming has less of a reason to generate
            assert outcome.welfare >= without.welfare - 1e-6, name
    assert outcomes["pigouvian"].efficiency == pytest.approx(1.0)
    assert outcomes["equal"].jain > without.jain
    assert outcomes["equal"].welfare < without.welfare


def test_chosen_rules_keep_their_names():
    rules = {"cheap": redistribution("pairwise", rate=0.01), "dear": redistribution("pairwise", rate=1.0)}
    cheap, dear = compare_rules(small_game(), rules)
    assert (cheap.rule, dear.rule) == ("cheap", "dear")
    assert dear.equilibrium.total > cheap.equilibrium.total


def test_equilibrium_under_a_rule():
    game, rule = small_game(), redistribution("pairwise", rate=0.2)
    found = equilibrium_under(game, rule, start=np.full(4, 50.0))
    expected = nash_equilibrium(game.with_subsidy(rule.subsidy(game)))
    np.testing.assert_allclose(found.generation, expected.generation)
