"""The least core against its full linear program and known games."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import OptimizeResult, linprog

from cocogen.model.game import least_core
from cocogen.model.game.coalitions.table import all_coalitions
from strategies import property_test


def full_program(worth):
    players = len(worth).bit_length() - 1
    masks = all_coalitions(players)[1:-1].astype(float)
    answer = linprog(
        np.append(np.zeros(players), 1.0),
        A_ub=-np.column_stack([masks, np.ones(len(masks))]),
        b_ub=-worth[1:-1],
        A_eq=np.append(np.ones(players), 0.0)[None, :],
        b_eq=[worth[-1]],
        bounds=(None, None),
    )
    return answer.x[-1]


@st.composite
def worths(draw):
    players = draw(st.integers(2, 6))
    rest = st.lists(st.floats(-10.0, 100.0), min_size=2**players - 1, max_size=2**players - 1)
    return np.array([0.0, *draw(rest)])


@property_test
@given(worths())
def test_is_the_full_linear_program(worth):
    found = least_core(worth)
    assert found.epsilon == pytest.approx(full_program(worth), abs=1e-6)
    masks = all_coalitions(len(worth).bit_length() - 1)
    excess = worth - masks @ found.allocation
    assert excess[1:-1].max() == pytest.approx(found.epsilon, abs=1e-6)
    assert found.allocation.sum() == pytest.approx(worth[-1], abs=1e-6)


def test_known_games():
    masks = all_coalitions(3)
    majority = (masks.sum(axis=1) >= 2).astype(float)
    assert least_core(majority).epsilon == pytest.approx(1 / 3)
    np.testing.assert_allclose(least_core(majority).allocation, 1 / 3)
    gloves = np.minimum(masks[:, :2].sum(axis=1), masks[:, 2]).astype(float)
    assert least_core(gloves).epsilon == pytest.approx(0.0, abs=1e-9)
    np.testing.assert_allclose(least_core(gloves).allocation, [0.0, 0.0, 1.0], atol=1e-9)
    unanimity = masks.all(axis=1).astype(float)
    assert least_core(unanimity).epsilon == pytest.approx(-1 / 3)


def test_one_player_and_nothing_to_share():
    assert least_core(np.array([0.0, 7.0])).epsilon == 0.0
    np.testing.assert_array_equal(least_core(np.array([0.0, 7.0])).allocation, [7.0])
    assert least_core(np.zeros(4)).epsilon == pytest.approx(0.0, abs=1e-12)


def test_an_unsolved_program_is_not_hidden(monkeypatch):
    failed = OptimizeResult(success=False, message="iteration limit")
    monkeypatch.setattr("scipy.optimize.linprog", lambda *_, **__: failed)
    with pytest.raises(RuntimeError, match="the linear program of the least core failed: iteration limit"):
        least_core(np.array([0.0, 1.0, 1.0, 3.0]))
