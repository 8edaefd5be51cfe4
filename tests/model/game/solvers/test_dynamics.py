"""Best-response dynamics and Anderson's acceleration reach the equilibrium, or say that they did not."""

import numpy as np
import pytest
from hypothesis import given

from cocogen.model.game import (
    anderson_fixed_point,
    best_response_dynamics,
    nash_equilibrium,
)
from strategies import games, games_with_profiles, property_test, small_game


@property_test
@given(games_with_profiles(curved=True, subsidised=True))
def test_taking_turns_climbs_the_potential_to_the_equilibrium(case):
    game, (start,) = case
    path = best_response_dynamics(game, start=start)
    assert path.converged
    potentials = [game.potential(g) for g in path.generations]
    assert (np.diff(potentials) >= -1e-9 * (1.0 + np.abs(potentials).max())).all()
    assert path.potential == pytest.approx(nash_equilibrium(game).potential, rel=1e-8, abs=1e-8)
    np.testing.assert_array_equal(path.generations[0], start)
    np.testing.assert_array_equal(path.generations[-1], path.generation)
    assert path.regrets[-1] == path.regret
    assert path.iterations == len(path.regrets) - 1


@property_test
@given(games(curved=True, subsidised=True))
def test_anderson_reaches_the_equilibrium(game):
    path = anderson_fixed_point(game)
    assert path.converged
    assert path.potential == pytest.approx(nash_equilibrium(game).potential, rel=1e-8, abs=1e-8)


def crowd(unlike: float = 0.0):
    """Return four times four organizations that are all but indifferent, alike within a relative ``unlike``."""
    rng = np.random.default_rng(0)
    many = {
        name: np.tile(getattr(small_game(), name), 4) * (1.0 + unlike * rng.uniform(-1.0, 0.0, 16))
        for name in ("real_samples", "fidelity", "valuation")
    }
    return small_game(**many, heterogeneity=0.3, generation_cost=0.005, congestion=1e-6, competition=0.01)


@pytest.mark.parametrize("unlike", [0.0, 1e-15, 1e-12, 1e-9, 1e-6, 1e-3])
def test_anderson_climbs_whatever_rounding_does_to_a_crowd_of_equals(unlike):
    game = crowd(unlike)
    path = anderson_fixed_point(game)
    assert path.converged
    potentials = [game.potential(g) for g in path.generations]
    assert (np.diff(potentials) >= -1e-12 * np.abs(potentials).max()).all()
    assert path.potential == pytest.approx(nash_equilibrium(game).potential, rel=1e-9)


def test_anderson_without_a_potential_lets_the_residual_shrink_or_says_so():
    game = small_game(valuation=[900.0, 1200.0, 40.0, 1500.0])
    path = anderson_fixed_point(game)
    assert path.converged == (path.regret <= 1e-10 * game.payoff_scale)
    assert path.regrets[-1] < path.regrets[0]


def test_all_at_once_needs_damping():
    game = crowd()
    wild = best_response_dynamics(game, order="simultaneous", max_iterations=50)
    calm = best_response_dynamics(game, order="simultaneous", damping=1 / 16, max_iterations=2000)
    assert not wild.converged
    assert len(wild.regrets) == 51
    assert calm.converged
    assert anderson_fixed_point(game).iterations < calm.iterations


def test_a_short_memory_is_enough():
    assert anderson_fixed_point(small_game(), memory=1).converged


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda game: best_response_dynamics(game, order="random"), "order is 'random'; it must be"),
        (lambda game: best_response_dynamics(game, damping=0.0), r"damping is 0.0; it must lie in \(0, 1\]"),
        (lambda game: anderson_fixed_point(game, memory=0), "memory is 0; it must be at least 1"),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call(small_game())
