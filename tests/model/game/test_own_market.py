"""The own market as the common curve serves it."""

import numpy as np
import pytest

from strategies import small_game


def test_alignment_is_the_slope():
    game = small_game(alignment_loss=0.5, heterogeneity=[0.0, 0.2, 0.6, 1.0])
    view = game.own_market
    np.testing.assert_allclose(view.slope, [1.0, 0.9, 0.7, 0.5])
    np.testing.assert_allclose(view.accuracy(0.6), 0.1 + view.slope * 0.5)
    np.testing.assert_allclose(game.market_value, game.valuation * view.slope)


def test_gains_are_what_the_accuracy_on_the_market_earns():
    game = small_game()
    served = game.own_market.accuracy(game.performance(30.0))
    np.testing.assert_allclose(game.gains(30.0), game.gains_at(served))
    for i in range(4):
        assert game.gain_of(i, float(served[i])) == pytest.approx(game.gains(30.0)[i])
