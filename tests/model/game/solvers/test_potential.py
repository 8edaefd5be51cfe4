"""The maximiser of the potential is the equilibrium, found by another road."""

import numpy as np
import pytest
from hypothesis import given

from cocogen.model.game import NonPositiveWeightWarning, nash_equilibrium, potential_maximiser
from strategies import games, property_test, small_game


@property_test
@given(games(curved=True, subsidised=True))
def test_is_the_equilibrium(game):
    found = potential_maximiser(game)
    assert found.converged
    np.testing.assert_allclose(found.generation, nash_equilibrium(game).generation, atol=1e-5)


@property_test
@given(games(subsidised=True))
def test_certified_without_congestion(game):
    found = potential_maximiser(game)
    assert found.regret == float(game.regret(found.generation).max())
    assert found.potential == pytest.approx(nash_equilibrium(game).potential, rel=1e-8, abs=1e-8)


def test_organizations_outside_the_potential_respond_by_turns():
    competition = np.full((4, 4), 0.01)
    competition[2] = 0.9
    np.fill_diagonal(competition, 0.0)
    game = small_game(competition=competition, subsidy=[0.0, 0.0, 0.2, 0.0])
    with pytest.warns(NonPositiveWeightWarning, match="organization 2"):
        found = potential_maximiser(game)
    assert found.converged
    np.testing.assert_allclose(found.generation, nash_equilibrium(game).generation, atol=1e-5)


def test_too_few_iterations_are_admitted():
    assert not potential_maximiser(small_game(), max_iterations=1).converged


def test_a_start_does_not_matter():
    game = small_game()
    np.testing.assert_allclose(
        potential_maximiser(game, start=game.capacity).generation,
        potential_maximiser(game).generation,
        atol=1e-7,
    )
