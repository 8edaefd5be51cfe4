"""Shapley values: axioms, games with known values, and sampling with honest errors."""

import itertools
from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocogen.model.game import FixedPermutations, StandardErrorBelow, sampled_shapley, shapley_values
from cocogen.model.game.coalitions.shapley import additive_shapley, coalition_sizes
from cocogen.model.game.coalitions.table import all_coalitions
from strategies import property_test


@st.composite
def worths(draw):
    players = draw(st.integers(1, 5))
    rest = st.lists(st.floats(-100.0, 100.0), min_size=2**players - 1, max_size=2**players - 1)
    return np.array([0.0, *draw(rest)])


def players_of(worth):
    return len(worth).bit_length() - 1


def by_permutations(worth):
    players = players_of(worth)
    values = np.zeros(players)
    for order in itertools.permutations(range(players)):
        coalition = 0
        for i in order:
            values[i] += worth[coalition | 1 << i] - worth[coalition]
            coalition |= 1 << i
    return values / factorial(players)


@property_test
@given(worths())
def test_is_the_mean_over_all_orders(worth):
    np.testing.assert_allclose(shapley_values(worth), by_permutations(worth), atol=1e-9)


@property_test
@given(worths())
def test_efficiency(worth):
    assert shapley_values(worth).sum() == pytest.approx(worth[-1], abs=1e-9)


@property_test
@given(worths(), st.data())
def test_symmetry_and_dummy(worth, data):
    masks = all_coalitions(players_of(worth))
    by_size = worth[masks.sum(axis=1)]
    np.testing.assert_allclose(shapley_values(by_size), by_size[-1] / players_of(worth), atol=1e-9)
    dummy = data.draw(st.integers(0, players_of(worth) - 1))
    without = worth[np.arange(len(worth)) & ~(1 << dummy)]
    assert shapley_values(without)[dummy] == pytest.approx(0.0, abs=1e-9)


@property_test
@given(worths(), st.floats(-3.0, 3.0))
def test_linear(worth, factor):
    other = np.cos(np.arange(len(worth))) - 1.0
    np.testing.assert_allclose(
        shapley_values(worth + factor * other),
        shapley_values(worth) + factor * shapley_values(other),
        atol=1e-8,
    )


def majority(masks):
    return (masks @ np.array([4, 2, 1, 1, 1]) > 4.5).astype(float)


def gloves(masks):
    return np.minimum(masks[:, :2].sum(axis=1), masks[:, 2:].sum(axis=1)).astype(float)


def airport(masks):
    return np.max(masks * np.array([8.0, 11.0, 17.0, 18.0]), axis=1)


@pytest.mark.parametrize(
    ("game", "players", "expected"),
    [
        (gloves, 3, [1 / 6, 1 / 6, 4 / 6]),
        (airport, 4, [2.0, 3.0, 6.0, 7.0]),
        (lambda masks: masks.all(axis=1).astype(float), 4, [0.25] * 4),
        (lambda masks: masks @ np.array([1.0, -2.0, 5.0]), 3, [1.0, -2.0, 5.0]),
        (majority, 5, [0.6, 0.1, 0.1, 0.1, 0.1]),
    ],
)
def test_known_games(game, players, expected):
    values = shapley_values(game(all_coalitions(players)))
    np.testing.assert_allclose(values, expected, atol=1e-12)
    sampled = sampled_shapley(game, players, stopping=FixedPermutations(4000))
    assert (np.abs(sampled.values - expected) <= 5 * sampled.standard_error + 1e-12).all()
    assert sampled.converged


def test_batches_of_games():
    worth = np.stack([gloves(all_coalitions(3)), 2 * gloves(all_coalitions(3))])
    np.testing.assert_allclose(shapley_values(worth)[1], 2 * shapley_values(worth)[0])
    amounts = np.array([[1.0, 2.0, 5.0], [4.0, 4.0, 4.0]])
    batch = additive_shapley(np.sqrt, amounts)
    np.testing.assert_allclose(batch[0], additive_shapley(np.sqrt, amounts[0]))
    np.testing.assert_allclose(batch[1], np.sqrt(12.0) / 3)


def test_sizes():
    np.testing.assert_array_equal(coalition_sizes(3), [0, 1, 1, 2, 1, 2, 2, 3])


def test_a_worth_for_every_coalition():
    with pytest.raises(
        ValueError, match=r"worth has 6 entries; it must have one for each of 2\^N coalitions"
    ):
        shapley_values(np.zeros(6))


def test_sampling_is_keyed_and_stops_when_told():
    once = sampled_shapley(airport, 4, seed=3)
    again = sampled_shapley(airport, 4, seed=3)
    other = sampled_shapley(airport, 4, seed=4)
    np.testing.assert_array_equal(once.values, again.values)
    assert not np.array_equal(once.values, other.values)
    assert once.converged
    given_up = sampled_shapley(gloves, 3, stopping=StandardErrorBelow(relative=1e-9, most=200))
    assert not given_up.converged
    assert given_up.permutations == 200


def test_standard_errors_are_honest():
    exact = shapley_values(airport(all_coalitions(4)))
    scores = []
    for seed in range(40):
        found = sampled_shapley(airport, 4, stopping=FixedPermutations(128), seed=seed)
        scores.append((found.values - exact) / np.maximum(found.standard_error, 1e-12))
    spread = np.sqrt(np.mean(np.square(scores), axis=0))
    assert ((spread > 0.6) & (spread < 1.5)).all()
