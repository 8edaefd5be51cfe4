"""The response of one organization in plain floats is the vectorised one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocogen.model.game import best_response
from strategies import games, property_test, small_game

pytestmark = pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning")


@property_test
@given(games(positive_weights=False, subsidised=True), st.floats(0.0, 1e5))
def test_agrees_with_the_vectorised_one(game, others):
    together = game.best_responses_to(others)
    for i in range(game.n):
        alone = game.best_response_of(i, others)
        assert isinstance(alone, float)
        assert alone == pytest.approx(together[i], rel=1e-9, abs=1e-9)


@property_test
@given(games(), st.floats(0.0, 1e4))
def test_contribution_of_one(game, amount):
    for i in range(game.n):
        assert game.contribution_of(i, amount) == pytest.approx(
            game.contributions(amount)[i], rel=1e-12, abs=1e-12
        )


def test_free_function():
    game = small_game(knowledge=40.0)
    alone = best_response(
        140.0,
        real_samples=80.0,
        heterogeneity=0.2,
        fidelity=0.7,
        weight=float(game.weights[0]),
        generation_cost=0.02,
        congestion=2e-4,
        capacity=1500.0,
        learning_curve=game.learning_curve,
        skew_penalty=0.6,
    )
    assert alone == game.best_response_of(0, 100.0)
    assert 0.0 < alone < 1500.0


@pytest.mark.parametrize(("cost", "expected"), [(0.0, 1500.0), (1e9, 0.0)])
def test_corners(cost, expected):
    game = small_game(generation_cost=cost, congestion=0.0)
    assert game.best_response_of(1, 10.0) == expected
