"""The social optimum: gradients, brute force, and the price of not planning."""

import numpy as np
import pytest
from hypothesis import given

from cocogen.model.game import nash_equilibrium, social_optimum
from cocogen.model.game.solvers.optimum import WelfareObjective
from strategies import games, games_with_profiles, property_test, small_game


@property_test
@given(games_with_profiles())
def test_no_profile_has_more_welfare(case):
    game, (g,) = case
    best = social_optimum(game)
    assert best.welfare >= game.social_welfare(g) - 1e-10 * game.payoff_scale
    assert best.welfare >= game.social_welfare(nash_equilibrium(game).generation) - 1e-10 * game.payoff_scale


@property_test
@given(games(curved=True))
def test_certificate(game):
    best = social_optimum(game)
    assert best.converged
    assert best.welfare == pytest.approx(game.social_welfare(best.generation))
    assert best.total == pytest.approx(game.total(best.generation))


@property_test
@given(games_with_profiles())
def test_gradient_and_hessian_match_differences(case):
    game, (g,) = case
    objective = WelfareObjective(game)
    order = objective.second_order(g)
    np.testing.assert_allclose(order.gradient, objective.gradient(g))
    coupling = (
        order.common * np.outer(order.u, order.u) - np.outer(order.u, order.w) - np.outer(order.w, order.u)
    )
    scale = float(
        (game.market_value.sum() * game.learning_curve.derivative(0.0)) + game.generation_cost.max()
    )
    for i in range(game.n):
        step = np.zeros(game.n)
        step[i] = 1e-5 * (game.real_samples[i] + g[i])
        slope = float((objective.value(g + step) - objective.value(g))[0] / step[i])
        assert order.gradient[i] == pytest.approx(slope, rel=1e-2, abs=1e-3 * scale)
        bend = (objective.gradient(g + step) - objective.gradient(g)) / step[i]
        expected = coupling[i] + np.where(step > 0.0, order.diagonal, 0.0)
        np.testing.assert_allclose(bend, expected, rtol=1e-2, atol=1e-4 * scale / game.real_samples.min())


@property_test
@given(games_with_profiles(profiles=2))
def test_concave_with_positive_weights(case):
    game, (a, b) = case
    chord = (game.social_welfare(a) + game.social_welfare(b)) / 2
    assert game.social_welfare((a + b) / 2) >= chord - 1e-10 * (game.payoff_scale + abs(chord))


def test_brute_force_for_three():
    game = small_game().restricted_to([0, 1, 2])
    best = social_optimum(game)
    axis = np.linspace(0.0, 1500.0, 41)
    grid = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1).reshape(-1, 3)
    welfare = game.payoffs(grid).sum(axis=1)
    assert best.welfare >= welfare.max()
    assert best.welfare == pytest.approx(float(welfare.max()), rel=1e-3)
    np.testing.assert_allclose(best.generation, grid[np.argmax(welfare)], atol=40.0)


def test_one_organization_plans_what_it_plays():
    game = small_game(competition=0.0).restricted_to([1])
    np.testing.assert_allclose(social_optimum(game).generation, nash_equilibrium(game).generation, rtol=1e-7)


def test_several_starts_where_welfare_is_not_concave():
    game = small_game(competition=0.9)
    assert game.weights.sum() < 0.0
    best = social_optimum(game)
    rng = np.random.default_rng(0)
    for g in rng.uniform(0.0, 1.0, (500, 4)) * game.capacity:
        assert best.welfare >= game.social_welfare(g) - 1e-9


def test_too_few_iterations_are_admitted():
    assert not social_optimum(small_game(), start=0.0, max_iterations=1).converged


def test_a_start_does_not_matter():
    game = small_game()
    cold, warm = social_optimum(game), social_optimum(game, start=game.capacity)
    np.testing.assert_allclose(warm.generation, cold.generation, atol=1e-5)


def test_subsidies_cancel():
    game = small_game()
    np.testing.assert_allclose(
        social_optimum(game.with_subsidy(0.3)).generation, social_optimum(game).generation, atol=1e-6
    )
