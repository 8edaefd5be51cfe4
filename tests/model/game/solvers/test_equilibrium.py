"""Nash equilibrium: certificates, uniqueness, closed forms, brute force, and games without the theorem."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocogen.model.game import (
    CoopetitionGame,
    LearningCurve,
    NonPositiveWeightWarning,
    nash_equilibrium,
    potential_maximiser,
)
from strategies import game_arguments, games, games_with_profiles, property_test, small_game


@property_test
@given(games(subsidised=True))
def test_regret_is_certified(game):
    found = nash_equilibrium(game)
    assert found.converged
    assert found.regret <= 1e-9 * game.payoff_scale
    assert found.regret == float(game.regret(found.generation).max())
    assert found.total == pytest.approx(game.total(found.generation))
    assert found.potential == pytest.approx(game.potential(found.generation))
    assert ((found.generation >= 0.0) & (found.generation <= game.capacity)).all()


@property_test
@given(games_with_profiles(profiles=2, curved=True, subsidised=True))
def test_unique_from_random_starts(case):
    game, starts = case
    cold = nash_equilibrium(game).generation
    for start in starts:
        np.testing.assert_allclose(nash_equilibrium(game, start=start).generation, cold, atol=1e-5)


@property_test
@given(games_with_profiles(subsidised=True))
def test_nobody_and_nothing_has_more_potential(case):
    game, (g,) = case
    found = nash_equilibrium(game)
    assert game.potential(g) <= found.potential + 1e-10 * (1.0 + abs(found.potential))


@property_test
@given(games(curved=True, least=2), st.data())
def test_invariant_to_relabelling(game, data):
    order = np.array(data.draw(st.permutations(range(game.organizations))))
    found = nash_equilibrium(game.restricted_to(order)).generation
    np.testing.assert_allclose(found, nash_equilibrium(game).generation[order], atol=1e-6)


@property_test
@given(game_arguments(curved=True, subsidised=True), st.floats(0.1, 10.0))
def test_money_has_no_unit(arguments, factor):
    money = {"valuation", "generation_cost", "congestion", "membership_cost", "standalone_cost", "subsidy"}
    scaled = {name: np.array(value) * factor if name in money else value for name, value in arguments.items()}
    found = nash_equilibrium(CoopetitionGame(**arguments)).generation
    np.testing.assert_allclose(nash_equilibrium(CoopetitionGame(**scaled)).generation, found, atol=1e-5)


def test_one_organization_in_closed_form():
    curve = LearningCurve(floor=0.1, ceiling=0.9, scale=100.0, exponent=1.0)
    game = CoopetitionGame(
        real_samples=50.0,
        heterogeneity=0.0,
        fidelity=0.5,
        valuation=1000.0,
        generation_cost=0.1,
        congestion=0.0,
        capacity=1e4,
        competition=[[0.0]],
        learning_curve=curve,
    )
    total = 100.0 * (np.sqrt(1000.0 * 0.8 / 100.0 * 0.5 / 0.1) - 1.0)
    found = nash_equilibrium(game)
    assert found.total == pytest.approx(total)
    np.testing.assert_allclose(found.generation, (total - 50.0) / 0.5)


def test_two_equals_in_closed_form():
    curve = LearningCurve(floor=0.0, ceiling=1.0, scale=100.0, exponent=1.0)
    game = CoopetitionGame(
        real_samples=[50.0, 50.0],
        heterogeneity=0.0,
        fidelity=1.0,
        valuation=1000.0,
        generation_cost=0.1,
        congestion=0.0,
        capacity=1e4,
        competition=[[0.0, 0.2], [0.2, 0.0]],
        learning_curve=curve,
    )
    total = 100.0 * (np.sqrt(800.0 / 100.0 / 0.1) - 1.0)
    found = nash_equilibrium(game)
    assert found.total == pytest.approx(total)
    np.testing.assert_allclose(found.generation, total / 2 - 50.0)
    assert found.converged


def test_brute_force_for_three():
    game = small_game().restricted_to([0, 1, 2])
    found = nash_equilibrium(game).generation
    assert (found > 0.0).all()
    for i in range(3):
        trials = np.tile(found, (3001, 1))
        trials[:, i] = np.linspace(0.0, game.capacity[i], 3001)
        best = trials[np.argmax(game.payoffs(trials)[:, i]), i]
        assert found[i] == pytest.approx(best, abs=0.5)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"capacity": 0.0}, 0.0),
        ({"knowledge": 1e9}, 0.0),
        ({"subsidy": 10.0}, 1500.0),
        ({"valuation": 1e7}, 1500.0),
    ],
)
def test_corners(change, expected):
    found = nash_equilibrium(small_game(**change))
    np.testing.assert_array_equal(found.generation, np.full(4, expected))
    assert found.converged


def test_indifferent_organizations_share_what_is_missing():
    game = small_game(congestion=0.0, heterogeneity=0.0, fidelity=1.0, valuation=1000.0, generation_cost=0.05)
    found = nash_equilibrium(game)
    assert found.converged
    marginal = game.weights * game.learning_curve.derivative(found.total)
    np.testing.assert_allclose(marginal, 0.05)


def test_too_few_iterations_are_admitted():
    found = nash_equilibrium(small_game(), max_iterations=1)
    assert not found.converged
    assert found.iterations == 1
    assert found.regret == float(small_game().regret(found.generation).max()) > 0.0


def test_a_start_is_checked():
    with pytest.raises(ValueError, match=r"start has shape \(3,\)"):
        nash_equilibrium(small_game(), start=[1.0, 1.0, 1.0])


@property_test
@given(games(least=2, positive_weights=False, curved=True, own=True), st.floats(1.0, 30.0))
def test_without_reward_who_has_no_positive_weight_stays_at_zero_and_the_others_play_a_potential_game(
    game, sharper
):
    game = game.replace(competition=game.competition * sharper)
    found = nash_equilibrium(game)
    taken = game.weights <= 0.0
    assert found.converged
    assert (found.generation[taken] == 0.0).all()
    assert not game.uncovered.any()
    others = nash_equilibrium(game.replace(capacity=np.where(taken, 0.0, game.capacity)))
    np.testing.assert_array_equal(others.generation, found.generation)
    np.testing.assert_allclose(potential_maximiser(game).generation, found.generation, atol=1e-4)
    for share in (0.0, 0.3, 1.0):
        mixed = np.where(taken, 0.0, found.generation + share * (game.capacity - found.generation))
        assert game.potential(mixed) <= found.potential + 1e-9 * (1.0 + abs(found.potential))


@property_test
@pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning")
@given(games(positive_weights=False, subsidised=True))
def test_the_certificate_is_honest_without_the_theorem(game):
    found = nash_equilibrium(game)
    assert found.regret == float(game.regret(found.generation).max())
    assert found.converged == (found.regret <= 1e-10 * game.payoff_scale)


def test_a_game_without_equilibrium_is_answered_with_its_regret():
    game = CoopetitionGame(
        real_samples=[40.0, 40.0],
        heterogeneity=0.0,
        fidelity=1.0,
        valuation=[10000.0, 1000.0],
        generation_cost=[0.3, 0.3],
        congestion=[1e-4, 1e-6],
        capacity=[3000.0, 3000.0],
        competition=[[0.0, 0.1], [0.8, 0.0]],
        learning_curve=LearningCurve(floor=0.1, ceiling=0.9, scale=300.0, exponent=0.8),
        subsidy=[0.0, 0.9],
    )
    with pytest.warns(NonPositiveWeightWarning, match="organization 1"):
        found = nash_equilibrium(game)
    by_hand = min(
        float(game.regret([a, b]).max())
        for a in np.linspace(0.0, 3000.0, 13)
        for b in np.linspace(0.0, 3000.0, 13)
    )
    assert by_hand > 1e-3 * game.payoff_scale
    assert not found.converged
    assert found.regret == float(game.regret(found.generation).max())
