"""The linear market: shares are the competition matrix."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given

from strategies import games_with_profiles, property_test, small_game


@property_test
@given(games_with_profiles(least=2, positive_weights=False))
def test_exposure_and_damage_are_those_of_the_specification(case):
    game, (g,) = case
    served = game.valuation * (1.0 - game.alignment_loss * game.heterogeneity)
    np.testing.assert_allclose(game.exposure, game.competition @ served)
    lifts = game.lifts(g)
    np.testing.assert_allclose(game.damages(g), game.exposure * lifts)
    np.testing.assert_allclose(game.damage_matrix(g), lifts[:, None] * game.competition * served)


@pytest.mark.parametrize("kind", [np.array, sp.csr_array])
def test_measured_damage_is_the_share_of_what_rivals_markets_gained(kind):
    gamma = np.arange(16.0).reshape(4, 4) % 5 * 0.01 * (1 - np.eye(4))
    game = small_game(competition=kind(gamma))
    lifts = np.arange(8.0).reshape(2, 4) * 0.01
    found = game.measured_damages(np.array([1, 3]), np.arange(4), lifts)
    np.testing.assert_allclose(
        found, [gamma[1] @ (lifts[0] * game.valuation), gamma[3] @ (lifts[1] * game.valuation)]
    )
    some = game.measured_damages(np.array([1]), np.array([2, 3]), lifts[:1, 2:])
    np.testing.assert_allclose(some, [gamma[1, 2:] @ (lifts[0, 2:] * game.valuation[2:])])


def test_can_be_named():
    game = small_game(market_model="linear", accounting="marginal")
    np.testing.assert_array_equal(game.payoffs(10.0), small_game().payoffs(10.0))
    with pytest.raises(ValueError, match=r"unknown market model 'liner'; did you mean 'linear'\?"):
        small_game(market_model="liner")
    with pytest.raises(ValueError, match="market_model is 3; it must be a MarketModel or its name"):
        small_game().replace(market_model=3)
    with pytest.raises(ValueError, match="learning_curve is 'steep'; it must be a LearningCurve"):
        small_game(learning_curve="steep")
