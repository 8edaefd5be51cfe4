"""Pairwise redistribution: its formula, and rates it refuses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocogen.model.game import Pairwise, redistribution
from strategies import games_with_profiles, property_test, small_game


@property_test
@pytest.mark.filterwarnings("ignore::cocogen.model.game.AsymmetricCompetitionWarning")
@given(games_with_profiles(), st.floats(0.0, 2.0))
def test_formula(case, rate):
    game, (g,) = case
    rule = redistribution("pairwise", rate=rate)
    symmetric = (game.competition + game.competition.T) / 2
    e = game.contributions(g)
    expected = [rate * sum(symmetric[i, j] * (e[i] - e[j]) for j in range(game.n)) for i in range(game.n)]
    np.testing.assert_allclose(rule.transfers(game, g), expected, atol=1e-9 * (1.0 + e.max()))
    np.testing.assert_allclose(rule.subsidy(game), rate * symmetric.sum(axis=1))


def test_defaults_and_numbers():
    assert Pairwise() == redistribution("pairwise") == Pairwise(rate="optimal")
    assert Pairwise(rate="0.5").rate == 0.5
    assert Pairwise(rate=2).rates(small_game()).tolist() == [2.0]


@pytest.mark.parametrize("rate", [-0.1, float("nan"), float("inf"), "best", None])
def test_refuses(rate):
    with pytest.raises(ValueError, match="rate must be 'optimal' or a number of at least 0, got"):
        Pairwise(rate=rate)


def test_nobody_is_paid_without_redistribution():
    rule = redistribution("none")
    np.testing.assert_array_equal(rule.transfers(small_game(), np.ones(4)), np.zeros(4))
    np.testing.assert_array_equal(rule.subsidy(small_game()), np.zeros(4))
