"""Welfare under rates of pairwise redistribution, its slope, and the store of what was tried."""

import numpy as np
import pytest

from cocogen.model.game import nash_equilibrium
from cocogen.model.game.coalitions.batch import CoalitionBatch
from cocogen.model.game.rules.rate_welfare import Trials, try_rates
from strategies import own_game, small_game

RATES = np.array([[0.05], [0.2], [0.6]])


def tried(game, rates=RATES):
    return try_rates(game, rates, np.zeros((len(rates), game.organizations)))


@pytest.mark.parametrize("make", [small_game, own_game])
@pytest.mark.parametrize("accounting", ["marginal", "full"])
def test_welfare_and_amounts_are_those_of_the_equilibrium(make, accounting):
    game = make(accounting=accounting)
    found = tried(game)
    for row, rate in enumerate(RATES[:, 0]):
        g = nash_equilibrium(game.with_subsidy(rate * game.rivalry)).generation
        np.testing.assert_allclose(found.generation[row], g, atol=1e-6)
        fixed = game.membership_cost.sum()
        assert found.welfare[row, 0] == pytest.approx(game.social_welfare(g) + fixed, rel=1e-10)


@pytest.mark.parametrize("accounting", ["marginal", "full"])
def test_slopes_are_derivatives(accounting):
    game = small_game(accounting=accounting)
    below, at, above = (tried(game, RATES + step) for step in (-1e-5, 0.0, 1e-5))
    np.testing.assert_allclose(at.slope, (above.welfare - below.welfare) / 2e-5, rtol=1e-4)
    np.testing.assert_allclose(at.rise, (above.generation - below.generation) / 2e-5, rtol=1e-4, atol=1e-6)
    free = at.bound == 0
    np.testing.assert_allclose(np.where(free, at.part, 0.0).sum(axis=1), at.slope[:, 0], rtol=1e-9)


def test_says_who_is_at_a_bound_and_what_it_would_add_once_let_go():
    free = small_game(capacity=1e6)
    amounts = tried(free).generation
    game = small_game(capacity=np.where(np.arange(4) == 1, amounts[1, 1] * (1.0 - 1e-7), 1e6))
    found = tried(game)
    assert found.bound[1].tolist() == [0, 1, 0, 0]
    assert found.rise[1, 1] == 0.0
    part, shared = found.part[1, 1], tried(free).slope[1, 0] - found.slope[1, 0]
    assert 0.3 * part < shared < part


def test_rates_of_many_games_by_row():
    game = small_game()
    batch = CoalitionBatch(game, np.array([[0, 1], [2, 3]]))
    rows = np.array([1, 0, 1])
    found = try_rates(batch, RATES, np.zeros((3, 2)), rows)
    for row, (rate, pair) in enumerate(zip(RATES, batch.members[rows], strict=True)):
        alone = try_rates(game.restricted_to(pair), rate[None], np.zeros((1, 2)))
        np.testing.assert_allclose(found.welfare[row], alone.welfare[0], rtol=1e-12)
        np.testing.assert_allclose(found.slope[row], alone.slope[0], rtol=1e-9)


def test_all_or_nothing_is_found_by_the_root_search():
    game = small_game(congestion=0.0, heterogeneity=0.0)
    g = nash_equilibrium(game).generation
    np.testing.assert_allclose(tried(game, np.zeros((1, 1))).generation[0], g, atol=1e-6)


def test_trials_keep_what_they_were_given():
    game = small_game()
    trials = Trials()
    first = trials.add(tried(game))
    more = trials.add(tried(game, np.linspace(0.1, 0.9, 9)[:, None]))
    assert first.tolist() == [0, 1, 2]
    assert more.tolist() == list(range(3, 12))
    np.testing.assert_array_equal(trials.of("rate", np.array([0, 3])), [[0.05], [0.1]])
    np.testing.assert_array_equal(trials.of("generation", first), tried(game).generation)
