"""The inner half of the equilibrium's root search, in one block and in many."""

import numpy as np
import pytest

from cocogen.model.game import nash_equilibrium, potential_maximiser
from cocogen.model.game.solvers.supply import Supply
from strategies import crowd, small_game


def supply_of(game):
    return Supply(game.players(), game.learning_curve, game.knowledge)


def test_amounts_satisfy_the_first_order_condition():
    game = small_game()
    x = np.array([1500.0])
    supplied = supply_of(game).at(x, np.zeros(4))
    g = supplied.generation
    marginal = game.weights * game.learning_curve.derivative(x) * game.marginal_contributions(g)
    np.testing.assert_allclose(marginal, game.generation_cost + game.congestion * g, rtol=1e-12)
    assert supplied.total[0] == pytest.approx(game.total(g))


def test_slopes_are_derivatives():
    supply, x, step = supply_of(small_game()), np.array([1500.0]), 1e-3
    at, below, above = (supply.at(x + shift, np.zeros(4)) for shift in (0.0, -step, step))
    np.testing.assert_allclose(at.slope, (above.generation - below.generation) / (2 * step), rtol=1e-5)
    assert at.steepness[0] == pytest.approx((above.total - below.total)[0] / (2 * step), rel=1e-5)
    np.testing.assert_allclose(
        at.predicted(np.array([step]), np.full(4, 1500.0)), above.generation, rtol=1e-6
    )


def test_from_either_side():
    supply, x = supply_of(small_game()), np.array([1500.0])
    np.testing.assert_allclose(
        supply.at(x, np.zeros(4)).generation, supply.at(x, np.full(4, 1500.0)).generation, rtol=1e-12
    )


def test_many_blocks_are_one_market():
    game = crowd(20000)
    supply = supply_of(game)
    assert len(supply.blocks) == 3
    x = np.array([3e6])
    supplied = supply.at(x, np.zeros(20000))
    assert supplied.total[0] == pytest.approx(game.total(supplied.generation), rel=1e-12)
    part = game.restricted_to(np.arange(9000, 9010))
    alone = Supply(part.players(game.weights[9000:9010]), part.learning_curve, part.knowledge).at(
        x, np.zeros(10)
    )
    np.testing.assert_allclose(supplied.generation[9000:9010], alone.generation, rtol=1e-12)


def test_a_sample_stands_for_all():
    supply = supply_of(crowd(20000))
    sample = supply.sample()
    assert sample.shape[-1] <= 2048
    x = np.array([3e6])
    everybody, some = supply.at(x, np.zeros(20000)), sample.at(x, np.zeros(sample.shape[-1]))
    assert some.total[0] == pytest.approx(everybody.total[0], rel=0.1)


def test_a_large_market_has_the_equilibrium_of_its_potential():
    game = crowd(20000)
    found = nash_equilibrium(game)
    assert found.converged
    assert 0.1 < float((found.generation > 0.0).mean()) < 1.0
    np.testing.assert_allclose(found.generation, potential_maximiser(game).generation, atol=1e-5)
    assert found.regret == float(game.regret(found.generation).max()) <= 1e-15 * game.payoff_scale


def test_large_and_outside_the_theorem():
    game = crowd(9000, competition=0.0, subsidy=-0.001)
    found = nash_equilibrium(game)
    assert found.converged
    problem = game.responses(game.knowledge + found.total - game.contributions(found.generation))
    for share in (0.0, 0.1, 0.5, 1.0):
        assert (
            problem.improvement(found.generation, share * game.capacity) <= 1e-9 * game.payoff_scale
        ).all()
