"""Training alone: no skew, no misfit, no rivals, and nobody could do better."""

import numpy as np
from hypothesis import given

from strategies import games, property_test, small_game


@property_test
@given(games())
def test_standalone_beats_every_amount_on_a_grid(game):
    def payoffs(g):
        x = game.standalone_knowledge + game.real_samples + game.fidelity * g
        curve = game.learning_curve
        return game.valuation * (curve(x) - curve.floor) - game.standalone_cost - game.cost(g)

    alone = game.alone
    np.testing.assert_allclose(alone.payoffs, payoffs(alone.generation), rtol=1e-9, atol=1e-9)
    for share in np.linspace(0.0, 1.0, 21):
        assert (alone.payoffs >= payoffs(share * game.capacity) - 1e-9 * game.payoff_scale).all()


@property_test
@given(games())
def test_a_payoff_is_gain_less_cost(game):
    alone = game.alone
    gain = game.gains_at(alone.accuracies)
    np.testing.assert_allclose(alone.payoffs, gain - alone.costs, rtol=1e-9, atol=1e-9 * game.payoff_scale)
    np.testing.assert_array_equal(game.standalone_payoffs(), alone.payoffs)
    np.testing.assert_array_equal(game.standalone_generation(), alone.generation)


def test_contributions_count_every_sample():
    game = small_game(standalone_knowledge=40.0)
    alone = game.alone
    np.testing.assert_allclose(alone.contributions, game.real_samples + game.fidelity * alone.generation)
    np.testing.assert_allclose(alone.accuracies, game.learning_curve(40.0 + alone.contributions))
