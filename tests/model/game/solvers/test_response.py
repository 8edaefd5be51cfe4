"""Best responses: maxima on a grid, closed forms, kinks, and objectives with several peaks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocogen.model.game import LearningCurve
from strategies import games, games_with_profiles, property_test, small_game

pytestmark = pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning")


@property_test
@given(games(positive_weights=False, subsidised=True), st.floats(0.0, 1e5))
def test_no_amount_on_a_grid_is_better(game, others):
    best = game.best_responses_to(others)
    assert ((best >= 0.0) & (best <= game.capacity)).all()
    problem = game.responses(np.full(game.n, game.knowledge + others))
    for share in np.linspace(0.0, 1.0, 41):
        assert (problem.improvement(best, share * game.capacity) <= 1e-10 * game.payoff_scale).all()


@property_test
@given(games_with_profiles(subsidised=True))
def test_responses_to_a_profile_and_to_its_totals_agree(case):
    game, (g,) = case
    e = game.contributions(g)
    by_profile, by_total = game.best_responses(g), game.best_responses_to(e.sum() - e)
    problem = game.responses(game.knowledge + e.sum() - e)
    assert (np.abs(problem.improvement(by_profile, by_total)) <= 1e-12 * game.payoff_scale).all()


@property_test
@given(games_with_profiles(subsidised=True))
def test_regret_is_the_gain_of_the_best_response(case):
    game, (g,) = case
    best = game.best_responses(g)
    for i in range(game.n):
        moved = g.copy()
        moved[i] = best[i]
        gain = (game.payoffs(moved) + game.subsidy * game.contributions(moved))[i]
        gain -= (game.payoffs(g) + game.subsidy * game.contributions(g))[i]
        cost = float(game.costs(game.capacity).max())
        assert game.regret(g)[i] == pytest.approx(gain, rel=1e-6, abs=1e-10 * (game.payoff_scale + cost))


def test_closed_form_without_congestion_and_skew():
    curve = LearningCurve(floor=0.1, ceiling=0.9, scale=100.0, exponent=1.0)
    game = small_game(heterogeneity=0.0, congestion=0.0, competition=0.0, learning_curve=curve, capacity=1e5)
    others = 300.0
    slope = game.generation_cost / (game.valuation * game.fidelity)
    total = 100.0 * (np.sqrt(0.8 / 100.0 / slope) - 1.0)
    expected = np.maximum((total - others - game.real_samples) / game.fidelity, 0.0)
    np.testing.assert_allclose(game.best_responses_to(others), expected, rtol=1e-9)
    assert (expected > 0.0).all()


def test_a_free_sample_is_always_worth_generating():
    game = small_game(generation_cost=0.0, congestion=0.0)
    np.testing.assert_array_equal(game.best_responses_to(50.0), game.capacity)


def test_nothing_is_generated_when_rivals_take_the_gain():
    game = small_game(competition=0.9)
    np.testing.assert_array_equal(game.best_responses_to(50.0), np.zeros(4))


def test_no_capacity():
    np.testing.assert_array_equal(small_game(capacity=0.0).best_responses_to(50.0), np.zeros(4))


def test_two_peaks_are_both_looked_at():
    game = small_game(
        competition=0.5,
        subsidy=0.35,
        heterogeneity=0.0,
        congestion=1e-5,
        capacity=30000.0,
        generation_cost=0.05,
    )
    assert (game.weights < 0.0).any()
    best = game.best_responses_to(0.0)
    problem = game.responses(np.zeros(4))
    for share in np.linspace(0.0, 1.0, 2001):
        assert (problem.improvement(best, share * game.capacity) <= 1e-9 * game.payoff_scale).all()


def test_a_tax_can_only_lower_the_response():
    game = small_game()
    free = game.best_responses_to(100.0)
    assert (game.with_subsidy(-0.005).best_responses_to(100.0) <= free).all()
