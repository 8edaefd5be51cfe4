"""Rules settled after the round."""

import numpy as np
import pytest
from hypothesis import given

from cocogen.model.game import FixedPermutations, StandardErrorBelow, redistribution
from strategies import games_with_profiles, property_test, small_game


@property_test
@given(games_with_profiles())
def test_compensation_pays_the_damage(case):
    game, (g,) = case
    damage = np.asarray(game.damage_matrix(g))
    expected = damage.sum(axis=1) - damage.sum(axis=0)
    np.testing.assert_allclose(
        redistribution("compensation").transfers(game, g), expected, atol=1e-9 * game.payoff_scale
    )


@pytest.mark.parametrize("name", ["shapley", "leave-one-out", "equal"])
def test_a_share_of_all_gains_is_paid_out(name):
    game, g = small_game(), np.array([0.0, 100.0, 400.0, 30.0])
    gains = game.gains(g)
    received = redistribution(name, share=0.5).transfers(game, g) + 0.5 * gains
    assert received.sum() == pytest.approx(0.5 * gains.sum())
    assert (received > 0.0).all()
    np.testing.assert_allclose(redistribution(name, share=0.0).transfers(game, g), np.zeros(4), atol=1e-12)


def test_equal_shares_are_equal():
    game, g = small_game(), np.array([0.0, 100.0, 400.0, 30.0])
    received = redistribution("equal", share=0.5).transfers(game, g) + 0.5 * game.gains(g)
    np.testing.assert_allclose(received, received.mean())


@pytest.mark.parametrize("name", ["shapley", "leave-one-out"])
def test_more_contribution_more_share(name):
    game, g = small_game(), np.array([0.0, 100.0, 400.0, 30.0])
    received = redistribution(name).transfers(game, g) + 0.2 * game.gains(g)
    order = np.argsort(game.contributions(g))
    assert (np.diff(received[order]) > 0.0).all()


def test_nothing_contributed_is_shared_equally():
    game = small_game(heterogeneity=1.0, skew_penalty=1.0, alignment_loss=0.0, knowledge=100.0)
    received = redistribution("shapley").transfers(game, np.zeros(4)) + 0.2 * game.gains(np.zeros(4))
    np.testing.assert_allclose(received, received.mean())


def test_shapley_of_two_in_closed_form():
    game = small_game(knowledge=50.0).restricted_to([0, 1])
    g = np.array([10.0, 50.0])
    e, curve = game.contributions(g), game.learning_curve
    first, second = curve(50.0 + e[0]) - curve(50.0), curve(50.0 + e[1]) - curve(50.0)
    together = curve(50.0 + e.sum()) - curve(50.0)
    estimate = redistribution("shapley").estimate(game, g)
    np.testing.assert_allclose(
        estimate.values, [(first + together - second) / 2, (second + together - first) / 2]
    )
    np.testing.assert_array_equal(estimate.standard_error, np.zeros(2))
    assert estimate.converged


def test_shapley_of_many_is_sampled_with_an_error():
    many = {
        name: np.tile(getattr(small_game(), name), 5) for name in ("real_samples", "fidelity", "valuation")
    }
    game = small_game(**many, heterogeneity=0.3, generation_cost=0.02, congestion=1e-4, competition=0.01)
    g = np.linspace(0.0, 300.0, 20)
    rule = redistribution("shapley", stopping=StandardErrorBelow(relative=0.03))
    estimate = rule.estimate(game, g)
    assert estimate.converged
    assert estimate.permutations >= 128
    assert 0.0 < estimate.standard_error.max() <= 0.03 * estimate.values.mean()
    e = game.contributions(g)
    total = float(game.learning_curve.increment(0.0, e.sum()))
    assert estimate.values.sum() == pytest.approx(total)
    exact = redistribution("shapley", stopping=FixedPermutations(20000), seed=5).estimate(game, g)
    assert exact.permutations == 20000
    assert (np.abs(estimate.values - exact.values) <= 5 * estimate.standard_error).all()
    np.testing.assert_array_equal(rule.transfers(game, g), rule.transfers(game, g))
    assert rule.transfers(game, g).sum() == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("share", [-0.1, 1.5, float("nan")])
def test_refuses(share):
    with pytest.raises(ValueError, match="share must be a number from 0 to 1, got"):
        redistribution("equal", share=share)
