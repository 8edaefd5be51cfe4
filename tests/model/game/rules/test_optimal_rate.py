"""The optimal rate of pairwise redistribution against a fine grid of rates."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from cocogen.model.game import Pairwise, all_coalitions, equilibrium_under, nash_equilibrium, social_optimum
from cocogen.model.game.coalitions.batch import CoalitionBatch
from cocogen.model.game.rules.optimal_rate import optimal_rate
from strategies import games, property_test, small_game

pytestmark = [
    pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning"),
    pytest.mark.filterwarnings("ignore::cocogen.model.game.AsymmetricCompetitionWarning"),
]


@settings(property_test, max_examples=25)
@given(st.booleans().flatmap(lambda own: games(least=2, most=8, curved=not own, own=own)))
def test_no_rate_on_a_grid_is_better(game):
    rate = float(optimal_rate(game)[0])
    reached = game.social_welfare(equilibrium_under(game, Pairwise()).generation)
    for other in np.concatenate([np.linspace(0.0, 3.0 * rate + 0.1, 20), np.geomspace(1e-4, 50.0, 20)]):
        subsidised = game.with_subsidy(other * game.rivalry)
        welfare = game.social_welfare(nash_equilibrium(subsidised).generation)
        assert reached >= welfare - 1e-7 * game.payoff_scale


def test_reaches_the_optimum_among_equals():
    game = small_game(**{name: 1.0 * np.full(4, value) for name, value in (
        ("real_samples", 100.0), ("heterogeneity", 0.3), ("fidelity", 0.7), ("valuation", 900.0),
        ("generation_cost", 0.02), ("congestion", 2e-4))})  # fmt: skip
    planned = social_optimum(game)
    found = equilibrium_under(game, Pairwise())
    assert game.social_welfare(found.generation) == pytest.approx(planned.welfare, rel=1e-12)
    np.testing.assert_allclose(found.generation, planned.generation, atol=1e-5)


def test_no_rivals_no_rate():
    assert optimal_rate(small_game(competition=0.0)).tolist() == [0.0]


def test_no_subsidy_where_generating_is_waste():
    assert optimal_rate(small_game(capacity=0.0)).tolist() == [0.0]


def test_many_coalitions_have_each_their_own_rate():
    game = small_game(competition=np.arange(16.0).reshape(4, 4) % 5 * 0.02 * (1 - np.eye(4)))
    members = np.array([[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]] * 3000)
    rates = optimal_rate(CoalitionBatch(game, members))
    alone = [optimal_rate(game.restricted_to(pair))[0] for pair in members[:6]]
    np.testing.assert_allclose(rates[:6, 0], alone, rtol=1e-6)
    np.testing.assert_allclose(rates[-6:, 0], alone, rtol=1e-6)


@settings(property_test, max_examples=20)
@given(
    st.booleans().flatmap(lambda own: games(least=3, most=5, curved=True, own=own, positive_weights=own)),
    st.sampled_from(["marginal", "full"]),
    st.booleans(),
)
def test_side_by_side_as_alone(game, accounting, sparse):
    game = game.replace(accounting=accounting)
    if sparse:
        game = game.replace(competition=sp.csr_array(game.competition))
    for size in range(2, game.organizations + 1):
        masks = all_coalitions(game.organizations)
        members = np.nonzero(masks[masks.sum(axis=1) == size])[1].reshape(-1, size)
        together = optimal_rate(CoalitionBatch(game, members))[:, 0]
        for row, coalition in enumerate(members):
            part = game.restricted_to(coalition)
            reached, alone = (
                part.social_welfare(nash_equilibrium(part.with_subsidy(rate * part.rivalry)).generation)
                for rate in (together[row], optimal_rate(part)[0])
            )
            assert reached == pytest.approx(alone, abs=1e-9 * game.payoff_scale)


def test_finds_the_rate_at_which_somebody_reaches_its_capacity():
    free = small_game(capacity=1e6)
    best = float(optimal_rate(free)[0])
    amounts = nash_equilibrium(free.with_subsidy(0.97 * best * free.rivalry)).generation
    game = small_game(capacity=amounts)
    rate = float(optimal_rate(game)[0])
    assert 0.9 * best < rate < best
    at, above, below = (
        nash_equilibrium(game.with_subsidy(share * rate * game.rivalry)).generation
        for share in (1.0, 1.0 + 1e-8, 1.0 - 1e-8)
    )
    np.testing.assert_array_equal(above, game.capacity)
    np.testing.assert_allclose(at, game.capacity, rtol=1e-7)
    assert (below < game.capacity).any()


def test_among_rates_that_do_the_same_the_lowest_is_taken():
    game = small_game(capacity=1.0)
    rate = float(optimal_rate(game)[0])
    assert (nash_equilibrium(game).generation == game.capacity).all()
    assert rate == 0.0
