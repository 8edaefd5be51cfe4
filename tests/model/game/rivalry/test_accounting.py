"""The two accounts of rivalry, and what they charge to those who stay outside."""

import numpy as np
import pytest
from hypothesis import given

from cocogen.model.game import accountings
from strategies import games_with_profiles, property_test, small_game


@property_test
@given(games_with_profiles(least=2))
def test_charges_are_those_of_the_specification(case):
    game, (g,) = case
    curve, e = game.learning_curve, game.contributions(g)
    x = game.effective_samples(e)
    marginal, full = accountings.create("marginal"), accountings.create("full")
    np.testing.assert_allclose(marginal.charged(curve, x, e), curve(x) - curve(x - e), atol=1e-12)
    np.testing.assert_allclose(full.charged(curve, x, e), np.full(game.n, curve(x) - curve.floor), atol=1e-12)


@pytest.mark.parametrize("name", accountings.names())
def test_who_contributes_nothing_is_charged_as_much_inside_as_outside(name):
    game = small_game(heterogeneity=[1.0, 0.5, 0.3, 0.6], skew_penalty=1.0, accounting=name, knowledge=70.0)
    e = game.contributions(0.0)
    assert e[0] == 0.0
    x = game.effective_samples(e)
    inside = game.accounting.charged(game.learning_curve, x, e)
    outside = game.accounting.charged_outside(game.learning_curve, x - e)
    assert inside[0] == pytest.approx(outside[0], abs=1e-15)
    assert game.accounting.outsiders_pay == bool(outside.any())


def test_an_unknown_account_is_named_with_the_nearest():
    with pytest.raises(ValueError, match="unknown account of rivalry 'ful'; did you mean 'full'"):
        small_game(accounting="ful")
