"""The contribution and its slopes, each alone and all at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocogen.model.game.contribution import Contribution
from strategies import games_with_profiles, property_test


def law(n=100.0, h=0.5, phi=0.8, delta=0.6):
    return Contribution.of(np.array([n]), np.array([h]), np.array([phi]), delta)


def test_is_the_law_of_the_specification():
    expected = (100 + 0.8 * 50) * (1 - 0.6 * (0.5 * 100 / 150) ** 2)
    assert law()(np.array([50.0])) == pytest.approx(expected)


@property_test
@given(games_with_profiles())
def test_slopes_are_derivatives(case):
    game, (g,) = case
    e = game.contribution
    step = 1e-5 * (game.real_samples + g)
    np.testing.assert_allclose(e.slope(g), (e(g + step) - e(g)) / step, rtol=1e-3)
    np.testing.assert_allclose(e.curvature(g), (e.slope(g + step) - e.slope(g)) / step, rtol=1e-3, atol=1e-9)


@property_test
@given(games_with_profiles(), st.floats(0.0, 1e3))
def test_all_at_once_is_each_alone(case, factor):
    game, (g,) = case
    e = game.contribution
    lost, slope, fall = e.near(g)
    np.testing.assert_allclose(e.less(lost, g), e(g), rtol=1e-13, atol=1e-13)
    np.testing.assert_allclose(slope, e.slope(g), rtol=1e-13)
    np.testing.assert_allclose(-fall, e.curvature(g), rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(e.near(g, np.full_like(g, factor))[2], factor * fall, rtol=1e-12, atol=1e-300)


def test_the_slope_never_falls_below_its_limit():
    e = law()
    assert e.slope(np.array([0.0]))[0] > e.slope(np.array([1e9]))[0] == pytest.approx(e.least_slope[0])


def test_an_own_model_loses_nothing_to_skew():
    e = Contribution.unskewed(np.array([100.0, 20.0]), np.array([0.8, 0.5]))
    np.testing.assert_array_equal(e(np.array([50.0, 10.0])), [140.0, 25.0])
    np.testing.assert_array_equal(e.slope(np.array([50.0, 10.0])), [0.8, 0.5])
