"""Own markets: Theorem 1, the first edition as a special case, and what serves a market alone."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocogen.model.game import (
    CoopetitionGame,
    OwnMarket,
    nash_equilibrium,
    potential_maximiser,
    redistribution,
    social_optimum,
)
from strategies import OWN_MARKET, games_with_profiles, own_game, property_test, small_game

pytestmark = pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning")
both_accounts = pytest.mark.parametrize("account", ["marginal", "full"])


# --- the laws --------------------------------------------------------------------------------------------------------


def test_accuracies_are_those_of_the_specification():
    game = own_game(standalone_knowledge=40.0)
    market, A0 = OWN_MARKET, game.learning_curve.floor
    served = np.array(market["base"]) + np.array(market["slope"]) * (game.performance(50.0) - A0)
    np.testing.assert_allclose(game.market_accuracy(50.0), served)
    np.testing.assert_allclose(game.gains(50.0), game.valuation * (served - A0))
    np.testing.assert_allclose(game.gains(50.0), game.gains_at(served))
    np.testing.assert_allclose(game.market_value, game.valuation * market["slope"])
    np.testing.assert_allclose(game.exposure, game.competition @ game.market_value)
    x = 40.0 + game.real_samples + 0.6 * game.alone.generation
    alone = 0.9 - np.maximum(0.0, 0.9 - np.array(market["floor"])) * (1 + x / 80.0) ** -0.8
    np.testing.assert_allclose(game.alone.accuracies, alone)
    cost = game.standalone_cost + game.cost(game.alone.generation)
    np.testing.assert_allclose(game.standalone_payoffs(), game.valuation * (alone - A0) - cost)


@property_test
@given(games_with_profiles(own=True))
def test_nobody_alone_could_do_better(case):
    game, _ = case
    market = game.own_market
    for share in np.linspace(0.0, 1.0, 11):
        g = share * game.capacity
        x = game.standalone_knowledge + game.real_samples + market.fidelity * g
        payoffs = game.gains_at(market.alone(x)) - game.standalone_cost - game.cost(g)
        assert (game.standalone_payoffs() >= payoffs - 1e-9 * game.payoff_scale).all()


def test_where_a_constant_answers_as_well_as_any_model_nobody_alone_generates():
    game = own_game(own_market=OwnMarket(**OWN_MARKET | {"floor": [0.95, 0.9, 0.3, 0.4]}))
    assert (game.alone.generation[:2] == 0.0).all()
    assert (game.alone.generation[2:] > 0.0).all()
    np.testing.assert_array_equal(game.alone.accuracies[:2], [0.9, 0.9])


# --- Theorem 1 -------------------------------------------------------------------------------------------------------


@both_accounts
@property_test
@given(games_with_profiles(profiles=2, own=True, positive_weights=False, subsidised=True))
def test_a_weighted_potential_is_exact(account, case):
    game, (g, other) = case
    game = game.replace(accounting=account)
    for i in np.flatnonzero(game.weights):
        moved = g.copy()
        moved[i] = other[i]
        gained = game.payoffs(moved)[i] - game.payoffs(g)[i]
        gained += game.subsidy[i] * (game.contributions(moved)[i] - game.contributions(g)[i])
        climbed = game.weights[i] * (game.potential(moved) - game.potential(g))
        scale = (
            game.payoff_scale + float(game.costs(game.capacity).max()) + float(np.abs(game.gains(g)).max())
        )
        assert abs(gained - climbed) <= 1e-12 * scale * max(
            1.0, abs(game.weights[i]) / np.abs(game.weights).min()
        )


@property_test
@given(games_with_profiles(own=True, curved=True))
def test_two_roads_lead_to_the_same_equilibrium(case):
    game, _ = case
    found = nash_equilibrium(game)
    assert found.converged
    np.testing.assert_allclose(potential_maximiser(game).generation, found.generation, atol=1e-4)


# --- the first edition -----------------------------------------------------------------------------------------------


@property_test
@given(games_with_profiles())
def test_the_first_edition_is_the_special_case(case):
    first, (g,) = case
    curve = first.learning_curve
    market = OwnMarket(
        slope=1.0 - first.alignment_loss * first.heterogeneity,
        base=curve.floor,
        floor=curve.floor,
        ceiling=curve.ceiling,
        scale=curve.scale,
        exponent=curve.exponent,
        fidelity=first.fidelity,
    )
    second = first.replace(alignment_loss=0.0, own_market=market)
    for what in ("payoffs", "market_accuracy", "contributions", "regret"):
        np.testing.assert_array_equal(getattr(second, what)(g), getattr(first, what)(g), err_msg=what)
    np.testing.assert_array_equal(second.weights, first.weights)
    np.testing.assert_array_equal(second.standalone_payoffs(), first.standalone_payoffs())
    np.testing.assert_array_equal(nash_equilibrium(second).generation, nash_equilibrium(first).generation)


# --- the game with own markets ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [pickle.loads, copy.deepcopy])
def test_copies_keep_the_markets(make):
    game = own_game()
    again = make(pickle.dumps(game)) if make is pickle.loads else make(game)
    np.testing.assert_array_equal(again.payoffs(20.0), game.payoffs(20.0))


def test_derived_games_keep_the_markets():
    game = own_game()
    part = game.restricted_to([3, 1])
    np.testing.assert_array_equal(part.own_market.slope, [0.4, 0.3])
    np.testing.assert_array_equal(part.own_market.base, [0.5, 0.6])
    np.testing.assert_array_equal(part.standalone_payoffs(), game.standalone_payoffs()[[3, 1]])
    np.testing.assert_array_equal(game.with_subsidy(0.1).own_market.slope, OWN_MARKET["slope"])
    np.testing.assert_array_equal(game.replace(knowledge=9.0).own_market.slope, OWN_MARKET["slope"])
    np.testing.assert_array_equal(game.replace(own_market=None).own_market.slope, np.ones(4))
    with pytest.raises(ValueError, match="read-only"):
        part.own_market.slope[0] = 1.0


def test_numbers_count_for_everybody_and_arrays_tell_how_many_there_are():
    markets = {name: value if np.ndim(value) == 0 else value[:3] for name, value in OWN_MARKET.items()}
    arguments = dict.fromkeys(("real_samples", "valuation", "capacity"), 100.0)
    arguments |= {
        "heterogeneity": 0.3,
        "fidelity": 0.5,
        "generation_cost": 0.01,
        "congestion": 1e-4,
        "competition": 0.05,
    }
    game = CoopetitionGame(
        **arguments, own_market=OwnMarket(**markets), learning_curve=small_game().learning_curve
    )
    assert game.n == 3
    everybody = own_game(own_market=OwnMarket(**OWN_MARKET | {"slope": 0.5, "base": 0.4, "floor": 0.2}))
    np.testing.assert_array_equal(everybody.own_market.slope, [0.5] * 4)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"slope": -0.1}, r"own_market.slope\[0\] is -0.1; it must be at least 0"),
        ({"base": [0.1, np.nan]}, r"own_market.base\[1\] is nan; it must be finite"),
        ({"floor": 1.2}, r"own_market.floor\[0\] is 1.2; it must lie in \[0, 1\]"),
        ({"ceiling": 0.0}, r"own_market.ceiling\[0\] is 0; it must lie in \(0, 1\]"),
        ({"scale": 0.0}, r"own_market.scale\[0\] is 0; it must be positive"),
        ({"exponent": "steep"}, "own_market.exponent is 'steep'; it must be one number or one for each"),
        (
            {"fidelity": [[0.5]]},
            r"own_market.fidelity has shape \(1, 1\); it must be one number or one for each",
        ),
    ],
)
def test_refuses(change, message):
    with pytest.raises(ValueError, match=message):
        OwnMarket(**OWN_MARKET | change)


def test_a_game_refuses_markets_that_do_not_fit():
    with pytest.raises(ValueError, match=r"own_market.slope has shape \(3,\)"):
        own_game(own_market=OwnMarket(**OWN_MARKET | {"slope": [0.5, 0.5, 0.5]}))
    with pytest.raises(ValueError, match="own_market is 3; it must be an OwnMarket"):
        own_game(own_market=3)
    with pytest.raises(ValueError, match=r"alignment_loss is 0.3; it must be 0 where own_market is given"):
        own_game(alignment_loss=0.3)
    with pytest.raises(ValueError, match=r"alignment_loss is 0.2; it must be 0 where own_market is given"):
        own_game().replace(alignment_loss=0.2)


# --- two accounts of rivalry -----------------------------------------------------------------------------------------


@property_test
@given(games_with_profiles(own=True, positive_weights=False))
def test_equilibria_are_identical_under_both_accounts_and_payoffs_differ_by_what_others_gave(case):
    marginal, (g,) = case
    full = marginal.replace(accounting="full")
    np.testing.assert_array_equal(nash_equilibrium(full).generation, nash_equilibrium(marginal).generation)
    np.testing.assert_array_equal(full.best_responses(g), marginal.best_responses(g))
    assert full.potential(g) == marginal.potential(g)
    e, curve = marginal.contributions(g), marginal.learning_curve
    others = marginal.knowledge + e.sum() - e
    np.testing.assert_allclose(
        full.payoffs(g),
        marginal.payoffs(g) - marginal.exposure * (curve(others) - curve.floor),
        rtol=1e-9,
        atol=1e-9 * marginal.payoff_scale,
    )


@both_accounts
@pytest.mark.parametrize("make", [small_game, own_game])
def test_first_best_rules_reach_the_optimum_of_the_account(account, make):
    game = make(accounting=account, standalone_cost=5.0)
    best = social_optimum(game)
    for name in ("pigouvian", "bargaining"):
        rule = redistribution(name)
        g = nash_equilibrium(game.with_subsidy(rule.subsidy(game))).generation
        np.testing.assert_allclose(g, best.generation, atol=1e-5)
    advantage = game.payoffs(g) + rule.transfers(game, g) - game.outside_payoffs(g)
    np.testing.assert_allclose(advantage, np.full(4, advantage.mean()), atol=1e-7)


def test_the_extra_term_cancels_in_every_advantage():
    game = own_game()
    full = game.replace(accounting="full")
    g = np.array([10.0, 200.0, 0.0, 90.0])
    np.testing.assert_allclose(
        full.payoffs(g) - full.outside_payoffs(g), game.payoffs(g) - game.outside_payoffs(g), rtol=1e-9
    )
    assert (full.outside_payoffs(g) < game.outside_payoffs(g)).all()
    assert social_optimum(full).generation.sum() < social_optimum(game).generation.sum()


@property_test
@given(st.data())
def test_no_profile_beats_the_optimum_under_the_full_account(data):
    game, (g,) = data.draw(games_with_profiles(own=True))
    game = game.replace(accounting="full")
    assert game.social_welfare(g) <= social_optimum(game).welfare + 1e-9 * game.payoff_scale
