"""One player's Shapley value at many of its amounts, against the values of everybody, amount by amount."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocogen.model.game import LearningCurve
from cocogen.model.game.coalitions.one_player import additive_shapley_of_one
from cocogen.model.game.coalitions.shapley import additive_shapley
from strategies import property_test


@property_test
@given(
    players=st.integers(1, 14),
    scale=st.floats(50.0, 5000.0),
    exponent=st.floats(0.1, 2.0),
    knowledge=st.sampled_from([0.0, 1000.0]),
    seed=st.integers(0, 1000),
)
def test_is_the_value_among_everybodys(players, scale, exponent, knowledge, seed):
    curve = LearningCurve(floor=0.1, ceiling=0.95, scale=scale, exponent=exponent)
    amounts = np.random.default_rng(seed).uniform(0.0, 500.0, players)
    own = np.array([0.0, 1.0, 700.0])

    def performance(added):
        return curve.increment(knowledge, added)

    rows = np.column_stack([own, np.tile(amounts[1:], (3, 1))])
    expected = additive_shapley(performance, rows)
    found = additive_shapley_of_one(performance, amounts[1:], own)
    assert found == pytest.approx(expected[:, 0], abs=1e-9 * expected.max())


def test_others_who_bring_nothing_leave_it_alone():
    found = additive_shapley_of_one(np.sqrt, np.zeros(13), np.array([4.0, 9.0]))
    assert found == pytest.approx([2.0, 3.0])
