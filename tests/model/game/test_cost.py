"""The cost, its slope, and what is left of a gain after it."""

import numpy as np
import pytest
from hypothesis import given

from cocogen.model.game.cost import Cost
from strategies import games_with_profiles, property_test

LAW = Cost(np.array([0.02, 0.05]), np.array([1e-3, 0.0]))


def test_is_the_law_of_the_specification():
    np.testing.assert_allclose(LAW(np.array([100.0, 10.0])), [2.0 + 5.0, 0.5])
    np.testing.assert_allclose(LAW.slope(np.array([100.0, 10.0])), [0.12, 0.05])
    np.testing.assert_array_equal(LAW.curvature, [1e-3, 0.0])


@property_test
@given(games_with_profiles(profiles=2))
def test_what_is_added_is_the_difference(case):
    game, (old, new) = case
    np.testing.assert_allclose(
        game.cost.added(old, new), game.cost(new) - game.cost(old), rtol=1e-9, atol=1e-6
    )
    np.testing.assert_allclose(game.cost.left_of(np.ones(game.n), new), 1.0 - game.cost.slope(new))


def test_an_amount_is_worth_it_until_the_marginal_cost_has_caught_up():
    worth = LAW.amount_worth(np.array([0.12, 0.06]))
    assert worth[0] == pytest.approx(100.0)
    assert worth[1] > 1e290
    assert (LAW.amount_worth(np.array([0.01, 0.01])) < 0.0).all()
