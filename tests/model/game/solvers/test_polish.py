"""Polishing a guess of the equilibrium: the root search's answer where it is sure, and never sure without reason."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocogen.model.game.solvers.equilibrium import equilibrium_generation
from cocogen.model.game.solvers.polish import any_member, over_members, polished
from strategies import games, property_test, small_game

pytestmark = pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning")


@settings(property_test, max_examples=80)
@given(games(least=1), st.floats(0.0, 1.0), st.booleans())
def test_is_the_root_searchs_answer_wherever_it_is_sure(game, share, subsidised):
    subsidy = np.outer([0.0, 0.05, 0.4], game.rivalry + subsidised)
    found, _ = equilibrium_generation(game, subsidy=subsidy)
    start = np.broadcast_to(share * game.capacity, subsidy.shape)
    polish, sure = polished(game.players(subsidy=subsidy), game.learning_curve, game.knowledge, start)
    room = 1.0 + game.real_samples + found[sure]
    np.testing.assert_allclose(polish[sure] / room, found[sure] / room, atol=1e-6)
    if game.congestion.min() > 0.0:
        again = polished(game.players(subsidy=subsidy), game.learning_curve, game.knowledge, found)
        assert again[1].all()


def test_all_or_nothing_is_left_to_the_root_search():
    game = small_game(congestion=0.0, heterogeneity=0.0, capacity=1e5)
    subsidy = np.full((1, 4), 0.0)
    found, _ = equilibrium_generation(game, subsidy=subsidy)
    assert ((found > 0.0) & (found < game.capacity)).any()
    players = game.players(subsidy=subsidy)
    _, sure = polished(players, game.learning_curve, game.knowledge, found + 1.0)
    assert not sure.any()


def test_is_never_sure_where_somebody_of_negative_weight_is_rewarded():
    game = small_game(competition=0.9)
    assert (game.weights < 0.0).any()
    subsidy = np.stack([np.zeros(4), np.full(4, 0.1)])
    start = np.zeros((2, 4))
    g, sure = polished(game.players(subsidy=subsidy), game.learning_curve, game.knowledge, start)
    assert sure.tolist() == [True, False]
    np.testing.assert_allclose(g[0], equilibrium_generation(game)[0], atol=1e-6)


def test_sums_and_any_over_members():
    values = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(over_members(values), [[3.0], [12.0]])
    np.testing.assert_array_equal(over_members(values, values), [[5.0], [50.0]])
    assert any_member(values > 4.0).tolist() == [False, True]
